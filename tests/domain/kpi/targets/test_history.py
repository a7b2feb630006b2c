"""Target proposals: what is typical of the months before, times a factor, and what is said without any."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.lines import takes_target
from shared.domain.kpi.targets.history import propose_target
from shared.domain.kpi.targets.methods import OF_A_YEAR, OF_THREE, method_of, percentile
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, WANG, days, deal, event, facts, paid

APRIL, TODAY = Period.parse("2026-04"), date(2026, 4, 10)


def proposed(kpi_id, *events, month=APRIL, today=TODAY, person=LI, feeds=None, sick=(), **options):
    definition = CATALOGUE[kpi_id]
    known = facts(*events, feeds=feeds or definition.event_types, sick=sick)
    return propose_target(definition, known, person, month, today=today, **options)


def sold(orders=5, **yuan_by_month):
    """Five orders of a month, each of this amount, to a customer who has bought before, such as m2026_03=40_000."""
    return [
        paid("first", "2025-06-01", 1, "c"),
        *(
            paid(f"{month}-{number}", f"{month[1:5]}-{month[6:]}-09", yuan, "c")
            for month, yuan in yuan_by_month.items()
            for number in range(orders)
        ),
    ]


class TestAKpiFromHistory:
    KPI = "sales.avg_order_value"

    def test_takes_the_median_of_the_last_three_months_that_are_over(self):
        found = proposed(self.KPI, sold(m2025_12=90, m2026_01=10, m2026_02=30, m2026_03=20, m2026_04=5_000))

        assert (found.target, found.origin, found.typical) == (20, "history", 20)
        assert found.used == ("2026-01", "2026-02", "2026-03")
        assert (found.first_on, found.until_on) == (date(2026, 1, 1), date(2026, 4, 1))
        assert [each.value for each in found.history][-4:] == [90, 10, 30, 20]

    def test_of_two_months_takes_the_median_of_the_two_and_says_so(self):
        found = proposed(self.KPI, sold(m2026_02=40_000, m2026_03=50_000))

        assert (found.target, found.used) == (45_000, ("2026-02", "2026-03"))
        assert "2 个已结束月份" in found.zh and "last 2 months" in found.en

    def test_without_any_has_no_target_and_says_so(self):
        found = proposed(self.KPI)

        assert (found.target, found.origin, found.history) == (None, "none", ())
        assert "没有可用的历史数据" in found.zh and "no history" in found.en

    def test_with_too_few_records_in_every_month_has_none_either(self):
        assert proposed(self.KPI, sold(orders=2, m2026_02=40_000, m2026_03=50_000)).origin == "none"

    def test_of_another_is_no_history(self):
        assert proposed(self.KPI, sold(m2026_03=40_000), person=WANG).target is None

    def test_with_a_sick_feed_has_no_target(self):
        sick = CATALOGUE[self.KPI].event_types

        assert proposed(self.KPI, sold(m2026_03=20), sick=sick).origin == "none"

    def test_leaves_out_the_months_before_somebody_was_there_for_the_whole_of_one(self):
        found = proposed(self.KPI, sold(m2026_01=10, m2026_02=30, m2026_03=20), joined_on=date(2026, 1, 2))

        assert (found.target, found.used) == (25, ("2026-02", "2026-03"))

    def test_grows_with_the_existing_customers_by_a_twentieth(self):
        found = proposed(
            "sales.existing_customer_revenue", sold(orders=1, m2026_01=100, m2026_02=300, m2026_03=200)
        )

        assert (found.typical, found.method.factor, found.target) == (200, Fraction(21, 20), 210)

    def test_counts_a_month_without_any_sale_as_nothing_once_there_was_one(self):
        found = proposed("sales.existing_customer_revenue", sold(orders=1, m2026_01=100, m2026_03=200))

        assert [each.value for each in found.history if each.month in found.used] == [100, 0, 200]

    def test_takes_a_factor_of_ones_own(self):
        found = proposed(self.KPI, sold(m2026_03=20), factor=Fraction(3, 2))

        assert (found.target, found.method.factor) == (30, Fraction(3, 2))

    def test_looks_back_from_today_for_a_month_far_ahead(self):
        found = proposed(self.KPI, sold(m2026_01=10, m2026_02=30, m2026_03=20), month=Period.parse("2026-09"))

        assert found.used == ("2026-01", "2026-02", "2026-03")


class TestOnlineTraffic:
    def visited(self, first, count, visitors=100):
        return [
            event(
                "traffic.daily",
                f"t{day}",
                day,
                LI,
                store_ref="s",
                content="store",
                uv=visitors,
                unique_visitors=visitors,
            )
            for day in days(first, *range(count))
        ]

    def test_of_28_days_grows_by_a_tenth_to_the_days_of_the_month(self):
        may = Period.parse("2026-05")

        found = proposed(
            "sales.online_traffic", self.visited("2026-04-03", 28), month=may, today=date(2026, 5, 1)
        )

        assert (found.target, found.typical) == (3410, 3100)
        assert (found.first_on, found.until_on) == (date(2026, 4, 3), date(2026, 5, 1))

    def test_is_not_guessed_for_somebody_new(self):
        story = self.visited("2026-03-13", 28)

        assert proposed("sales.online_traffic", story, joined_on=date(2026, 3, 20)).target is None
        assert proposed("sales.online_traffic", story, joined_on=date(2026, 3, 1)).target


class TestAKpiOfTheLibrary:
    def orders(self, *counts):
        """As many new customers in each of the months before April."""
        months = [APRIL.earlier(back) for back in range(len(counts), 0, -1)]
        return [
            paid(f"{month.key}-{n}", f"{month.key}-09", 100, f"{month.key}-{n}")
            for month, count in zip(months, counts, strict=True)
            for n in range(count)
        ]

    def test_takes_the_month_that_is_better_than_60_percent_of_a_year(self):
        found = proposed("sales.new_customers", self.orders(*range(1, 13)))

        assert (found.method, len(found.used)) == (OF_A_YEAR, 12)
        assert found.target == Fraction(76, 10)

    def test_takes_the_better_months_where_less_is_better(self):
        closed = [
            deal(f"{month}-{n}", f"2026-0{month}-01", f"2026-0{month}-{length + 1:02}")
            for month, length in ((1, 10), (2, 15), (3, 20))
            for n in range(5)
        ]

        found = proposed("sales.cycle_days", closed)

        assert (found.target, found.typical) == (14, 14)

    def test_divides_by_the_factor_where_less_is_better(self):
        closed = [deal(f"d{n}", "2026-03-01", "2026-03-21") for n in range(5)]

        found = proposed("sales.cycle_days", closed, factor=Fraction(5, 4))

        assert (found.typical, found.target) == (20, 16)
        assert "20 天 ÷ 发展方向系数 1.25 = 16 天" in found.zh

    def test_without_history_is_the_librarys_own_and_says_so(self):
        found = proposed("sales.cycle_days")

        assert (found.target, found.origin) == (25, "library")
        assert "默认目标 25 天" in found.zh

    def test_of_nothing_but_nothing_is_the_librarys_own(self):
        story = [*self.orders(1, 0, 0, 0, 0, 0)]

        found = proposed("sales.new_customers", story)

        assert (found.target, found.origin, len(found.history)) == (5, "library", 6)

    def test_of_a_share_is_never_more_than_the_whole(self):
        found = proposed("sales.new_customer_revenue_share", self.orders(3, 3, 3), factor=Fraction(3))

        assert (found.typical, found.target) == (1, 1)

    @pytest.mark.parametrize("kpi_id", ["mkt.events_held", "sales.pipeline_coverage"])
    def test_that_is_decided_elsewhere_is_not_proposed(self, kpi_id):
        assert (proposed(kpi_id).target, proposed(kpi_id).origin) == (None, "none")

    @pytest.mark.parametrize("kpi_id", sorted(CATALOGUE))
    def test_proposes_nothing_that_a_plan_would_refuse(self, kpi_id):
        definition = CATALOGUE[kpi_id]

        found = proposed(kpi_id)

        assert found.target is None or takes_target(definition, definition.curve, found.target)
        assert found.zh and found.en
        assert method_of(definition).factor >= 1


class TestPercentile:
    VALUES = st.lists(st.fractions(), min_size=1, max_size=15)

    @given(VALUES, st.integers(0, 100))
    def test_lies_between_the_least_and_the_most_and_rises_with_its_rank(self, values, rank):
        found = percentile(values, rank)

        assert min(values) <= found <= max(values)
        assert found <= percentile(values, 100)

    @given(VALUES)
    def test_of_50_is_the_median(self, values):
        ordered, middle = sorted(values), len(values) // 2
        median = ordered[middle] if len(values) % 2 else (ordered[middle - 1] + ordered[middle]) / 2

        assert percentile(values, 50) == median
        assert OF_THREE.percentile == 50
