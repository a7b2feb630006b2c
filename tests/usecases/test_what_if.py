"""A what-if on the real engine: it reads, and leaves every byte as it was."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from shared.adapters.dynamo import events, refs
from shared.adapters.dynamo.commands import Command, Key, commit, job_actor
from shared.adapters.dynamo.records import Record
from shared.adapters.dynamo.store import keep, load
from shared.domain.kpi.steps.changes import Add, Change, Remove
from shared.domain.periods import Period
from shared.usecases.review.draft_declarations import draft_declarations
from shared.usecases.scores.compute_scores import compute_scores
from shared.usecases.scores.score_then import CannotBeReplayed
from shared.usecases.scores.what_if import what_if
from tests.domain.kpi.building import MARCH, deal, event, paid

LATER = datetime(2026, 3, 20, 2, tzinfo=UTC)
OVER, SINCE = datetime(2026, 4, 1, 2, tzinfo=UTC), datetime(2026, 4, 3, 2, tzinfo=UTC)


def told_of(company, *told):
    """Let the events be in the company's store, delivered by a healthy feed."""
    kinds = {each.type for each in told}
    writes = [*events.append(company.id, told), events.heard(company.id, "con_1", kinds, LATER)]
    ref = refs.member(company.id, "job_test")
    actor = job_actor(company.id, "test", load([ref]).find(ref))
    commit(Command("test.told", writes), actor=actor, key=Key("test", told[0].id, ""), answer={}, at=LATER)


def everything():
    """Every record of the table as it stands."""
    found = [each.attribute_values for each in Record.scan()]
    return sorted(found, key=lambda each: (each["pk"], each["sk"]))


def a_month(founding):
    """A seller's March as it is known on the 20th."""
    me = founding.people["李婷"].id
    told = [
        *(paid(f"old{n}", "2025-11-05", 500, f"c{n}", me) for n in range(6)),
        *(paid(f"o{n}", f"2026-03-{n + 3:02}", 700, f"c{n}", me) for n in range(3)),
        paid("new", "2026-03-09", 300, "n1", me),
        *(each for n in range(5) for each in deal(f"d{n}", "2026-02-01", f"2026-03-{n + 5:02}", me)),
        event("event.held", "e1", "2026-03-10", None),
        event("event.staffed", "s1", "2026-03-10", None, event_ref="e2"),
    ]
    told_of(founding.company, *(replace(each, received_at=LATER) for each in told))
    compute_scores(company_id=founding.company.id, month=MARCH.key, at=LATER, code_version="v1")


def declared(founding):
    """The score on record of the seller's March, which is declared once it is over."""
    ids = {"company_id": founding.company.id, "month": MARCH.key, "at": OVER, "code_version": "v1"}
    compute_scores(**ids)
    draft_declarations(**ids)
    ref = refs.scores(founding.company.id, MARCH.key).at(founding.people["李婷"].id)
    return load([ref]).get(ref)


def ask(founding, *changes, period=MARCH, at=LATER):
    return what_if(
        company=founding.company,
        person=founding.people["李婷"],
        period=period,
        changes=changes,
        at=at,
        code_version="v1",
    )


class TestWhatIf:
    def test_leaves_every_byte_as_it_was(self, company):
        a_month(company)
        before = everything()

        ask(
            company,
            Change(add=Add("order.paid", 5, amount=Decimal(900))),
            Change(remove=Remove(type="deal.won", count=2)),
        )

        assert everything() == before

    def test_begins_with_the_score_on_record(self, company):
        a_month(company)
        ref = refs.scores(company.company.id, MARCH.key).at(company.people["李婷"].id)

        found = ask(company)

        assert found.before.hash == load([ref]).get(ref).hash
        assert found.before.card == load([ref]).get(ref).card

    def test_of_a_declared_month_is_the_score_on_record_whatever_came_since(self, company):
        a_month(company)
        record = declared(company)
        told_of(
            company.company,
            replace(paid("late", "2026-03-10", 900, "n2", record.person_id), received_at=SINCE),
        )

        found = ask(company, at=SINCE)

        assert found.before == found.after == record

    def test_of_a_declared_month_whose_basis_was_not_kept_is_refused(self, company):
        a_month(company)
        record = declared(company)
        keep(
            [(refs.scores(record.company_id, record.month).at(record.person_id), replace(record, basis=None))]
        )

        with pytest.raises(CannotBeReplayed):
            ask(company)

    def test_proves_the_step_of_every_line_that_lost_points(self, company):
        a_month(company)
        lost = [each for each in ask(company).before.card.lines if each.lost > 0]
        assert lost

        for line in lost:
            after = ask(company, *line.to_target.changes).after.card
            assert next(each for each in after.lines if each.kpi_id == line.kpi_id).points >= 100
            lost_less_bonus = sum(each.lost - each.bonus for each in after.lines)
            assert lost_less_bonus + after.total == 100

    def test_of_a_month_to_come_is_of_its_own_days(self, company):
        a_month(company)

        found = ask(company, Change(add=Add("order.paid", 3)), period=Period.parse("2026-04"))

        assert [each.on.isoformat() for each in found.edits[0].put] == ["2026-04-01"] * 3
