"""Attainability (目标可达性): how likely somebody reaches a target who goes on as in the last 26 weeks.

The weeks are drawn again and again (bootstrap), as many as the period has. What adds up over weeks is added up: sums
are stretched to the days of the period, ratios divide the sum of numerators by that of denominators, and medians are
taken of all observations. What does not, such as a retention rate or a figure over the last 90 days, is taken over its
own window as it stood at the end of each week, and one of these is drawn. The same weeks give the same draws, whatever
the target, so a harder target is never the likelier one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import lcm
from typing import Final, Literal

from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.facts import COMPANY, Facts
from shared.domain.kpi.figures.samples import ZERO, Sample
from shared.domain.kpi.taking import Samples, TakenFrom
from shared.domain.kpi.targets.draws import draws
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period, months_before

WEEKS: Final = 26
FEWEST_WEEKS: Final = 8
DRAWS: Final = 1000
UNLIKELY, TOO_EASY = Fraction(10, 100), Fraction(90, 100)
Verdict = Literal["unknown", "unlikely", "fair", "too_easy"]
_AS_IT_STANDS: Final = frozenset(
    {
        "collection_rate",
        "crm_completeness",
        "forecast_accuracy",
        "gross_revenue_retention",
        "overdue_ratio",
        "refund_rate",
        "retention_rate",
        "revisit_rate",
        "weighted_pipeline",
    }
)
"""Measures that speak of a stock, or of more than their window holds: weeks of them do not add up to a month."""


@dataclass(frozen=True, slots=True)
class Chance:
    """How many of the draws reach the target, and how many weeks they were made from; no draws is not known."""

    reached: int
    draws: int
    weeks: int

    @property
    def probability(self) -> Fraction | None:
        """The share of the draws that reach the target."""
        return Fraction(self.reached, self.draws) if self.draws else None

    @property
    def verdict(self) -> Verdict:
        """What to think of the target: fair from 10 % to 90 %."""
        found = self.probability
        if found is None:
            return "unknown"
        return "unlikely" if found < UNLIKELY else "too_easy" if found > TOO_EASY else "fair"


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What one draw gives, and the most that its occasions allow, where they do."""

    value: Fraction
    limit: Fraction | None = None


@dataclass(frozen=True, slots=True)
class History:
    """
    What the draws for a person's period gave, and how many weeks they were made from.

    It is made once; each target is then held against it.
    """

    definition: KpiDefinition
    weeks: int
    outcomes: tuple[_Outcome, ...] = ()

    def chance(self, target: Fraction) -> Chance:
        """Return how likely `target` is reached; that of an assigned amount is the amount."""
        aim = target if self.definition.of_target is None else target * self.definition.of_target
        reached = sum(1 for each in self.outcomes if _reaches(self.definition, each, aim))
        return Chance(reached, len(self.outcomes), self.weeks)


