"""KPIs that are made of orders: new-customer share, repeat purchases, revenue, new customers, order value."""

from datetime import date
from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import Settings
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, MARCH, WANG, event, facts, paid, refunded

SHARE = "sales.new_customer_revenue_share"
ORDERS = ("order.paid", "order.refunded")
REGULARS = [
    *[paid(f"old-{c}", "2025-10-10", 100, c) for c in ("b", "c", "d")],
    paid("o1", "2026-03-03", 15_000, "b"),
    paid("o2", "2026-03-05", 15_000, "c"),
]
"""Two orders of existing customers in March, 30 000 together."""


def share(*events, period=MARCH, **options):
    return evaluate(SHARE, facts(*events, feeds=ORDERS, **options), LI, period)


def points(found):
    definition = CATALOGUE[found.kpi_id]
    return definition.curve.points(found.value, definition.default_target)


class TestNewCustomerShare:
    def test_is_the_net_amount_of_new_customers_over_all(self):
        found = share(REGULARS, paid("n", "2026-03-09", 10_000, "new"))

        assert (found.state, found.value, found.numerator, found.denominator, found.n) == (
            "scored", Fraction(1, 4), 10_000, 40_000, 3,
        )  # fmt: skip
        assert found.event_ids == (
            "order.paid/n/2026-03-09",
            "order.paid/o1/2026-03-03",
            "order.paid/o2/2026-03-05",
        )

    def test_24_000_of_100_000_is_80_points(self):
        found = share(REGULARS, paid("n", "2026-03-09", 24_000, "new"), paid("o3", "2026-03-10", 46_000, "d"))

        assert (found.value, points(found)) == (Fraction(24, 100), 80)

    def test_an_order_twelve_months_earlier_to_the_day_makes_a_customer_known(self):
        known = paid("k", "2025-03-15T09:00+08:00", 500, "known")
        orders = [
            paid("n", "2026-03-02", 10_000, "new"),
            paid("m", "2026-03-15T10:00+08:00", 10_000, "known"),
        ]

        found = share(REGULARS[:3], known, orders, paid("o", "2026-03-03", 20_000, "b"))

        assert (found.value, found.numerator) == (Fraction(1, 4), 10_000)

    def test_twelve_months_before_29_february_is_28_february(self):
        month = Period.parse("2028-02")
        known = [paid("k", "2027-02-28", 1, "a"), paid("l", "2027-06-01", 1, "b")]
        orders = [paid("n", "2028-02-03", 10_000, "new"), paid("o", "2028-02-29", 10_000, "a"),
                  paid("p", "2028-02-04", 20_000, "b")]  # fmt: skip

        found = share(known, orders, period=month)

        assert (found.value, found.numerator) == (Fraction(1, 4), 10_000)

    def test_a_new_customer_is_new_for_the_whole_month_of_the_first_order(self):
        orders = [paid("n1", "2026-03-01", 4_000, "new"), paid("n2", "2026-03-31", 6_000, "new")]

        assert share(REGULARS, orders).numerator == 10_000

    def test_an_order_after_midnight_in_shanghai_belongs_to_the_new_month(self):
        found = share(
            REGULARS,
            paid("o3", "2026-03-06", "0.01", "d"),
            paid("n", "2026-03-31T16:30+00:00", 10_000, "new"),
        )

        assert (found.value, found.numerator, found.denominator, found.n) == (0, 0, Fraction("30000.01"), 3)

    def test_new_is_new_to_the_company_not_to_the_seller(self):
        known = paid("k", "2025-10-01", 500, "shared", by=WANG)

        found = share(REGULARS, known, paid("n", "2026-03-09", 10_000, "shared"))

        assert (found.value, found.numerator, found.denominator, found.n) == (0, 0, 40_000, 3)

    def test_a_fully_refunded_order_does_not_make_a_customer_known(self):
        earlier = [paid("k", "2025-09-01", 500, "new"), refunded("r", "2025-09-20", 500, "k")]

        found = share(REGULARS, earlier, paid("n", "2026-03-09", 10_000, "new"))

        assert found.value == Fraction(1, 4)

    def test_a_refund_keeps_the_class_of_its_order(self):
        january = paid("j", "2026-01-10", 8_000, "newer")
        orders = [paid("n", "2026-03-09", 10_000, "new"), refunded("r", "2026-03-12", 5_000, "j")]
        extra = paid("o3", "2026-03-10", 5_000, "d")

        found = share(REGULARS, january, orders, extra)

        assert (found.numerator, found.denominator, found.n) == (5_000, 40_000, 4)
        assert (found.value, points(found)) == (Fraction(1, 8), 0)

    def test_a_large_refund_cannot_lift_it_above_the_whole(self):
        old = paid("k", "2026-01-05", 20_000, "b")
        orders = [paid("n", "2026-03-09", 30_000, "new"), paid("o3", "2026-03-10", 5_000, "c"),
                  paid("o4", "2026-03-11", 5_000, "d"), refunded("r", "2026-03-20", 20_000, "k")]  # fmt: skip

        found = share([paid(f"p{c}", "2025-10-10", 100, c) for c in "bcd"], old, orders)

        assert (found.value, found.numerator, found.denominator, found.n) == (1, 30_000, 20_000, 3)
        assert points(found) == 120

    def test_no_order_in_the_month_is_zero_whatever_was_sold_before(self):
        before = [paid(f"b{n}", f"2026-02-0{n}", 1_000, f"c{n}") for n in range(1, 4)]

        found = share(before)

        assert (found.state, found.reason, found.value) == ("zero", "kpi.nothing_done", 0)

    def test_orders_that_were_all_refunded_in_the_month_are_zero(self):
        orders = [paid(f"n{n}", "2026-03-02", 100, f"c{n}") for n in range(3)]
        returns = [refunded(f"r{n}", "2026-03-20", 100, f"n{n}") for n in range(3)]

        assert share(orders, returns).state == "zero"

    def test_orders_of_which_refunds_leave_nothing_are_zero(self):
        old = paid("k", "2026-01-05", 50_000, "b")

        found = share(
            old, REGULARS, paid("n", "2026-03-09", 10_000, "new"), refunded("r", "2026-03-20", 45_000, "k")
        )

        assert (found.state, found.reason, found.denominator) == ("zero", "kpi.nothing_left", -5_000)

    def test_an_order_of_an_unknown_customer_is_not_new(self):
        found = share(REGULARS, paid("n", "2026-03-09", 10_000, None))

        assert (found.numerator, found.denominator, found.n) == (0, 40_000, 3)

    def test_days_without_weight_are_left_out_of_the_month(self):
        cut = Window.between(date(2026, 3, 4), date(2026, 4, 1))
        story = facts(REGULARS, [paid(f"n{n}", f"2026-03-1{n}", 5_000, f"new{n}") for n in range(3)])

        found = evaluate(SHARE, story, LI, MARCH, cut)

        assert (found.denominator, found.n) == (30_000, 4)

    def test_two_orders_look_at_three_months(self):
        found = share(REGULARS, paid("n", "2026-01-09", 10_000, "new"))

        assert (found.state, found.value, found.n) == ("scored", Fraction(1, 4), 3)
        assert found.window.first_on.isoformat() == "2026-01-01"

    def test_two_orders_in_three_months_are_too_few(self):
        found = share(REGULARS)

        assert (found.state, found.reason, found.value, found.n) == ("na", "kpi.sample_too_small", None, 2)

    def test_an_order_without_an_amount_is_left_out_and_named(self):
        found = share(REGULARS, paid("n", "2026-03-09", 10_000, "new"), paid("m", "2026-03-10", None, "x"))

        assert found.excluded == (("order.paid/m/2026-03-10", "order.no_amount"),)
        assert found.n == 3

    def test_a_won_deal_is_the_order_where_deals_are_the_revenue(self):
        wins = [event("deal.won", f"d{n}", "2026-03-04", customer=f"c{n}", yuan=10_000) for n in range(3)]
        deals = facts(wins, paid("o", "2026-03-05", 9_000, "x"), settings=Settings(revenue_source="deals"))

        found = evaluate(SHARE, deals, LI, MARCH)

        assert (found.value, found.denominator, found.n) == (1, 30_000, 3)

    def test_points_are_capped_while_new_revenue_is_below_its_median(self):
        before = [paid(f"b{n}", f"2026-0{n}-05", 30_000, f"new{n}") for n in (1, 2)]
        before += [paid("b0", "2025-12-05", 30_000, "new0")]

        low = share(REGULARS, before, paid("n", "2026-03-09", 20_000, "new"))
        high = share(REGULARS, before, paid("n", "2026-03-09", 30_000, "new"))

        assert (low.points_cap, high.points_cap) == (100, None)

    def test_an_order_that_arrives_late_counts_by_its_own_date(self):
        late = paid("late", "2026-01-20", 500, "new")

        found = share(REGULARS, paid("n", "2026-03-09", 10_000, "new"), late)

        assert found.numerator == 0


