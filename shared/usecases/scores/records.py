"""The records behind a figure (明细): from the ids that a score or a measure names to the events themselves."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date

from shared.adapters.dynamo import events, refs
from shared.adapters.dynamo.store import load
from shared.domain.errors import NotFound
from shared.domain.kpi.control_totals import TOMBSTONES, standing
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import by_version, thing_of
from shared.domain.kpi.figures.samples import Refused
from shared.domain.kpi.surveys import is_survey, of_colleagues
from shared.domain.periods import Period
from shared.usecases.scores.facts import month_of_events
from shared.usecases.scores.stored_events import events_since


@dataclass(frozen=True, slots=True)
class FigureRecord:
    """
    One record that a figure looked at; `excluded` is the code of why it was left out, empty if it was not.

    Of an `anonymous` one, which a colleague answered, nothing may be told but that it is there.
    """

    event: Event
    counted: bool
    excluded: str = ""
    anonymous: bool = False


@dataclass(frozen=True, slots=True)
class Provenance:
    """
    An event with what became of it.

    `state` is `current` for what stands, `superseded` if a newer version of the same thing is held, and `taken_back`
    if it was deleted at its source: by the rule of the figures, whichever connection told it. `versions` are all events
    of its entity and type, oldest first. Of an `anonymous` event nothing may be told but that it is there.
    """

    event: Event
    state: str
    versions: tuple[Event, ...]
    anonymous: bool = False

    @property
    def is_tombstone(self) -> bool:
        """Whether the event itself takes back others."""
        return self.event.type in TOMBSTONES


def records_of(
    *, company_id: str, event_ids: Collection[str], excluded: Refused, near: tuple[date, date]
) -> list[FigureRecord]:
    """
    Return the records behind a figure and those it left out, as they occurred, those that are anonymous at the end.

    `near` is the span of dates that most of them lie in: its months are read first.
    """
    why = dict(reversed(excluded))
    found = find_events(company_id, {*event_ids, *why}, near=near)
    counted = set(event_ids)
    hidden = anonymous_among(company_id, found.values())
    ordered = sorted(found.values(), key=lambda each: place_in_time(each, hidden))
    return [
        FigureRecord(each, each.id in counted, why.get(each.id, ""), each.id in hidden) for each in ordered
    ]


def anonymous_among(company_id: str, found: Iterable[Event]) -> frozenset[str]:
    """
    Return the ids of those events that tell what colleagues answered about each other.

    Another event of the answer may say so, in any month: all are read if there is an answer that does not say it.
    """
    told = list(found)
    sure = of_colleagues(told)
    open_ = {each.entity_id for each in told if is_survey(each) and each.id not in sure}
    if not open_:
        return sure
    months = events.months(company_id)
    held = (
        event for month, counter in months.items() for event in month_of_events(company_id, month, counter)
    )
    kin = [each for each in held if is_survey(each) and each.entity_id in open_]
    return of_colleagues([*told, *kin]) & {each.id for each in told}


def place_in_time(event: Event, anonymous: Collection[str] = ()) -> str:
    """
    Return the text by which events sort as they occurred; it tells each apart.

    Anonymous ones come behind all others, since their place among these would tell their time.
    """
    if event.id in anonymous:
        return f"anonymous#{event.id}"
    return f"{event.occurred_at.astimezone(UTC).isoformat(timespec='microseconds')}#{event.id}"


def place_of_record(record: FigureRecord) -> str:
    """Return the text by which the records of a figure sort; it tells each apart."""
    return place_in_time(record.event, (record.event.id,) if record.anonymous else ())


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
    current = {each.id for each in standing(held, whole_company=True)}
    versions = _versions(held)
    told = list(found)
    hidden = anonymous_among(company_id, told)
    return [_told(each, current, versions, each.id in hidden) for each in told]


def events_of_month(company_id: str, month: Period) -> tuple[list[Event], frozenset[str]]:
    """Return the events of a month by their places in time, and the ids of those that are anonymous."""
    counter = events.months(company_id).get(month.key)
    held = () if counter is None else month_of_events(company_id, month.key, counter)
    hidden = anonymous_among(company_id, held)
    return sorted(held, key=lambda each: place_in_time(each, hidden)), hidden


def _told(
    event: Event,
    current: Collection[str],
    versions: Mapping[tuple[str, str], tuple[Event, ...]],
    anonymous: bool,
) -> Provenance:
    siblings = versions.get(thing_of(event), (event,))
    if event.id in current:
        return Provenance(event, "current", siblings, anonymous)
    state = "superseded" if siblings[-1].id != event.id else "taken_back"
    return Provenance(event, state, siblings, anonymous)


def _versions(held: Iterable[Event]) -> dict[tuple[str, str], tuple[Event, ...]]:
    found: dict[tuple[str, str], list[Event]] = {}
    for each in sorted(held, key=by_version):
        found.setdefault(thing_of(each), []).append(each)
    return {key: tuple(each) for key, each in found.items()}
