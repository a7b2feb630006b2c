"""Churned customers: who left, and whose they were."""

from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY, Settings
from shared.domain.kpi.measures import measure
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, MARCH, WANG, days, event, facts, paid, refunded

KPI = CATALOGUE["cs.churned_customers"]
SHARED = [(LI, 6_000), (WANG, 4_000)]


def told(change, customer, when, by=LI, **data):
    return event(f"subscription.{change}", f"s-{customer}", when, by, customer, **data)


def left(customer, when="2026-03-10", by=LI):
    return [told("started", customer, "2025-01-15", by), told("churned", customer, when, by)]


def churned(*events, person=LI, period=MARCH, **options):
    return evaluate(KPI, facts(*events, **{"feeds": ("subscription.churned",), **options}), person, period)


class TestChurnedCustomers:
    @pytest.mark.parametrize(("count", "score"), [(0, 100), (1, 100), (2, 70), (3, 40), (4, 0), (5, 0)])
    def test_each_costs_points_beyond_the_first(self, count, score):
        found = churned([left(f"c{n}") for n in range(count)])

        assert (found.state, found.value, found.n) == ("scored", count, count)
        assert KPI.curve.points(found.value, KPI.default_target) == score

    def test_none_is_the_best_only_while_the_feed_is_healthy(self):
        assert churned(sick=("subscription.churned",)).state == "blocked"
        assert churned(feeds=()).reason == "kpi.no_source"

    def test_subscriptions_whose_ends_nobody_delivers_prove_nothing(self):
        found = churned(paid("o", "2026-03-01", 1, "x"), feeds=("subscription.started",))

        assert (found.state, found.reason, found.value) == ("na", "kpi.no_source", None)

    @pytest.mark.parametrize(
        ("when", "count"), [("2026-02-28", 0), ("2026-03-01", 1), ("2026-03-31", 1), ("2026-04-01", 0)]
    )
    def test_a_month_is_half_open(self, when, count):
        assert churned(left("c", when)).value == count

    @pytest.mark.parametrize(("offset", "count"), [(-1, 0), (0, 1), (30, 1), (31, 0)])
    def test_without_a_subscription_it_is_180_days_after_the_last_order(self, offset, count):
        when = days("2026-03-01", offset - 180)[0]

        found = churned(paid("old", "2025-01-01", 100, "c"), paid("o", when, 100, "c"))

        assert found.value == count

    def test_an_order_before_the_180_days_are_over_keeps_the_customer(self):
        orders = [paid("o", "2025-09-10", 100, "c"), paid("again", "2026-03-09", 100, "c")]

        assert churned(orders).value == 0

    def test_a_refunded_order_keeps_nobody(self):
        orders = [paid("o", "2025-09-10", 100, "c"), paid("again", "2026-02-01", 100, "c")]

        assert churned(orders, refunded("r", "2026-02-20", 100, "again")).value == 1

    def test_won_deals_are_the_orders_where_they_are_the_source_of_revenue(self):
        deal = event("deal.won", "d", "2025-09-10", LI, "c", 100)

        assert churned(deal, settings=Settings(revenue_source="deals")).value == 1

    def test_who_came_back_by_the_end_of_the_month_has_not_left(self):
        back = told("started", "c", "2026-03-31")

        assert churned(left("c"), back).value == 0
        assert churned(left("c"), told("started", "c", "2026-04-01")).value == 1

    def test_a_customer_won_and_lost_in_one_month_left(self):
        assert churned(told("started", "c", "2026-03-02"), told("churned", "c", "2026-03-20")).value == 1

    def test_an_end_that_is_told_again_later_is_the_first_one(self):
        again = told("churned", "c", "2026-03-03")

        assert churned(left("c", "2026-02-20"), again).value == 0

    def test_who_began_a_subscription_is_no_lost_buyer(self):
        story = [paid("o", "2025-09-10", 100, "c"), told("started", "c", "2026-03-01")]

        assert churned(story).value == 0

    def test_a_subscription_that_begins_later_does_not_hide_a_lost_buyer(self):
        story = [paid("o", "2025-09-10", 100, "c"), told("started", "c", "2026-05-01")]

        assert churned(story).value == 1

    def test_a_subscription_known_only_from_later_ran_before(self):
        assert churned(paid("o", "2025-09-10", 1, "c"), told("renewed", "c", "2026-05-01")).value == 0

    @pytest.mark.parametrize(
        ("handed_on", "whose"), [("2025-12-09", WANG), ("2025-12-10", LI), ("2026-03-09", LI)]
    )
    def test_it_is_of_the_owner_90_days_before(self, handed_on, whose):
        first = event("customer.owner_changed", "c", "2025-02-01", by=LI, customer="c")
        handed = event("customer.owner_changed", "c", handed_on, by=WANG, customer="c")

        found = {who: churned(left("c"), first, handed, person=who).value for who in (LI, WANG)}

        assert found == {LI: whose == LI, WANG: whose == WANG}

    def test_several_owners_share_it(self):
        story = left("c", by=SHARED)

        parts = [churned(story, person=who).value for who in (LI, WANG, COMPANY)]

        assert parts == [Fraction(3, 5), Fraction(2, 5), 1]

    def test_merged_customers_are_one(self):
        merged = event("customer.merged", "c0", "2026-03-20", by=None, customer="c0", merged_ids=["c1"])

        assert churned(left("c0"), left("c1"), merged).value == 1

    def test_months_add_up_to_the_quarter(self):
        story = facts(
            [left(f"c{n}", f"2026-0{n % 3 + 1}-1{n}") for n in range(7)], paid("o", "2025-08-20", 1, "x")
        )

        months = [
            measure("churned_customers", story, LI, Period.parse(f"2026-0{n}")).value for n in (1, 2, 3)
        ]

        assert sum(months) == measure("churned_customers", story, LI, Period.parse("2026-Q1")).value == 8
