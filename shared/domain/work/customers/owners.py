"""Who a customer belonged to, from when until when (客户归属).

The customer's own records count; before the first of them, the owner of the first deal, and whoever that deal was
handed to. A record for one position changes the owner of that position only.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shared.domain.kpi.events import Event
from shared.domain.kpi.fields import text

SELLERS = (None, "sales")
"""The positions of an owner record that a deal's owner can stand in for."""


@dataclass(frozen=True, slots=True)
class OwnerSpan:
    """
    The dates from `from_on` up to, not including, `until_on` on which a customer was somebody's.

    `person_id` is None while nobody is on record. `from_on` is None for somebody of whom the records say only that
    the customer was taken over from them, `until_on` is None for who has it now. `position` is set where the record
    holds for one position only. Two people who share a customer have a span each. `events` are the records' ids.
    """

    person_id: str | None
    from_on: date | None
    until_on: date | None
    position: str | None = None
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Handover:
    at: datetime
    on: date
    to: tuple[str, ...]
    before: str | None
    event_id: str


def owner_spans(events: Sequence[Event]) -> tuple[OwnerSpan, ...]:
    """Return the spans of a customer's owners, from its events in order; those that begin first come first."""
    tracks: defaultdict[str | None, list[_Handover]] = defaultdict(list)
    for event in events:
        to = _people(event)
        if event.type == "customer.owner_changed" or (event.type == "customer.upserted" and to):
            tracks[text(event, "position")].append(_handover(event, to, text(event, "from")))
    sellers = [each for position in SELLERS for each in tracks.get(position, ())]
    first = min((each.at for each in sellers), default=None)
    by_deals = [each for each in _deal_handovers(events) if first is None or each.at < first]
    if by_deals:
        position = "sales" if "sales" in tracks and None not in tracks else None
        tracks[position] = [*by_deals, *tracks.get(position, ())]
    spans = [span for position, track in tracks.items() for span in _spans(track, position)]
    return tuple(sorted(spans, key=_beginning))


def _deal_handovers(events: Iterable[Event]) -> Iterator[_Handover]:
    """Yield the first deal's owner and the handovers of deals that were held by the customer's owner."""
    held: dict[str, tuple[str, ...]] = {}
    current: tuple[str, ...] = ()
    for event in events:
        deal = event.entity_id
        if not event.type.startswith("deal.") or (deal in held and event.type != "deal.owner_changed"):
            continue
        to = _people(event)
        if not current or held.get(deal) == current:
            yield _handover(event, to, None)
            current = to
        held[deal] = to


def _spans(track: Sequence[_Handover], position: str | None) -> Iterator[OwnerSpan]:
    changes: list[_Handover] = []
    for each in track:
        had = changes[-1].to if changes else None
        if had is not None and set(had) == set(each.to):
            continue
        if each.before and each.before not in (*(had or ()), *each.to):
            yield OwnerSpan(each.before, None, each.on, position, (each.event_id,))
        changes.append(each)
    for place, each in enumerate(changes, start=1):
        until_on = changes[place].on if place < len(changes) else None
        for person in each.to or (None,):
            yield OwnerSpan(person, each.on, until_on, position, (each.event_id,))


def _handover(event: Event, to: tuple[str, ...], before: str | None) -> _Handover:
    return _Handover(event.occurred_at, event.on, to, before, event.id)


def _people(event: Event) -> tuple[str, ...]:
    named = text(event, "to")
    return tuple(dict(event.credits)) or ((named,) if named else ())


def _beginning(span: OwnerSpan) -> tuple[date, date, str, str]:
    return span.from_on or date.min, span.until_on or date.max, span.position or "", span.person_id or ""
