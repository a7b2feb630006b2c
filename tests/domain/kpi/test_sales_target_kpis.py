"""KPIs that are measured against the amount that the plan assigns: attainment of a target, cover by the pipeline."""

from datetime import date
from fractions import Fraction

import pytest

from shared.domain.kpi.blending import plan_in_force
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.curves import Curve
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.in_force import Presence, whole_period
from shared.domain.kpi.lines import PlanLine
from shared.domain.kpi.measures import measure
from shared.domain.kpi.plans import check_plan
from shared.domain.kpi.scorecard import score
from tests.domain.kpi.building import LI, MARCH, event, facts, paid, refunded
from tests.domain.kpi.planning import MONDAY_TO_FRIDAY, line, version

ATTAINMENT, COVERAGE = "sales.target_attainment", "sales.pipeline_coverage"
ORDERS = ("order.paid", "order.refunded")


def card(kpi_id, target, *events, feeds=ORDERS, sick=(), curve=None):
    """The one line of a plan of this KPI alone."""
    plan = whole_period((line(kpi_id, 100, target, curve),))
    found = score(plan, {kpi_id: evaluate(kpi_id, facts(*events, feeds=feeds, sick=sick), LI, MARCH)})
    return found.lines[0]


class TestTargetAttainment:
    SOLD = (paid("a", "2026-03-02", 70_000, "a"), paid("b", "2026-03-31", 20_000, "b"))

    @pytest.mark.parametrize(
        ("target", "percent", "points"),
        [(90_000, 100, 100), (112_500, 80, 80), (75_000, 120, 120), (200_000, 45, 0)],
    )
    def test_is_revenue_over_the_assigned_target(self, target, percent, points):
        found = card(ATTAINMENT, target, self.SOLD)

        assert (found.state, found.value, found.numerator, found.denominator) == (
            "scored", Fraction(percent, 100), 90_000, target,
        )  # fmt: skip
        assert (found.target, found.points) == (1, points)

    def test_the_reason_speaks_of_percentages(self):
        found = card(ATTAINMENT, 112_500, self.SOLD)

        assert found.reason.zh == "销售额完成率 80.0%，目标 100%，差 20.0 个百分点"
        assert found.reason.en == "Revenue target attainment 80.0%, target 100%, 20.0 percentage points short"

    def test_without_an_assigned_target_it_is_not_scored(self):
        found = card(ATTAINMENT, None, self.SOLD)

        assert (found.state, found.reason.code, found.value, found.points) == (
            "na",
            "kpi.no_target",
            None,
            None,
        )

    def test_its_library_has_no_target_that_a_plan_could_inherit(self):
        assert CATALOGUE[ATTAINMENT].default_target is None
        assert CATALOGUE[COVERAGE].default_target is None

    def test_a_refund_counts_in_the_month_in_which_it_happens(self):
        found = card(ATTAINMENT, 100_000, self.SOLD, refunded("r", "2026-03-20", 10_000, "a"))

        assert found.value == Fraction(4, 5)

    def test_more_refunded_than_sold_is_below_zero_and_worth_nothing(self):
        old = paid("o", "2026-01-10", 50_000, "c")

        found = card(ATTAINMENT, 100_000, old, refunded("r", "2026-03-20", 50_000, "o"))

        assert (found.state, found.value, found.points) == ("scored", Fraction(-1, 2), 0)

    def test_nothing_sold_with_a_healthy_feed_is_zero(self):
        assert (card(ATTAINMENT, 100_000).state, card(ATTAINMENT, 100_000).points) == ("zero", 0)

    def test_a_sick_feed_blocks(self):
        found = card(ATTAINMENT, 100_000, self.SOLD, sick=("order.paid",))

        assert (found.state, found.value, found.points) == ("blocked", None, None)

    def test_a_curve_over_absolute_values_is_over_the_attainment(self):
        found = card(ATTAINMENT, 112_500, self.SOLD, curve="0.7:0|0.9:100")

        assert found.points == 50

    def test_the_target_shrinks_with_the_workdays_of_who_joined_later(self):
        plan = plan_in_force(
            [version("2026-01-01", line(ATTAINMENT, 100, 110_000))],
            lambda _: {"sales": 10_000}, MARCH, MONDAY_TO_FRIDAY,
            presence=Presence(from_on=date(2026, 3, 16)),
        )  # fmt: skip
        (joined,) = plan.lines
        story = facts(self.SOLD, feeds=ORDERS)

        found = score(plan.lines, {ATTAINMENT: evaluate(ATTAINMENT, story, LI, MARCH, joined.active)}).lines[
            0
        ]

        assert (found.numerator, found.denominator) == (20_000, 60_000)  # 12 of 22 workdays

    def test_two_targets_of_a_month_are_one_whatever_the_curve(self):
        plans = [
            version("2026-01-01", line(ATTAINMENT, 100, 88_000)),
            version("2026-03-17", line(ATTAINMENT, 100, 92_000, "STEP")),
        ]
        plan = plan_in_force(plans, lambda _: {"sales": 10_000}, MARCH, MONDAY_TO_FRIDAY)

        found = score(plan.lines, {ATTAINMENT: evaluate(ATTAINMENT, facts(self.SOLD), LI, MARCH)}).lines[0]

        assert (found.denominator, found.value, found.points) == (90_000, 1, 100)

    def test_asking_for_less_of_it_leaves_the_assigned_target(self):
        plans = [
            version("2026-01-01", line(ATTAINMENT, 80, 90_000), line("sales.repurchase_rate", 20)),
            version("2026-03-01", line(ATTAINMENT, 40), line("sales.repurchase_rate", 60)),
        ]

        plan = plan_in_force(plans, lambda _: {"sales": 10_000}, MARCH, MONDAY_TO_FRIDAY)

        assert {each.kpi_id: each.target for each in plan.lines}[ATTAINMENT] == 90_000

    def test_a_plan_of_it_is_valid_with_an_amount_as_its_target(self):
        lines = [
            PlanLine(each, weight, CATALOGUE[each].curve, target)
            for each, weight, target in (
                (ATTAINMENT, 5_000, Fraction(100_000)),
                ("sales.cycle_days", 5_000, None),
            )
        ]

        assert {each.code for each in check_plan(lines)} == {"plan.number_of_kpis"}

    def test_its_measure_is_the_revenue(self):
        found = measure(ATTAINMENT, facts(self.SOLD), LI, MARCH)

        assert (found.value, found.unit) == (90_000, "money")


