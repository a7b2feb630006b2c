"""The value at which a line reaches 100 points."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.kpi.curves import PRESETS, Curve
from shared.domain.kpi.in_force import CurvePart, LineInForce
from shared.domain.kpi.steps.reaching import points_at, value_on_target

CURVES = [
    *PRESETS,
    "3.5:0|4.0:60|4.5:100|4.8:120cap",
    "<=t:100|t+1:70|t+2:40|>=t+3:0",
    "<0.9x:0|0.9x:60|1.1x:110",
]
RISING = [each for each in CURVES if Curve.parse(each).rises]
FALLING = [each for each in CURVES if not Curve.parse(each).rises]
targets = st.fractions(min_value=Fraction(1, 10), max_value=50, max_denominator=20)


def a_line(*parts):
    """A line of (share in tenths, curve, target)."""
    made = tuple(
        CurvePart(Fraction(share, 10), Curve.parse(curve), Fraction(target)) for share, curve, target in parts
    )
    return LineInForce("kpi", Fraction(1), 10_000, made)


class TestValueOnTarget:
    @pytest.mark.parametrize(
        ("curve", "target", "higher", "value"),
        [
            ("LIN_HI", 30, True, 30),
            ("LIN_LO", 25, False, 25),
            ("STEP", 50, True, 50),
            ("3.5:0|4.0:60|4.5:100|4.8:120cap", Fraction(43, 10), True, Fraction(45, 10)),
            ("<=t:100|t+1:75|t+2:50|t+3:25|>=t+4:0", 2, False, 2),
            ("<0.9x:0|0.9x:60|1.1x:110", 10, True, Fraction(106, 10)),
        ],
    )
    def test_is_found_on_the_curve_itself(self, curve, target, higher, value):
        assert value_on_target(a_line((10, curve, target)), None, higher=higher) == value

    def test_two_parts_meet_where_their_blend_does(self):
        line = a_line((5, "LIN_HI", 10), (5, "LIN_HI", 20))

        found = value_on_target(line, Fraction(3), higher=True)

        assert points_at(line, found) == 100
        assert points_at(line, found - Fraction(1, 1000)) < 100

    def test_no_value_is_worth_100_under_a_lower_cap(self):
        assert value_on_target(a_line((10, "LIN_HI", 10)), None, higher=True, cap=Fraction(80)) is None

    def test_no_target_is_above_the_limit(self):
        assert value_on_target(a_line((10, "LIN_HI", 10)), Fraction(1), higher=True, limit=Fraction(2)) == 2

    def test_without_a_target_there_is_none(self):
        line = a_line((10, "LIN_HI", 10))
        untargeted = replace(line, parts=tuple(replace(each, target=None) for each in line.parts))

        assert value_on_target(untargeted, None, higher=True) is None

    @given(
        st.sampled_from([RISING, FALLING]).flatmap(
            lambda curves: st.lists(
                st.tuples(st.integers(1, 9), st.sampled_from(curves), targets), min_size=1, max_size=3
            )
        ),
        st.fractions(min_value=0, max_value=80, max_denominator=30),
    )
    def test_is_the_nearest_one_worth_100(self, parts, start):
        whole = sum(share for share, _, _ in parts)
        line = a_line(*parts)
        line = replace(line, parts=tuple(replace(each, share=each.share * 10 / whole) for each in line.parts))
        higher = line.parts[0].curve.rises
        if points_at(line, start) >= 100:
            return

        found = value_on_target(line, start, higher=higher)

        if found is None:
            far = Fraction(10_000) if higher else Fraction(-10_000)
            assert points_at(line, far) < 100
        else:
            assert points_at(line, found) >= 100
            near = found + (start - found) / 1000
            assert points_at(line, near) < 100
