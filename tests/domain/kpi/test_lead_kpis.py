"""KPIs of leads beside the valid ones: accepted by sales, customers within 60 days, handed over in time."""

from datetime import date
from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY, Settings
from shared.domain.kpi.measures import measure
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period
from shared.domain.workdays import Calendar
from tests.domain.kpi.building import LI, MARCH, WANG, days, event, facts, paid, refunded

SHARED = [(LI, 6_000), (WANG, 4_000)]


def lead(name, when="2026-03-02", by=LI, customer=None, **data):
    return event("lead.created", name, when, by, customer or f"c-{name}", **data)


def accepted(name, when="2026-03-05", by=WANG):
    return event("lead.accepted", name, when, by)


def rejected(name, when="2026-03-05", by=WANG, **data):
    return event("lead.rejected", name, when, by, reason="budget", **data)


def assigned(name, when="2026-03-03", by=WANG):
    return event("lead.assigned", name, when, by)


def points(found, target=None):
    definition = CATALOGUE[found.kpi_id]
    return definition.curve.points(found.value, definition.default_target if target is None else target)


class TestLeadAcceptanceRate:
    KPI = "mkt.lead_acceptance_rate"

    def rate(self, *events, person=LI, period=MARCH, **options):
        return evaluate(self.KPI, facts(*events, feeds=("lead.accepted",), **options), person, period)

    def decided(self, good, bad):
        return [
            *(each for n in range(good) for each in (lead(f"g{n}"), accepted(f"g{n}"))),
            *(each for n in range(bad) for each in (lead(f"b{n}"), rejected(f"b{n}"))),
        ]

    def test_is_accepted_over_decided_by_the_owner_of_the_lead(self):
        found = self.rate(self.decided(7, 3))

        assert (found.value, found.numerator, found.denominator, found.n) == (Fraction(7, 10), 7, 10, 10)
        assert points(found) == 100
        assert self.rate(self.decided(7, 3), person=WANG).state == "na"

    def test_nine_leads_are_too_few(self):
        assert self.rate(self.decided(9, 0)).reason == "kpi.sample_too_small"

    def test_none_handed_over_is_not_measurable(self):
        assert (self.rate().state, self.rate().reason) == ("na", "kpi.nothing_to_measure")

    def test_a_sick_feed_blocks_it(self):
        assert self.rate(self.decided(7, 3), sick=("lead.rejected",)).state == "blocked"

    def test_a_rejected_lead_that_bought_later_counts_as_accepted(self):
        later = paid("o", "2026-08-02", 100, "c-b0", by=WANG)

        found = self.rate(self.decided(7, 3), later)

        assert found.value == Fraction(8, 10)
        assert "order.paid/o/2026-08-02" in found.event_ids

    def test_who_bought_before_the_rejection_or_took_it_all_back_stays_rejected(self):
        before = paid("o", "2026-03-04", 100, "c-b0", by=WANG)
        returned = [paid("p", "2026-03-20", 100, "c-b1", by=WANG), refunded("r", "2026-03-25", 100, "p")]

        assert self.rate(self.decided(7, 3), before, returned).value == Fraction(7, 10)

    def test_a_lead_that_was_rejected_and_then_accepted_is_accepted_once(self):
        found = self.rate(self.decided(7, 3), accepted("b0", "2026-04-10"))

        assert (found.value, found.n) == (Fraction(8, 10), 10)

    def test_a_lead_counts_in_the_period_of_the_first_decision(self):
        story = self.decided(10, 0), lead("x"), rejected("x", "2026-04-01T00:00+08:00")

        assert (self.rate(story).n, measure(self.KPI, facts(story), LI, Period.parse("2026-04")).n) == (10, 1)

    def test_a_lead_that_nobody_decided_on_is_in_neither_part_and_named(self):
        found = self.rate(self.decided(10, 0), lead("x"), assigned("x"))

        assert found.n == 10
        assert found.excluded == (("lead.assigned/x/2026-03-03", "lead.undecided"),)

    def test_a_shared_lead_counts_by_its_shares_and_once_for_the_company(self):
        story = facts(self.decided(10, 0), lead("x", by=SHARED), rejected("x"))

        parts = [measure(self.KPI, story, who, MARCH) for who in (LI, WANG, COMPANY)]

        assert [each.numerator for each in parts] == [10, 0, 10]
        assert [each.denominator for each in parts] == [Fraction(106, 10), Fraction(4, 10), 11]


