"""KPIs of what revenue is made of: existing customers, refunds, margins, discounts and forecasts."""

from datetime import date
from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY, Settings
from shared.domain.kpi.measures import measure
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, MARCH, WANG, deal, event, facts, paid, refunded

ORDERS = ("order.paid", "order.refunded")
QUARTER = Period.parse("2026-Q1")


def points(found, target=None):
    definition = CATALOGUE[found.kpi_id]
    return definition.curve.points(
        found.value, Fraction(str(target)) if target else definition.default_target
    )


class TestExistingCustomerRevenue:
    KPI = "sales.existing_customer_revenue"
    KNOWN = tuple(paid(f"k{c}", "2025-10-10", 100, c) for c in "bc")

    def revenue(self, *events, person=LI, period=MARCH, **options):
        return evaluate(self.KPI, facts(self.KNOWN, *events, feeds=ORDERS, **options), person, period)

    def test_is_the_net_amount_of_customers_who_are_not_new(self):
        found = self.revenue(
            paid("o1", "2026-03-03", 15_000, "b"),
            paid("o2", "2026-03-05", 5_000, "c"),
            paid("n", "2026-03-09", 10_000, "new"),
        )

        assert (found.state, found.value, found.denominator, found.n) == ("scored", 20_000, None, 2)
        assert found.event_ids == ("order.paid/o1/2026-03-03", "order.paid/o2/2026-03-05")
        assert points(found, 20_000) == 100

    def test_a_customer_stays_new_for_the_whole_month_of_the_first_order(self):
        found = self.revenue(paid("n1", "2026-03-01", 4_000, "new"), paid("n2", "2026-03-31", 6_000, "new"))

        assert found.state == "zero"

    def test_a_refund_keeps_the_class_of_its_order(self):
        found = self.revenue(
            paid("j", "2026-01-10", 8_000, "newer"),
            paid("o", "2026-03-03", 9_000, "b"),
            refunded("r1", "2026-03-12", 5_000, "j"),
            refunded("r2", "2026-03-12", 1_000, "o"),
        )

        assert (found.value, found.n) == (8_000, 2)

    def test_an_order_of_an_unknown_customer_is_nobodys_repeat_and_named(self):
        found = self.revenue(paid("o", "2026-03-03", 9_000, "b"), paid("x", "2026-03-09", 10_000, None))

        assert found.value == 9_000
        assert found.excluded == (("order.paid/x/2026-03-09", "order.no_customer"),)

    def test_the_period_is_half_open_in_shanghai(self):
        found = self.revenue(
            paid("in", "2026-02-28T16:00+00:00", 1, "b"), paid("out", "2026-03-31T16:00+00:00", 10, "b")
        )

        assert found.value == 1

    def test_a_shared_order_counts_by_its_shares_and_once_for_the_company(self):
        shared = paid("o", "2026-03-03", "100.01", "b", by=[(LI, 5_000), (WANG, 5_000)])
        story = facts(self.KNOWN, shared)

        values = [measure(self.KPI, story, who, MARCH).value for who in (LI, WANG, COMPANY)]

        assert values == [Fraction("50.01"), 50, Fraction("100.01")]

    def test_nothing_sold_with_a_healthy_feed_is_zero(self):
        assert (self.revenue().state, self.revenue().reason) == ("zero", "kpi.nothing_done")

    def test_won_deals_count_where_they_are_the_source_of_revenue(self):
        before, now = (event("deal.won", d, on, customer="b", yuan=700) for d, on in
                       (("d1", "2025-11-02"), ("d2", "2026-03-02")))  # fmt: skip

        found = evaluate(self.KPI, facts(before, now, settings=Settings("deals")), LI, MARCH)

        assert (found.value, found.n) == (700, 1)

    def test_a_quarter_adds_its_months(self):
        found = self.revenue(
            [paid(f"o{n}", f"2026-0{n}-05", 1_000 * n, "b") for n in (1, 2, 3)], period=QUARTER
        )

        assert found.value == 6_000


