"""Periods of local calendar time: half-open months, quarters and years."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from shared.domain.errors import DomainError

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_QUARTER = re.compile(r"(\d{4})-Q([1-4])", re.ASCII)


class NotAPeriod(DomainError):
    """A period is neither `YYYY-MM` nor `YYYY-Qn`, or lies outside 1900 to 2199."""

    kind, code = "invalid", "period.unreadable"
    zh = "期间“{text}”无法识别，请写成 2026-03 或 2026-Q1。"
    en = "The period “{text}” is not understood. Write 2026-03 or 2026-Q1."


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The dates from `first_on` up to, not including, `until_on`, both in the company's zone."""

    first_on: date
    until_on: date
    key: str

    @classmethod
    def parse(cls, text: str) -> "Period":
        """
        Read a month or a quarter.

        >>> Period.parse("2026-Q1").until_on
        datetime.date(2026, 4, 1)

        :raises NotAPeriod: on anything else.
        """
        if match := _MONTH.fullmatch(text):
            first, length = (int(match[1]), int(match[2])), 1
        elif match := _QUARTER.fullmatch(text):
            first, length = (int(match[1]), 3 * int(match[2]) - 2), 3
        else:
            raise NotAPeriod(text=text[:20])
        if not 1900 <= first[0] < 2200:
            raise NotAPeriod(text=text)
        return cls(date(*first, 1), _later(date(*first, 1), length), text)

    @classmethod
    def month_of(cls, day: date) -> "Period":
        """Return the calendar month that holds `day`."""
        first = day.replace(day=1)
        return cls(first, _later(first, 1), f"{first:%Y-%m}")

    def __contains__(self, day: date) -> bool:
        return self.first_on <= day < self.until_on

    def days(self) -> Iterator[date]:
        """Yield each date of the period."""
        for offset in range((self.until_on - self.first_on).days):
            yield self.first_on + timedelta(days=offset)

    def months(self) -> "list[Period]":
        """Return the calendar months of the period, in order."""
        found, first = [], self.first_on
        while first < self.until_on:
            found.append(Period.month_of(first))
            first = _later(first, 1)
        return found

    def earlier(self, months: int = 1) -> "Period":
        """Return the calendar month `months` before the first month of this period."""
        return Period.month_of(_later(self.first_on, -months))

    def ends_at(self, zone: ZoneInfo) -> datetime:
        """Return the instant, in UTC, at which the period is over."""
        return local_midnight(self.until_on, zone)


def local_midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant, in UTC, at which `day` begins in `zone`."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def months_before(day: date, months: int) -> date:
    """
    Go back calendar months; a day the target month does not have becomes its last day.

    >>> months_before(date(2028, 2, 29), 12)
    datetime.date(2027, 2, 28)
    """
    first = _later(day.replace(day=1), -months)
    return min(
        date(first.year, first.month, 1) + timedelta(days=day.day - 1), _later(first, 1) - timedelta(days=1)
    )


def _later(first: date, months: int) -> date:
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
