"""KPIs of deliveries: on time and complete, and perfect orders."""

from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY
from shared.domain.kpi.measures import measure
from tests.domain.kpi.building import LI, MARCH, WANG, event, facts

SHARED = [(LI, 6_000), (WANG, 4_000)]


def delivery(name, when="2026-03-10", by=LI, promised_on="2026-03-10", **data):
    return event("shipment.delivered", name, when, by, promised_on=promised_on, **data)


def many(size, **options):
    return [delivery(f"d{n}", **options) for n in range(size)]


def points(found):
    definition = CATALOGUE[found.kpi_id]
    return definition.curve.points(found.value, definition.default_target)


class TestOnTimeDelivery:
    KPI = "bo.on_time_delivery"

    def rate(self, *events, person=LI, **options):
        return evaluate(self.KPI, facts(*events, feeds=("shipment.delivered",), **options), person, MARCH)

    def test_is_complete_by_the_promised_date_over_all_deliveries(self):
        found = self.rate(many(19), delivery("late", "2026-03-11"))

        assert (found.value, found.numerator, found.denominator, found.n) == (Fraction(19, 20), 19, 20, 20)
        assert points(found) == 100

    def test_the_promised_day_counts_to_its_end_and_a_promised_instant_to_the_second(self):
        last = delivery("a", "2026-03-10T23:59:59+08:00")
        noon = {"promised_on": None, "promised_at": "2026-03-10T12:00:00+08:00"}
        instants = [
            delivery(f"noon{second}", f"2026-03-10T12:00:0{second}+08:00", **noon) for second in (0, 1)
        ]

        assert measure(self.KPI, facts(last, instants), LI, MARCH).numerator == 2

    @pytest.mark.parametrize("part", [{"complete": False}, {"partial": True}])
    def test_a_partial_delivery_is_not_on_time(self, part):
        assert self.rate(many(9), delivery("p", **part)).value == Fraction(9, 10)

    def test_a_partial_delivery_without_a_promise_is_late_all_the_same(self):
        assert self.rate(many(9), delivery("p", promised_on=None, complete=False)).value == Fraction(9, 10)

    def test_a_delivery_without_a_promise_is_left_out_and_flagged(self):
        found = self.rate(many(10), delivery("x", promised_on=None))

        assert (found.value, found.n) == (1, 10)
        assert found.excluded == (("shipment.delivered/x/2026-03-10", "delivery.no_promise"),)

    def test_nine_deliveries_are_too_few_and_none_is_not_measurable(self):
        assert self.rate(many(9)).reason == "kpi.sample_too_small"
        assert self.rate().reason == "kpi.nothing_to_measure"

    def test_the_month_is_half_open(self):
        around = [delivery("a", "2026-03-31T23:59+08:00"), delivery("b", "2026-04-01T00:00+08:00")]

        assert measure(self.KPI, facts(around), LI, MARCH).n == 1

    def test_the_newest_version_of_a_delivery_counts(self):
        versions = [
            delivery("a", day, version=number) for number, day in (("2", "2026-03-10"), ("1", "2026-03-12"))
        ]

        assert measure(self.KPI, facts(versions), LI, MARCH).value == 1

    def test_a_delivery_is_its_processors_whoever_owns_the_order(self):
        story = facts(delivery("a", by=WANG, processor_employee_id=LI))

        assert [measure(self.KPI, story, who, MARCH).n for who in (LI, WANG, COMPANY)] == [1, 0, 1]

    def test_joint_processors_share_it(self):
        story = facts(delivery("a", by=SHARED), delivery("b", "2026-03-12"))

        parts = [measure(self.KPI, story, who, MARCH) for who in (LI, WANG, COMPANY)]

        assert [(each.numerator, each.denominator) for each in parts] == [
            (Fraction(6, 10), Fraction(16, 10)), (Fraction(4, 10), Fraction(4, 10)), (1, 2),
        ]  # fmt: skip

    def test_a_sick_feed_blocks_it(self):
        assert self.rate(many(10), sick=("shipment.delivered",)).state == "blocked"


