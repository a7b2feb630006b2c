"""A look at one pair (查看一对指标): whether it stands still or rises, now and a week before."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

from shared.domain.advice.advice import WeeklySeries
from shared.domain.advice.pairs import Pair
from shared.domain.advice.series import Weeks, cut
from shared.domain.advice.statistics import SquareRho, chance, change, correlations

RISING: Final = Fraction(15, 100)
FLAT: Final = Fraction(3, 100)
STRONG: Final = Fraction(6, 10)
WEEKS_NEEDED: Final = 12
"""
The fewest weeks that can come to advice: of eleven weekly changes there are 22 arrangements, and only from there on
can the best of them be rarer than the false alarms that are allowed. Fewer say nothing of a pair, and test nothing.
"""

_NONE: Final = Fraction(-1)

Twice = tuple[Fraction | None, Fraction | None]
"""A slope with the newest week, and without it; None where it is not known."""


@dataclass(frozen=True)
class Look:
    """
    One pair over the same weeks, of which there are enough.

    What it says of slopes and of the lag holds twice in a row: with the newest week, and with it left off.
    """

    pair: Pair
    activity: WeeklySeries
    outcome: WeeklySeries

    @property
    def weeks(self) -> int:
        """The length of both series."""
        return len(self.activity.values)

    @cached_property
    def activity_slopes(self) -> Twice:
        """The activity's change over the window as a fraction of its median."""
        return _twice(self.activity)

    @cached_property
    def outcome_slopes(self) -> Twice:
        """The outcome's change over the window as a fraction of its median."""
        return _twice(self.outcome)

    @property
    def newest_slopes(self) -> tuple[Fraction, Fraction] | None:
        """The changes of activity and outcome with the newest week; None if one is not known."""
        activity, outcome = self.activity_slopes[0], self.outcome_slopes[0]
        return None if activity is None or outcome is None else (activity, outcome)

    @property
    def is_known(self) -> bool:
        """Whether all slopes are known."""
        return None not in (*self.activity_slopes, *self.outcome_slopes)

    @property
    def is_busier(self) -> bool:
        """Whether the activity rises by 15 % or more."""
        return _rises(self.activity_slopes)

    @property
    def is_stalled(self) -> bool:
        """Whether the activity rises by 15 % or more and the outcome stays within 3 %, either way."""
        return self.is_busier and all(each is not None and abs(each) <= FLAT for each in self.outcome_slopes)

    @property
    def is_rising(self) -> bool:
        """Whether both rise by 15 % or more."""
        return self.is_busier and _rises(self.outcome_slopes)

    @cached_property
    def strengths(self) -> Mapping[int, SquareRho]:
        """How strongly the weekly changes go together (ρ·|ρ|), by lag in weeks, with the newest week."""
        return correlations(self.activity.values, self.outcome.values)

    @cached_property
    def lag(self) -> int | None:
        """The lag at which ρ is largest of those at which it is 0.6 or more, with and without the newest week."""
        before = correlations(self.activity.values[:-1], self.outcome.values[:-1])
        enough = [
            lag for lag, each in self.strengths.items() if min(each, before.get(lag, _NONE)) >= STRONG**2
        ]
        return min(enough, key=lambda lag: (-self.strengths[lag], lag), default=None)

    @cached_property
    def p(self) -> Fraction | None:
        """How likely chance alone gives the correlation at the lag; None without one."""
        if self.lag is None:
            return None
        return chance(self.activity.values, self.outcome.values, self.lag, self.strengths[self.lag])


class Sight:
    """The series of a company, and the looks at them; the same look is taken once."""

    def __init__(self, series: Mapping[str, WeeklySeries]) -> None:
        self._series = series
        self._looks: dict[tuple[Pair, Weeks], Look] = {}

    def weeks(self, pair: Pair) -> Weeks | None:
        """Return the weeks that both series of a pair have; None if one of the two is missing."""
        activity, outcome = self._series.get(pair.activity), self._series.get(pair.outcome)
        if activity is None or outcome is None:
            return None
        return Weeks.of(activity) & Weeks.of(outcome)

    def look(self, pair: Pair, weeks: Weeks) -> Look:
        """Return the look at a pair over weeks that it has."""
        known = self._looks.get((pair, weeks))
        if known is None:
            known = Look(
                pair, cut(self._series[pair.activity], weeks), cut(self._series[pair.outcome], weeks)
            )
            self._looks[pair, weeks] = known
        return known


def _twice(series: WeeklySeries) -> Twice:
    return change(series.values), change(series.values[:-1])


def _rises(slopes: Twice) -> bool:
    return all(each is not None and each >= RISING for each in slopes)