class TestRepurchaseRate:
    FIVE = tuple(paid(f"k{n}", "2025-06-01", 100, f"c{n}") for n in range(5))

    def rate(self, *events, person=LI):
        return evaluate("sales.repurchase_rate", facts(*events, feeds=ORDERS), person, MARCH)

    def test_is_existing_customers_with_a_new_order_over_existing_customers(self):
        found = self.rate(self.FIVE, paid("n", "2026-02-10", 100, "c1"))

        assert (found.state, found.value, found.numerator, found.denominator, found.n) == (
            "scored", Fraction(1, 5), 1, 5, 5,
        )  # fmt: skip
        assert found.window.first_on.isoformat() == "2026-01-01"

    def test_a_customer_whose_first_order_is_in_the_window_is_not_existing(self):
        first_and_second = [paid("f", "2026-02-01", 100, "x"), paid("g", "2026-03-01", 100, "x")]

        found = self.rate(self.FIVE, paid("n", "2026-02-10", 100, "c1"), first_and_second)

        assert (found.numerator, found.denominator) == (1, 5)

    def test_an_order_365_days_before_the_window_still_makes_one_existing(self):
        found = self.rate(
            self.FIVE[:4], paid("edge", "2025-01-01", 100, "c9"), paid("n", "2026-02-10", 100, "c1")
        )
        beyond = self.rate(self.FIVE, paid("edge", "2024-12-31", 100, "c9"))

        assert (found.value, found.denominator, beyond.denominator) == (Fraction(1, 5), 5, 5)

    def test_four_customers_look_at_180_days(self):
        four = [*self.FIVE[:3], paid("k9", "2025-01-20", 100, "c9"), paid("k8", "2024-10-10", 100, "c8")]

        found = self.rate(four, paid("n", "2026-02-10", 100, "c1"), paid("m", "2025-11-10", 100, "c2"))

        assert (found.value, found.n) == (Fraction(2, 5), 5)
        assert found.window.first_on.isoformat() == "2025-10-03"

    def test_three_customers_are_too_few(self):
        assert self.rate(self.FIVE[:3]).reason == "kpi.sample_too_small"

    def test_nobody_to_buy_again_is_nothing_to_measure(self):
        found = self.rate(paid("n", "2026-03-10", 100, "c1"))

        assert (found.state, found.reason) == ("na", "kpi.nothing_to_measure")

    def test_a_refunded_order_is_no_repeat(self):
        again = [paid("n", "2026-02-10", 100, "c1"), refunded("r", "2026-03-01", 100, "n")]

        assert self.rate(self.FIVE, again).numerator == 0

    def test_a_customer_who_was_handed_over_belongs_to_the_new_owner(self):
        handed = event("customer.owner_changed", "c1", "2025-12-01", by=WANG, customer="c1")
        again = paid("n", "2026-02-10", 100, "c1", by=LI)

        mine = self.rate(self.FIVE, paid("k7", "2025-06-01", 100, "c7"), handed, again)
        theirs = self.rate([paid(f"w{n}", "2025-06-01", 100, f"w{n}", by=WANG) for n in range(4)], self.FIVE,
                           handed, again, person=WANG)  # fmt: skip

        assert (mine.numerator, mine.denominator) == (0, 5)
        assert (theirs.numerator, theirs.denominator) == (1, 5)

    def test_until_the_first_recorded_change_a_customer_was_its_previous_owners(self):
        handed = event("customer.owner_changed", "c1", "2026-02-01", by=LI, customer="c1", **{"from": WANG})

        found = self.rate(self.FIVE, paid("k7", "2025-06-01", 100, "c7"), handed)

        assert found.denominator == 5


