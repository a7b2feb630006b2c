"""Canonical business events: what happened, to whom it is credited, and where the record came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """
    One business event, as it stands in the event store.

    `id` is derived from connection, type, entity and version, so the same fact by two paths has the same id.
    `on` is the date of `occurred_at` in the company's zone. `credits` are (person id, share in basis points,
    together 10 000); empty when nobody of the company was named or the person is not mapped yet.
    `amount_minor` is in minor units of the company's currency; a foreign amount was converted on arrival at
    the rate that came with it. `data` holds the remaining fields of the canonical event as JSON values.
    """

    id: str
    type: str
    occurred_at: datetime
    on: date
    entity_id: str
    credits: tuple[tuple[str, int], ...] = ()
    customer: str | None = None
    amount_minor: int | None = None
    version: str = ""
    connection_id: str = ""
    received_at: datetime | None = None
    raw_ref: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
