"""What imports have told about each deal so far, and what a newer file adds to it.

An event of a deal is identified by connection, type, deal and *version*. The version is the number of the deal's
revision: 1 for the first row that told of it, one more whenever a later row tells something else. A row that
says what is known already makes no event; of one that says something else, exactly the events that differ get
the next version, and the newest version counts. So the same file twice adds nothing, and a corrected file
supersedes what it corrects. An outcome that a later file takes back is followed by `deal.reopened`.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from shared.domain.ids import digest32, digest_id
from shared.domain.imports.deal_rows import DealRow
from shared.domain.kpi.events import Event
from shared.domain.numbers import WHOLE_BP
from shared.domain.periods import local_midnight

CONNECTION: Final = "import-deals"
"""The connection id that imported deals carry."""
_OUTCOME, _CLOSED = "outcome", ("deal.won", "deal.lost")
_PARTS: Final = {
    "deal.created": "created",
    "deal.updated": "seen",
    **dict.fromkeys((*_CLOSED, "deal.reopened"), _OUTCOME),
}


@dataclass(slots=True)
class _Known:
    """One deal: its newest revision, and the digest of the newest event of each part of its story."""

    revision: int = 0
    digests: dict[str, tuple[int, str]] = field(default_factory=dict)
    closed_on: date | None = None


class DealHistory:
    """The deals that imports have told of; it holds a few digests a deal, not the events."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self._deals: dict[str, _Known] = {}
        for event in events:
            if event.connection_id == CONNECTION and event.type in _PARTS:
                self._note(event)

    def news(self, row: DealRow, *, owner_id: str, zone: ZoneInfo, at: datetime, raw_ref: str) -> list[Event]:
        """
        Return the events that a row adds to what is known, and remember them; none if it says nothing new.

        `at` is the instant of the import: an open deal without a date of creation is known from then on.
        """
        wanted = _told(row, owner_id=owner_id, zone=zone, at=at, raw_ref=raw_ref)
        known = self._deals.get(row.id) or _Known()
        if row.outcome is None and known.closed_on is not None:
            wanted.append(_dated(wanted[0], "deal.reopened", known.closed_on, zone))
        new = [each for each in wanted if known.digests.get(_PARTS[each.type], (0, ""))[1] != _digest(each)]
        numbered = [_revised(each, known.revision + 1) for each in new]
        for event in numbered:
            self._note(event)
        return numbered

    def _note(self, event: Event) -> None:
        known = self._deals.setdefault(event.entity_id, _Known())
        part, revision = _PARTS[event.type], int(event.version)
        known.revision = max(known.revision, revision)
        if revision >= known.digests.get(part, (0, ""))[0]:
            known.digests[part] = (revision, _digest(event))
            if part == _OUTCOME:
                known.closed_on = event.on if event.type in _CLOSED else None


def _told(row: DealRow, *, owner_id: str, zone: ZoneInfo, at: datetime, raw_ref: str) -> list[Event]:
    """Return the events that the row tells by itself, without ids and versions."""
    base = Event(
        id="",
        type="deal.updated",
        occurred_at=at,
        on=at.astimezone(zone).date(),
        entity_id=row.id,
        credits=((owner_id, WHOLE_BP),),
        customer=row.customer,
        connection_id=CONNECTION,
        received_at=at,
        raw_ref=raw_ref,
        data={"stage": row.stage} | ({"product": row.product} if row.product else {}),
    )
    told: list[Event] = []
    if row.created_on is not None:
        told.append(_dated(base, "deal.created", row.created_on, zone))
    elif row.outcome is None:
        told.append(base)
    if row.outcome is not None and row.closed_on is not None:
        closed = replace(base, amount_minor=row.amount_minor)
        told.append(_dated(closed, row.outcome, row.closed_on, zone))
    return told


def _dated(event: Event, type_: str, on: date, zone: ZoneInfo) -> Event:
    return replace(event, type=type_, on=on, occurred_at=local_midnight(on, zone))


def _revised(event: Event, revision: int) -> Event:
    """Give an event its version and id; among outcomes of one day the newer revision stands later."""
    version = str(revision).zfill(20)  # padded, so that versions sort as text too
    later = timedelta(seconds=revision - 1) if _PARTS[event.type] == _OUTCOME else timedelta(0)
    return replace(
        event,
        id=digest_id("evt", CONNECTION, event.type, event.entity_id, version),
        version=version,
        occurred_at=event.occurred_at + later,
    )


def _digest(event: Event) -> str:
    """Return a digest of what an event says; when an undated open deal was seen is no part of it."""
    on = "" if event.type == "deal.updated" else event.on.isoformat()
    said: Sequence[object] = (event.type, on, event.credits, event.customer, event.amount_minor, event.data)
    return digest32(16, json.dumps(said, ensure_ascii=False, sort_keys=True))
