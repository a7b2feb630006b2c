"""KPIs of invoices: issued in time and without an error."""

from datetime import date
from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY
from shared.domain.kpi.measures import measure
from shared.domain.periods import Period
from shared.domain.workdays import Calendar
from tests.domain.kpi.building import LI, MARCH, WANG, event, facts

APRIL = Period.parse("2026-04")
SHARED = [(LI, 6_000), (WANG, 4_000)]
MONDAY, WEDNESDAY, THURSDAY = "2026-03-02", "2026-03-04", "2026-03-05"


def points(found):
    definition = CATALOGUE[found.kpi_id]
    return definition.curve.points(found.value, definition.default_target)


def parts_of(kpi_id, story):
    found = [measure(kpi_id, facts(story), who, MARCH) for who in (LI, WANG, COMPANY)]
    return [(each.numerator, each.denominator, each.n) for each in found]


class TestInvoiceOnTime:
    KPI = "bo.invoice_on_time"

    def rate(self, *events, person=LI, period=MARCH, **options):
        return evaluate(self.KPI, facts(*events, feeds=("invoice.issued",), **options), person, period)

    def pair(self, name, asked=MONDAY, issued=WEDNESDAY, by=LI):
        done = [event("invoice.issued", name, issued, by)] if issued else []
        return [event("invoice.requested", name, asked, by), *done]

    def pairs(self, size, **options):
        return [each for n in range(size) for each in self.pair(f"i{n}", **options)]

    def test_asked_on_monday_and_issued_on_wednesday_is_on_time(self):
        found = self.rate(self.pairs(5))

        assert (found.value, found.numerator, found.denominator, found.n) == (1, 5, 5, 5)
        assert points(found) == 100

    def test_the_third_workday_is_late(self):
        found = self.rate(self.pairs(4), self.pair("late", issued=f"{THURSDAY}T00:00+08:00"))

        assert found.value == Fraction(4, 5)
        assert points(found) == 70

    def test_weekends_and_holidays_give_another_day(self):
        friday = self.pair("f", asked="2026-03-06", issued="2026-03-10")
        after_holiday = Calendar(holidays=frozenset({date(2026, 3, 3)}))

        assert self.rate(self.pairs(4), friday).value == 1
        assert self.rate(self.pairs(5, issued=THURSDAY), calendar=after_holiday).value == 1

    def test_four_requests_are_too_few_and_none_is_not_measurable(self):
        assert self.rate(self.pairs(4)).reason == "kpi.sample_too_small"
        assert self.rate(event("invoice.issued", "x", MONDAY)).reason == "kpi.nothing_to_measure"

    def test_a_request_of_the_last_day_is_not_late_before_its_deadline(self):
        open_one = self.pair("x", asked="2026-03-31", issued=None)

        assert self.rate(self.pairs(5), open_one).n == 5
        assert measure(self.KPI, facts(self.pairs(5), open_one), LI, APRIL).denominator == 1

    @pytest.mark.parametrize(
        ("issued", "march", "april"), [("2026-04-02", (6, 6), (0, 0)), ("2026-04-03", (5, 5), (0, 1))]
    )
    def test_a_request_counts_once_where_it_was_made_or_became_late(self, issued, march, april):
        story = facts(self.pairs(5), self.pair("x", asked="2026-03-31", issued=issued))

        found = [measure(self.KPI, story, LI, period) for period in (MARCH, APRIL)]

        assert [(each.numerator, each.denominator) for each in found] == [march, april]

    def test_invoice_and_request_find_each_other_by_number_or_order(self):
        by_number = [
            event("invoice.requested", "r1", MONDAY, invoice_ref="INV-1"),
            event("invoice.issued", "INV-1", WEDNESDAY),
        ]
        by_order = [
            event("invoice.requested", "r2", MONDAY, order_ref="o2"),
            event("invoice.issued", "INV-2", WEDNESDAY, order_ref="o2"),
        ]

        assert measure(self.KPI, facts(by_number, by_order), LI, MARCH).numerator == 2

    def test_an_earlier_invoice_of_the_same_order_answers_no_later_request(self):
        earlier = event("invoice.issued", "INV-1", MONDAY, order_ref="o")
        asked = event("invoice.requested", "r", "2026-03-10", order_ref="o")

        assert measure(self.KPI, facts(earlier, asked), LI, MARCH).value == 0

    def test_it_is_of_who_issued_it_else_of_the_processor_asked(self):
        done = [event("invoice.requested", "a", MONDAY, WANG), event("invoice.issued", "a", WEDNESDAY, LI)]
        waits = event("invoice.requested", "b", MONDAY, WANG, processor_employee_id=LI)

        assert parts_of(self.KPI, [done, waits]) == [(1, 2, 2), (0, 0, 0), (1, 2, 2)]

    def test_joint_processors_share_it(self):
        story = [self.pair("a", by=SHARED), self.pair("b", issued=THURSDAY)]

        assert parts_of(self.KPI, story) == [
            (Fraction(6, 10), Fraction(16, 10), 2), (Fraction(4, 10), Fraction(4, 10), 1), (1, 2, 2),
        ]  # fmt: skip

    def test_invoices_that_nobody_delivers_are_not_missing_ones(self):
        assert evaluate(self.KPI, facts(self.pairs(5, issued=None)), LI, MARCH).reason == "kpi.no_source"

    def test_a_sick_feed_blocks_it(self):
        assert self.rate(self.pairs(5), sick=("invoice.requested",)).state == "blocked"


