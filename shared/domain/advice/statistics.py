"""The statistics of weekly series, in whole numbers: trend, rank correlation, and what chance would give.

Trend: Theil–Sen (P. K. Sen, 1968, J. Amer. Statist. Assoc. 63, 1379–1389). Correlation: Spearman's ρ, average ranks.
Chance: circular shifts of one series and of its mirror image, which keep what each week owes to the one before it.

A correlation is stated as ρ·|ρ|, its square with its sign: that is an exact fraction even where ρ itself is not, and it
orders correlations as ρ does. `rho` gives the figure to print.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import isqrt, lcm
from operator import mul
from types import MappingProxyType
from typing import Final, TypeVar

MOST_LAG: Final = 4
FEWEST_BEHIND: Final = 8
"""The fewest weeks that must be left behind a lag: seven pairs of changes."""

SquareRho = Fraction
Number = TypeVar("Number", int, Fraction)


def median(values: Sequence[Fraction]) -> Fraction:
    """Return the median; of an even number the mean of the middle two. Ask only where there are values."""
    ordered, middle = sorted(values), len(values) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def theil_sen(values: Sequence[Fraction]) -> Fraction:
    """
    Return the median of the slopes between any two values one step or more apart, by step. Needs two values.

    >>> theil_sen([Fraction(each) for each in (1, 2, 3, 4, 100)])
    Fraction(1, 1)
    """
    count, scale = len(values), lcm(*(value.denominator for value in values))
    whole = [value.numerator * (scale // value.denominator) for value in values]
    steps = lcm(*range(1, count))
    slopes = sorted(
        (whole[later] - whole[sooner]) * (steps // (later - sooner))
        for sooner in range(count)
        for later in range(sooner + 1, count)
    )
    middle, odd = divmod(len(slopes), 2)
    double = 2 * slopes[middle] if odd else slopes[middle - 1] + slopes[middle]
    return Fraction(double, 2 * steps * scale)


def change(values: Sequence[Fraction]) -> Fraction | None:
    """
    Return the change over the window as a fraction of its median: Theil–Sen slope × (n − 1) ÷ median.

    None with fewer than two values, and where the median is not above 0: there is nothing to compare with.

    >>> change([Fraction(each) for each in (100, 102, 104, 106, 108, 110, 112, 114)])
    Fraction(14, 107)
    """
    if len(values) < 2 or (middle := median(values)) <= 0:
        return None
    return theil_sen(values) * (len(values) - 1) / middle


def differences(values: Sequence[Fraction]) -> list[Fraction]:
    """Return what each value adds to the one before it."""
    return [later - sooner for sooner, later in pairwise(values)]


def centred_ranks(values: Sequence[Number]) -> list[int]:
    """
    Return twice each value's distance from the middle rank; equal values share their average rank.

    >>> centred_ranks([10, 20, 20, 70])
    [-3, 0, 0, 3]
    """
    first: dict[Number, int] = {}
    last: dict[Number, int] = {}
    ordered: list[Number] = sorted(values)
    for rank, value in enumerate(ordered):
        first.setdefault(value, rank)
        last[value] = rank
    return [first[value] + last[value] - (len(values) - 1) for value in values]


def spearman(one: Sequence[Number], other: Sequence[Number]) -> SquareRho | None:
    """Return Spearman's ρ·|ρ| of two series of one length; None if one of them never changes."""
    first, second = centred_ranks(one), centred_ranks(other)
    spread = _spread(first) * _spread(second)
    product = _product(first, second)
    return Fraction(product * abs(product), spread) if spread else None


def rho(square: SquareRho) -> Fraction:
    """
    Return ρ of ρ·|ρ|, rounded half up, away from zero, to four places.

    >>> rho(Fraction(1, 2)), rho(Fraction(-9, 25))
    (Fraction(7071, 10000), Fraction(-3, 5))
    """
    squared = abs(square) * 4 * 10**8
    units = (isqrt(squared.numerator // squared.denominator) + 1) // 2
    return Fraction(units if square >= 0 else -units, 10_000)


def lags(weeks: int) -> range:
    """
    Return the lags that are looked at over so many weeks: 0 to 4, as long as 8 weeks are left.

    >>> list(lags(7)), list(lags(10)), list(lags(26))
    ([], [0, 1, 2], [0, 1, 2, 3, 4])
    """
    return range(min(MOST_LAG, weeks - FEWEST_BEHIND) + 1)


def correlations(activity: Sequence[Fraction], outcome: Sequence[Fraction]) -> Mapping[int, SquareRho]:
    """
    Return ρ·|ρ| between the weekly changes of two series of the same weeks, by how many weeks the outcome follows.

    A lag is missing where fewer than 8 weeks are left behind it, or where one of the two does not change.
    """
    first, second = differences(activity), differences(outcome)
    found = {lag: spearman(first[: len(first) - lag], second[lag:]) for lag in lags(len(activity))}
    return MappingProxyType({lag: square for lag, square in found.items() if square is not None})


def arrangements(values: Sequence[int]) -> Iterator[list[int]]:
    """
    Yield all rotations of a series and of its mirror image, the series itself first.

    >>> list(arrangements([1, 2, 3]))
    [[1, 2, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1], [2, 1, 3], [1, 3, 2]]
    """
    for each in (values, values[::-1]):
        for start in range(len(each)):
            yield [*each[start:], *each[:start]]


def chance(
    activity: Sequence[Fraction], outcome: Sequence[Fraction], lag: int, square: SquareRho
) -> Fraction:
    """
    Return how likely chance alone gives a correlation as large as the ρ·|ρ| = `square` that was found at `lag` (p).

    It is the part of all arrangements of the outcome's weekly changes whose largest |ρ| over all lags is as large,
    the series as it is among them, so p is never 0. Where a rotation, seen at another lag, lays the very weeks beside
    each other that were found, that lag is left out: it is the finding itself again. With it a perfect
    correlation would have p = 5 in 50 over half a year and could never be told from chance.
    """
    first, second = differences(activity), centred_ranks(differences(outcome))
    heads = [(each, centred_ranks(first[: len(first) - each])) for each in lags(len(activity))]
    reached = 1
    for number, arranged in enumerate(arrangements(second)):
        found_at = (lag - number) % len(second) if number < len(second) else None
        reached += number > 0 and any(
            each != found_at and _reaches(head, centred_ranks(arranged[each:]), abs(square))
            for each, head in heads
        )
    return Fraction(reached, 2 * len(second))


def _reaches(first: Sequence[int], second: Sequence[int], square: Fraction) -> bool:
    """Return whether ρ² of two lists of centred ranks is at least `square`; no root and no fraction is needed."""
    spread = _spread(first) * _spread(second)
    return bool(spread) and _product(first, second) ** 2 * square.denominator >= square.numerator * spread


def _product(first: Sequence[int], second: Sequence[int]) -> int:
    return sum(map(mul, first, second))


def _spread(ranks: Sequence[int]) -> int:
    return _product(ranks, ranks)
