"""When the work of a line began: its days and times put together, seen from the moment it was written.

The work of a line is over. So a start or an end still to come is no reading of it, unless nothing else is, and then
it is asked for. An end may lie ahead of our clock by `TOLERANCE`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Final
from zoneinfo import ZoneInfo

from shared.domain.work.logs.log import TOLERANCE
from shared.domain.work.logs.one_line.clock import Hour, Part, Stretch, Usual, stretches
from shared.domain.work.logs.one_line.days import DaySaid
from shared.domain.work.logs.one_line.spoken_times import TimeSaid

_MOST_OFFERED: Final = 5
_OFFERED_HOURS: Final = (Part.MORNING, Part.AFTERNOON, Part.EVENING)


class Why(Enum):
    """Why a start has to be asked for."""

    AHEAD = "ahead"
    BACKWARDS = "backwards"
    NO_DAY = "no_day"
    NO_HOUR = "no_hour"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Start:
    """
    The start of the work, UTC, or why it has to be asked for, with the starts to offer.

    `minutes` is how long the stretch of time lasted that the line names, `possible` how long it may have lasted
    if that is not sure. Without any time in the line all of it is empty: the work has just ended.
    """

    at: datetime | None = None
    why: Why | None = None
    offered: tuple[datetime, ...] = ()
    minutes: int | None = None
    possible: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    start: datetime
    end: datetime | None
    usual: bool

    def minutes(self) -> int | None:
        return None if self.end is None else (self.end - self.start) // timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Now:
    """The instant a line was written, in the company's zone; `minutes` is the length it names, if it is exact."""

    at: datetime
    zone: ZoneInfo
    minutes: int | None

    @property
    def on(self) -> date:
        """The local date of the line."""
        return self.at.astimezone(self.zone).date()

    def just_ended(self) -> tuple[datetime, ...]:
        """Return the start of work that has just ended, as far as it can be known."""
        return () if self.minutes is None else ((self.at - timedelta(minutes=self.minutes)).astimezone(UTC),)

    def is_over(self, reading: _Reading) -> bool:
        """Whether a reading runs forward and lies behind us."""
        end = reading.end
        if end is None:
            end = reading.start + timedelta(minutes=self.minutes or 0)
        return reading.start <= self.at and reading.start <= end <= self.at + TOLERANCE


def started(days: Sequence[DaySaid], times: Sequence[TimeSaid], ago: Sequence[int], now: Now) -> Start:
    """Return when the work began, from the days and times that a line names and the minutes since (半小时前)."""
    if ago:
        return _since(ago, bool(days or times), now)
    days = _without_doubled(days, times, now)
    said = _distinct_times(times)
    unclear = any(each.unclear for each in days) or any(each.unclear for each in times)
    unclear = unclear or len({each.days for each in days}) > 1
    possible = tuple(dict.fromkeys(day for each in days for day in each.days)) if days else (now.on,)
    if not times:
        return _without_hour(days, possible, unclear, now)
    readings = tuple(_readings(possible, said, now))
    if unclear or len(said) > 1:
        return _asked(readings, _why(readings, possible, now), now)
    return _chosen(readings, now)


def _chosen(readings: Sequence[_Reading], now: Now) -> Start:
    """Return the one usual reading that is over, else ask."""
    fitting = tuple(dict.fromkeys(each for each in readings if each.usual and now.is_over(each)))
    if len(fitting) == 1:
        return Start(fitting[0].start, minutes=fitting[0].minutes())
    if fitting:
        lengths = {each.minutes() for each in fitting}
        same = lengths.pop() if len(lengths) == 1 else None
        return Start(None, Why.UNCLEAR, tuple(each.start for each in fitting), same, _lengths(fitting))
    backwards = any(each.end is not None and each.end <= each.start for each in readings)
    return _asked(readings, Why.BACKWARDS if backwards else Why.AHEAD, now)


def _asked(readings: Iterable[_Reading], why: Why, now: Now) -> Start:
    readings = tuple(readings)
    past = sorted((each for each in readings if each.start <= now.at), key=lambda each: not each.usual)
    starts = [each.start for each in past] or [
        each.start - timedelta(days=1) for each in readings if each.usual
    ]
    offered = dict.fromkeys((*(each for each in starts if each <= now.at), *now.just_ended()))
    return Start(None, why, tuple(offered)[:_MOST_OFFERED], None, _lengths(readings))


