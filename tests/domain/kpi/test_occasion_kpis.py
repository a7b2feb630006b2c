"""KPIs of marketing events beside attendance and conversion: held as planned, and who came of those registered."""

from decimal import Decimal
from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY
from shared.domain.kpi.in_force import whole_period
from shared.domain.kpi.measures import measure
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, MARCH, WANG, event, facts
from tests.domain.kpi.planning import line, scored

APRIL = Period.parse("2026-04")
SHARED = [(LI, 6_000), (WANG, 4_000)]


def planned(name, on="2026-03-20", by=LI, when="2026-02-10", **data):
    return event("event.planned", f"plan-{name}", when, by, event_ref=name, planned_on=on, **data)


def held(name, when="2026-03-20", by=LI, **data):
    return event("event.held", name, when, by, **data)


class TestEventsHeld:
    KPI = "mkt.events_held"

    def held(self, *events, person=LI, period=MARCH, **options):
        return evaluate(self.KPI, facts(*events, feeds=("event.held",), **options), person, period)

    def points(self, found, target=None):
        rows = whole_period([line(self.KPI, 50, target), line("mkt.valid_leads", 50)])
        return scored(rows, {self.KPI: found, "mkt.valid_leads": 50}).lines[0].points

    def test_three_of_four_planned_events_are_75_points(self):
        found = self.held([planned(name) for name in "abcd"], [held(name) for name in "abc"])

        assert (found.state, found.value, found.planned, found.n) == ("scored", 3, 4, 3)
        assert self.points(found) == Decimal("75.0000")

    def test_all_of_them_are_100_points_and_more_is_no_bonus(self):
        found = self.held([planned(name) for name in "ab"], [held(name) for name in "abc"])

        assert (found.value, found.planned) == (3, 3)
        assert self.points(found) == Decimal("100.0000")

    def test_a_target_of_its_own_counts_before_the_plan(self):
        found = self.held([planned(name) for name in "ab"], [held(name) for name in "ab"])

        assert self.points(found, target=4) == Decimal("50.0000")

    def test_an_event_on_nobodys_plan_makes_up_for_none(self):
        found = self.held(planned("a"), planned("b"), held("a"), held("x", planned=False))

        assert (found.value, found.planned) == (1, 2)
        assert found.excluded == (("event.held/x/2026-03-20", "event.not_planned"),)

    def test_planned_and_none_held_is_zero(self):
        found = self.held(planned("a"), held("b", held=False))

        assert (found.state, found.reason, found.planned) == ("zero", "kpi.nothing_done", 2)
        assert self.points(found) == Decimal("0.0000")

    def test_nothing_planned_is_not_measurable(self):
        assert self.held().reason == "kpi.no_occasion"
        assert self.held(held("x", planned=False)).reason == "kpi.no_occasion"

    def test_the_plan_is_for_its_own_date_not_for_the_day_of_planning(self):
        story = planned("a", on="2026-04-10", when="2026-03-05"), held("a", "2026-04-10")

        assert self.held(story).reason == "kpi.no_occasion"
        assert (self.held(story, period=APRIL).value, self.held(story, period=APRIL).planned) == (1, 1)

    def test_an_event_that_was_put_off_was_not_held_in_its_period(self):
        story = planned("a"), held("a", "2026-04-02")

        assert [self.held(story, period=period).state for period in (MARCH, APRIL)] == ["zero", "scored"]

    def test_an_event_that_was_brought_forward_is_not_missed_later(self):
        story = planned("a", on="2026-04-10"), held("a", "2026-03-30")

        assert [self.held(story, period=period).state for period in (MARCH, APRIL)] == ["scored", "na"]

    def test_the_newest_version_of_a_plan_counts(self):
        moved = [
            planned("a", on=on, version=version) for version, on in (("2", "2026-04-10"), ("1", "2026-03-20"))
        ]

        assert self.held(moved).reason == "kpi.no_occasion"

    def test_the_owner_of_the_event_is_on_its_record_else_on_the_plan(self):
        story = planned("a"), held("a", by=WANG), planned("b"), held("b", by=None)

        assert [self.held(story, person=who).value for who in (LI, WANG)] == [1, 1]

    def test_owners_share_an_event_and_its_plan(self):
        story = planned("a", by=SHARED), held("a", by=SHARED)

        assert [(self.held(story, person=who).value, self.held(story, person=who).planned) for who in (LI, WANG)] == [
            (Fraction(6, 10), Fraction(6, 10)), (Fraction(4, 10), Fraction(4, 10)),
        ]  # fmt: skip
        assert measure(self.KPI, facts(story), COMPANY, MARCH).value == 1

    def test_the_month_is_half_open(self):
        assert self.held(held("a", "2026-03-31T16:30+00:00")).reason == "kpi.no_occasion"

    def test_a_sick_feed_blocks_it(self):
        assert self.held(sick=("event.held",)).state == "blocked"


