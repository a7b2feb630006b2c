"""Months that are over are scored again once what they rest on has changed, however far back they lie."""

from datetime import UTC, date, datetime

import pytest

from shared.adapters.dynamo import refs, score_dues
from shared.adapters.dynamo.commands import Command
from shared.adapters.dynamo.store import every
from shared.usecases.review.draft_declarations import draft_declarations
from shared.usecases.scores.compute_scores import compute_scores
from shared.usecases.scores.score_again import score_again
from tests.usecases.test_direction import do, selling, switch, undo
from tests.usecases.test_what_if import LATER, a_month

JUNE = datetime(2026, 6, 20, 2, tzinfo=UTC)
MONTHS = ("2026-03", "2026-04", "2026-05", "2026-06")


def run(founding, at, month=None):
    return compute_scores(company_id=founding.company.id, month=month, at=at, code_version="v1")


def versions(founding, month, name="李婷"):
    person = founding.people[name].id
    return {
        version
        for each in every(refs.scores(founding.company.id, month))
        if each.person_id == person
        for version in each.plan_version_ids
    }


@pytest.fixture
def switched(company):
    """A switch of March under which every month up to June was scored, some of them after they were over."""
    old = selling(company)
    a_month(company)
    made = switch(company, from_on=date(2026, 3, 23), at=LATER)
    (_, new, _) = made.switch.plans[0]
    for month in range(4, 7):
        run(company, datetime(2026, month, 2, 2, tzinfo=UTC))
    for month in MONTHS:
        run(company, JUNE, month)
    assert [versions(company, each) for each in MONTHS] == [{old.id, new}, {new}, {new}, {new}]
    return company, old, made


class TestAnUndoneSwitch:
    def test_of_three_months_ago_holds_in_no_month_once_scores_are_computed(self, switched):
        company, old, made = switched

        undo(company, made, at=JUNE)
        found = run(company, JUNE)

        assert found.months == MONTHS
        assert [versions(company, each) for each in MONTHS] == [{old.id}] * 4

    def test_is_worked_off_by_one_run(self, switched):
        company, _, made = switched
        undo(company, made, at=JUNE)
        run(company, JUNE)

        again = run(company, JUNE)

        assert (again.months, again.written) == (MONTHS[2:], 0)
        assert score_dues.marks(company.company.id) == []

    def test_is_not_forgotten_by_a_run_of_one_month(self, switched):
        company, old, made = switched
        undo(company, made, at=JUNE)

        run(company, JUNE, "2026-06")
        run(company, JUNE)

        assert versions(company, "2026-04") == {old.id}

    def test_is_in_no_form_that_is_drafted_before_the_next_run(self, switched):
        company, old, made = switched
        undo(company, made, at=JUNE)

        draft_declarations(company_id=company.company.id, month="2026-04", at=JUNE, code_version="v1")

        forms = {each.person_id: each for each in every(refs.declarations(company.company.id, "2026-04"))}
        scores = {each.person_id: each for each in every(refs.scores(company.company.id, "2026-04"))}
        assert versions(company, "2026-04") == {old.id}
        assert forms[company.people["李婷"].id].score_hash == scores[company.people["李婷"].id].hash


class TestScoreAgain:
    def test_lets_the_months_in_between_be_scored_and_no_other(self, switched):
        company, *_ = switched
        marks = score_again(company.company, date(2026, 4, 9), at=JUNE, until=date(2026, 6, 1))
        do(company, Command("test.again", marks), at=JUNE)

        assert run(company, JUNE).months == ("2026-04", "2026-05", "2026-06")

    def test_of_what_is_still_to_come_asks_for_nothing(self, switched):
        company, *_ = switched

        assert score_again(company.company, date(2026, 7, 1), at=JUNE) == ()

    def test_leaves_months_alone_that_were_never_scored(self, switched):
        company, *_ = switched
        do(company, Command("test.again", score_again(company.company, date(2020, 1, 1), at=JUNE)), at=JUNE)

        assert "2025-06" not in run(company, JUNE).months

    def test_asked_for_anew_while_a_run_looks_is_seen_by_the_next_one(self, switched):
        company, *_ = switched
        ask = Command("test.again", score_again(company.company, date(2026, 4, 1), at=LATER.replace(month=6)))
        do(company, ask, at=JUNE)
        (seen,) = score_dues.marks(company.company.id)
        later = JUNE.replace(hour=3)
        do(company, Command("test.again", score_again(company.company, date(2026, 4, 1), at=later)), at=later)

        score_dues.take(company.company.id, seen)

        assert [each.at for each in score_dues.marks(company.company.id)] == [later.isoformat()]
