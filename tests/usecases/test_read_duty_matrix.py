"""What each duty is to whom, HR's decisions on it, and the profile of one person, on the real engine."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Write
from shared.adapters.dynamo.store import load
from shared.domain.kpi.catalogue import DEFAULT_SCORECARDS
from shared.domain.kpi.plans import PlanVersion
from shared.domain.people import Assignment
from shared.domain.work.duties.activities import Activity
from shared.domain.work.duties.consequences import OwnDuty, ReasonMissing
from shared.domain.work.duties.matrix import DutyClass
from shared.domain.work.duties.own_catalogue import OwnCatalogue, with_duty, with_retired
from shared.domain.work.logs.kinds import ORDER_HANDLING
from shared.usecases.plans.publish_plan import BEGINNING
from shared.usecases.work.decide_duty import NoDecision, decide_duty, withdraw_decision
from shared.usecases.work.read_profile import read_profile
from tests.usecases.office import AT, FIRST_WEEKS, MARCH, Office, holding


@pytest.fixture
def office(company):
    return Office(company)


class TestDecideDuty:
    def decide(self, office, duty_class, reason="老板交办，本季度必须完成", *, by="林晓", duty="errand"):
        person = office.people["李婷"]
        ref = refs.duty_override(office.company.id, person.id, duty)
        decision, command = decide_duty(
            person=person,
            duty=duty,
            duty_class=duty_class,
            reason=reason,
            before=load([ref]).find(ref),
            actor=office.member(by),
            at=AT,
        )
        office.commit(command, by, f"decide-{decision.version}", AT)
        return decision

    def withdraw(self, office, *, by="林晓"):
        person = office.people["李婷"]
        ref = refs.duty_override(office.company.id, person.id, "errand")
        decision, command = withdraw_decision(
            person=person, before=load([ref]).find(ref), actor=office.member(by), at=AT
        )
        office.commit(command, by, f"withdraw-{decision.version}", AT)
        return decision

    def errand(self, office):
        (found,) = [cell for cell in office.matrix("李婷").cells if cell.duty == "errand"]
        return found

    @pytest.fixture
    def busy(self, office):
        office.submit("李婷", FIRST_WEEKS[0], "errand", 60)
        office.submit("李婷", FIRST_WEEKS[0], "new_visit", 60)
        return office

    def test_a_decision_survives_what_is_logged_later(self, busy):
        decision = self.decide(busy, DutyClass.AUXILIARY)
        busy.submit("李婷", FIRST_WEEKS[1], "errand", 300)

        cell = self.errand(busy)

        assert (cell.duty_class, cell.override, cell.minutes) == (DutyClass.AUXILIARY, decision, 360)
        assert cell.rule.id == "duty.feeds_nothing"
        assert busy.matrix("李婷").proposals == ()

    def test_it_holds_in_the_profile_too(self, busy):
        self.decide(busy, DutyClass.CORE)

        profile = read_profile(company=busy.company, person=busy.people["李婷"], span=MARCH)

        assert {cell.duty: cell.duty_class for cell in profile.cells}["errand"] is DutyClass.CORE

    def test_the_newest_decision_holds(self, busy):
        self.decide(busy, DutyClass.AUXILIARY)
        self.decide(busy, DutyClass.CORE)

        assert (self.errand(busy).duty_class, self.errand(busy).override.version) == (DutyClass.CORE, 2)

    def test_taken_back_the_rule_of_the_logs_holds_again(self, busy):
        self.decide(busy, DutyClass.AUXILIARY)

        rested = self.withdraw(busy)

        assert (rested.is_withdrawn, rested.version, rested.reason) == (True, 2, "老板交办，本季度必须完成")
        assert (self.errand(busy).duty_class, self.errand(busy).override) == (DutyClass.REDUNDANT, None)
        with pytest.raises(NoDecision):
            self.withdraw(busy)

    def test_decided_again_after_it_was_taken_back_it_holds(self, busy):
        self.decide(busy, DutyClass.AUXILIARY)
        self.withdraw(busy)

        self.decide(busy, DutyClass.CORE)

        assert (self.errand(busy).duty_class, self.errand(busy).override.version) == (DutyClass.CORE, 3)

    def test_without_a_decision_there_is_none_to_take_back(self, busy):
        with pytest.raises(NoDecision):
            self.withdraw(busy)

    def test_nobody_decides_on_their_own_duty_nor_takes_such_a_decision_back(self, busy):
        self.decide(busy, DutyClass.REDUNDANT)

        with pytest.raises(OwnDuty):
            self.decide(busy, DutyClass.CORE, by="李婷")
        with pytest.raises(OwnDuty):
            self.withdraw(busy, by="李婷")
        assert self.errand(busy).duty_class is DutyClass.REDUNDANT

    def test_it_needs_a_reason(self, busy):
        with pytest.raises(ReasonMissing):
            self.decide(busy, DutyClass.CORE, " ")


class TestReadDutyMatrix:
    def test_a_planted_overlap_and_a_planted_gap_are_all_that_is_found(self, office):
        office.change("陈浩", assignments=(holding("customer_success"),))
        for on in FIRST_WEEKS:
            office.submit("李婷", on, "key_account", 60, customer="远山贸易")
            office.submit("李婷", on, "new_visit", 140, customer="海纳商贸")
            # he writes the duty's name, she chose it
            office.submit("陈浩", on, "老客户维护", 50, customer="远山贸易")
            office.submit("陈浩", on, "care_call", 80, customer="海纳商贸")
            office.submit("陈浩", on, "onboarding", 62, customer="明德实业")
            office.submit("陈浩", on, "renewal", 8, customer="明德实业")

        matrix = office.matrix("李婷", "陈浩")

        (overlap,), (gap,) = matrix.overlaps, matrix.gaps
        assert (overlap.duty, overlap.customer, overlap.provisional) == ("key_account", "远山贸易", False)
        assert {part.person_id for part in overlap.parts} == {office.id_of("李婷"), office.id_of("陈浩")}
        assert (gap.position, gap.duty, gap.provisional) == ("customer_success", "renewal", False)
        assert matrix.proposals == ()

    def test_positions_count_as_they_are_held_on_the_last_day(self, office):
        office.change("李婷", assignments=(holding("sales"), holding("back_office", date(2026, 3, 31))))
        office.submit("李婷", FIRST_WEEKS[0], "order_entry")

        cells = office.matrix("李婷").cells

        core = {cell.duty for cell in cells if cell.duty_class is DutyClass.CORE}
        assert core == {"order_entry", "delivery_follow_up"}

    def test_a_core_duty_that_was_retired_is_asked_of_nobody(self, office):
        hiring = Activity("", "招聘", "Hiring", (ORDER_HANDLING,), "sales", True)
        own, duty = with_duty(OwnCatalogue(), hiring)
        office.submit("李婷", FIRST_WEEKS[0])

        office.company = replace(office.company, own=own)
        before = office.matrix("李婷")
        office.company = replace(office.company, own=with_retired(own, duty.id, is_retired=True))
        after = office.matrix("李婷")

        assert [duty.id in {each.duty for each in found} for found in (before.cells, before.gaps)] == [
            True,
            True,
        ]
        assert [duty.id in {each.duty for each in found} for found in (after.cells, after.gaps)] == [
            False,
            False,
        ]

    def test_a_scorecard_of_ones_own_is_the_one_that_must_follow_from_the_duties(self, office):
        office.submit("李婷", FIRST_WEEKS[0], "new_visit")
        office.submit("李婷", FIRST_WEEKS[0], "key_account")
        assert office.matrix("李婷").breaches == ()

        lines = DEFAULT_SCORECARDS["back_office"]
        plan = PlanVersion(
            "pln_own",
            office.company.id,
            date(2026, 3, 1),
            lines,
            person_id=office.id_of("李婷"),
            created_at=AT,
        )
        self.publish(office, plan)

        breached = {each.duties for each in office.matrix("李婷").breaches}
        assert breached >= {("new_visit",), ("key_account",)}

    def test_a_scorecard_of_ones_own_that_ended_is_none(self, office):
        office.submit("李婷", FIRST_WEEKS[0], "new_visit")
        plan = PlanVersion(
            "pln_own",
            office.company.id,
            date(2026, 2, 1),
            DEFAULT_SCORECARDS["back_office"],
            person_id=office.id_of("李婷"),
            until_on=date(2026, 3, 31),
            created_at=AT,
        )
        self.publish(office, plan)

        assert office.matrix("李婷").breaches == ()

    def publish(self, office, plan):
        write = Write(refs.plans(office.company.id).at(plan.id), plan)
        office.commit(Command("plan.publish", [write]), "林晓", plan.id, AT)


class TestReadProfile:
    def test_it_is_what_the_matrix_and_the_distribution_say_of_the_person(self, office):
        for on in FIRST_WEEKS:
            office.submit("李婷", on, "new_visit", 60)
            office.submit("李婷", on, "招聘", 20)
        office.submit("陈浩", FIRST_WEEKS[0], "quote")

        profile = read_profile(company=office.company, person=office.people["李婷"], span=MARCH)

        assert profile.report == office.report("李婷")
        assert profile.cells == office.matrix("李婷").cells
        assert profile.logged_days == 10
        assert [(position.id, share_bp) for position, share_bp in profile.positions] == [("sales", 10_000)]
        assert sum(int(line.weight.removesuffix("%")) for line in profile.kpis) == 100

    def test_of_several_positions_each_requirement_stands_there_once(self, office):
        office.change(
            "李婷",
            assignments=(Assignment("sales", 6_000, BEGINNING), Assignment("marketing", 4_000, BEGINNING)),
        )

        profile = read_profile(company=office.company, person=office.people["李婷"], span=MARCH)

        positions = office.company.catalogue.positions
        assert profile.must == (*positions["sales"].must, *positions["marketing"].must)
        assert len(set(profile.ideal)) == len(profile.ideal) > 0

    def test_of_a_position_that_the_catalogue_does_not_know_nothing_is_asked(self, office):
        office.change("李婷", assignments=(holding("captain"),))

        profile = read_profile(company=office.company, person=office.people["李婷"], span=MARCH)

        assert (profile.positions, profile.must, profile.kpis) == ((), (), ())

    def test_it_looks_at_the_dates_asked_for_only(self, office):
        office.submit("李婷", MARCH.first_on - timedelta(days=1), "errand")
        office.submit("李婷", MARCH.until_on, "errand")

        profile = read_profile(company=office.company, person=office.people["李婷"], span=MARCH)

        assert (profile.report.now.lines, profile.logged_days) == ((), 0)
        assert profile.report.before.total_minutes == 60
