"""Late records that count in a later month (结转): the month they belong to was closed when they arrived.

To carry is a record of its own among the events: it names what is carried, the first day on which that counts, and
up to when events were known to the closed month. Versions of a carried record that came later follow, and so does what
goes back of a carried order. What the closed month knew stays, and so does every other event of the same entity. When a
customer bought is what it was: only the month of the booking moves.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
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
_SUBSCRIPTION: Final = "subscription."
_STEPS: Final = frozenset(
    f"{family}.{fact}"
    for family, facts in {
        "customer": "upserted owner_changed merged",
        "lead": "updated assigned accepted rejected",
        "deal": "updated owner_changed stage_changed reopened merged",
        "complaint": "updated resolved reopened",
        "orderproc": "received ready completed corrected",
        "event": "registration_cancelled attendance_reverted",
        "survey": "revised",
        "quote": "sent",
        "forecast": "submitted",
        "activity": "stats_daily",
        "traffic": "daily",
    }.items()
    for fact in facts.split()
)
"""Types of which one entity has several records, each at an instant of its own; of the others it has one."""
Thing = tuple[str, str]
Record = tuple[str, str, Hashable]


@dataclass(frozen=True, slots=True)
class CarriedEvent(Event):
    """An event that counts `on` a later date than the one on which it happened."""

    happened_on: date = date.min


@dataclass(frozen=True, slots=True)
class _Carry:
    """Which events one decision carries; `known_at` is None where it was not kept: then every version follows."""

    ids: frozenset[str]
    to: date
    known_at: datetime | None

    def takes(self, event: Event) -> bool:
        """Return whether an event of a carried record moves: it is named, or the closed month did not know it."""
        if event.id in self.ids or self.known_at is None:
            return True
        return event.received_at is not None and event.received_at > self.known_at


def carry_event(
    event_ids: Iterable[str],
    *,
    to: date,
    discrepancy_id: str,
    at: datetime,
    by_id: str,
    known_at: datetime | None = None,
) -> Event:
    """
    Return the event that carries these to the first day of a month.

    `known_at` is the instant up to which the score on record knew events: no other that came before it moves.
    """
    ids = sorted(event_ids)
    known = {} if known_at is None else {"known_at": known_at.isoformat()}
    return Event(
        id=digest_id("evt", CONNECTION, CARRIED, discrepancy_id, at.isoformat()),
        type=CARRIED,
        occurred_at=at,
        on=to,
        entity_id=discrepancy_id,
        version=at.isoformat(),
        connection_id=CONNECTION,
        received_at=at,
        data={"events": ids, "by": by_id, **known},
    )


def counted(events: Sequence[Event]) -> Sequence[Event]:
    """
    Return the events on the dates on which they count, in their order: a carried one on the date it was carried to.

    Of several dates for one record the one that was decided last holds.
    """
    carries = _carries(events)
    if not carries:
        return events
    things = {(event_type, entity_id) for event_type, entity_id, *_ in carries}
    orders = {
        entity_id: carry.to
        for (event_type, entity_id, *_), carry in carries.items()
        if event_type in ("order.paid", "deal.won")
    }
    return [_moved(each, _day_of(each, carries, things, orders)) for each in events]


def record_of(event: Event) -> Record:
    """
    Return what all versions of one record have in common: type, entity, and what tells it from the entity's others.

    A change of a subscription is one a day; a step of a deal, a lead or a complaint is one an instant.
    """
    own: Hashable = None
    if event.type == "order.refunded":
        own = refund_key(event)
    elif event.type.startswith(_SUBSCRIPTION):
        own = (text(event, "subscription_ref"), happened_on(event))
    elif event.type in _STEPS:
        own = event.occurred_at
    return event.type, event.entity_id, own


def refund_key(event: Event) -> str:
    """Tell refunds apart: one that carries only its order's id is a refund of its own in every event."""
    if refund := text(event, "refund_ref"):
        return f"{event.entity_id}/{refund}"
    return event.entity_id if text(event, "order_ref") not in (None, event.entity_id) else event.id


def happened_on(event: Event) -> date:
    """Return the date on which an event happened, wherever it counts."""
    return event.happened_on if isinstance(event, CarriedEvent) else event.on


def _carries(events: Sequence[Event]) -> Mapping[Record, _Carry]:
    """Return the carry that holds for each carried record, with all events of it that any carry names."""
    told = sorted(
        (each for each in events if each.type == CARRIED),
        key=lambda each: (each.received_at or _ALWAYS, each.id),
    )
    if not told:
        return {}
    named = {event_id for each in told for event_id in texts(each, "events")}
    by_id = {each.id: each for each in events if each.id in named}
    found: dict[Record, _Carry] = {}
    for each in told:
        known = text(each, "known_at")
        known_at = None if known is None else datetime.fromisoformat(known)
        for event_id in texts(each, "events"):
            if event_id in by_id:
                record = record_of(by_id[event_id])
                ids = found[record].ids if record in found else frozenset[str]()
                found[record] = _Carry(ids | {event_id}, each.on, known_at)
    return found


def _day_of(
    event: Event,
    carries: Mapping[Record, _Carry],
    things: Collection[Thing],
    orders: Mapping[str, date],
) -> date | None:
    if (event.type, event.entity_id) in things:
        carry = carries.get(record_of(event))
        if carry is not None and carry.takes(event):
            return carry.to
    if event.type not in _GOES_BACK:
        return None
    return orders.get(text(event, "order_ref") or event.entity_id)


def _moved(event: Event, to: date | None) -> Event:
    if to is None or event.on >= to:
        return event
    same = {each.name: getattr(event, each.name) for each in fields(Event)}
    return CarriedEvent(**{**same, "on": to}, happened_on=happened_on(event))