class TestLeadToOrderRate:
    KPI = "mkt.lead_to_order_rate"

    def rate(self, *events, person=LI, period=MARCH, **options):
        return evaluate(self.KPI, facts(*events, feeds=("order.paid",), **options), person, period)

    def cohort(self, size, buyers, created="2026-01-10", bought="2026-02-10"):
        leads = [lead(f"l{n}", created) for n in range(size)]
        return [*leads, *(paid(f"o{n}", bought, 100, f"c-l{n}", by=WANG) for n in range(buyers))]

    def test_is_customers_within_60_days_over_the_leads_that_had_them(self):
        found = self.rate(self.cohort(20, 5))

        assert (found.value, found.numerator, found.denominator, found.n) == (Fraction(1, 4), 5, 20, 20)
        assert points(found, Fraction(1, 4)) == 100

    def test_day_60_counts_and_day_61_does_not(self):
        created, *around = days("2026-01-10", 0, 60, 61)

        numerators = [
            self.rate(self.cohort(20, 1, created, f"{day}T23:30+08:00")).numerator for day in around
        ]

        assert numerators == [1, 0]

    @pytest.mark.parametrize(
        ("created", "n"), [("2025-12-30", 0), ("2025-12-31", 20), ("2026-01-30", 20), ("2026-01-31", 0)]
    )
    def test_a_lead_belongs_to_the_period_that_holds_its_day_60(self, created, n):
        assert measure(self.KPI, facts(self.cohort(20, 1, created, created)), LI, MARCH).n == n

    def test_nineteen_leads_are_too_few(self):
        assert self.rate(self.cohort(19, 5)).reason == "kpi.sample_too_small"

    def test_no_lead_that_had_its_time_is_not_measurable(self):
        assert self.rate(self.cohort(30, 5, created="2026-03-01")).reason == "kpi.nothing_to_measure"

    def test_who_was_a_customer_in_the_year_before_is_in_neither_part(self):
        known = [paid("k0", "2025-01-10", 100, "c-l0"), paid("k1", "2025-01-09", 100, "c-l1")]

        found = self.rate(self.cohort(21, 5), known)

        assert (found.numerator, found.denominator) == (4, 20)
        assert found.excluded == (("lead.created/l0/2026-01-10", "lead.already_customer"),)

    def test_several_leads_of_one_customer_within_60_days_are_one(self):
        again = [lead("again", "2026-01-20", customer="c-l0"), lead("typed", "2026-01-20", duplicate_of="l1")]

        found = self.rate(self.cohort(20, 5), again)

        assert (found.numerator, found.denominator, found.n) == (5, 20, 20)

    def test_merged_customers_are_one_person(self):
        merged = event("customer.merged", "c-l0", "2026-01-05", None, "c-l0", merged_ids=["old"])

        found = self.rate(self.cohort(20, 5), lead("again", "2026-01-20", customer="old"), merged)

        assert found.n == 20

    def test_a_fully_refunded_order_is_none(self):
        assert self.rate(self.cohort(20, 5), refunded("r", "2026-03-30", 100, "o0")).numerator == 4

    def test_a_refund_of_the_next_period_is_not_known_yet(self):
        assert self.rate(self.cohort(20, 5), refunded("r", "2026-04-01", 100, "o0")).numerator == 5

    def test_won_deals_are_the_orders_where_they_are_the_source_of_revenue(self):
        leads = self.cohort(20, 0)
        won = event("deal.won", "d", "2026-02-10", WANG, "c-l0", 100)

        found = evaluate(self.KPI, facts(leads, won, settings=Settings(revenue_source="deals")), LI, MARCH)

        assert found.numerator == 1

    def test_without_a_source_of_sales_nobody_failed_to_buy(self):
        found = evaluate(self.KPI, facts(self.cohort(20, 0)), LI, MARCH)

        assert (found.state, found.reason) == ("na", "kpi.no_source")

    def test_a_sick_feed_blocks_it(self):
        assert self.rate(self.cohort(20, 5), sick=("order.paid",)).state == "blocked"

    def test_a_shared_lead_counts_by_its_shares_in_both_parts(self):
        story = self.cohort(20, 5), lead("x", "2026-01-10", SHARED), paid("ox", "2026-02-10", 9, "c-x")

        parts = [measure(self.KPI, facts(story), who, MARCH) for who in (LI, WANG, COMPANY)]

        assert [(each.numerator, each.denominator, each.n) for each in parts] == [
            (Fraction(56, 10), Fraction(206, 10), 21), (Fraction(4, 10), Fraction(4, 10), 1), (6, 21, 21),
        ]  # fmt: skip

    def test_it_is_not_cut_to_the_days_with_weight(self):
        late = Window.between(date(2026, 3, 17), MARCH.until_on)

        assert evaluate(self.KPI, facts(self.cohort(20, 5)), LI, MARCH, active=late).n == 20