def _lengths(readings: Iterable[_Reading]) -> tuple[int, ...]:
    """Return how long the readings last; one that runs backwards ended the next day, or was turned round."""
    found = (minutes for each in readings if (minutes := each.minutes()) is not None)
    day, half = 24 * 60, 12 * 60
    return tuple(
        dict.fromkeys(
            length if length > 0 else length + day if length + day <= half else -length for length in found
        )
    )


def _why(readings: Sequence[_Reading], days: Sequence[date], now: Now) -> Why:
    if not days:
        return Why.NO_DAY
    ahead = bool(readings) and all(each.start > now.at for each in readings)
    return Why.AHEAD if ahead or all(day > now.on for day in days) else Why.UNCLEAR


def _readings(days: Iterable[date], times: Iterable[TimeSaid], now: Now) -> Iterator[_Reading]:
    for day in days:
        for said in times:
            for each in said.readings:
                usual = each.usual is Usual.ALWAYS or (each.usual is Usual.TODAY and day == now.on)
                yield _Reading(*_instants(day, each, now.zone), usual)


def _instants(day: date, stretch: Stretch, zone: ZoneInfo) -> tuple[datetime, datetime | None]:
    first = _instant(day, stretch.first, zone)
    return first, None if stretch.last is None else _instant(day, stretch.last, zone)


def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    on = day + timedelta(days=minute // (24 * 60))
    return datetime.combine(on, time(minute // 60 % 24, minute % 60), tzinfo=zone).astimezone(UTC)


def _distinct_times(times: Sequence[TimeSaid]) -> tuple[TimeSaid, ...]:
    """Return the hours said, else the parts of the day, each once."""
    said = [each for each in times if each.part is None] or list(times)
    return tuple({each.readings: each for each in said}.values())


def _without_doubled(days: Sequence[DaySaid], times: Sequence[TimeSaid], now: Now) -> tuple[DaySaid, ...]:
    """Return the days, those unclear that may be hours: 3-5 alone, or with the very length from 3 to 5."""
    if times or len(days) != 1 or days[0].hours is None:
        return tuple(days)
    (day,) = days
    lengths = _hours_of(day, now)
    if now.minutes is not None and now.minutes not in (each.minutes() for each in lengths):
        return (replace(day, hours=None),)
    return (replace(day, unclear=True),)


def _hours_of(day: DaySaid, now: Now) -> tuple[_Reading, ...]:
    if day.hours is None:
        return ()
    found = stretches(Hour(day.hours[0]), Hour(day.hours[1]))
    return tuple(_Reading(*_instants(now.on, each, now.zone), each.usual is Usual.ALWAYS) for each in found)


def _without_hour(days: Sequence[DaySaid], possible: Sequence[date], unclear: bool, now: Now) -> Start:
    ended = now.just_ended()
    today_only = possible == (now.on,) and not unclear
    if today_only and (not days or all(_local(each, now) == now.on for each in ended)):
        return Start(ended[0] if ended else None)
    past = [day for day in possible if day <= now.on]
    hours = _OFFERED_HOURS if len(past) == 1 else _OFFERED_HOURS[:1]
    starts = [_instant(day, part.default_start or 0, now.zone) for day in past for part in hours]
    as_hours = [reading for day in days for reading in _hours_of(day, now) if reading.usual]
    as_hours = [each for each in as_hours if now.is_over(each)]
    offered = (*starts, *(each.start for each in as_hours), *(ended if unclear or not days else ()))
    why = _why((), possible, now) if unclear else Why.NO_HOUR
    held = tuple(dict.fromkeys(each for each in offered if each <= now.at))[:_MOST_OFFERED]
    return Start(None, why, held, None, _lengths(as_hours))


def _since(ago: Sequence[int], more: bool, now: Now) -> Start:
    starts = tuple((now.at - timedelta(minutes=each)).astimezone(UTC) for each in ago)
    if len(starts) == 1 and not more and now.is_over(_Reading(starts[0], None, True)):
        return Start(starts[0])
    return Start(None, Why.UNCLEAR, tuple(dict.fromkeys((*starts, *now.just_ended()))))


def _local(instant: datetime, now: Now) -> date:
    return instant.astimezone(now.zone).date()
