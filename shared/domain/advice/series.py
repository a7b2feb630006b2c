"""Weekly series (周数据): figures of days added up to the whole weeks of a company."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from shared.domain.advice.advice import WeeklySeries

MOST_WEEKS: Final = 26
"""How far back is looked: half a year."""
WEEK: Final = timedelta(weeks=1)


@dataclass(frozen=True, slots=True, order=True)
class Weeks:
    """Whole weeks in a row: from the first day of the oldest up to, not including, `until_on`."""

    first_on: date
    until_on: date

    @classmethod
    def of(cls, series: WeeklySeries) -> "Weeks":
        """Return the weeks of a series."""
        return cls(series.first_on, series.first_on + len(series.values) * WEEK)

    def __len__(self) -> int:
        return max((self.until_on - self.first_on).days // 7, 0)

    def __and__(self, other: "Weeks") -> "Weeks":
        """Return the weeks that both have; their length is 0 if there are none."""
        return Weeks(max(self.first_on, other.first_on), min(self.until_on, other.until_on))


def week_of(day: date, week_start: int) -> date:
    """
    Return the first day of the week that holds `day`; `week_start` is 1 for Monday to 7 for Sunday.

    >>> week_of(date(2026, 3, 4), 1), week_of(date(2026, 3, 4), 7), week_of(date(2026, 3, 4), 3)
    (datetime.date(2026, 3, 2), datetime.date(2026, 3, 1), datetime.date(2026, 3, 4))
    """
    return day - timedelta(days=(day.isoweekday() - week_start) % 7)


def weekly(
    kpi_id: str, days: Iterable[tuple[date, Fraction]], *, week_start: int, until_on: date
) -> WeeklySeries | None:
    """
    Add up a company's figures of days to weeks, the newest 26 at most; None without a record in a whole week.

    The series begins with the week of the first record; a week without one is 0, for what adds up is none then. It
    ends with the last week that is over before `until_on`, the first day that is not over yet. A day may come more
    than once, and in any order.
    """
    end = week_of(until_on, week_start)
    sums: dict[date, Fraction] = {}
    for day, figure in days:
        if day < end:
            week = week_of(day, week_start)
            sums[week] = sums.get(week, Fraction(0)) + figure
    if not sums:
        return None
    weeks = Weeks(max(min(sums), end - MOST_WEEKS * WEEK), end)
    values = (sums.get(weeks.first_on + number * WEEK, Fraction(0)) for number in range(len(weeks)))
    return WeeklySeries(kpi_id, weeks.first_on, tuple(values))


def cut(series: WeeklySeries, weeks: Weeks) -> WeeklySeries:
    """
    Return the part of a series that lies in `weeks`.

    :raises ValueError: if the series does not have these weeks, or begins its weeks on another day.
    """
    before, odd = divmod((weeks.first_on - series.first_on).days, 7)
    values = series.values[max(before, 0) : max(before, 0) + len(weeks)]
    if odd or before < 0 or len(values) < len(weeks):
        raise ValueError(f"the series of {series.kpi_id} does not have the weeks from {weeks.first_on}")
    return replace(series, first_on=weeks.first_on, values=values)
