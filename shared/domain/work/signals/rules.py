"""The rules of the authenticity signals: each looks at one person's logs in order of start.

A log is compared with those before it, so that of two that do not go together the later one is asked about.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from shared.domain.work.logs.log import CLOCK_SKEW, TOLERANCE, WorkLog
from shared.domain.work.logs.places import metres_between
from shared.domain.work.signals import findings as notice
from shared.domain.work.signals.findings import AT_ONCE_MINUTES, MINUTE, MOST_AT_ONCE, Finding
from shared.domain.work.signals.similarity import echoes

NEARLY_AT_ONCE: Final = timedelta(minutes=10)
"""Starts this near to each other can be one start entered twice, and leave no time to travel."""
LITTLE: Final = timedelta(minutes=5)
"""How far two logs may overlap without being noticed: people round."""
FAR_METRES: Final = 5_000
MINUTES_OF_A_DAY: Final = 24 * 60


class Near(NamedTuple):
    """Two logs whose starts are near, or that overlap; `common` is the time that lies within both."""

    earlier: WorkLog
    later: WorkLog
    common: timedelta

    @property
    def are_one(self) -> bool:
        """Whether they seem to be one stretch of work entered twice. What did not overlap can both have happened."""
        return (
            self.later.started_at - self.earlier.started_at <= NEARLY_AT_ONCE
            and self.common > timedelta(0)
            and _what(self.earlier) == _what(self.later)
        )


def near(logs: Sequence[WorkLog]) -> tuple[Near, ...]:
    """Return the pairs of logs that overlap or start within ten minutes of each other."""
    found = []
    going_on: list[tuple[WorkLog, datetime]] = []
    for log in logs:
        start, end = log.started_at, log.started_at + log.minutes * MINUTE
        going_on = [
            (each, until)
            for each, until in going_on
            if until > start or start - each.started_at <= NEARLY_AT_ONCE
        ]
        found += [Near(each, log, max(min(until, end) - start, timedelta(0))) for each, until in going_on]
        going_on.append((log, end))
    return tuple(found)


def duplicates(pairs: Sequence[Near]) -> Iterator[Finding]:
    """Yield the logs that have customer, activity and minutes of an earlier one and start when it does."""
    for later, earlier in _by_later([pair for pair in pairs if pair.are_one]):
        yield notice.duplicate(later, [each.earlier for each in earlier])


def overlaps(pairs: Sequence[Near]) -> Iterator[Finding]:
    """Yield the logs that lie more than five minutes within an earlier one that is not the same."""
    for later, earlier in _by_later([pair for pair in pairs if pair.common > LITTLE and not pair.are_one]):
        most = max(each.common for each in earlier)
        yield notice.overlap(later, [each.earlier for each in earlier], most // MINUTE)


def too_far(pairs: Sequence[Near]) -> Iterator[Finding]:
    """Yield the logs that are more than 5 km from one that is near in time."""
    away = [pair for pair in pairs if _metres(pair) > FAR_METRES]
    for later, earlier in _by_later(away):
        yield notice.too_far(later, [each.earlier for each in earlier], max(map(_metres, earlier)))


def copies(logs: Sequence[WorkLog]) -> Iterator[Finding]:
    """Yield the logs about a customer whose text is nearly that of an earlier one."""
    about = [log for log in logs if log.customer]
    for log, echo in zip(about, echoes([each.text for each in about]), strict=True):
        if echo is not None:
            yield notice.copied(log, about[echo.of], echo.similarity)


def bursts(logs: Sequence[WorkLog]) -> Iterator[Finding]:
    """Yield the logs of every five minutes in which more than eight start."""
    within, first = timedelta(minutes=AT_ONCE_MINUTES), 0
    batches: list[list[int]] = []
    for last, log in enumerate(logs):
        while log.started_at - logs[first].started_at > within:
            first += 1
        if last - first < MOST_AT_ONCE:
            continue
        if batches and first <= batches[-1][1]:
            batches[-1][1] = last
        else:
            batches.append([first, last])
    for first, last in batches:
        batch = logs[first : last + 1]
        yield from (notice.burst(log, _without(batch, log), len(batch)) for log in batch)


def futures(logs: Sequence[WorkLog]) -> Iterator[Finding]:
    """
    Yield the logs that start more than ten minutes after they were sent.

    The start of an edited log may lie after its first sending: whether it lay ahead of the clock then, its flag says.
    """
    for log in logs:
        is_measured = log.version == 1 or CLOCK_SKEW in log.flags
        if is_measured and log.started_at > log.created_at + TOLERANCE:
            yield notice.future(log)


def over_a_day(logs: Sequence[WorkLog]) -> Iterator[Finding]:
    """Yield the logs of each date whose minutes are more than a day has."""
    dates: defaultdict[date, list[WorkLog]] = defaultdict(list)
    for log in logs:
        dates[log.on].append(log)
    for batch in dates.values():
        minutes = sum(log.minutes for log in batch)
        if minutes > MINUTES_OF_A_DAY:
            yield from (notice.over_a_day(log, _without(batch, log), minutes) for log in batch)


def _by_later(pairs: Sequence[Near]) -> Iterator[tuple[WorkLog, list[Near]]]:
    found: dict[str, list[Near]] = {}
    for pair in pairs:
        found.setdefault(pair.later.id, []).append(pair)
    return ((same[0].later, same) for same in found.values())


def _what(log: WorkLog) -> tuple[str, str | None, int]:
    return log.activity, log.customer, log.minutes


def _metres(pair: Near) -> int:
    here, there = pair.earlier.place, pair.later.place
    return 0 if here is None or there is None or here == there else metres_between(here, there)


def _without(batch: Sequence[WorkLog], log: WorkLog) -> list[WorkLog]:
    return [each for each in batch if each.id != log.id]