class TestRefundRate:
    KPI = "sales.refund_rate"
    SOLD = (paid("a", "2026-01-10", 60_000, "a"), paid("b", "2026-03-02", 40_000, "b"))
    """100 000 in the 90 days from 1 January to 31 March."""

    def rate(self, *events, person=LI, period=MARCH):
        return evaluate(self.KPI, facts(*events, feeds=ORDERS), person, period)

    @pytest.mark.parametrize(
        ("yuan", "percent", "worth"), [(3_000, 3, 100), (4_200, "4.2", 0), (2_400, "2.4", 120)]
    )
    def test_is_the_refunds_of_the_month_over_the_orders_of_90_days(self, yuan, percent, worth):
        found = self.rate(self.SOLD, refunded("r", "2026-03-09", yuan, "a"))

        assert (found.state, found.numerator, found.denominator, found.n) == ("scored", yuan, 100_000, 2)
        assert (found.value, points(found)) == (Fraction(str(percent)) / 100, worth)

    def test_an_order_before_the_90_days_is_outside_and_its_refund_in_the_month_inside(self):
        found = self.rate(
            self.SOLD, paid("old", "2025-12-31", 50_000, "c"), refunded("r", "2026-03-09", 3_600, "old")
        )

        assert (found.value, found.numerator, found.denominator) == (Fraction("0.036"), 3_600, 100_000)
        assert points(found) == 60

    def test_the_first_of_the_90_days_is_inside(self):
        found = self.rate(paid("first", "2026-01-01", 100, "c"), paid("before", "2025-12-31", 100, "c"))

        assert found.denominator == 100

    def test_a_cancellation_counts_as_a_refund(self):
        found = self.rate(
            self.SOLD[0],
            paid("b", "2026-03-02", 37_000, "b"),
            paid("c", "2026-03-03", 3_000, "c"),
            event("order.cancelled", "c", "2026-03-20", by=None),
        )

        assert (found.value, points(found)) == (Fraction(3, 100), 100)

    def test_a_refund_of_february_is_not_in_the_numerator_of_march(self):
        more = paid("c", "2026-02-02", 100_000, "c")
        refunds = refunded("r1", "2026-02-09", 9_000, "a"), refunded("r2", "2026-03-09", 6_000, "b")

        found = self.rate(self.SOLD, more, refunds)

        assert (found.value, found.numerator, found.denominator) == (Fraction(3, 100), 6_000, 200_000)

    def test_the_denominator_is_before_the_refunds_of_the_90_days(self):
        found = self.rate(self.SOLD, refunded("r", "2026-03-09", 4_000, "b"))

        assert (found.value, found.numerator, found.denominator) == (Fraction(4, 100), 4_000, 100_000)

    def test_a_refund_takes_back_no_more_than_its_order_brought(self):
        found = self.rate(self.SOLD, refunded("r", "2026-03-09", 50_000, "b", by=LI))

        assert found.numerator == 40_000
        assert found.excluded == (("order.refunded/r/2026-03-09", "refund.exceeds_order"),)

    def test_a_refund_follows_the_shares_of_its_order(self):
        shared = paid("s", "2026-03-02", 1_000, "c", by=[(LI, 6_000), (WANG, 4_000)])
        story = facts(shared, refunded("r", "2026-03-09", 500, "s", by=WANG))

        parts = [
            (found.numerator, found.denominator)
            for found in (measure(self.KPI, story, who, MARCH) for who in (LI, WANG, COMPANY))
        ]

        assert parts == [(300, 600), (200, 400), (500, 1_000)]

    def test_no_refund_at_all_is_the_best(self):
        assert (self.rate(self.SOLD).value, points(self.rate(self.SOLD))) == (0, 120)

    def test_without_revenue_there_is_nothing_to_measure(self):
        late = paid("old", "2025-12-30", 500, "c"), refunded("r", "2026-03-09", 500, "old")

        found = self.rate(late)

        assert (found.state, found.reason, found.value) == ("na", "kpi.nothing_to_measure", None)

    def test_a_free_order_is_no_revenue(self):
        assert self.rate(paid("o", "2026-03-02", 0, "c")).reason == "kpi.nothing_to_measure"

    def test_a_quarter_takes_all_its_refunds(self):
        found = self.rate(self.SOLD, refunded("r", "2026-02-09", 1_000, "a"), period=QUARTER)

        assert (found.numerator, found.denominator) == (1_000, 100_000)


def cost(name, when, yuan, order, **data):
    return event("cost.posted", name, when, None, yuan=yuan, order_ref=order, **data)


