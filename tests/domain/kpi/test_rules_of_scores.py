"""What a score never does, because scores elsewhere have: each class is a rule, by its name."""

from dataclasses import fields, replace
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from shared.domain.kpi.catalogue import CATALOGUE, DEFAULT_SCORECARDS, UnknownKpi
from shared.domain.kpi.curves import PRESETS, Curve, CurveRefused, band
from shared.domain.kpi.grades import DEFAULT_GRADES
from shared.domain.kpi.in_force import whole_period
from shared.domain.kpi.score import Score
from tests.domain.kpi.planning import line, scored, value

LIBRARY_CURVES = sorted({each.curve.text for each in CATALOGUE.values()} | set(PRESETS))
PLAIN = "0x:0|1.2x:120"
"""As many points as percent of the target."""
LOWER_IS_BETTER = [text for text in LIBRARY_CURVES if not Curve.parse(text).rises]
WITH_TARGETS = sorted(each.id for each in CATALOGUE.values() if each.default_target is not None)


def points(text, number, target):
    return Curve.parse(text).points(Fraction(str(number)), Fraction(str(target)))


def card(rows):
    lines = whole_period([line(kpi, weight, 100, PLAIN) for kpi, (weight, _) in rows.items()])
    return scored(lines, {kpi: each for kpi, (_, each) in rows.items()})


def missing(kpi_id):
    return value(kpi_id, state="na", reason="kpi.nothing_to_measure")


def ten_thousand(seed):
    """Values on both sides of every border: far, near, negative, tiny and huge, each exact."""
    chance = Random(seed)
    for _ in range(10_000):
        whole, below = chance.randrange(-400, 400), chance.randrange(1, 10_000)
        yield Fraction(whole, below) * 10 ** chance.choice([0, 0, 0, 1, 3, 12])


class TestMissingIsNotZero:
    def test_its_weight_goes_to_what_was_measured(self):
        found = card({"visits": (40, 80), "rest": (20, 80), "other": (10, 60), "more": (30, missing("more"))})

        assert str(found.total) == "77.1429"

    def test_a_zero_stays_a_zero(self):
        nothing_done = value("more", 0, state="zero", reason="kpi.nothing_done")

        found = card({"visits": (40, 80), "rest": (20, 80), "other": (10, 60), "more": (30, nothing_done)})

        assert str(found.total) == "54.0000"


class TestTheBorderIsOnTheBetterSide:
    @pytest.mark.parametrize("kpi_id", WITH_TARGETS)
    def test_on_target_is_at_least_100_whatever_the_curve(self, kpi_id):
        kpi = CATALOGUE[kpi_id]

        assert kpi.curve.points(kpi.default_target, kpi.default_target) >= 100

    @pytest.mark.parametrize("text", LIBRARY_CURVES)
    def test_at_every_anchor_the_better_neighbour_counts(self, text):
        curve = Curve.parse(text)
        target, hair = Fraction(40), Fraction(1, 10**9)
        scale = {"relative": lambda x: x * target, "absolute": lambda x: x, "distance": lambda x: x + target}

        for x, _ in curve.anchors:
            at = scale[curve.scale](x)
            around = [curve.points(at + step, target) for step in (-hair, hair)]
            assert curve.points(at, target) >= max(around) - Fraction(1, 10**5)


class TestLowerIsBetter:
    @pytest.mark.parametrize("text", LOWER_IS_BETTER)
    def test_on_every_falling_curve(self, text):
        for target in (Fraction(2), Fraction(25)):
            ladder = [Curve.parse(text).points(target * step / 10, target) for step in range(0, 30)]
            assert ladder == sorted(ladder, reverse=True)
            assert ladder[0] > ladder[-1]

    def test_the_direction_of_every_kpi_is_that_of_its_curve(self):
        wrong = [each.id for each in CATALOGUE.values() if each.curve.rises != (each.direction == "higher")]

        assert wrong == []

    def test_a_limit_kept_is_better_than_one_broken_for_every_kpi_of_the_library(self):
        for kpi in CATALOGUE.values():
            if kpi.direction == "lower" and kpi.default_target:
                kept, broken = (
                    kpi.curve.points(kpi.default_target * step, kpi.default_target) for step in (1, 3)
                )
                assert kept > broken, kpi.id


class TestALowValueIsALowScoreAndNeverLost:
    @pytest.mark.parametrize("low", ["0", "0.0001", "0.1499", "-3"])
    def test_it_is_scored_with_few_points_and_stays_on_the_card(self, low):
        lines = whole_period([line("visits", 50, 100, PLAIN), line("other", 50, "0.25", "LIN_HI")])

        found = scored(lines, {"visits": 100, "other": low})
        row = next(each for each in found.lines if each.kpi_id == "other")

        assert (row.state, str(row.points), row.value) == ("scored", "0.0000", Fraction(low))
        assert str(found.total) == "50.0000"


