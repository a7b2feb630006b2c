"""Scoring curves: the printed values, boundaries, and what holds for every curve and value."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.kpi.curves import PRESETS, Curve, CurveRefused, NotACurve, band

LIBRARY_NOTATIONS = (
    "<0.6x:0|0.6x:60|1.0x:100|1.2x:120cap",
    "<0.9x:0|0.9x:60|1.0x:100|1.1x:120cap",
    "<0.85x:0|0.85x:60|1.0x:100|1.1x:120cap",
    "0.8x:120cap|1.0x:100|1.2x:60|1.4x:0",
    ">=1.2x:120|>=1.0x:100|>=0.9x:85|>=0.8x:70|>=0.6x:50|else:0",
    ">=1.0x:100|>=0.98x:85|>=0.96x:60|else:0",
    "<=2:100|3:75|4:50|5:25|>=6:0",
    "<=1:100|2:70|3:40|>=4:0",
    "<=2:100|3:80|4:60|5:40|>=6:0",
    "3.5:0|4.0:60|4.5:100|4.8:120cap",
    "0:0|15:60|30:100|50:120cap",
    "meets:100|else pro rata",
    "all on time:100|else pro rata",
    *PRESETS,
)
VALUES = st.fractions(min_value=-1000, max_value=1000, max_denominator=10_000)
TARGETS = st.fractions(min_value=0, max_value=1000, max_denominator=100)


def points(curve, target, *values):
    read = Curve.parse(curve)
    return [read.points(Fraction(value), Fraction(target)) for value in values]


class TestCurve:
    @pytest.mark.parametrize(
        ("curve", "target", "expected"),
        [
            ("LIN_HI", "0.25", {"0.1": 0, "0.15": 60, "0.2": 80, "0.25": 100, "0.28": 112, "0.4": 120}),
            ("LIN_LO", "25", {"20": 120, "22": 112, "25": 100, "27.5": 80, "30": 60, "33": 24, "35": 0}),
            ("MIRROR", "25", {"30": 80, "35": 60}),
            ("STEP", "50", {"29": 0, "30": 50, "40": 70, "45": 85, "50": 100, "55": 100, "60": 120}),
            ("PASS_LO", "2", {"2": 100, "3": 0}),
            ("PASS", "100", {"99.9": 0, "100": 100, "130": 100}),
            ("DEDUCT", "2", {"2": 100, "3": 75, "4": 50, "6": 0}),
            ("DEDUCT", "4", {"4": 100, "5": 75}),
            ("3.5:0|4.0:60|4.5:100|4.8:120cap", "4.5", {"3.9": 48, "4.2": 76, "4.65": 110, "4.9": 120}),
            ("<=1:100|2:70|3:40|>=4:0", "1", {"2": 70, "4": 0}),
            ("<=2:100|3:80|4:60|5:40|>=6:0", "2", {"5": 40}),
            ("meets:100|else pro rata", "4", {"3": 75, "5": 100}),
            ("all on time:100|else pro rata", "1", {"0.95": 95}),
            ("<0.9x:0|0.9x:60|1.0x:100|1.1x:120cap", "0.8", {"0.72": 60, "0.719": 0, "0.75": 75}),
            ("LIN_HI", "100", {"59": 0, "130": 120}),
        ],
    )
    def test_has_the_printed_points(self, curve, target, expected):
        assert points(curve, target, *expected) == list(expected.values())

    @pytest.mark.parametrize("name", ["INVERSE", "baseline"])
    def test_a_curve_without_points_for_every_value_is_refused(self, name):
        with pytest.raises(CurveRefused):
            Curve.parse(name)

    @pytest.mark.parametrize(
        "text",
        ["", "gate only, not scored by default", "1.0x:130", "1.0x:100|0.8x:120", "0.5x:60|1:100", "<0.6x:0|1.0x:100",
         ">=1.0x:100|>=1.2x:120", ">=1.2x:120|>=1.0x:100", "1.0x:60|1.2x:100|1.4x:60|1.6x:100", "x:1", "1/0x:100",
         "<=1.0x:100|>=0.8x:70|else:0", "tx:100"],
    )  # fmt: skip
    def test_what_is_no_curve_is_refused(self, text):
        with pytest.raises(NotACurve):
            Curve.parse(text)

    def test_the_value_on_a_jump_has_the_better_sides_points(self):
        assert points("<0.6x:0|0.6x:60|1.0x:100|1.2x:120cap", "50", "30") == [60]
        assert points("<=1.0x:100|<=1.2x:60|else:0", "50", "50", "55", "60", "60.1") == [100, 60, 60, 0]

    def test_on_a_target_of_zero_better_is_best_and_worse_is_worst(self):
        assert points("LIN_LO", 0, "-1", "0", "1") == [120, 100, 0]
        assert points("LIN_HI", 0, "-1", "0", "1") == [0, 100, 120]
        assert points("DEDUCT", 0, "0", "1", "4") == [100, 75, 0]

    def test_says_whether_it_makes_sense_against_zero(self):
        fits = {name: Curve.parse(name).takes_zero_target for name in ("DEDUCT", "PASS_LO", "LIN_LO", "STEP")}

        assert fits == {"DEDUCT": True, "PASS_LO": True, "LIN_LO": False, "STEP": False}

    @pytest.mark.parametrize("notation", LIBRARY_NOTATIONS)
    def test_its_text_reads_back_to_the_same_curve(self, notation):
        curve = Curve.parse(notation)

        assert Curve.parse(curve.text) == curve

    @pytest.mark.parametrize("notation", LIBRARY_NOTATIONS)
    @given(value=VALUES, more=VALUES, target=TARGETS)
    def test_has_points_for_every_value_within_bounds_and_never_turns(self, notation, value, more, target):
        curve = Curve.parse(notation)

        low, high = (curve.points(each, target) for each in sorted((value, more)))

        assert 0 <= low <= 120
        assert 0 <= high <= 120
        assert low <= high if curve.rises else low >= high


class TestBand:
    def test_falls_from_the_edges_over_the_width_of_the_band(self):
        curve = band(Fraction(10), Fraction(20))

        assert [curve.points(Fraction(x), Fraction(15)) for x in (0, 8, 10, 15, 20, 25, 30)] == [
            0,
            80,
            100,
            100,
            100,
            50,
            0,
        ]

    def test_falls_over_another_distance_if_one_is_given(self):
        assert band(Fraction(10), Fraction(20), reach=Fraction(4)).points(Fraction(22), Fraction(15)) == 50

    def test_reads_back_from_its_text(self):
        curve = band(Fraction(1, 3), Fraction(20))

        assert Curve.parse(curve.text) == curve

    def test_an_empty_band_is_refused(self):
        with pytest.raises(NotACurve):
            band(Fraction(20), Fraction(10))
