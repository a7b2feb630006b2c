"""Pace (进度): how far a count or a sum has come on its days, and where it ends if it goes on like this."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period
from shared.domain.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Pace:
    """
    A figure to date, the days of it that have passed, today's among them, out of all, and its end at this pace.

    The days are workdays, or calendar days where the figure comes in on all of them. `projected` is None before the
    first of them.
    """

    kpi_id: str
    to_date: Fraction
    target: Fraction | None
    passed: int
    days: int
    in_calendar_days: bool
    projected: Fraction | None


def pace_of(
    definition: KpiDefinition,
    value: Fraction,
    target: Fraction | None,
    *,
    period: Period,
    active: Window | None,
    today: date,
    calendar: Calendar,
) -> Pace:
    """Return the pace of a flow over a period, on the days on which it has weight."""
    by_calendar = definition.proration == "calendar_days"
    days = [
        day
        for day in period.days()
        if (active is None or day in active) and (by_calendar or calendar.is_workday(day))
    ]
    passed = sum(1 for day in days if day <= today)
    projected = value * len(days) / passed if passed else None
    return Pace(definition.id, value, target, passed, len(days), by_calendar, projected)