class TestPipelineCoverage:
    OPEN = (
        event("deal.created", "d", "2026-03-02", yuan=300_000, close_date="2026-04-20"),
        event("deal.stage_changed", "d", "2026-03-09", probability="0.5"),
    )
    FEEDS = ("deal.stage_changed",)

    @pytest.mark.parametrize(
        ("target", "times", "points"),
        [(100_000, "1.5", 100), (125_000, "1.2", 80), (83_000, "150/83", 120), (200_000, "0.75", 0)],
    )
    def test_is_the_weighted_pipeline_over_the_next_target_and_150_percent_is_on_target(
        self, target, times, points
    ):
        found = card(COVERAGE, target, self.OPEN, feeds=self.FEEDS)

        assert (found.state, found.value, found.numerator, found.denominator) == (
            "scored", Fraction(times), 150_000, target,
        )  # fmt: skip
        assert (found.target, found.points) == (Fraction(3, 2), points)

    def test_without_a_target_of_the_next_period_it_is_not_scored(self):
        found = card(COVERAGE, None, self.OPEN, feeds=self.FEEDS)

        assert (found.state, found.reason.code, found.points) == ("na", "kpi.no_target", None)

    def test_an_empty_pipeline_is_zero(self):
        assert card(COVERAGE, 100_000, feeds=self.FEEDS).state == "zero"

    def test_the_target_is_the_whole_one_of_the_next_period_for_a_joiner_too(self):
        plan = plan_in_force(
            [version("2026-01-01", line(COVERAGE, 100, 100_000))],
            lambda _: {"sales": 10_000}, MARCH, MONDAY_TO_FRIDAY,
            presence=Presence(from_on=date(2026, 3, 16)),
        )  # fmt: skip

        assert plan.lines[0].target == 100_000


class TestTheCurves:
    def test_are_those_of_every_rising_kpi(self):
        linear = Curve.parse("LIN_HI")

        assert {CATALOGUE[each].curve.anchors for each in (ATTAINMENT, COVERAGE)} == {linear.anchors}
