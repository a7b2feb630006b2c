"""The records behind a figure (明细): from the ids that a score or a measure names to the events themselves."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date

from shared.adapters.dynamo import events, refs
from shared.adapters.dynamo.store import load
from shared.domain.errors import NotFound
from shared.domain.kpi.control_totals import TOMBSTONES, standing
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import by_version
from shared.domain.kpi.figures.samples import Refused
from shared.domain.periods import Period
from shared.usecases.scores.facts import month_of_events
from shared.usecases.scores.stored_events import events_since


@dataclass(frozen=True, slots=True)
class FigureRecord:
    """One record that a figure looked at; `excluded` is the code of why it was left out, empty if it was not."""

    event: Event
    counted: bool
    excluded: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """
    An event with what became of it.

    `state` is `current` for what stands, `superseded` if a newer version of the same thing is held, and `taken_back`
    if it was deleted at its source. `versions` are all events of its entity and type, oldest first.
    """

    event: Event
    state: str
    versions: tuple[Event, ...]

    @property
    def is_tombstone(self) -> bool:
        """Whether the event itself takes back others."""
        return self.event.type in TOMBSTONES


def records_of(
    *, company_id: str, event_ids: Collection[str], excluded: Refused, near: tuple[date, date]
) -> list[FigureRecord]:
    """
    Return the records behind a figure and those it left out, in the order in which they occurred.

    `near` is the span of dates that most of them lie in: its months are read first.
    """
    why = dict(reversed(excluded))
    found = find_events(company_id, {*event_ids, *why}, near=near)
    counted = set(event_ids)
    ordered = sorted(found.values(), key=place_in_time)
    return [FigureRecord(each, each.id in counted, why.get(each.id, "")) for each in ordered]


def place_in_time(event: Event) -> str:
    """Return the text by which events sort as they occurred; it tells each apart."""
    return f"{event.occurred_at.astimezone(UTC).isoformat(timespec='microseconds')}#{event.id}"


def find_events(company_id: str, event_ids: Iterable[str], *, near: tuple[date, date]) -> dict[str, Event]:
    """Return the events of these ids; months are read, those of the span first, until all are found."""
    wanted = set(event_ids)
    known = events.months(company_id) if wanted else {}
    found: dict[str, Event] = {}
    first, last = f"{near[0]:%Y-%m}", f"{near[1]:%Y-%m}"
    for month in sorted(known, reverse=True, key=lambda each: (first <= each <= last, each < first, each)):
        if len(found) == len(wanted):
            break
        for event in month_of_events(company_id, month, known[month]):
            if event.id in wanted:
                found[event.id] = event
    return found


def find_event(company_id: str, event_id: str, month: Period | None) -> Event:
    """
    Return one event; without its month all months are asked for it in one batch (a hundred months each).

    :raises NotFound: if there is none.
    """
    months = [month.key] if month is not None else sorted(events.months(company_id))
    places = [refs.events(company_id, each).at(event_id) for each in months]
    loaded = load(places)
    found = next((event for place in places if (event := loaded.find(place)) is not None), None)
    if found is None:
        raise NotFound()
    return found


def provenance_of(company_id: str, found: Iterable[Event], *, since: Period) -> list[Provenance]:
    """Return events of the months from `since` on with what became of them, in the order given."""
    held = events_since(company_id, since)
    current = {each.id for each in standing(held)}
    versions = _versions(held)
    return [_told(each, current, versions) for each in found]


def events_of_month(company_id: str, month: Period) -> list[Event]:
    """Return the events of a month in the order in which they occurred."""
    counter = events.months(company_id).get(month.key)
    held = () if counter is None else month_of_events(company_id, month.key, counter)
    return sorted(held, key=place_in_time)


def _told(
    event: Event, current: Collection[str], versions: Mapping[tuple[str, str, str], tuple[Event, ...]]
) -> Provenance:
    siblings = versions.get(_thing(event), (event,))
    if event.id in current:
        return Provenance(event, "current", siblings)
    state = "superseded" if siblings[-1].id != event.id else "taken_back"
    return Provenance(event, state, siblings)


def _versions(held: Iterable[Event]) -> dict[tuple[str, str, str], tuple[Event, ...]]:
    found: dict[tuple[str, str, str], list[Event]] = {}
    for each in sorted(held, key=by_version):
        found.setdefault(_thing(each), []).append(each)
    return {key: tuple(each) for key, each in found.items()}


def _thing(event: Event) -> tuple[str, str, str]:
    return event.connection_id, event.type, event.entity_id
