"""Late events in declared months on the real engine: what is read and computed for them, and what is left behind."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from shared.adapters.dynamo import audit, events, refs
from shared.adapters.dynamo.commands import Command, Key, Write, commit, job_actor
from shared.adapters.dynamo.store import every, load
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.events import Event
from shared.domain.kpi.lines import PlanLine
from shared.domain.kpi.plans import PlanVersion
from shared.domain.review.discrepancy_decisions import Action, FiguresMoved
from shared.usecases.events.ingest import ingest
from shared.usecases.review.decide_discrepancy import decide_discrepancy
from shared.usecases.review.draft_declarations import draft_declarations
from shared.usecases.review.second_discrepancy import second_discrepancy
from shared.usecases.scores.compute_scores import compute_scores
from shared.usecases.scores.note_discrepancies import note_discrepancies
from shared.usecases.scores.replay_score import replay_score
from shared.usecases.scores.score_then import CannotBeReplayed
from tests.usecases.office import Office, asked, queried

MONTH, APRIL = "2026-03", datetime(2026, 4, 1, 2, 0, tzinfo=UTC)
CODE = "code-1"
WEIGHTS = {"sales.revenue": (6000, 50_000), "sales.new_customers": (4000, 5)}


class Books(Office):
    """A company whose March is scored and declared while orders still arrive."""

    def plan(self):
        lines = tuple(
            PlanLine(kpi, weight, CATALOGUE[kpi].curve, Fraction(target))
            for kpi, (weight, target) in WEIGHTS.items()
        )
        plan = PlanVersion("pln_2020", self.company.id, date(2020, 1, 1), lines, position="sales")
        self.commit(
            Command("plan.publish", [Write(refs.plans(self.company.id).at(plan.id), plan)]),
            "林晓",
            "plan",
            APRIL,
        )

    def sell(self, entity, on, yuan=8000, *, to="李婷", at=APRIL, version="1"):
        occurred = datetime(on.year, on.month, on.day, 4, tzinfo=UTC)
        order = Event(
            f"evt-{entity}-{version}", "order.paid", occurred, on, entity, ((self.id_of(to), 10_000),), f"c-{entity}",
            yuan * 100, version, "shop", at,
        )  # fmt: skip
        ingest(
            company_id=self.company.id,
            connection_id="shop",
            key=order.id,
            body_hash=order.id,
            found=[order],
            at=at,
        )
        return order

    def run(self, at=APRIL, code=CODE):
        return compute_scores(company_id=self.company.id, month=None, at=at, code_version=code)

    def score(self, name="李婷", month=MONTH):
        ref = refs.scores(self.company.id, month).at(self.id_of(name))
        return load([ref]).get(ref)

    def found(self, month=MONTH):
        return list(every(refs.discrepancies(self.company.id, month)))

    def decide(self, one, choice, key="decide"):
        after, command = decide_discrepancy(
            discrepancy=one,
            choice=choice,
            reason="核对过",
            seen=one.version,
            actor=self.member("林晓"),
            people=list(self.people.values()),
            company=self.company,
            code_version=CODE,
            at=APRIL + timedelta(hours=2),
        )
        self.commit(command, "林晓", key, APRIL + timedelta(hours=2))
        return after


@pytest.fixture
def books(company):
    """Wednesday, 1 April: March is scored and declared; the first look at its events was taken."""
    found = Books(company)
    found.plan()
    for day in (3, 4, 5):
        found.sell(f"o{day}", date(2026, 3, day), at=APRIL - timedelta(days=20))
    found.run()
    draft_declarations(company_id=found.company.id, month=MONTH, at=APRIL, code_version=CODE)
    found.run(APRIL + timedelta(minutes=1))
    return found


class TestADeclaredMonth:
    def test_is_not_looked_at_while_no_counter_moves(self, books):
        people = list(books.people.values())

        with asked() as meter:
            noted = note_discrepancies(
                company=books.company,
                people=people,
                plans=[],
                counters=events.months(books.company.id),
                code_version=CODE,
                at=APRIL + timedelta(hours=1),
                kpis=None,
            )

        read = [operation for _, operation, _ in meter.requests]
        assert noted == 0
        assert read == ["Query", "BatchGetItem"]  # the counters themselves, and how far they were looked at
        assert queried(meter) == [f"{books.company.id}#months"]

    def test_is_looked_at_when_its_own_events_move_and_not_when_a_later_months_do(self, books):
        books.sell("april", date(2026, 4, 1))
        with asked() as meter:
            books.run(APRIL + timedelta(hours=1))
        quiet = queried(meter)

        books.sell("late", date(2026, 3, 20))
        with asked() as meter:
            books.run(APRIL + timedelta(hours=2))

        partition = f"{books.company.id}#discrepancy#{MONTH}"
        assert (partition in quiet, partition in queried(meter)) == (False, True)
        assert [each.state for each in books.found()] == ["open"]

    def test_is_looked_at_when_an_order_of_it_is_told_anew_for_a_later_date(self, books):
        books.sell("o5", date(2026, 4, 1), version="2")

        books.run(APRIL + timedelta(hours=1))

        [one] = books.found()
        assert one.found.gone_events == ("evt-o5-1",)
        assert not one.found.additions_only

    def test_of_which_the_code_changed_and_not_the_events_has_no_discrepancy(self, books):
        books.sell("other", date(2026, 3, 20), to="陈浩")

        books.run(APRIL + timedelta(hours=1), code="code-2")

        assert [each.person_id for each in books.found()] == [books.id_of("陈浩")]

    def test_keeps_its_settings_whatever_the_company_has_changed_since(self, books):
        after = replace(books.company, score_cap=100, revenue_source="deals", version=2)
        write = Write(refs.company(books.company.id), after, before=books.company)
        books.commit(Command("company.change", [write]), "林晓", "settings", APRIL)
        books.sell("late", date(2026, 3, 20))

        books.run(APRIL + timedelta(hours=1))

        [one] = books.found()
        assert [each.kpi_id for each in one.found.deltas] == sorted(WEIGHTS)
        assert (one.found.new_events, one.found.gone_events) == (("evt-late-1",), ())

    def test_of_which_a_score_has_no_basis_is_compared_all_the_same(self, books):
        self.without_basis(books)
        books.sell("late", date(2026, 3, 20))

        books.run(APRIL + timedelta(hours=1))

        assert [each.found.new_events for each in books.found()] == [("evt-late-1",)]

    def test_of_which_a_score_has_no_basis_cannot_be_replayed(self, books):
        self.without_basis(books)

        with pytest.raises(CannotBeReplayed):
            replay_score(books.score(), code_version=CODE)

    def without_basis(self, books):
        """Let the score be one of the days before its basis was kept."""
        before = books.score()
        ref = refs.scores(books.company.id, MONTH).at(before.person_id)
        write = Write(ref, replace(before, basis=None), blind=True)
        commit(
            Command("scores.compute", [write]),
            actor=job_actor(books.company.id, "old", None),
            key=Key("old", "1", ""),
            answer={},
            at=APRIL,
        )


class TestACarriedEvent:
    def test_is_replayed_where_it_was_when_the_score_was_computed(self, books):
        books.sell("late", date(2026, 3, 20))
        books.run(APRIL + timedelta(hours=1))
        before = books.score()

        books.decide(books.found()[0], Action.CARRY)
        books.run(APRIL + timedelta(hours=3))

        april = books.score(month="2026-04")
        assert replay_score(before, code_version=CODE).matches
        assert replay_score(april, code_version=CODE).matches
        assert "evt-late-1" in april.event_ids
        assert "evt-late-1" not in books.score().event_ids
        assert [each.state for each in books.found()] == ["carried"]


class TestTheSecondPerson:
    def test_agrees_to_the_figures_that_were_decided_on_and_to_no_others(self, books):
        books.sell("late", date(2026, 3, 20))
        books.run(APRIL + timedelta(hours=1))
        asked_for = books.decide(books.found()[0], Action.REOPEN)
        books.sell("later", date(2026, 3, 21))

        with pytest.raises(FiguresMoved) as refused:
            second_discrepancy(
                discrepancy=asked_for,
                agree=True,
                reason="",
                seen=None,
                actor=books.member("王磊"),
                people=list(books.people.values()),
                company=books.company,
                code_version=CODE,
                at=APRIL + timedelta(hours=3),
            )

        assert refused.value.current == {"state": "awaiting_second", "version": 2}
        assert books.found() == [asked_for]


class TestTheAuditTrail:
    def test_of_a_decision_says_what_was_and_what_is(self, books):
        books.sell("late", date(2026, 3, 20))
        books.run(APRIL + timedelta(hours=1))
        one = books.found()[0]

        after = books.decide(one, Action.CARRY)

        entries = list(every(audit.entries(books.company.id, books.id_of("林晓"))))
        entry = next(each for each in entries if each.command == "discrepancy.carry")
        change = next(each for each in entry.changes if "discrepancy#" in each["at"])
        assert (entry.at, entry.actor_id) == (APRIL + timedelta(hours=2), books.id_of("林晓"))
        assert (change["from"]["state"], change["to"]["state"]) == ("open", "carried")
        assert (change["from"]["reason"], change["to"]["reason"]) == ("", "核对过")
        assert (change["from"]["carried_to"], change["to"]["carried_to"]) == (None, "2026-04-01")
        assert audit.broken_links(entries) == []
        assert books.found() == [after]