class TestGrossMarginRate:
    KPI = "sales.gross_margin_rate"
    THREE = tuple(paid(f"o{n}", f"2026-03-0{n}", 1_000, f"c{n}") for n in (1, 2, 3))
    COSTS = tuple(cost(f"k{n}", "2026-03-20", 600, f"o{n}") for n in (1, 2, 3))

    def margin(self, *events, person=LI, period=MARCH):
        return evaluate(self.KPI, facts(*events, feeds=("order.paid", "cost.posted")), person, period)

    def test_is_revenue_less_cost_over_revenue(self):
        found = self.margin(self.THREE, self.COSTS)

        assert (found.state, found.value, found.numerator, found.denominator, found.n) == (
            "scored", Fraction(2, 5), 1_200, 3_000, 3,
        )  # fmt: skip
        assert found.event_ids == (
            *(f"cost.posted/k{n}/2026-03-20" for n in (1, 2, 3)),
            *(f"order.paid/o{n}/2026-03-0{n}" for n in (1, 2, 3)),
        )

    def test_an_order_without_its_cost_leaves_it_unknown_and_never_100_percent(self):
        more = [paid("o4", "2026-03-04", 1_000, "c4"), paid("o5", "2026-03-05", 1_000, "c5")]

        found = self.margin(self.THREE, self.COSTS, cost("k4", "2026-03-20", 1, "o4"), more)

        assert (found.state, found.reason, found.value) == ("na", "kpi.cost_unknown", None)
        assert found.excluded == (("order.paid/o5/2026-03-05", "order.no_cost"),)

    def test_without_any_order_there_is_nothing_to_measure(self):
        assert self.margin(self.COSTS).reason == "kpi.nothing_to_measure"

    def test_two_orders_are_too_few(self):
        assert self.margin(self.THREE[:2], self.COSTS[:2]).reason == "kpi.sample_too_small"

    def test_a_cost_posted_after_the_period_is_not_known_in_it(self):
        late = cost("k3", "2026-04-01", 600, "o3")

        assert self.margin(self.THREE, self.COSTS[:2], late).state == "na"

    def test_several_costs_of_one_order_add_up_and_a_newer_version_replaces(self):
        parts = [cost("k1", "2026-03-20", 999, "o1", version="1"), cost("k1", "2026-03-20", 400, "o1", version="2"),
                 cost("k1b", "2026-03-21", 200, "o1")]  # fmt: skip

        assert self.margin(self.THREE, parts, self.COSTS[1:]).numerator == 1_200

    def test_what_a_refund_took_back_is_no_revenue(self):
        found = self.margin(self.THREE, self.COSTS, refunded("r", "2026-03-25", 200, "o1"))

        assert (found.numerator, found.denominator) == (1_000, 2_800)

    def test_a_fully_refunded_order_is_none(self):
        found = self.margin(self.THREE, self.COSTS, refunded("r", "2026-03-25", 1_000, "o1"))

        assert (found.n, found.reason) == (2, "kpi.sample_too_small")

    def test_a_shared_order_counts_by_its_shares(self):
        shared = [
            paid(f"o{n}", f"2026-03-0{n}", 1_000, f"c{n}", by=[(LI, 7_000), (WANG, 3_000)]) for n in (1, 2, 3)
        ]
        story = facts(shared, self.COSTS)

        parts = [
            (m.numerator, m.denominator) for m in (measure(self.KPI, story, who, MARCH) for who in (LI, WANG))
        ]

        assert parts == [(840, 2_100), (360, 900)]

    def test_a_loss_is_below_zero(self):
        dear = [cost(f"k{n}", "2026-03-20", 1_500, f"o{n}") for n in (1, 2, 3)]

        found = self.margin(self.THREE, dear)

        assert (found.value, points(found, "0.4")) == (Fraction(-1, 2), 0)


class TestDiscountRate:
    def rate(self, *events):
        return evaluate("sales.discount_rate", facts(*events, feeds=ORDERS), LI, MARCH)

    def orders(self, count):
        return [paid(f"o{n}", "2026-03-02", 90, f"c{n}", list_minor=10_000) for n in range(count)]

    def test_is_list_less_net_over_list(self):
        found = self.rate(self.orders(2), paid("o9", "2026-03-31", 180, "c", list_minor=20_000))

        assert (found.state, found.value, found.numerator, found.denominator, found.n) == (
            "scored", Fraction(1, 10), 40, 400, 3,
        )  # fmt: skip
        assert points(found, "0.1") == 100

    def test_two_orders_are_too_few(self):
        assert self.rate(self.orders(2)).reason == "kpi.sample_too_small"

    def test_an_order_without_a_list_amount_is_left_out_and_named(self):
        found = self.rate(self.orders(3), paid("plain", "2026-03-02", 70, "c"))

        assert (found.n, found.excluded) == (3, (("order.paid/plain/2026-03-02", "order.no_list_amount"),))

    def test_no_order_is_nothing_to_measure(self):
        assert self.rate(paid("o", "2026-04-01", 90, "c", list_minor=100)).reason == "kpi.nothing_to_measure"

    def test_less_is_better(self):
        found = self.rate(self.orders(3))

        assert (points(found, "0.125"), points(found, "0.05")) == (120, 0)


def forecast(name, when, yuan, period="2026-03", by=LI, **data):
    return event("forecast.submitted", name, when, by, yuan=yuan, period=period, **data)