class TestInvoiceAccuracy:
    KPI = "bo.invoice_accuracy"

    def rate(self, *events, person=LI, period=MARCH, **options):
        return evaluate(self.KPI, facts(*events, feeds=("invoice.issued",), **options), person, period)

    def issued(self, size):
        return [event("invoice.issued", f"i{n}", MONDAY, order_ref=f"o{n}") for n in range(size)]

    def voided(self, name, when="2026-03-10", **data):
        return event("invoice.voided", name, when, WANG, **data)

    def test_is_invoices_without_an_error_over_issued(self):
        found = self.rate(self.issued(100), self.voided("i7", error_class="amount"))

        assert (found.value, found.numerator, found.denominator, found.n) == (Fraction(99, 100), 99, 100, 100)
        assert points(found) == 100
        assert "invoice.voided/i7/2026-03-10" in found.event_ids

    def test_a_void_that_the_customer_caused_is_no_error(self):
        assert self.rate(self.issued(5), self.voided("i1", error_class="customer")).value == 1

    def test_an_invoice_that_was_voided_twice_is_one_error(self):
        voids = self.voided("v1", invoice_ref="i1"), self.voided("v2", "2026-03-12", invoice_ref="i1")

        assert self.rate(self.issued(5), voids).value == Fraction(4, 5)

    def test_a_void_that_names_only_an_order_is_of_its_last_invoice_until_then(self):
        again = event("invoice.issued", "i1b", "2026-03-20", order_ref="o1")

        found = self.rate(self.issued(5), again, self.voided("v", order_ref="o1"))

        assert (found.numerator, found.denominator) == (5, 6)

    def test_a_void_of_the_next_period_is_not_known_yet(self):
        assert self.rate(self.issued(5), self.voided("i1", "2026-04-01T00:00+08:00")).value == 1

    def test_an_invoice_counts_in_the_month_of_its_issue(self):
        may = event("invoice.issued", "x", "2026-04-01T00:00+08:00"), self.voided("x", "2026-04-03")

        assert self.rate(self.issued(5), may).n == 5

    def test_four_invoices_are_too_few_and_none_is_not_measurable(self):
        assert self.rate(self.issued(4)).reason == "kpi.sample_too_small"
        assert self.rate(self.voided("x")).reason == "kpi.nothing_to_measure"

    def test_joint_processors_share_it(self):
        story = (
            event("invoice.issued", "a", MONDAY, SHARED),
            event("invoice.issued", "b", MONDAY),
            self.voided("b"),
        )

        assert parts_of(self.KPI, story) == [
            (Fraction(6, 10), Fraction(16, 10), 2), (Fraction(4, 10), Fraction(4, 10), 1), (1, 2, 2),
        ]  # fmt: skip

    def test_a_sick_feed_blocks_it(self):
        assert self.rate(self.issued(5), sick=("invoice.voided",)).state == "blocked"
