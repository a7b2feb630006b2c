"""Rebalancing a month: typed figures hold, the others share the rest, and the sum stays."""

from dataclasses import replace
from fractions import Fraction

import pytest

from shared.domain.goals.checks import GoalNotPositive, GoalTooFine
from shared.domain.goals.rebalance import (
    FigureNegative,
    NoPartInIt,
    NothingTyped,
    TypedAboveMonth,
    rebalance,
)
from tests.domain.goals.building import CENT, month_split

MAY = month_split(100_000, wang=50_000, li=30_000, zhao=20_000)


def typing(split=MAY, quantum=CENT, **figures):
    return rebalance(split, {name: Fraction(each) for name, each in figures.items()}, quantum=quantum)


def figures(split):
    return {each.person_id: each.target for each in split.shares}


def flags(split):
    return {each.person_id: each.flags for each in split.shares}


class TestRebalancing:
    def test_shares_the_rest_in_the_old_proportions(self):
        after = typing(zhao=12_000)

        assert figures(after) == {"wang": 55_000, "li": 33_000, "zhao": 12_000}
        assert (after.unallocated, after.target, after.version) == (0, 100_000, 2)

    def test_flags_what_was_typed_until_it_is_shifted(self):
        once = typing(zhao=12_000)
        twice = typing(once, li=33_000)
        thrice = typing(twice, wang=45_000)

        assert flags(once) == {"wang": (), "li": (), "zhao": ("typed",)}
        assert flags(twice) == {"wang": (), "li": ("typed",), "zhao": ("typed",)}
        assert flags(thrice) == {"wang": ("typed",), "li": (), "zhao": ()}

    def test_gives_the_odd_cents_by_largest_remainder(self):
        after = typing(month_split(100, a=40, b=30, c=30), a="39.99")

        assert figures(after) == {"a": Fraction("39.99"), "b": Fraction("30.01"), "c": 30}

    def test_keeps_whole_customers_whole(self):
        after = typing(month_split(10, a=5, b=3, c=2), Fraction(1), b=4)

        assert figures(after) == {"a": 4, "b": 4, "c": 2}

    def test_leaves_to_nobody_what_all_typed_figures_leave(self):
        after = typing(wang=40_000, li=30_000, zhao=20_000)

        assert after.unallocated == 10_000

    def test_gives_out_what_nobody_had(self):
        after = typing(month_split(60_000, 22_500, a=(25_000, 25_000), b=(12_500, 12_500)), b=35_000)

        assert (figures(after), after.unallocated) == ({"a": 25_000, "b": 35_000}, 0)

    def test_lifts_nobody_above_their_cap(self):
        after = typing(month_split(100, wang=(60, 60), li=(30, 35), zhao=(10, 15)), wang=40)

        assert (figures(after), after.unallocated) == ({"wang": 40, "li": 35, "zhao": 15}, 10)
        assert flags(after) == {"wang": ("typed",), "li": ("capped",), "zhao": ("capped",)}

    def test_lets_somebody_keep_what_was_typed_above_their_cap(self):
        before = month_split(100, wang=(60, 50), li=(40, 50))

        assert figures(typing(before, li=40)) == {"wang": 60, "li": 40}

    def test_takes_the_cap_from_who_is_typed(self):
        capped = replace(MAY, shares=tuple(replace(each, flags=("capped", "ramp")) for each in MAY.shares))

        assert typing(capped, li=30_000).shares[1].flags == ("ramp", "typed")

    def test_gives_nothing_to_who_had_nothing(self):
        after = typing(month_split(100, a=100, b=0), a=60)

        assert (figures(after), after.unallocated) == ({"a": 60, "b": 0}, 40)

    def test_takes_all_from_the_others(self):
        assert figures(typing(wang=100_000)) == {"wang": 100_000, "li": 0, "zhao": 0}


class TestRebalancingIsRefused:
    def test_for_more_than_the_month(self):
        with pytest.raises(TypedAboveMonth, match=r"100000\.01") as refusal:
            typing(wang=90_000, li="10000.01")

        assert refusal.value.params["target"] == "100000"

    def test_for_somebody_without_a_part(self):
        with pytest.raises(NoPartInIt, match="sun"):
            typing(sun=1)

    def test_for_nobody(self):
        with pytest.raises(NothingTyped):
            typing()

    def test_for_less_than_nothing(self):
        with pytest.raises(FigureNegative) as refusal:
            typing(li=-1)

        assert refusal.value.pointer == "/targets/li"

    def test_for_half_a_cent(self):
        with pytest.raises(GoalTooFine, match=r"0\.005"):
            typing(li="0.005")


class TestAFigureThatWasCopied:
    BEFORE = month_split("0.8", copied=True, a="0.8", b="0.8")

    def test_changes_alone(self):
        after = typing(self.BEFORE, Fraction(1, 10_000), a="0.75")

        assert figures(after) == {"a": Fraction("0.75"), "b": Fraction("0.8")}
        assert (flags(after), after.unallocated, after.version) == ({"a": ("typed",), "b": ()}, 0, 2)

    def test_may_be_above_the_companys(self):
        assert figures(typing(self.BEFORE, Fraction(1, 10_000), a="0.9"))["a"] == Fraction("0.9")

    def test_is_never_nothing(self):
        with pytest.raises(GoalNotPositive):
            typing(self.BEFORE, Fraction(1, 10_000), a=0)
