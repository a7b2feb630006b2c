"""KPIs of deals and quotes: the shortened cycle, quotes that became orders, and the pipeline."""

from datetime import date
from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY, Settings
from shared.domain.kpi.measures import measure
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, MARCH, WANG, days, deal, event, facts, paid, refunded

ALL_OF_MARCH = ("2025-12-31", "2026-01-30")
"""The first and the last day of which the 60th day after lies in March."""


def won(name, length, closed="2026-03-10"):
    return deal(name, days(closed, -length)[0], closed)


class TestCycleDaysReduced:
    KPI = "sales.cycle_days_reduced"

    def reduced(self, *events):
        return evaluate(self.KPI, facts(*events, feeds=("deal.won",)), LI, MARCH)

    def test_is_the_baseline_of_30_days_less_the_median_cycle(self):
        found = self.reduced([won(f"d{n}", length) for n, length in enumerate((10, 20, 25, 30, 90))])

        assert (found.state, found.value, found.n, found.numerator, found.denominator) == (
            "scored",
            5,
            5,
            -25,
            5,
        )
        assert CATALOGUE[self.KPI].curve.points(found.value, CATALOGUE[self.KPI].default_target) == 100

    @pytest.mark.parametrize(
        ("length", "saved", "worth"), [(26, 4, 80), (27, 3, 60), (24, 6, 120), (40, -10, 0)]
    )
    def test_three_deals_count_with_their_mean_and_a_longer_cycle_is_below_zero(self, length, saved, worth):
        found = self.reduced([won(f"d{n}", length) for n in range(3)])

        assert (found.value, found.n) == (saved, 3)
        assert CATALOGUE[self.KPI].curve.points(found.value, Fraction(5)) == worth

    def test_it_looks_at_the_records_that_the_cycle_looks_at(self):
        story = facts([won("a", 10), won("b", 20)], [won(f"e{n}", 30, "2026-01-20") for n in range(4)])

        cycle, reduced = (evaluate(kpi, story, LI, MARCH) for kpi in ("sales.cycle_days", self.KPI))

        assert reduced.value == 30 - cycle.value
        assert (reduced.window, reduced.n, reduced.event_ids) == (cycle.window, cycle.n, cycle.event_ids)

    @pytest.mark.parametrize(
        ("count", "reason"), [(0, "kpi.nothing_to_measure"), (2, "kpi.sample_too_small")]
    )
    def test_it_cannot_be_measured_where_the_cycle_cannot(self, count, reason):
        found = self.reduced([won(f"d{n}", 10) for n in range(count)])

        assert (found.state, found.reason, found.value) == ("na", reason, None)


def quote(name, when, customer=None, by=LI, **data):
    return event("quote.sent", name, when, by, customer, **data)