class TestForecastAccuracy:
    KPI = "sales.forecast_accuracy"

    def accuracy(self, *events, person=LI, period=MARCH, active=None):
        story = facts(*events, feeds=("forecast.submitted", "order.paid"))
        return evaluate(self.KPI, story, person, period, active)

    @pytest.mark.parametrize(
        ("actual", "percent", "worth"),
        [
            (100_000, 100, 120),
            (80_000, 80, 100),
            (120_000, 80, 100),
            (64_000, 64, 80),
            (0, 0, 0),
            (250_000, 0, 0),
        ],
    )
    def test_is_one_less_the_miss_over_the_forecast_and_never_below_zero(self, actual, percent, worth):
        found = self.accuracy(forecast("f", "2026-02-27", 100_000), paid("o", "2026-03-05", actual, "c"))

        assert (found.value, found.denominator, found.n) == (Fraction(percent, 100), 100_000, 1)
        assert points(found) == worth

    def test_the_last_one_by_the_first_day_of_the_period_stands(self):
        found = self.accuracy(
            forecast("f1", "2026-02-20", 50_000),
            forecast("f2", "2026-03-01T23:59+08:00", 100_000),
            forecast("f3", "2026-03-02T00:00+08:00", 80_000),
            paid("o", "2026-03-05", 80_000, "c"),
        )

        assert found.value == Fraction(4, 5)
        assert found.excluded == (("forecast.submitted/f3/2026-03-02T00:00+08:00", "forecast.after_start"),)

    def test_a_later_version_of_a_forecast_does_not_unsay_it(self):
        found = self.accuracy(
            forecast("f", "2026-02-20", 100_000, version="1"),
            forecast("f", "2026-03-20", 80_000, version="2"),
            paid("o", "2026-03-05", 80_000, "c"),
        )

        assert found.value == Fraction(4, 5)

    def test_a_corrected_version_of_the_same_instant_counts(self):
        found = self.accuracy(
            forecast("f", "2026-02-20", 100_000, version="2", id="a"),
            forecast("f", "2026-02-20", 1_000, version="1", id="b"),
            paid("o", "2026-03-05", 80_000, "c"),
        )

        assert found.denominator == 100_000

    def test_one_for_another_period_or_without_an_amount_is_none(self):
        wrong = forecast("f1", "2026-02-20", 9, "2026-04"), forecast("f2", "2026-02-20", 9, "soon")

        found = self.accuracy(wrong, forecast("f3", "2026-02-20", None), paid("o", "2026-03-05", 9, "c"))

        assert (found.state, found.reason) == ("na", "kpi.nothing_to_measure")

    def test_a_forecast_of_zero_cannot_be_measured(self):
        found = self.accuracy(forecast("f", "2026-02-27", 0), paid("o", "2026-03-05", 5_000, "c"))

        assert (found.state, found.value) == ("na", None)

    def test_without_a_source_of_orders_nobody_knows_what_was_sold(self):
        found = evaluate(self.KPI, facts(forecast("f", "2026-02-27", 100)), LI, MARCH)

        assert (found.state, found.reason, found.value) == ("na", "kpi.no_source", None)

    def test_a_quarter_takes_its_own_forecast_else_those_of_all_its_months(self):
        months = [forecast(f"f{n}", f"2026-0{n}-01", 100, f"2026-0{n}") for n in (1, 2, 3)]
        sold = paid("o", "2026-03-05", 240, "c")

        of_months = self.accuracy(months, sold, period=QUARTER)
        own = self.accuracy(months, forecast("q", "2026-01-01", 240, "2026-Q1"), sold, period=QUARTER)
        lacking = self.accuracy(months[1:], sold, period=QUARTER)

        assert (of_months.value, of_months.n, own.value, lacking.state) == (Fraction(4, 5), 3, 1, "na")

    def test_the_companys_is_the_sum_of_everybodys(self):
        story = facts(
            forecast("f1", "2026-02-27", 60),
            forecast("f2", "2026-02-27", 40, by=WANG),
            paid("o", "2026-03-05", 90, "c", by=None),
        )

        found = measure(self.KPI, story, COMPANY, MARCH)

        assert (found.numerator, found.denominator, found.n) == (90, 100, 2)

    def test_it_is_about_the_whole_month_also_when_it_counts_from_the_middle_on(self):
        cut = Window.between(date(2026, 3, 16), date(2026, 4, 1))

        found = self.accuracy(forecast("f", "2026-02-27", 100), paid("o", "2026-03-05", 100, "c"), active=cut)

        assert (found.value, found.window.first_on) == (1, date(2026, 3, 1))

    def test_won_deals_are_what_was_sold_where_they_are_the_source_of_revenue(self):
        story = facts(
            forecast("f", "2026-02-27", 1_000),
            deal("d", "2026-02-01", "2026-03-09"),
            settings=Settings("deals"),
        )

        assert evaluate(self.KPI, story, LI, MARCH).value == 1