class TestRevenue:
    def revenue(self, *events, person=LI, period=MARCH):
        return evaluate("sales.revenue", facts(*events, feeds=ORDERS), person, period)

    def test_a_refund_counts_in_its_own_month_and_leaves_the_closed_one(self):
        story = [paid("o", "2026-01-10", 100_000, "c"), refunded("r", "2026-02-03", 20_000, "o")]

        january, february = (self.revenue(story, period=Period.parse(f"2026-0{n}")) for n in (1, 2))

        assert (january.value, february.value) == (100_000, -20_000)
        assert points(february) == 0

    def test_a_refund_takes_back_no_more_than_its_order_brought(self):
        found = self.revenue(paid("o", "2026-03-02", 79_000, "b"), paid("p", "2026-03-02", 1_000, "c"),
                             refunded("r", "2026-03-09", 1_200, "p"))  # fmt: skip

        assert (found.value, points(found)) == (79_000, 79)

    def test_a_foreign_refund_takes_the_rate_of_its_order(self):
        found = self.revenue(paid("o", "2026-03-02", 80_000, "b"), paid("p", "2026-01-02", 7_000, "c", rate="7.00"),
                             refunded("r", "2026-03-09", 3_600, "p", rate="7.20"))  # fmt: skip

        assert found.value == 76_500

    def test_a_cancelled_order_nets_to_zero(self):
        found = self.revenue(
            paid("o", "2026-03-02", 500, "b"), event("order.cancelled", "o", "2026-03-03", by=None)
        )

        assert found.value == 0

    def test_midnight_in_shanghai_begins_the_month(self):
        assert self.revenue(paid("o", "2026-02-28T17:00+00:00", 80_000, "b")).value == 80_000

    def test_nothing_sold_with_a_healthy_feed_is_zero(self):
        assert self.revenue().state == "zero"


