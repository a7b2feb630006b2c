"""
Parting a year over its months: twelve seasonal indices whose sum is 12.

They are typed, or come from at least 24 whole months of history, or, with less, part January and February alone by
their workdays: the Spring Festival (春节) moves between these two, so they are always looked at together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from shared.domain.errors import DomainError
from shared.domain.goals.goal import SeasonBasis
from shared.domain.goals.months import months_of
from shared.domain.numbers import exact, largest_remainder
from shared.domain.periods import Period
from shared.domain.workdays import Calendar

MONTHS: Final = 12
FEWEST_MONTHS: Final = 24
ZERO = Fraction(0)


class NotTwelveIndices(DomainError):
    """There are not twelve seasonal indices."""

    kind, code = "invalid", "goal.not_twelve_indices"
    zh = "季节指数有 {count} 个，必须正好是 12 个，从一月到十二月。"
    en = "There are {count} seasonal indices. Give exactly 12, from January to December."


class IndexNegative(DomainError):
    """A seasonal index is negative."""

    kind, code = "invalid", "goal.index_negative"
    zh = "{month} 月的季节指数不能小于 0，请修改。"
    en = "The seasonal index of month {month} must not be below 0. Change it."


class IndicesNotWhole(DomainError):
    """The seasonal indices do not add up to 12."""

    kind, code = "invalid", "goal.indices_not_whole"
    zh = "季节指数合计为 {sum}，必须正好是 12（平均为 1），请修改。"
    en = "The seasonal indices add up to {sum}. They must make exactly 12, a mean of 1."


@dataclass(frozen=True, slots=True)
class Season:
    """Twelve indices of a calendar year, January first, whose sum is 12, and where they come from."""

    basis: SeasonBasis
    indices: tuple[Fraction, ...]


SINGLE: Final = Season("single", (Fraction(1),) * MONTHS)
"""For a goal of one month, and for a figure that is the same in every month."""


def typed(indices: Sequence[Fraction]) -> Season:
    """
    Return the season that somebody typed.

    :raises NotTwelveIndices: if there are more or fewer than 12.
    :raises IndexNegative: if one is negative.
    :raises IndicesNotWhole: if they do not add up to exactly 12: a silent correction would hide a typing error.
    """
    if len(indices) != MONTHS:
        raise NotTwelveIndices(pointer="/indices", count=len(indices))
    for number, index in enumerate(indices):
        if index < 0:
            raise IndexNegative(pointer=f"/indices/{number}", month=number + 1)
    if sum(indices) != MONTHS:
        raise IndicesNotWhole(pointer="/indices", sum=exact(sum(indices, ZERO)))
    return Season("typed", tuple(indices))


def season_of(history: Mapping[str, Fraction], year: int, calendar: Calendar) -> Season:
    """
    Return the season of `year` by the company's whole months of history (`YYYY-MM`), without enough by workdays.

    January and February keep what they have together and part it by the workdays of `year`. Without 24 months one
    after the other, or without anything in them, they keep 2/12 and every other month has 1/12.
    """
    indices = pooled(history)
    merged = indices or SINGLE.indices
    january, february = _parted(merged[0] + merged[1], year, calendar)
    return Season("history" if indices else "workdays", (january, february, *merged[2:]))


def pooled(history: Mapping[str, Fraction]) -> tuple[Fraction, ...] | None:
    """
    Return the twelve indices as measured: the sums of each calendar month over the mean of the twelve sums.

    Whole years are pooled, counted back from the newest month, so that each calendar month is there as often as any
    other and a small first year does not weigh as much. None if fewer than 24 months stand one after the other, or
    nothing was earned. A calendar month whose sum is negative counts as 0.
    """
    run = _newest_run(history)
    years = len(run) // MONTHS
    if years * MONTHS < FEWEST_MONTHS:
        return None
    sums = [ZERO] * MONTHS
    for key in run[: years * MONTHS]:
        sums[int(key[5:]) - 1] += history[key]
    sums = [max(each, ZERO) for each in sums]
    whole = sum(sums, ZERO)
    return tuple(MONTHS * each / whole for each in sums) if whole else None


def month_targets(target: Fraction, period: str, season: Season, quantum: Fraction) -> dict[str, Fraction]:
    """
    Return the target of each month of a goal's period (`YYYY-MM`), in order; they make `target` exactly.

    Months are multiples of `quantum` by largest remainder, ties to the first months; what is less than a quantum goes
    with the last month that has any. A quarter is parted by the indices of its three months.

    :raises NotAGoalPeriod: if the period is no year, quarter or month.
    """
    months = months_of(period)
    indices = {month.key: season.indices[month.first_on.month - 1] for month in months}
    if not any(indices.values()):
        indices = dict.fromkeys(indices, Fraction(1))
    units = largest_remainder(indices, int(target // quantum))
    targets = {key: units[key] * quantum for key in indices}
    last = max(key for key, index in indices.items() if index)
    targets[last] += target % quantum
    return targets


def _newest_run(history: Mapping[str, Fraction]) -> list[str]:
    """Return the months one after the other up to the newest, newest first."""
    run: list[str] = []
    month = Period.parse(max(history)) if history else None
    while month is not None and month.key in history:
        run.append(month.key)
        month = month.earlier()
    return run


def _parted(together: Fraction, year: int, calendar: Calendar) -> tuple[Fraction, Fraction]:
    first, second = (calendar.count(date(year, month, 1), date(year, month + 1, 1)) for month in (1, 2))
    if first + second == 0:
        return together / 2, together / 2
    january = together * first / (first + second)
    return january, together - january