def weekly_history(
    definition: KpiDefinition,
    source: Samples | Facts,
    person_id: str,
    period: Period,
    *,
    today: date,
    joined_on: date | None = None,
) -> History:
    """
    Draw what a person's period could be from the 26 weeks before it, or before `today`.

    There are no outcomes with fewer than 8 weeks that hold a record, or while the feed is not there or not healthy.
    """
    samples = TakenFrom(source) if isinstance(source, Facts) else source
    until = min(today, period.first_on)
    sources = definition.sources_for(samples.settings)
    delivered = [samples.feeds[each] for each in sources if each in samples.feeds]
    if not delivered or "sick" in delivered:
        return History(definition, 0)
    ends = [until - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    seed = f"{person_id}|{definition.id}|{period.key}"
    if _adds_up(definition):
        weeks = _weeks(definition, samples, person_id, ends, joined_on)
        return _of_sums(definition, weeks, period, seed)
    found = [samples.take(definition.sample, person_id, _window(definition, period, end)) for end in ends]
    whole = [_Pool.of(definition, [each], Fraction(1)).outcome([0]) for each in found if each.n]
    standing = [each for each in whole if each is not None]
    if len(standing) < FEWEST_WEEKS:
        return History(definition, len(standing))
    drawn = tuple(standing[first] for (first,) in draws(seed, of=len(standing), size=1, times=DRAWS))
    return History(definition, len(standing), drawn)


def _of_sums(definition: KpiDefinition, weeks: Sequence[Sample], period: Period, seed: str) -> History:
    is_sum = any(each.n and each.denominator is None for each in weeks)
    telling = len(weeks) if is_sum or definition.zero_rule == "best" else sum(1 for each in weeks if each.n)
    if telling < FEWEST_WEEKS:
        return History(definition, telling)
    size = _weeks_of(period)
    pool = _Pool.of(definition, weeks, Fraction(_days(period), 7 * size))
    drawn = (pool.outcome(numbers) for numbers in draws(seed, of=len(weeks), size=size, times=DRAWS))
    return History(definition, telling, tuple(each for each in drawn if each is not None))


def _adds_up(definition: KpiDefinition) -> bool:
    return definition.window in ("period", "whole_period") and definition.measure not in _AS_IT_STANDS


def _weeks(
    definition: KpiDefinition,
    samples: Samples,
    person_id: str,
    ends: Sequence[date],
    joined_on: date | None,
) -> list[Sample]:
    """Return the samples of the weeks from the first on that tells something about the person."""
    windows = [
        Window.rolling(7, end) for end in ends if joined_on is None or end - timedelta(days=7) >= joined_on
    ]
    found = [samples.take(definition.sample, person_id, each) for each in windows]
    told = found
    if definition.zero_rule == "best":  # nothing is good news of somebody as soon as others have a record
        told = [samples.take(definition.sample, COMPANY, each) for each in windows]
    first = next((at for at, each in enumerate(told) if each.n), len(found))
    return found[first:]


def _window(definition: KpiDefinition, period: Period, end: date) -> Window:
    """Return the window of a KPI as it stood on a day."""
    match definition.window:
        case "rolling_90" | "rolling_180":
            return Window.rolling(int(definition.window.removeprefix("rolling_")), end)
        case "rolling_12_months":
            return Window.between(months_before(end, 12), end)
        case "quarter" | "rolling_3_months":
            return Window.between(months_before(end, 3), end)
        case _:
            return Window.rolling(_days(period), end)


@dataclass(frozen=True, slots=True)
class _Pool:
    """
    Samples in whole numbers of one common unit, so that a thousand sums of them are quick and still exact.

    `stretch` is what a sum is multiplied by.
    """

    definition: KpiDefinition
    stretch: Fraction
    unit: int
    numerators: tuple[int, ...]
    denominators: tuple[int, ...] | None
    occasions: tuple[int, ...]
    values: tuple[tuple[Fraction, ...], ...]

    @classmethod
    def of(cls, definition: KpiDefinition, samples: Sequence[Sample], stretch: Fraction) -> "_Pool":
        has_parts = any(each.denominator is not None for each in samples)
        below = [each.denominator or ZERO for each in samples]
        unit = lcm(*(each.numerator.denominator for each in samples), *(each.denominator for each in below))
        return cls(
            definition,
            stretch,
            unit,
            tuple(int(each.numerator * unit) for each in samples),
            tuple(int(each * unit) for each in below) if has_parts else None,
            tuple(each.occasions or 0 for each in samples),
            tuple(each.values for each in samples),
        )

    def outcome(self, numbers: Sequence[int]) -> _Outcome | None:
        """Return what these samples give together; None where there is nothing to divide by, or no occasion."""
        above = sum(self.numerators[each] for each in numbers)
        if self.definition.proration == "events_held":
            occasions = sum(self.occasions[each] for each in numbers)
            return _Outcome(self._stretched(above), occasions * self.stretch) if occasions else None
        if self.denominators is None:
            return _Outcome(self._stretched(above))
        if self.definition.median_from is not None:
            values = sorted(value for each in numbers for value in self.values[each])
            if len(values) >= self.definition.median_from:
                middle = len(values) // 2
                return _Outcome(
                    values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2
                )
        below = sum(self.denominators[each] for each in numbers)
        if below > 0:
            return _Outcome(Fraction(above, below))
        return _Outcome(ZERO) if self.definition.zero_rule == "zero" else None

    def _stretched(self, above: int) -> Fraction:
        return Fraction(above * self.stretch.numerator, self.unit * self.stretch.denominator)


def _reaches(definition: KpiDefinition, outcome: _Outcome, aim: Fraction) -> bool:
    if definition.direction == "lower":
        return outcome.value <= aim
    return outcome.value >= (aim if outcome.limit is None else min(aim, outcome.limit))


def _days(period: Period) -> int:
    return (period.until_on - period.first_on).days


def _weeks_of(period: Period) -> int:
    """
    Return the whole weeks of a period, rounded half up.

    >>> [_weeks_of(Period.parse(each)) for each in ("2026-02", "2026-03", "2026-Q1")]
    [4, 4, 13]
    """
    return (2 * _days(period) + 7) // 14
