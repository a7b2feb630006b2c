"""The events that a row about a deal adds to what imports have told of it.

`Revisions` says what is new. An outcome that a later file takes back is followed by `deal.reopened`.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from shared.domain.imports.deal_rows import DealRow
from shared.domain.imports.revisions import Revisions
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


class DealHistory:
    """The deals that imports have told of."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        # when an undated open deal was seen is no part of what was told about it
        self._revisions = Revisions(
            CONNECTION, _PARTS, undated={"deal.updated"}, sequels={_OUTCOME}, events=events
        )

    def news(self, row: DealRow, *, owner_id: str, zone: ZoneInfo, at: datetime, raw_ref: str) -> list[Event]:
        """
        Return the events that a row adds to what is known, and remember them; none if it says nothing new.

        `at` is the instant of the import: an open deal without a date of creation is known from then on.
        """
        wanted = _told(row, owner_id=owner_id, zone=zone, at=at, raw_ref=raw_ref)
        before = self._revisions.last(row.id, _OUTCOME)
        if row.outcome is None and before is not None and before.type in _CLOSED:
            wanted.append(_dated(wanted[0], "deal.reopened", before.on, zone))
        return self._revisions.news(wanted)


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
