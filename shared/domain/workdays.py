"""Workdays of a company: weekends, public holidays, make-up workdays (调休) and what HR corrected.

The calendar is plain data; whoever builds it knows where the public dates come from. A year without any public
date is not known yet: it counts Monday to Friday less the holidays whose date never moves, and is provisional.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from fractions import Fraction

from shared.domain.errors import DomainError

SATURDAY_AND_SUNDAY = frozenset({5, 6})
FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""Month and day of the Chinese public holidays that fall on the same date in every year."""
_LONGEST_PAUSE = 400
"""Days without a single workday after which a calendar is taken to have none."""


class NoWorkdays(DomainError):
    """The calendar holds no workday for more than a year, so nothing can fall due on one."""

    kind, code = "invalid", "calendar.no_workdays"
    zh = "公司日历里一年多没有工作日，请先检查日历设置。"
    en = "The company's calendar has no workday for more than a year. Check the calendar."


@dataclass(frozen=True, slots=True)
class Calendar:
    """
    Which local dates are workdays.

    HR's corrections win over make-up workdays, those over holidays, those over the weekend (Monday is 0).
    `provisional_years` names years whose public dates are incomplete; a year without any counts as such too.
    """

    holidays: frozenset[date] = frozenset()
    make_up_days: frozenset[date] = frozenset()
    provisional_years: frozenset[int] = frozenset()
    hr_workdays: frozenset[date] = frozenset()
    hr_days_off: frozenset[date] = frozenset()
    weekend: frozenset[int] = SATURDAY_AND_SUNDAY
    fixed_holidays: frozenset[tuple[int, int]] = FIXED_HOLIDAYS

    def is_workday(self, day: date) -> bool:
        """
        Return whether people work on `day`.

        >>> calendar = Calendar(holidays=frozenset({date(2026, 2, 17)}), make_up_days=frozenset({date(2026, 2, 14)}))
        >>> [calendar.is_workday(date(2026, 2, day)) for day in (13, 14, 15, 17)]
        [True, True, False, False]
        """
        if day in self.hr_workdays or day in self.hr_days_off:
            return day in self.hr_workdays
        if day in self.make_up_days or day in self.holidays:
            return day in self.make_up_days
        if (day.month, day.day) in self.fixed_holidays and self.is_provisional(day.year):
            return False
        return day.weekday() not in self.weekend

    def is_provisional(self, year: int) -> bool:
        """Return whether the public dates of `year` are not known yet, so that counts may still change."""
        known = any(day.year == year for day in self.holidays | self.make_up_days)
        return year in self.provisional_years or not known

    def count(self, first: date, until: date) -> int:
        """Return the workdays from `first` up to, not including, `until`."""
        days = (until - first).days
        return sum(self.is_workday(first + timedelta(days=offset)) for offset in range(days))

    def add(self, day: date, n: int) -> date:
        """
        Return the `n`-th workday after `day`; `day` itself is not counted.

        >>> Calendar().add(date(2026, 3, 6), 1)
        datetime.date(2026, 3, 9)

        :raises NoWorkdays: if the calendar has none for more than a year.
        :raises ValueError: if `n` is negative.
        """
        if n < 0:
            raise ValueError("workdays are only added, never taken away")
        last = day
        for _ in range(n):
            last = self._next(last)
        return last

    def due_after(self, at: datetime, n: int, zone: tzinfo) -> datetime:
        """
        Return the instant, in UTC, with the local time of `at` on the `n`-th workday after it.

        >>> from zoneinfo import ZoneInfo
        >>> friday = datetime(2026, 3, 6, 2, 30, tzinfo=UTC)
        >>> Calendar().due_after(friday, 1, ZoneInfo("Asia/Shanghai")).isoformat()
        '2026-03-09T02:30:00+00:00'

        :raises NoWorkdays: if the calendar has none for more than a year.
        """
        local = at.astimezone(zone)
        due = datetime.combine(self.add(local.date(), n), local.time(), tzinfo=zone)
        return due.astimezone(UTC)

    def working_hours(
        self, first: datetime, last: datetime, zone: tzinfo, opens_at: time, closes_at: time
    ) -> Fraction:
        """
        Return the hours between two instants that lie on workdays between `opens_at` and `closes_at` in `zone`.

        >>> monday_five, tuesday_ten = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 3, 2, tzinfo=UTC)
        >>> from zoneinfo import ZoneInfo
        >>> Calendar().working_hours(monday_five, tuesday_ten, ZoneInfo("Asia/Shanghai"), time(9), time(18))
        Fraction(2, 1)
        """
        worked = timedelta(0)
        day, until = first.astimezone(zone).date(), last.astimezone(zone).date()
        while day <= until:
            if self.is_workday(day):
                opens = datetime.combine(day, opens_at, tzinfo=zone).astimezone(UTC)
                closes = datetime.combine(day, closes_at, tzinfo=zone).astimezone(UTC)
                worked += max(min(closes, last) - max(opens, first), timedelta(0))
            day += timedelta(days=1)
        return Fraction(worked // timedelta(microseconds=1), 3_600_000_000)

    def _next(self, day: date) -> date:
        for offset in range(1, _LONGEST_PAUSE):
            if self.is_workday(day + timedelta(days=offset)):
                return day + timedelta(days=offset)
        raise NoWorkdays