class TestNewCustomers:
    def test_only_the_first_order_ever_makes_a_new_customer(self):
        back = [paid("k", "2024-12-01", 100, "back"), paid("b", "2026-03-02", 100, "back")]
        first = [paid(f"n{n}", f"2026-03-0{n}", 100, f"c{n}") for n in range(1, 4)]

        found = evaluate(
            "sales.new_customers", facts(back, first, paid("again", "2026-03-20", 100, "c1")), LI, MARCH
        )

        assert (found.value, points(found)) == (3, 60)

    def test_a_shared_first_order_is_one_customer_for_all_of_them(self):
        shared = paid("s", "2026-03-09", 100, "x", by=[(LI, 6_000), (WANG, 4_000)])
        first = [paid(f"n{n}", f"2026-03-0{n}", 100, f"c{n}") for n in range(1, 4)]

        found = evaluate("sales.new_customers", facts(first, shared), LI, MARCH)

        assert (found.value, points(found)) == (Fraction(36, 10), 72)

    def test_an_order_of_an_unknown_customer_makes_no_new_one(self):
        orders = [paid("1", "2026-03-01", 100, "a"), paid("2", "2026-03-02", 100, None)]

        assert evaluate("sales.new_customers", facts(orders), LI, MARCH).value == 1

    def test_merged_customers_are_one(self):
        merge = event("customer.merged", "a", "2026-03-20", by=None, customer="a", merged_ids=["b"])
        orders = [paid("1", "2026-03-01", 100, "a"), paid("2", "2026-03-02", 100, "b")]

        assert evaluate("sales.new_customers", facts(orders, merge), LI, MARCH).value == 1


class TestAverageOrderValue:
    def test_a_partial_refund_does_not_lower_it(self):
        orders = [paid(f"o{n}", "2026-03-02", 8_000, f"c{n}") for n in range(3)]

        found = evaluate(
            "sales.avg_order_value", facts(orders, refunded("r", "2026-03-09", 3_000, "o1")), LI, MARCH
        )

        assert (found.value, found.n) == (8_000, 3)

    def test_two_orders_are_too_few(self):
        orders = [paid(f"o{n}", "2026-03-02", 8_000, f"c{n}") for n in range(2)]

        assert evaluate("sales.avg_order_value", facts(orders), LI, MARCH).reason == "kpi.sample_too_small"


class TestSources:
    @pytest.mark.parametrize("kpi_id", sorted(CATALOGUE))
    def test_without_any_source_nothing_is_scored(self, kpi_id):
        found = evaluate(kpi_id, facts(), LI, MARCH)

        assert (found.state, found.reason, found.value) == ("na", "kpi.no_source", None)

    @pytest.mark.parametrize("kpi_id", sorted(CATALOGUE))
    def test_a_sick_feed_blocks(self, kpi_id):
        types = CATALOGUE[kpi_id].event_types

        found = evaluate(kpi_id, facts(feeds=types, sick=types[:1]), LI, MARCH)

        assert (found.state, found.reason, found.value) == ("blocked", "kpi.feed_sick", None)