class TestPerfectOrder:
    KPI = "bo.perfect_order"

    def rate(self, *events, person=LI, **options):
        return evaluate(self.KPI, facts(*events, feeds=("shipment.delivered",), **options), person, MARCH)

    def complaint(self, order, when="2026-03-20", **data):
        return event("complaint.opened", f"k-{order}", when, WANG, order_ref=order, **data)

    def test_counts_orders_jointly_and_does_not_multiply_rates(self):
        """100 orders, 2 late, 3 partial, 1 damaged, 18 with wrong papers, all of them different ones."""
        faults = (
            [{"when": "2026-03-12"}] * 2
            + [{"complete": False}] * 3
            + [{"damaged": True}]
            + [{"documents_ok": False}] * 18
        )
        story = [delivery(f"d{n}", **(faults[n] if n < len(faults) else {})) for n in range(100)]

        found = self.rate(story)

        assert (found.value, found.n) == (Fraction(76, 100), 100)
        assert found.value != Fraction(98, 100) * Fraction(97, 100) * Fraction(99, 100) * Fraction(82, 100)

    def test_an_order_with_several_faults_is_spoiled_once(self):
        found = self.rate(
            many(9), delivery("x", "2026-03-12", damaged=True, documents_ok=False, complete=False)
        )

        assert found.value == Fraction(9, 10)
        assert points(found) == 100

    def test_every_delivery_of_an_order_counts_and_they_are_one_order(self):
        parts = [
            delivery("s1", order_ref="o"),
            delivery("s2", "2026-03-15", order_ref="o", promised_on="2026-03-10"),
        ]

        found = self.rate(many(9), parts)

        assert (found.value, found.n) == (Fraction(9, 10), 10)

    def test_an_order_belongs_to_the_period_of_its_first_delivery_with_what_is_known_at_its_end(self):
        parts = [delivery("s1", "2026-03-31", order_ref="o", promised_on="2026-03-31"),
                 delivery("s2", "2026-04-01", order_ref="o", promised_on="2026-03-31")]  # fmt: skip

        found = self.rate(many(9), parts)

        assert (found.value, found.n) == (1, 10)

    def test_a_complaint_about_the_order_spoils_it(self):
        found = self.rate(many(10), self.complaint("d0"), self.complaint("stranger"))

        assert found.value == Fraction(9, 10)
        assert "complaint.opened/k-d0/2026-03-20" in found.event_ids

    @pytest.mark.parametrize(
        ("responsible", "numerator"), [(["sales"], 10), ("sales", 10), (["sales", "back_office"], 9), ([], 9)]
    )
    def test_a_complaint_that_only_others_are_responsible_for_does_not(self, responsible, numerator):
        assert self.rate(many(10), self.complaint("d0", responsible=responsible)).numerator == numerator

    def test_the_responsible_may_be_found_later(self):
        updated = event("complaint.updated", "k-d0", "2026-03-25", WANG, responsible=["sales"])

        assert self.rate(many(10), self.complaint("d0"), updated).numerator == 10

    def test_a_complaint_of_the_next_period_is_not_known_yet(self):
        assert self.rate(many(10), self.complaint("d0", "2026-04-01T00:00+08:00")).value == 1

    def test_an_order_without_a_promise_is_left_out_unless_it_is_spoiled_anyway(self):
        plain, damaged = delivery("x", promised_on=None), delivery("y", promised_on=None, damaged=True)

        found = self.rate(many(9), plain, damaged)

        assert (found.value, found.n) == (Fraction(9, 10), 10)
        assert found.excluded == (("shipment.delivered/x/2026-03-10", "delivery.no_promise"),)

    def test_nine_orders_are_too_few_and_none_is_not_measurable(self):
        assert self.rate(many(9)).reason == "kpi.sample_too_small"
        assert self.rate(self.complaint("d0")).reason == "kpi.nothing_to_measure"

    def test_joint_processors_share_an_order(self):
        story = facts(delivery("a", by=SHARED), delivery("b", damaged=True))

        parts = [measure(self.KPI, story, who, MARCH) for who in (LI, WANG, COMPANY)]

        assert [(each.numerator, each.denominator) for each in parts] == [
            (Fraction(6, 10), Fraction(16, 10)), (Fraction(4, 10), Fraction(4, 10)), (1, 2),
        ]  # fmt: skip

    def test_a_sick_feed_of_complaints_blocks_it(self):
        assert self.rate(many(10), sick=("complaint.opened",)).state == "blocked"
