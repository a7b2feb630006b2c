"""Add events to the store: once each, with what connection they came by, in transactions of a bounded size."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from shared.adapters.dynamo import commands, events, refs
from shared.adapters.dynamo.commands import Command, Key, Raw, Write
from shared.adapters.dynamo.store import load
from shared.domain.errors import DomainError
from shared.domain.ids import digest32
from shared.domain.kpi.control_totals import ControlTotal
from shared.domain.kpi.events import Event
from shared.usecases.events.deliveries import Delivery, Quarantined
from shared.usecases.events.read_total import ReadTotal

T = TypeVar("T")

MOST_MONTHS = 12
"""Months of a transaction: each month's counter is an item of it, beside up to `events.BATCH` events."""
TOTALS = 40
"""Control totals of a transaction: each may move the counter of a month of its own."""


@dataclass(frozen=True, slots=True)
class Ingested:
    """How many events were added, how many the store held already, and how many were set aside."""

    added: int = 0
    known: int = 0
    quarantined: int = 0

    def __add__(self, other: "Ingested") -> "Ingested":
        return Ingested(
            self.added + other.added, self.known + other.known, self.quarantined + other.quarantined
        )


@dataclass(frozen=True, slots=True)
class _Act:
    """What one transaction adds."""

    events: Sequence[Event] = ()
    set_aside: Sequence[Quarantined] = ()
    totals: Sequence[tuple[ControlTotal, ControlTotal | None]] = ()

    def writes(self, company_id: str, connection_id: str, at: datetime) -> list[Write | Raw]:
        heard = {event.type for event in self.events} | {
            after.type for after, _ in self.totals if after.in_force and after.in_force.tally.count
        }
        return [
            *events.append(company_id, self.events),
            *events.moved(company_id, (f"{after.day:%Y-%m}" for after, _ in self.totals)),
            *(Write(_ref_of(after), after, before=before) for after, before in self.totals),
            events.heard(company_id, connection_id, heard, at),
            *(_quarantine(company_id, each) for each in self.set_aside),
        ]

    @property
    def holds(self) -> str:
        """What names this part of a delivery: after a crash the parts fall differently."""
        return digest32(
            26,
            *(event.id for event in self.events),
            *(str(each.place) for each in self.set_aside),
            *(f"{'#'.join(map(str, after.key))}#{after.version}" for after, _ in self.totals),
        )


def ingest(
    *,
    company_id: str,
    connection_id: str,
    key: str,
    body_hash: str,
    found: Sequence[Event],
    set_aside: Sequence[Quarantined] = (),
    totals: Sequence[ReadTotal] = (),
    at: datetime,
) -> Ingested:
    """
    Add the events that are new and note the delivery, so that the same `key` again adds nothing.

    Of the source's own `totals` of a day the newest version is kept, whatever the order in which they come.

    :raises KeyReused: if the key was used for other content.
    :raises ChangedMeanwhile: if another consumer added one of the events at this moment; trying again is safe.
    """
    new = events.unseen(company_id, found)
    member = refs.member(company_id, f"job_ingest-{connection_id}")
    told = [refs.control_total(company_id, connection_id, each.day, each.type) for each in totals]
    loaded = load([member, *told])
    actor = commands.job_actor(company_id, f"ingest-{connection_id}", loaded.find(member))
    kept = {ref: loaded.find(ref) for ref in told}
    acts = [_Act(events=batch) for batch in batches(new)]
    acts += [_Act(set_aside=each) for each in _cut(set_aside, events.BATCH)]
    acts += [_Act(totals=each) for each in _cut(_news(company_id, connection_id, totals, kept), TOTALS)]
    for number, act in enumerate(acts or [_Act()]):
        command = Command("events.ingest", act.writes(company_id, connection_id, at))
        last = number >= len(acts) - 1
        part = Key("ingest", f"{connection_id}:{key}" + ("" if last else f":{act.holds}"), body_hash)
        answer = {"added": len(act.events)}
        actor = commands.commit(command, actor=actor, key=part, answer=answer, at=at).actor
    events.occurred(company_id, connection_id, new)
    return Ingested(len(new), len(found) - len(new), len(set_aside))


def _news(
    company_id: str,
    connection_id: str,
    totals: Sequence[ReadTotal],
    kept: Mapping[refs.Ref[ControlTotal], ControlTotal | None],
) -> list[tuple[ControlTotal, ControlTotal | None]]:
    """Return the totals as they stand after what was told, with what stood there; what tells nothing new is not in."""
    after: dict[refs.Ref[ControlTotal], ControlTotal] = {}
    for each in totals:
        ref = refs.control_total(company_id, connection_id, each.day, each.type)
        before = after.get(ref) or kept[ref]
        fresh = ControlTotal(company_id, connection_id, each.day, each.type, sent=each.said)
        after[ref] = before.told(each.said) if before is not None else fresh
    return [(total, kept[ref]) for ref, total in after.items() if total != kept[ref]]


def _cut(things: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    for first in range(0, len(things), most):
        yield things[first : first + most]


def _ref_of(total: ControlTotal) -> refs.Ref[ControlTotal]:
    return refs.control_total(total.company_id, total.connection_id, total.day, total.type)


def batches(new: Sequence[Event]) -> Iterator[list[Event]]:
    """Cut events into what one transaction adds: at most `events.BATCH` of them, of at most `MOST_MONTHS` months."""
    batch: list[Event] = []
    months: set[str] = set()
    for event in sorted(new, key=lambda each: (each.on, each.id)):
        month = f"{event.on:%Y-%m}"
        if len(batch) == events.BATCH or (len(months) == MOST_MONTHS and month not in months):
            yield batch
            batch, months = [], set()
        batch.append(event)
        months.add(month)
    if batch:
        yield batch


def quarantined(delivery: Delivery, place: int, error: DomainError) -> Quarantined:
    """Describe why the record at `place` of a delivery was set aside."""
    return Quarantined(
        delivery_id=delivery.delivery_id,
        place=place,
        connection_id=delivery.connection_id,
        raw_key=delivery.raw_key,
        code=error.code,
        reason_zh=error.sentence("zh-CN"),
        reason_en=error.sentence("en"),
        received_at=delivery.received_at,
    )


def _quarantine(company_id: str, value: Quarantined) -> Write:
    digest = digest32(16, value.connection_id, value.delivery_id, str(value.place))
    sk = f"{value.received_at:%Y%m%dT%H%M%S}-{digest}"
    return Write(refs.Ref(f"{company_id}#quarantine", sk, Quarantined), value, blind=True)
