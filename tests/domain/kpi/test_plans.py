"""Plan versions: what makes a plan valid, when a change takes effect, and which target is inherited."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from shared.domain.kpi.catalogue import UnknownKpi
from shared.domain.kpi.lines import (
    CurveAgainstDirection,
    TargetNotUsable,
    TargetTooLarge,
    WeightNotPositive,
)
from shared.domain.kpi.plans import (
    KpiTwice,
    OutOfBounds,
    TooManyKpis,
    WeightsNotWhole,
    check_plan,
    takes_effect_on,
    with_targets,
)
from tests.domain.kpi.planning import KPIS, LIBRARY, line, version

SHANGHAI = ZoneInfo("Asia/Shanghai")
THREE = ("visits", "rest", "other")
NINE = [*KPIS, "sales.revenue", "sales.repurchase_rate"]


def checked(weights, *, typed=True, kept=()):
    lines = [replace(line(kpi, weight, 1), kept=kpi in kept) for kpi, weight in weights.items()]
    return check_plan(lines, typed=typed, catalogue=LIBRARY)


class TestCheckPlan:
    def test_weights_of_99_99_percent_are_refused(self):
        with pytest.raises(WeightsNotWhole) as refused:
            checked({"visits": 40, "rest": 30, "other": "29.99"})

        assert "99.99" in refused.value.sentence("zh")

    def test_weights_with_decimals_that_make_100_are_fine(self):
        assert checked({"visits": "33.33", "rest": "33.33", "other": "33.34"}) == ()

    @pytest.mark.parametrize(
        "weights",
        [
            {"visits": 100},
            {"visits": 50, "rest": 50},
            dict(zip(NINE, (12, 11, 11, 11, 11, 11, 11, 11, 11), strict=True)),
            {"visits": 51, "rest": 25, "other": 24},
            {"visits": 50, "rest": 46, "other": 4},
        ],
    )
    def test_what_hr_types_stays_within_the_bounds(self, weights):
        with pytest.raises(OutOfBounds):
            checked(weights)

        assert checked(weights, typed=False)

    def test_a_small_weight_that_hr_keeps_on_purpose_is_accepted_and_named(self):
        kept = {"visits": 40, "rest": 30, "other": 13, "more": 3, "traffic": 14}

        warnings = checked(kept, kept=("more",))

        assert [(each.code, each.kpi_id) for each in warnings] == [("plan.weight_out_of_bounds", "more")]

    def test_a_kpi_stands_in_a_plan_once(self):
        with pytest.raises(KpiTwice):
            check_plan([line("visits", 50, 1), line("visits", 50, 1)], catalogue=KPIS)

    def test_a_kpi_that_is_not_in_the_library_is_refused(self):
        with pytest.raises(UnknownKpi):
            check_plan([line("visits", 100, 1)])

    def test_a_weight_of_zero_is_refused(self):
        with pytest.raises(WeightNotPositive):
            checked({"visits": 50, "rest": 50, "other": 0})

    @pytest.mark.parametrize(
        ("kpi_id", "target"), [("visits", 0), ("visits", -1), ("complaints", -1), ("sales.cycle_days", 0)]
    )
    def test_a_target_that_cannot_be_scored_against_is_refused(self, kpi_id, target):
        with pytest.raises(TargetNotUsable):
            check_plan([line(kpi_id, 100, target)], catalogue=LIBRARY)

    def test_the_target_of_a_slipped_finger_is_refused_and_a_trillion_is_not(self):
        with pytest.raises(TargetTooLarge, match="1000000000000 at most"):
            check_plan([line("visits", 100, 10**30)], catalogue=KPIS)

        assert check_plan([line("visits", 100, 10**12)], catalogue=KPIS)

    def test_of_more_than_20_kpis_is_refused_even_where_a_template_made_it(self):
        library = {f"kpi_{number}": replace(KPIS["visits"], id=f"kpi_{number}") for number in range(25)}
        lines = [replace(line("visits", 4, 1), kpi_id=each) for each in library]

        with pytest.raises(TooManyKpis, match="25"):
            check_plan(lines, catalogue=library)

        twenty = [replace(each, weight_bp=500) for each in lines[:20]]
        assert {each.code for each in check_plan(twenty, catalogue=library)} == {"plan.number_of_kpis"}

    @pytest.mark.parametrize("curve", ["DEDUCT", "PASS_LO"])
    def test_zero_is_a_fine_limit_for_a_deduction_or_pass_curve(self, curve):
        warnings = check_plan([line("complaints", 100, 0, curve)], catalogue=KPIS)

        assert {each.code for each in warnings} == {"plan.number_of_kpis", "plan.weight_out_of_bounds"}

    def test_a_curve_that_rewards_worse_values_is_refused(self):
        with pytest.raises(CurveAgainstDirection):
            check_plan([line("visits", 100, 5, "LIN_LO")], catalogue=KPIS)


class TestTakesEffect:
    @pytest.mark.parametrize(
        ("committed", "from_on"),
        [("2026-03-02T10:00", "2026-03-04"), ("2026-03-02T00:00", "2026-03-03"), ("2026-03-02T00:01", "2026-03-04"),
         ("2026-02-28T23:59", "2026-03-02")],
    )  # fmt: skip
    def test_is_the_first_local_midnight_after_24_hours(self, committed, from_on):
        at = datetime.fromisoformat(committed).replace(tzinfo=SHANGHAI).astimezone(UTC)

        assert takes_effect_on(at, SHANGHAI) == date.fromisoformat(from_on)


class TestInheritedTargets:
    def targets(self, *versions, kpi_id="visits"):
        written = with_targets(versions, KPIS)
        return [next(each.target for each in every.lines if each.kpi_id == kpi_id) for every in written]

    def test_the_target_of_a_flow_follows_its_weight_down_and_up_to_the_printed_one(self):
        plans = [version("2026-06-01", line("visits", 30, 30)), version("2026-06-11", line("visits", 10)),
                 version("2026-06-21", line("visits", 20)), version("2026-07-01", line("visits", 60))]  # fmt: skip

        assert self.targets(*reversed(plans)) == [30, 10, 20, 30]

    def test_a_printed_target_is_pinned(self):
        assert self.targets(
            version("2026-06-01", line("visits", 30, 30)), version("2026-06-11", line("visits", 10, 30))
        ) == [30, 30]

    def test_ratios_and_limits_keep_their_target(self):
        first = version("2026-06-01", line("conversion", 30, "0.04"), line("complaints", 20, 4))
        second = version("2026-06-11", line("conversion", 10), line("complaints", 10))

        assert self.targets(first, second, kpi_id="complaints") == [4, 4]
        assert len(set(self.targets(first, second, kpi_id="conversion"))) == 1

    def test_without_any_printed_target_the_librarys_counts(self):
        assert self.targets(version("2026-06-01", line("visits", 30))) == [5]