class TestHandoverHours:
    KPI = "mkt.handover_hours"
    MONDAY_TEN = "2026-03-02T10:00+08:00"

    def hours(self, *events, person=LI, period=MARCH, **options):
        return evaluate(self.KPI, facts(*events, feeds=("lead.assigned",), **options), person, period)

    def handed(self, *ends, begun=MONDAY_TEN, by=LI):
        return [
            each for n, end in enumerate(ends) for each in (lead(f"l{n}", begun, by), assigned(f"l{n}", end))
        ]

    def test_is_the_median_of_the_working_hours_to_the_first_assignment(self):
        ends = (
            "2026-03-02T11:00",
            "2026-03-02T14:00",
            "2026-03-02T18:00",
            "2026-03-03T10:00",
            "2026-03-09T10:00",
        )

        found = self.hours(self.handed(*(f"{end}+08:00" for end in ends)))

        assert (found.value, found.n) == (8, 5)
        assert points(found) == 100
        assert measure(
            self.KPI, facts(self.handed(*(f"{end}+08:00" for end in ends))), LI, MARCH
        ).value == Fraction(1 + 4 + 8 + 9 + 45, 5)

    def test_nights_weekends_and_holidays_do_not_count(self):
        friday, tuesday = "2026-03-06T17:00+08:00", "2026-03-10T10:30+08:00"
        holiday = Calendar(holidays=frozenset({event("x", "x", "2026-03-09").on}))

        found = self.hours(self.handed(*[tuesday] * 5, begun=friday), calendar=holiday)

        assert found.value == Fraction(5, 2)

    def test_a_second_assignment_is_no_hand_over(self):
        first = self.handed(*["2026-03-02T12:00+08:00"] * 5)

        assert self.hours(first, assigned("l0", "2026-03-20")).value == 2

    def test_a_lead_counts_in_the_period_in_which_it_is_handed_over(self):
        story = self.handed("2026-03-31T23:59+08:00", "2026-04-01T00:00+08:00")

        assert measure(self.KPI, facts(story), LI, MARCH).n == 1

    def test_four_leads_are_too_few(self):
        assert self.hours(self.handed(*[self.MONDAY_TEN] * 4)).reason == "kpi.sample_too_small"

    def test_no_lead_is_not_measurable_rather_than_no_hours(self):
        assert (self.hours().state, self.hours().value) == ("na", None)

    def test_an_assignment_before_the_creation_is_left_out_and_flagged(self):
        story = self.handed(*["2026-03-02T12:00+08:00"] * 5), lead("x"), assigned("x", "2026-03-01")

        found = self.hours(story)

        assert (found.value, found.n) == (2, 5)
        assert found.excluded == (("lead.assigned/x/2026-03-01", "lead.assigned_before_created"),)

    def test_a_lead_that_was_never_handed_over_has_no_hours(self):
        assert self.hours(self.handed(*["2026-03-02T12:00+08:00"] * 5), lead("open")).n == 5

    def test_a_shared_lead_is_one_observation_for_each_of_its_owners(self):
        story = facts(self.handed("2026-03-02T12:00+08:00", by=SHARED))

        assert [measure(self.KPI, story, who, MARCH).value for who in (LI, WANG, COMPANY)] == [2, 2, 2]

    def test_a_sick_feed_blocks_it(self):
        assert self.hours(sick=("lead.assigned",)).state == "blocked"
