"""What can be a goal, in which steps, and by which rule."""

from dataclasses import replace
from fractions import Fraction

import pytest

from shared.domain.goals.checks import (
    GoalNotPositive,
    GoalTooFine,
    GoalTooLarge,
    KpiIsNoGoal,
    OtherCurrency,
    RuleNotUsable,
    RuleNotWhole,
    check_goal,
    default_position,
    measured_by,
    quantum_of,
)
from shared.domain.goals.goal import SplitRule
from shared.domain.goals.months import NotAGoalPeriod
from shared.domain.kpi.catalogue import CATALOGUE, UnknownKpi


def check(
    kpi_id="co.revenue", period="2027", target="1200000", rule=None, typed=None, currency="CNY", **options
):
    return check_goal(
        kpi_id=kpi_id,
        period=period,
        target=Fraction(target),
        rule=rule or SplitRule(),
        currency=currency,
        typed_currency=typed,
        **options,
    )


class TestAGoal:
    @pytest.mark.parametrize(
        ("kpi_id", "target"),
        [
            ("co.revenue", "1200000.01"),
            ("co.new_customers", "60"),
            ("co.retention_rate", "0.8"),
            ("cs.csat", "4.5"),
        ],
    )
    def test_is_a_figure_of_a_kpi(self, kpi_id, target):
        assert check(kpi_id, target=target).id == kpi_id

    def test_may_be_of_a_kpi_of_the_companys_own(self):
        own = replace(CATALOGUE["sales.new_customers"], id="own.demos")

        assert check("own.demos", target="3", catalogue={**CATALOGUE, own.id: own}) is own

    def test_is_none_of_an_unknown_kpi(self):
        with pytest.raises(UnknownKpi):
            check("co.happiness")

    @pytest.mark.parametrize(
        "kpi_id",
        ["all.log_timeliness", "all.improvement_done", "sales.target_attainment", "sales.pipeline_coverage"],
    )
    def test_is_none_of_a_kpi_that_guards_records_or_measures_against_an_amount(self, kpi_id):
        with pytest.raises(KpiIsNoGoal):
            check(kpi_id, target="1")

    @pytest.mark.parametrize("target", ["0", "-1"])
    def test_is_above_zero(self, target):
        with pytest.raises(GoalNotPositive):
            check(target=target)

    @pytest.mark.parametrize(
        ("kpi_id", "target"),
        [
            ("co.revenue", "1000000000000.01"),
            ("co.retention_rate", "80"),
            ("sales.new_customer_revenue_share", "1.01"),
        ],
    )
    def test_is_no_slip_of_the_finger(self, kpi_id, target):
        with pytest.raises(GoalTooLarge):
            check(kpi_id, target=target)

    @pytest.mark.parametrize(
        ("kpi_id", "target", "currency"),
        [
            ("co.revenue", "0.005", "CNY"),
            ("co.revenue", "100.5", "JPY"),
            ("co.revenue", "1.0005", "KWD"),
            ("co.new_customers", "2.5", "CNY"),
            ("co.retention_rate", "0.80005", "CNY"),
        ],
    )
    def test_is_a_multiple_of_what_can_be_stored(self, kpi_id, target, currency):
        with pytest.raises(GoalTooFine):
            check(kpi_id, target=target, currency=currency)

    def test_is_in_the_companys_currency(self):
        assert check(typed="CNY")
        with pytest.raises(OtherCurrency):
            check(typed="USD")

    def test_that_is_no_money_has_no_currency(self):
        with pytest.raises(OtherCurrency):
            check("co.new_customers", target="60", typed="CNY")

    def test_is_of_a_year_a_quarter_or_a_month(self):
        with pytest.raises(NotAGoalPeriod):
            check(period="2027-H1")


class TestARule:
    @pytest.mark.parametrize(
        ("parts", "total"),
        [((6000, 3000, 999), 9999), ((6000, 3000, 1001), 10_001), ((11_000, -2000, 1000), 10_000)],
    )
    def test_has_parts_that_make_the_whole(self, parts, total):
        with pytest.raises(RuleNotWhole, match=str(total)):
            check(rule=SplitRule(*parts))

    def test_may_leave_parts_out(self):
        assert check(rule=SplitRule(0, 10_000, 0, cap_bp=None, ramp_bp=()))

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("cap_bp", 0),
            ("cap_bp", 100_001),
            ("ramp_bp", (-1,)),
            ("ramp_bp", (10_001,)),
            ("ramp_bp", (5000,) * 25),
            ("round_to", Fraction(0)),
            ("round_to", Fraction(-100)),
            ("round_to", Fraction("0.005")),
        ],
    )
    def test_stays_within_its_bounds(self, field, value):
        with pytest.raises(RuleNotUsable) as refusal:
            check(rule=replace(SplitRule(), **{field: value}))

        assert refusal.value.pointer == f"/rule/{field}"

    def test_may_round_to_any_multiple(self):
        assert check(rule=SplitRule(round_to=Fraction("0.05")))


class TestTheStepOfAGoal:
    @pytest.mark.parametrize(
        ("kpi_id", "currency", "step"),
        [
            ("co.revenue", "CNY", "0.01"),
            ("co.revenue", "JPY", "1"),
            ("co.revenue", "KWD", "0.001"),
            ("sales.avg_order_value", "CNY", "0.01"),
            ("sales.offline_visits", "CNY", "1"),
            ("cs.retention_rate", "CNY", "0.0001"),
            ("cs.csat", "CNY", "0.0001"),
        ],
    )
    def test_is_what_the_unit_can_hold(self, kpi_id, currency, step):
        assert quantum_of(CATALOGUE[kpi_id], currency) == Fraction(step)

    def test_of_a_sum_of_hours_is_a_hundredth(self):
        hours = replace(CATALOGUE["sales.revenue"], unit="hours")

        assert quantum_of(hours, "CNY") == Fraction(1, 100)


class TestWhoAGoalIsMeasuredBy:
    def test_is_a_kpi_of_people_for_every_kpi_of_the_company(self):
        own = [each.id for each in CATALOGUE.values() if each.position == "company"]

        assert {each: measured_by(each) for each in own} == {
            "co.revenue": "sales.revenue",
            "co.new_customers": "sales.new_customers",
            "co.retention_rate": "cs.retention_rate",
        }

    def test_is_the_kpi_itself_for_any_other(self):
        assert measured_by("own.demos") == "own.demos"

    def test_adds_up_or_not_as_the_companys_does(self):
        for each in CATALOGUE.values():
            measured = CATALOGUE[measured_by(each.id)]

            assert (measured.is_flow, measured.unit) == (each.is_flow, each.unit)

    def test_is_a_position_that_people_hold(self):
        assert {
            each.id: default_position(each.id) for each in CATALOGUE.values() if each.position == "company"
        } == {
            "co.revenue": "sales",
            "co.new_customers": "sales",
            "co.retention_rate": "customer_success",
        }