class TestQuoteConversion:
    KPI = "sales.quote_conversion"
    FIVE = tuple(quote(f"q{n}", "2026-01-15", f"c{n}") for n in range(5))

    def rate(self, *events, period=MARCH, active=None, **options):
        story = facts(*events, feeds=("quote.sent", "order.paid"), **options)
        return evaluate(self.KPI, story, LI, period, active)

    def test_is_quotes_with_an_order_over_quotes_sent(self):
        found = self.rate(self.FIVE, paid("o", "2026-02-01", 100, "c1", quote_ref="q1"))

        assert (found.state, found.value, found.numerator, found.denominator, found.n) == (
            "scored", Fraction(1, 5), 1, 5, 5,
        )  # fmt: skip
        assert found.event_ids == (
            "order.paid/o/2026-02-01",
            *(f"quote.sent/q{n}/2026-01-15" for n in range(5)),
        )

    def test_a_quote_belongs_to_the_month_that_holds_its_60th_day(self):
        edges = [quote(f"e{n}", day) for n, day in enumerate(("2025-12-30", *ALL_OF_MARCH, "2026-01-31"))]

        assert self.rate(self.FIVE, edges).n == 7

    def test_day_60_still_counts_and_day_61_does_not(self):
        orders = [
            paid(f"o{n}", day, 100, f"c{n}", by=WANG)
            for n, day in enumerate(("2026-03-16", "2026-03-17", "2026-01-15", "2026-01-14"))
        ]

        found = self.rate(self.FIVE, orders)

        assert found.event_ids[:2] == ("order.paid/o0/2026-03-16", "order.paid/o2/2026-01-15")
        assert (found.numerator, found.n) == (2, 5)

    def test_a_revised_quote_is_one_with_the_first_and_runs_from_its_day(self):
        revised = [
            quote("r1", "2026-01-20", "c9"),
            quote("r2", "2026-02-20", "c9", revises="r1"),
            quote("r3", "2026-03-10", "c9", revision_of="r2"),
        ]
        in_time, late = (paid("o", day, 100, "c9", quote_ref="r3") for day in ("2026-03-21", "2026-03-22"))

        assert (
            self.rate(self.FIVE, revised, in_time).numerator,
            self.rate(self.FIVE, revised, in_time).n,
        ) == (1, 6)
        assert (self.rate(self.FIVE, revised, late).numerator, self.rate(self.FIVE, revised, late).n) == (
            0,
            6,
        )

    def test_a_newer_version_of_a_quote_is_a_revision(self):
        again = quote("q1", "2026-02-20", "c1", version="2")

        assert self.rate(self.FIVE, again).n == 5

    def test_quotes_that_revise_each_other_are_one(self):
        circle = quote("x", "2026-01-20", revises="y"), quote("y", "2026-01-21", revises="x")

        assert self.rate(self.FIVE, circle).n == 6

    def test_an_order_that_names_no_quote_accepts_the_newest_of_its_customer_only(self):
        twins = quote("t1", "2026-01-10", "c9"), quote("t2", "2026-01-20", "c9")

        found = self.rate(self.FIVE, twins, paid("o", "2026-02-01", 100, "c9"))

        assert (found.numerator, found.n) == (1, 7)

    def test_an_order_that_names_a_quote_accepts_no_other(self):
        found = self.rate(self.FIVE, paid("o", "2026-02-01", 100, "c1", quote_ref="elsewhere"))

        assert found.numerator == 0

    def test_a_fully_refunded_order_accepts_nothing(self):
        found = self.rate(
            self.FIVE,
            paid("o", "2026-02-01", 100, "c1", quote_ref="q1"),
            refunded("r", "2026-03-31", 100, "o"),
        )

        assert found.numerator == 0

    def test_a_shared_quote_counts_by_its_shares(self):
        shared = quote("s", "2026-01-15", "c9", by=[(LI, 6_000), (WANG, 4_000)])
        story = facts(shared, quote("t", "2026-01-15", "c8"), paid("o", "2026-02-01", 100, "c9"))

        found = [measure(self.KPI, story, who, MARCH) for who in (LI, WANG, COMPANY)]

        assert [(each.numerator, each.denominator, each.n) for each in found] == [
            (Fraction(3, 5), Fraction(8, 5), 2), (Fraction(2, 5), Fraction(2, 5), 1), (1, 2, 2),
        ]  # fmt: skip

    def test_merged_customers_are_one(self):
        merge = event("customer.merged", "c1", "2026-03-20", by=None, customer="c1", merged_ids=["old"])

        assert self.rate(self.FIVE, merge, paid("o", "2026-02-01", 100, "old")).numerator == 1

    def test_four_quotes_are_too_few_and_none_is_nothing_to_measure(self):
        assert self.rate(self.FIVE[:4]).reason == "kpi.sample_too_small"
        assert self.rate(quote("young", "2026-03-01", "c1")).reason == "kpi.nothing_to_measure"

    def test_without_a_source_of_orders_nobody_knows_what_was_accepted(self):
        found = evaluate(self.KPI, facts(self.FIVE), LI, MARCH)

        assert (found.state, found.reason) == ("na", "kpi.no_source")

    def test_the_cohort_is_not_cut_when_the_kpi_counts_from_the_middle_on(self):
        cut = Window.between(date(2026, 3, 20), date(2026, 4, 1))

        assert self.rate(self.FIVE, active=cut).n == 5

    def test_won_deals_accept_quotes_where_they_are_the_source_of_revenue(self):
        sold = event("deal.won", "d", "2026-02-01", customer="c1", yuan=100)

        assert self.rate(self.FIVE, sold, settings=Settings("deals")).numerator == 1

    def test_a_quarter_holds_every_quote_of_its_months_once(self):
        quotes = [quote(f"m{n}", day, f"m{n}") for n, day in enumerate(days("2025-11-02", *range(0, 90, 9)))]

        of_months = [self.rate(quotes, period=Period.parse(f"2026-0{n}")).n for n in (1, 2, 3)]

        assert sum(of_months) == self.rate(quotes, period=Period.parse("2026-Q1")).n == 10