class TestStoredAtFourDecimalsShownAtOneGradedUnrounded:
    def test_a_total_just_under_a_border_is_shown_above_it_and_graded_below(self):
        found = card({"visits": (100, Fraction("84.96"))})

        assert (str(found.total), str(found.shown.total), found.grade) == ("84.9600", "85.0", "B")

    def test_nothing_is_rounded_to_whole_points(self):
        assert str(card({"visits": (100, Fraction("79.5"))}).total) == "79.5000"


class TestThereIsNoForcedDistribution:
    def test_everybody_may_have_the_best_grade_and_nobody_the_worst(self):
        team = [card({"visits": (100, 96 + n)}) for n in range(5)]

        assert [each.grade for each in team] == ["S"] * 5

    def test_a_grade_follows_from_the_persons_own_total_and_nothing_else(self):
        assert {each.name for each in fields(type(DEFAULT_GRADES[0]))} == {"name", "least", "coefficient"}


class TestCurvesAreTotalFunctions:
    @pytest.mark.parametrize("text", LIBRARY_CURVES)
    def test_over_ten_thousand_values(self, text):
        curve = Curve.parse(text)

        for target in (Fraction(0), Fraction(1, 3), Fraction(25)):
            for number in ten_thousand(text):
                assert 0 <= curve.points(number, target) <= 120

    def test_bands_too(self):
        curve = band(Fraction(10), Fraction(20))

        assert all(0 <= curve.points(number, Fraction(15)) <= 120 for number in ten_thousand("band"))


class TestATargetOfZeroIsDefined:
    @pytest.mark.parametrize("text", LIBRARY_CURVES)
    def test_for_every_curve_at_below_and_above_it(self, text):
        rises, at_zero = Curve.parse(text).rises, [points(text, number, 0) for number in (-1, 0, 1)]

        assert at_zero == sorted(at_zero, reverse=not rises)
        assert all(0 <= each <= 120 for each in at_zero)

    def test_none_of_no_complaints_is_on_target_and_each_costs(self):
        assert [points("DEDUCT", number, 0) for number in (0, 1, 2, 4)] == [100, 75, 50, 0]
        assert [points("PASS_LO", number, 0) for number in (0, 1)] == [100, 0]


class TestABaselineOnTheTargetIsDefined:
    @pytest.mark.parametrize("name", ["BASELINE", "INVERSE"])
    def test_because_a_curve_that_divides_by_their_distance_is_refused(self, name):
        with pytest.raises(CurveRefused):
            Curve.parse(name)


class TestProgressIsSigned:
    def test_moving_away_from_the_target_is_no_progress(self):
        away, towards = (
            [points("LIN_LO", number, 25) for number in numbers] for numbers in ((40, 50), (24, 22))
        )

        assert away == [0, 0]
        assert towards == [104, 112]

    def test_a_negative_value_is_worth_nothing_where_more_is_better(self):
        assert points("LIN_HI", "-0.25", "0.25") == 0


class TestAKpiIsBoundByItsId:
    def test_each_line_has_the_curve_and_the_value_of_its_own_kpi_in_any_order(self):
        lines = whole_period(DEFAULT_SCORECARDS["sales"])
        values = dict(zip([each.kpi_id for each in lines], ["0.24", "0.25", "27.5", "1"], strict=True))

        there = {each.kpi_id: each.points for each in scored(lines, values).lines}
        back = {
            each.kpi_id: each.points for each in scored(lines[::-1], dict(reversed(values.items()))).lines
        }

        assert there == back
        assert str(there["sales.cycle_days"]) == "80.0000"

    def test_an_id_of_no_kpi_is_refused(self):
        with pytest.raises(UnknownKpi):
            scored(whole_period([replace(line("visits", 100, 1), kpi_id="sales.nothing")]),
                   {"sales.nothing": value("sales.nothing", 1)})  # fmt: skip


class TestATotalDerivesFromItsParts:
    def test_any_change_of_a_part_changes_it_by_its_weight(self):
        before = card({"visits": (60, 90), "other": (40, 50)})
        after = card({"visits": (60, 90), "other": (40, 55)})

        assert after.total - before.total == Decimal("2.0000")
        assert sum(each.weighted for each in after.lines) == after.total

    def test_a_score_holds_no_total_beside_its_card(self):
        names = {each.name for each in fields(Score)}

        assert "card" in names
        assert not [name for name in names if "total" in name or "points" in name or "grade" in name]
