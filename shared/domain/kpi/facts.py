"""The frozen input of every figure: events, company settings, calendar and the health of the feeds."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from fractions import Fraction
from functools import cached_property
from typing import Any, Final, Literal, TypeVar

from shared.domain.kpi.events import Event
from shared.domain.kpi.fields import texts
from shared.domain.kpi.windows import Timeline, Window
from shared.domain.workdays import Calendar

T = TypeVar("T")
FeedHealth = Literal["ok", "sick"]
COMPANY: Final = "company"
"""The subject of a figure that is about everybody, not about one person."""
CHINA_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")
_ALWAYS = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Settings:
    """
    What a company decided about its figures.

    Revenue comes from exactly one source: won deals or paid orders. Lookbacks are in days, None looks back for
    ever. `opens_at` and `closes_at` bound the working hours of a workday in `zone`.
    """

    revenue_source: Literal["deals", "orders"] = "orders"
    new_customer_lookback: int | None = 365
    repurchase_lookback: int | None = 365
    currency_exponent: int = 2
    zone: tzinfo = CHINA_TIME
    per_event_target: int = 30
    order_sla_workdays: int = 2
    opens_at: time = time(9)
    closes_at: time = time(18)

    def major(self, minor: int | Fraction) -> Fraction:
        """Return minor units as an exact amount in major units."""
        return Fraction(minor) / int(10**self.currency_exponent)


@dataclass(frozen=True)
class Facts:
    """
    Everything a figure may depend on; the same facts always give the same figures.

    Events come in any order; of several with one id the one received last counts. `feeds` maps an event type to
    the health of the connection that delivers it; a type that no connection delivers is absent.
    """

    events: Sequence[Event]
    settings: Settings = field(default_factory=Settings)
    calendar: Calendar = field(default_factory=Calendar)
    feeds: Mapping[str, FeedHealth] = field(default_factory=dict)
    _known: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, build: Callable[["Facts"], T]) -> T:
        """Return what `build` makes of these facts; it is made once."""
        if build not in self._known:
            self._known[build] = build(self)
        found: T = self._known[build]
        return found

    def every(self, *types: str) -> list[Event]:
        """Return all events of the types in the order in which they occurred; of one instant by their versions."""
        found = [event for each in types for event in self._by_type.get(each, ())]
        return sorted(found, key=in_course) if len(types) > 1 else found

    def happened(self, *types: str) -> list[Event]:
        """
        Return what happened to each thing, step by step, oldest first: `every`, without the versions that are stale.

        Of several versions of one step, told of one thing for one instant, the newest counts.
        """
        steps = {(each.type, each.entity_id, each.occurred_at): each for each in self.every(*types)}
        return sorted(steps.values(), key=in_course)

    def newest(self, event_type: str) -> list[Event]:
        """Return the newest version of each entity's event of the type, in the order in which they occurred."""
        return self._newest.get(event_type, [])

    def within(self, event_type: str, subject: str, window: Window) -> Iterator[Event]:
        """Yield the newest versions that are credited to `subject` and lie in `window`, oldest first."""
        timeline = self._timelines.get((event_type, subject))
        return timeline.within(window) if timeline else iter(())

    def customer(self, key: str | None) -> str | None:
        """Return the customer that `key` stands for after all merges."""
        return None if key is None else survivor_of(key, self._survivors)

    def delivers(self, event_type: str) -> bool:
        """Return whether a connection of the company delivers events of the type."""
        return event_type in self.feeds

    @cached_property
    def _by_type(self) -> dict[str, list[Event]]:
        received = sorted(self.events, key=lambda event: (event.received_at or _ALWAYS, event.occurred_at))
        found = defaultdict(list)
        for event in sorted({event.id: event for event in received}.values(), key=in_course):
            found[event.type].append(event)
        return dict(found)

    @cached_property
    def _newest(self) -> dict[str, list[Event]]:
        return {
            each: sorted(newest_versions(events).values(), key=in_order)
            for each, events in self._by_type.items()
        }

    @cached_property
    def _timelines(self) -> dict[tuple[str, str], Timeline[Event]]:
        found = defaultdict(list)
        for each, events in self._newest.items():
            for event in events:
                for subject in (COMPANY, *dict(event.credits)):
                    found[each, subject].append(event)
        return {key: Timeline(events, lambda event: event.on) for key, events in found.items()}

    @cached_property
    def _survivors(self) -> dict[str, str]:
        merges = self.every("customer.merged")
        return aliases((each.customer or each.entity_id, texts(each, "merged_ids")) for each in merges)


def aliases(merges: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Return what each merged id became, of (survivor, merged ids), oldest first; nothing is merged into itself."""
    return {old: survivor for survivor, merged in merges for old in merged if old != survivor}


def survivor_of(key: str, merged: Mapping[str, str]) -> str:
    """
    Return the id that `key` stands for after all merges; things that were merged in a circle are one thing.

    >>> survivor_of("a", {"a": "b", "b": "c"}), survivor_of("y", {"x": "y", "y": "x"})
    ('c', 'x')
    """
    passed: list[str] = []
    while key in merged and key not in passed:
        passed.append(key)
        key = merged[key]
    return min(passed[passed.index(key) :]) if key in merged else key


def lifts(record: Event, tombstone: Event) -> bool:
    """Return whether a record brings back what a tombstone took away: its version is a higher number."""
    return tombstone.version.isdecimal() and by_version(record)[0] > by_version(tombstone)[0]


def in_order(event: Event) -> tuple[datetime, str]:
    """Return the key that sorts events by the instant at which they occurred, ties by id."""
    return event.occurred_at, event.id


def in_course(event: Event) -> tuple[datetime, tuple[int, int, str], str]:
    """Return the key that sorts what was told about one thing; of one instant the higher version is later."""
    return event.occurred_at, by_version(event)[0], event.id


def by_version(event: Event) -> tuple[tuple[int, int, str], datetime, str]:
    """Return the key that sorts the versions of one entity, oldest first."""
    number = event.version.isdecimal()
    return (number, int(event.version) if number else 0, event.version), event.occurred_at, event.id


def thing_of(event: Event) -> tuple[str, str]:
    """Return what an event is a version of: its type and its entity, whichever connection told it."""
    return event.type, event.entity_id


def newest_versions(
    events: Iterable[Event], thing: Callable[[Event], Hashable] = thing_of
) -> dict[Hashable, Event]:
    """Return the newest version of each thing."""
    return {thing(each): each for each in sorted(events, key=by_version)}


def share_of(event: Event, subject: str) -> Fraction:
    """Return the part of the event that is credited to `subject`; the company has all of it."""
    if subject == COMPANY:
        return Fraction(1)
    return Fraction(dict(event.credits).get(subject, 0), 10_000)
