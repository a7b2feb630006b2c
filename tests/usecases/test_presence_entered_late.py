"""Leave, working time, positions and a last day that are entered late reach every undeclared month they are about."""

from datetime import UTC, date, datetime

import pytest

from shared.adapters.dynamo import refs, score_dues
from shared.adapters.dynamo.store import every, load
from shared.domain.people import Assignment, Leave, WorkingTime
from shared.usecases.company.change_person import change_person
from shared.usecases.review.draft_declarations import draft_declarations
from shared.usecases.scores.compute_scores import compute_scores
from tests.usecases.test_direction import do, selling
from tests.usecases.test_what_if import a_month

JUNE = datetime(2026, 6, 20, 2, tzinfo=UTC)
RUN = {"at": JUNE, "code_version": "v1"}
VISITS = "sales.offline_visits"


def enter(founding, name="李婷", **changes):
    ref = refs.person(founding.company.id, founding.people[name].id)
    person = load([ref]).get(ref)
    after, command = change_person(
        person=person,
        version=person.version,
        changes=changes,
        manager=None,
        company=founding.company,
        actor=founding.member("林晓"),
        at=JUNE,
    )
    do(founding, command, at=JUNE)
    return after


def run(founding):
    return compute_scores(company_id=founding.company.id, month=None, **RUN)


def score(founding, month, name="李婷"):
    person = founding.people[name].id
    return next(each for each in every(refs.scores(founding.company.id, month)) if each.person_id == person)


def visits(founding, month):
    return next(int(each.target) for each in score(founding, month).card.lines if each.kpi_id == VISITS)


@pytest.fixture
def scored(company):
    """A company whose months up to June were scored once they were over, and again since; March is not declared."""
    selling(company)
    a_month(company)
    for month in range(4, 7):
        compute_scores(
            company_id=company.company.id,
            month=None,
            at=datetime(2026, month, 2, 2, tzinfo=UTC),
            code_version="v1",
        )
    assert run(company).months == ("2026-05", "2026-06")
    assert [visits(company, month) for month in ("2026-03", "2026-04")] == [40, 40]
    return company


class TestEnteredLate:
    def test_leave_cuts_the_target_of_its_month_and_of_no_other(self, scored):
        enter(scored, leaves=(Leave(date(2026, 3, 17), date(2026, 4, 1)),))

        assert run(scored).months == ("2026-03", "2026-05", "2026-06")
        assert [visits(scored, month) for month in ("2026-03", "2026-04")] == [20, 40]

    def test_leave_that_is_taken_away_brings_the_target_back(self, scored):
        enter(scored, leaves=(Leave(date(2026, 3, 17), date(2026, 4, 1)),))
        run(scored)

        enter(scored, leaves=())
        run(scored)

        assert visits(scored, "2026-03") == 40

    def test_working_time_holds_from_its_day_on_in_every_month(self, scored):
        enter(scored, working_times=(WorkingTime(5000, date(2026, 3, 1)),))

        assert run(scored).months == ("2026-03", "2026-04", "2026-05", "2026-06")
        assert [visits(scored, month) for month in ("2026-03", "2026-04")] == [20, 20]

    def test_a_last_day_cuts_the_target_of_its_month(self, scored):
        enter(scored, left_on=date(2026, 3, 17))

        run(scored)

        assert visits(scored, "2026-03") == 20

    def test_a_last_day_that_moves_reaches_back_to_the_earlier_one(self, scored):
        enter(scored, left_on=date(2026, 3, 17))
        run(scored)

        enter(scored, left_on=date(2026, 5, 1))
        run(scored)

        assert visits(scored, "2026-03") == 40

    def test_positions_are_those_of_the_month(self, scored):
        was = scored.people["李婷"].assignments
        two = (
            Assignment("sales", 5000, date(2026, 3, 1)),
            Assignment("marketing", 5000, date(2026, 3, 1)),
        )

        enter(scored, assignments=(*was, *two))
        run(scored)

        assert visits(scored, "2026-03") == 20

    def test_nothing_changes_in_a_month_that_is_declared(self, scored):
        draft_declarations(company_id=scored.company.id, month="2026-03", **RUN)
        before = score(scored, "2026-03")

        enter(scored, working_times=(WorkingTime(5000, date(2026, 3, 1)),))
        run(scored)

        assert score(scored, "2026-03") == before
        assert visits(scored, "2026-04") == 20

    def test_it_is_in_a_form_that_is_drafted_before_the_next_run(self, scored):
        enter(scored, leaves=(Leave(date(2026, 3, 17), date(2026, 4, 1)),))

        draft_declarations(company_id=scored.company.id, month="2026-03", **RUN)

        forms = {each.person_id: each for each in every(refs.declarations(scored.company.id, "2026-03"))}
        assert visits(scored, "2026-03") == 20
        assert forms[scored.people["李婷"].id].score_hash == score(scored, "2026-03").hash


class TestNothingIsAskedFor:
    @pytest.mark.parametrize(
        "changes",
        [
            {"region": "华东"},
            {"leaves": ()},
            {"leaves": (Leave(date(2026, 7, 1), date(2026, 7, 3)),)},
            {"left_on": date(2026, 7, 1)},
        ],
    )
    def test_where_no_day_before_today_changes(self, scored, changes):
        enter(scored, **changes)

        assert score_dues.marks(scored.company.id) == []
