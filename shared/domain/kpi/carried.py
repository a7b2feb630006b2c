"""Late records that count in a later month (结转): the month they belong to was closed when they arrived.

To carry is a record of its own among the events: it names what is carried and the first day on which that counts. Every
version of a carried thing follows, and so does what goes back of a carried order. When a customer bought is what it
was: only the month of the booking moves.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Final

from shared.domain.ids import digest_id
from shared.domain.kpi.events import Event
from shared.domain.kpi.fields import text, texts

CARRIED: Final = "discrepancy.carried"
CONNECTION: Final = "discrepancies"
"""The connection id of what we record ourselves about late events."""
_GOES_BACK: Final = frozenset({"order.refunded", "order.cancelled"})
_ALWAYS = datetime.min.replace(tzinfo=UTC)
Thing = tuple[str, str]


@dataclass(frozen=True, slots=True)
class CarriedEvent(Event):
    """An event that counts `on` a later date than the one on which it happened."""

    happened_on: date = date.min


def carry_event(
    event_ids: Iterable[str], *, to: date, discrepancy_id: str, at: datetime, by_id: str
) -> Event:
    """Return the event that carries these to the first day of a month."""
    ids = sorted(event_ids)
    return Event(
        id=digest_id("evt", CONNECTION, CARRIED, discrepancy_id, at.isoformat()),
        type=CARRIED,
        occurred_at=at,
        on=to,
        entity_id=discrepancy_id,
        version=at.isoformat(),
        connection_id=CONNECTION,
        received_at=at,
        data={"events": ids, "by": by_id},
    )


def counted(events: Sequence[Event]) -> Sequence[Event]:
    """
    Return the events on the dates on which they count: a carried one on the date it was carried to.

    Of several dates for one thing the one that was decided last holds.
    """
    days = _carried_to(events)
    if not days:
        return events
    return [_moved(each, days) for each in events]


def happened_on(event: Event) -> date:
    """Return the date on which an event happened, wherever it counts."""
    return event.happened_on if isinstance(event, CarriedEvent) else event.on


def _carried_to(events: Sequence[Event]) -> Mapping[Thing, date]:
    carries = sorted(
        (each for each in events if each.type == CARRIED),
        key=lambda each: (each.received_at or _ALWAYS, each.id),
    )
    if not carries:
        return {}
    until = {event_id: each.on for each in carries for event_id in texts(each, "events")}
    return {(each.type, each.entity_id): until[each.id] for each in events if each.id in until}


def _moved(event: Event, days: Mapping[Thing, date]) -> Event:
    to = days.get((event.type, event.entity_id)) or _with_its_order(event, days)
    if to is None or event.on >= to:
        return event
    same = {each.name: getattr(event, each.name) for each in fields(Event)}
    return CarriedEvent(**{**same, "on": to}, happened_on=event.on)


def _with_its_order(event: Event, days: Mapping[Thing, date]) -> date | None:
    if event.type not in _GOES_BACK:
        return None
    order = text(event, "order_ref") or event.entity_id
    return days.get(("order.paid", order)) or days.get(("deal.won", order))
