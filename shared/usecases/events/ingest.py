"""Add events to the store: once each, with what connection they came by, in transactions of a bounded size."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.adapters.dynamo import commands, events, refs
from shared.adapters.dynamo.commands import Command, Key, Raw, Write
from shared.adapters.dynamo.store import load
from shared.domain.errors import DomainError
from shared.domain.ids import digest32
from shared.domain.kpi.events import Event
from shared.usecases.events.deliveries import Delivery, Quarantined

MOST_MONTHS = 12
"""Months of a transaction: each month's counter is an item of it, beside up to `events.BATCH` events."""


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


def ingest(
    *,
    company_id: str,
    connection_id: str,
    key: str,
    body_hash: str,
    found: Sequence[Event],
    set_aside: Sequence[Quarantined] = (),
    at: datetime,
) -> Ingested:
    """
    Add the events that are new and note the delivery, so that the same `key` again adds nothing.

    :raises KeyReused: if the key was used for other content.
    :raises ChangedMeanwhile: if another consumer added one of the events at this moment; trying again is safe.
    """
    new = events.unseen(company_id, found)
    member = refs.member(company_id, f"job_ingest-{connection_id}")
    actor = commands.job_actor(company_id, f"ingest-{connection_id}", load([member]).find(member))
    acts: list[tuple[list[Event], Sequence[Quarantined]]] = [(batch, ()) for batch in batches(new)]
    for first in range(0, len(set_aside), events.BATCH):
        acts.append(([], set_aside[first : first + events.BATCH]))
    for number, (batch, aside) in enumerate(acts or [([], ())]):
        writes: list[Write | Raw] = [
            *events.append(company_id, batch),
            events.heard(company_id, connection_id, {event.type for event in batch}, at),
            *(_quarantine(company_id, each) for each in aside),
        ]
        command = Command("events.ingest", writes)
        # an earlier part is named by what it holds: after a crash the parts fall differently
        holds = digest32(26, *(event.id for event in batch), *(str(each.place) for each in aside))
        last = number >= len(acts) - 1
        part = Key("ingest", f"{connection_id}:{key}" + ("" if last else f":{holds}"), body_hash)
        actor = commands.commit(command, actor=actor, key=part, answer={"added": len(batch)}, at=at).actor
    return Ingested(len(new), len(found) - len(new), len(set_aside))


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
