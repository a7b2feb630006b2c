"""Read a source's own total of a day (`control.totals`), which is compared with the store and is no event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shared.domain.company import Company
from shared.domain.kpi.control_totals import CONTROL_TOTALS, DayAhead, Said, Tally
from shared.domain.kpi.event_types import KNOWN
from shared.usecases.events.map_event import (
    AHEAD,
    PREFIX,
    FromTheFuture,
    NotAnEvent,
    UnknownType,
    amount_of,
    check_storable,
    instant_of,
    text_of,
    version_of,
)

LARGEST_COUNT = 10**9


@dataclass(frozen=True, slots=True)
class ReadTotal:
    """A total as a connection sent it: of which day and event type."""

    day: date
    type: str
    said: Said


def is_total(payload: Mapping[str, Any]) -> bool:
    """Return whether a payload is a control total."""
    kind = payload.get("type")
    return isinstance(kind, str) and kind.removeprefix(PREFIX) == CONTROL_TOTALS


def read_total(
    payload: Mapping[str, Any], *, company: Company, received_at: datetime, raw_ref: str
) -> ReadTotal:
    """
    Read `{"type": "control.totals", "timestamp", "data": {"id", "day", "type", "count", "amount"?, "version"?}}`.

    `type` of the data is the event type that is counted, `day` a date in the company's zone, and the amount like
    that of an event: converted at the rate that comes with it.

    :raises NotAnEvent: if a needed field is missing or unreadable.
    :raises UnknownType: if the type that is counted is none of ours.
    :raises FromTheFuture: if it lies more than a day ahead.
    :raises DayAhead: if the day has not begun.
    :raises NotMoney: if the amount is no amount.
    :raises NoRate: if a foreign amount has no rate.
    :raises EventTooLarge: if it takes more than an event may.
    """
    check_storable(payload)
    data = payload.get("data")
    if not isinstance(data, Mapping):
        raise NotAnEvent(field="data")
    text_of(data.get("id"), "data.id")
    at = instant_of(data.get("occurred_at") or payload.get("timestamp"))
    if at > received_at + AHEAD:
        raise FromTheFuture(time=at.isoformat())
    kind = data.get("type")
    if not isinstance(kind, str) or kind.removeprefix(PREFIX) not in KNOWN:
        raise UnknownType(type=str(kind)[:60])
    day = _day(data.get("day"))
    if day > received_at.astimezone(company.tz).date():
        raise DayAhead(day=day.isoformat())
    count = data.get("count")
    if type(count) is not int or not 0 <= count <= LARGEST_COUNT:
        raise NotAnEvent(field="data.count")
    kind = kind.removeprefix(PREFIX)
    tally = Tally(count, amount_of(data, company.currency, kind))
    said = Said(tally, at, version=version_of(data.get("version"), at), raw_ref=raw_ref)
    return ReadTotal(day, kind, said)


def _day(value: object) -> date:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year < 2200:
        raise NotAnEvent(field="data.day")
    return day