def open_deal(name, close="2026-04-15", yuan=100_000, probability="0.5", by=LI, when="2026-03-10", **data):
    return [
        event("deal.created", name, "2026-02-01", by, yuan=yuan, close_date=close),
        event("deal.stage_changed", name, when, by, stage_kind="open", probability=probability, **data),
    ]


class TestWeightedPipeline:
    def pipeline(self, *events, person=LI, period=MARCH):
        return evaluate(
            "sales.pipeline_coverage", facts(*events, feeds=("deal.stage_changed",)), person, period
        )

    def test_is_amount_by_probability_of_what_is_expected_in_the_next_period(self):
        found = self.pipeline(open_deal("a"), open_deal("b", yuan=50_000, probability="20"))

        assert (found.state, found.value, found.denominator, found.n) == ("scored", 60_000, None, 2)
        assert len(found.event_ids) == 4

    @pytest.mark.parametrize(
        ("close", "counts"),
        [("2026-03-31", False), ("2026-04-01", True), ("2026-04-30", True), ("2026-05-01", False)],
    )
    def test_the_next_period_is_half_open(self, close, counts):
        assert (self.pipeline(open_deal("a", close=close)).n == 1) is counts

    def test_the_next_period_of_a_quarter_is_a_quarter(self):
        found = self.pipeline(
            open_deal("a", close="2026-06-30"),
            open_deal("b", close="2026-07-01"),
            period=Period.parse("2026-Q1"),
        )

        assert found.n == 1

    @pytest.mark.parametrize(("last", "counts"), [("2025-12-31", True), ("2025-12-30", False)])
    def test_a_deal_without_a_record_for_more_than_90_days_is_left_out(self, last, counts):
        old = event("deal.stage_changed", "a", last, yuan=100, probability="1", close_date="2026-04-15")

        found = self.pipeline(old)

        assert (found.n == 1) is counts
        assert ("deal.stale" in dict(found.excluded).values()) is not counts

    @pytest.mark.parametrize(
        ("broken", "reason"),
        [
            ({"yuan": None}, "deal.no_amount"),
            ({"probability": None}, "deal.no_probability"),
            ({"probability": "101"}, "deal.no_probability"),
            ({"probability": "-0.1"}, "deal.no_probability"),
            ({"close": None}, "deal.no_close_date"),
        ],
    )
    def test_a_deal_that_lacks_one_of_the_three_is_left_out_and_named(self, broken, reason):
        found = self.pipeline(open_deal("a", **broken))

        assert (found.state, found.n) == ("zero", 0)
        assert found.excluded == (("deal.stage_changed/a/2026-03-10", reason),)

    def test_the_newest_of_each_counts_as_the_period_ends(self):
        found = self.pipeline(
            open_deal("a"),
            event("deal.updated", "a", "2026-03-20", yuan=200_000),
            event("deal.stage_changed", "a", "2026-03-31", probability="0.8"),
            event("deal.stage_changed", "a", "2026-04-01", probability="0.1"),
        )

        assert found.value == 160_000

    def test_a_deal_closed_by_the_end_is_no_longer_open_and_one_closed_later_still_is(self):
        closed = event("deal.won", "a", "2026-03-31", yuan=1)
        later = event("deal.lost", "b", "2026-04-01")

        assert self.pipeline(open_deal("a"), closed, open_deal("b"), later).n == 1

    def test_it_belongs_to_the_owner_as_the_period_ends_by_the_shares(self):
        handed = event("deal.owner_changed", "a", "2026-03-20", by=[(LI, 2_500), (WANG, 7_500)])
        story = facts(open_deal("a"), handed, event("deal.updated", "a", "2026-03-21", by=None))

        values = [measure("weighted_pipeline", story, who, MARCH).value for who in (LI, WANG, COMPANY)]

        assert values == [12_500, 37_500, 50_000]

    def test_nothing_in_the_pipeline_is_zero(self):
        assert (self.pipeline().state, self.pipeline().reason) == ("zero", "kpi.nothing_done")
