"""Windows of dates that a figure is taken over, and timelines that are cut by them."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

from shared.domain.periods import Period, months_before

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Window:
    """Dates in one or more half-open spans, in order and without overlap."""

    spans: tuple[tuple[date, date], ...]

    @classmethod
    def between(cls, first_on: date, until_on: date) -> "Window":
        """Return the dates from `first_on` up to, not including, `until_on`."""
        return cls(((first_on, until_on),))

    @classmethod
    def of(cls, period: Period) -> "Window":
        """Return the dates of a period."""
        return cls.between(period.first_on, period.until_on)

    @classmethod
    def rolling(cls, days: int, until_on: date) -> "Window":
        """
        Return the last `days` days before `until_on`.

        >>> Window.rolling(90, date(2026, 4, 1)).first_on
        datetime.date(2026, 1, 1)
        """
        return cls.between(until_on - timedelta(days=days), until_on)

    @property
    def first_on(self) -> date:
        """The first date."""
        return self.spans[0][0]

    @property
    def until_on(self) -> date:
        """The date after the last one."""
        return self.spans[-1][1]

    def __contains__(self, day: date) -> bool:
        for first, until in self.spans:  # every figure asks this of every record: no generator
            if first <= day < until:
                return True
        return False


class Timeline(Generic[T]):
    """Things in the order of their dates, cut by a window in logarithmic time."""

    __slots__ = ("_dates", "_things")

    def __init__(self, things: Iterable[T], on: Callable[[T], date]) -> None:
        """Sort `things` by `on`; things of one date keep their order."""
        self._things = sorted(things, key=on)
        self._dates = [on(thing) for thing in self._things]

    def within(self, window: Window) -> Iterator[T]:
        """Yield what lies in `window`, oldest first."""
        for first, until in window.spans:
            yield from self._things[bisect_left(self._dates, first) : bisect_left(self._dates, until)]


def lookback_start(day: date, days: int | None) -> date:
    """
    Return the first date of a lookback that ends before `day`; None looks back for ever.

    365 days are read as twelve calendar months, so that 29 February looks back to 28 February.

    >>> lookback_start(date(2028, 2, 29), 365), lookback_start(date(2026, 3, 1), 90)
    (datetime.date(2027, 2, 28), datetime.date(2025, 12, 1))
    """
    if days is None:
        return date.min
    return months_before(day, 12) if days == 365 else day - timedelta(days=days)