class TestEventShowRate:
    KPI = "mkt.event_show_rate"

    def rate(self, *events, person=LI, period=MARCH, **options):
        return evaluate(self.KPI, facts(*events, feeds=("event.attended",), **options), person, period)

    def registered(self, size, event_ref="e", first=0, **data):
        return [
            event(
                "event.registered",
                f"{event_ref}-{n}",
                "2026-03-05",
                None,
                f"c{n}",
                event_ref=event_ref,
                **data,
            )
            for n in range(first, first + size)
        ]

    def came(self, size, event_ref="e", when="2026-03-20", **data):
        return [
            event("event.attended", f"in-{event_ref}-{n}", when, None, f"c{n}", event_ref=event_ref, **data)
            for n in range(size)
        ]

    def test_is_who_came_over_who_registered(self):
        found = self.rate(held("e"), self.registered(10), self.came(6))

        assert (found.value, found.numerator, found.denominator, found.n) == (Fraction(6, 10), 6, 10, 10)
        assert CATALOGUE[self.KPI].curve.points(found.value, Fraction(6, 10)) == 100

    def test_nine_registrations_are_too_few(self):
        assert self.rate(held("e"), self.registered(9), self.came(9)).reason == "kpi.sample_too_small"

    def test_no_registration_is_not_measurable(self):
        assert self.rate(held("e"), self.came(20)).reason == "kpi.nothing_to_measure"

    def test_who_came_without_registering_does_not_count(self):
        assert self.rate(held("e"), self.registered(10), self.came(14)).value == 1

    def test_a_person_counts_once_an_event_and_again_at_another(self):
        twice = event("event.registered", "again", "2026-03-06", None, "c0", event_ref="e")
        other = held("f", "2026-03-25"), self.registered(10, "f"), self.came(2, "f", "2026-03-25")

        found = self.rate(held("e"), self.registered(10), twice, self.came(6), other)

        assert (found.numerator, found.denominator) == (8, 20)

    def test_the_ticket_finds_the_person_where_nobody_is_named(self):
        tickets = [event("event.registered", f"t{n}", "2026-03-05", None, event_ref="e") for n in range(10)]
        shown = [event("event.attended", f"t{n}", "2026-03-20", None, event_ref="e") for n in range(4)]

        assert self.rate(held("e"), tickets, shown).value == Fraction(4, 10)

    def test_staff_do_not_count(self):
        staff = self.registered(3, first=20, staff=True), self.came(1, staff=True)

        assert self.rate(held("e"), self.registered(10), staff).value == 0

    def test_who_left_again_did_not_come(self):
        reverted = event("event.attendance_reverted", "in-e-0", "2026-03-20T18:00+08:00", None)

        assert self.rate(held("e"), self.registered(10), self.came(6), reverted).value == Fraction(5, 10)

    @pytest.mark.parametrize(
        ("cancelled_on", "n"), [("2026-03-20T20:00+08:00", 10), ("2026-03-21T00:00+08:00", 11)]
    )
    def test_a_cancellation_counts_up_to_the_day_of_the_event(self, cancelled_on, n):
        cancelled = event("event.registration_cancelled", "e-0", cancelled_on, None)

        assert self.rate(held("e"), self.registered(11), self.came(3), cancelled).n == n

    def test_who_registered_again_is_registered(self):
        story = event("event.registration_cancelled", "e-0", "2026-03-04", None), self.registered(10)

        assert self.rate(held("e"), story).n == 10

    def test_registrations_count_in_the_period_of_the_event(self):
        april = held("e", "2026-04-01T00:00+08:00"), self.registered(10), self.came(6, when="2026-04-01")

        assert (self.rate(april).state, self.rate(april, period=APRIL).value) == ("na", Fraction(6, 10))

    def test_an_event_that_was_cancelled_or_is_to_come_counts_for_nothing(self):
        cancelled = held("e", held=False), self.registered(10)

        found = self.rate(cancelled, self.registered(10, "later"), person=COMPANY)

        assert (found.state, found.n, len(found.excluded)) == ("na", 0, 20)
        assert {reason for _, reason in found.excluded} == {"event.not_held"}

    def test_without_a_record_the_event_was_when_its_people_came_and_is_of_who_registered_them(self):
        tickets = [
            event("event.registered", f"t{n}", "2026-02-25", LI, f"c{n}", event_ref="e") for n in range(10)
        ]

        assert self.rate(tickets, self.came(6)).value == Fraction(6, 10)

    def test_arrivals_that_nobody_delivers_are_not_missing_people(self):
        found = evaluate(self.KPI, facts(held("e"), self.registered(10)), LI, MARCH)

        assert (found.state, found.reason) == ("na", "kpi.no_source")

    def test_owners_of_an_event_share_both_parts(self):
        story = facts(held("e", by=SHARED), self.registered(10), self.came(6))

        parts = [measure(self.KPI, story, who, MARCH) for who in (LI, WANG, COMPANY)]

        assert [(each.numerator, each.denominator) for each in parts] == [
            (Fraction(36, 10), 6), (Fraction(24, 10), 4), (6, 10),
        ]  # fmt: skip

    def test_a_sick_feed_blocks_it(self):
        assert self.rate(sick=("event.registered",)).state == "blocked"


class TestEventAttendanceOfPlans:
    def test_a_plan_is_for_its_own_date_here_too(self):
        story = facts(planned("a", on="2026-04-10", when="2026-03-05"), feeds=("event.held",))

        assert evaluate("mkt.event_attendance", story, LI, MARCH).reason == "kpi.no_occasion"
        assert evaluate("mkt.event_attendance", story, LI, APRIL).state == "zero"
