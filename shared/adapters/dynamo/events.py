"""The event store: append-only, by local month, with a counter a month that says when something was added."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.update import Action

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Raw, Write
from shared.adapters.dynamo.records import Record
from shared.adapters.dynamo.store import every, existing, rows, value_of
from shared.domain.kpi.events import Event

T = TypeVar("T")

BATCH = 80
"""Events a transaction writes at most; month counters, feed and audit come on top."""


def unseen(company_id: str, events: Iterable[Event]) -> list[Event]:
    """Return the events that the store does not hold yet, each once."""
    by_ref = {_ref(company_id, event): event for event in events}
    refs_, found = list(by_ref), set()
    for first in range(0, len(refs_), 100):
        found |= existing(refs_[first : first + 100])
    return [event for ref, event in by_ref.items() if (ref.pk, ref.sk) not in found]


def append(company_id: str, events: Sequence[Event]) -> list[Write | Raw]:
    """Return the writes that add new events and move the counters of their months."""
    return [
        *(Write(_ref(company_id, event), event) for event in events),
        *moved(company_id, (f"{event.on:%Y-%m}" for event in events)),
    ]


def moved(company_id: str, months: Iterable[str]) -> list[Raw]:
    """Return the writes that move the counters of months: what is computed of them is computed anew."""
    return [
        Raw(Record(f"{company_id}#months", month), (Record.version.add(1),)) for month in sorted(set(months))
    ]


def heard(company_id: str, connection_id: str, types: set[str], at: datetime) -> Raw:
    """Return the write that notes which event types a connection delivers, and that it was heard of."""
    actions: list[Action] = [Record.last_at.set(at.isoformat()), Record.failing_since.remove()]
    if types:
        actions.append(Record.types.add(types))
    return Raw(Record(f"{company_id}#feed", connection_id), tuple(actions))


def occurred(company_id: str, connection_id: str, events: Iterable[Event]) -> None:
    """
    Note when the newest event of each type occurred, once the events are stored.

    It lies beside them and never goes back, so it takes no part in their transaction.
    """
    newest: dict[str, str] = {}
    for event in events:
        at = _text(event.occurred_at)
        newest[event.type] = max(at, newest.get(event.type, at))
    for kind, at in sorted(newest.items()):
        row = Record(f"{company_id}#heard", f"{connection_id}#{kind}")
        try:
            row.update([Record.last_at.set(at)], (Record.last_at.does_not_exist()) | (Record.last_at < at))
        except UpdateError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise


def newest_of(company_id: str) -> dict[tuple[str, str], datetime]:
    """Return when the newest event of each connection and type occurred."""
    found = {}
    for row in rows(f"{company_id}#heard"):
        connection_id, _, kind = row.sk.rpartition("#")
        if row.last_at:
            found[connection_id, kind] = datetime.fromisoformat(row.last_at)
    return found


def set_aside(company_id: str, kind: type[T], *, since: datetime, until: datetime) -> list[T]:
    """Return what was set aside of deliveries that were received from `since` up to, not including, `until`."""
    first, last = (f"{each.astimezone(UTC):%Y%m%dT%H%M%S}" for each in (since, until))
    found = Record.query(f"{company_id}#quarantine", Record.sk.between(first, last), consistent_read=True)
    return [value_of(record, kind) for record in found]


@dataclass(frozen=True, slots=True)
class Feed:
    """What is heard from a connection: the event types it delivers, and since when its source has failed."""

    connection_id: str
    types: frozenset[str]
    last_at: datetime | None
    failing_since: datetime | None


def failing(company_id: str, connection_id: str, at: datetime) -> None:
    """Note that a connection's source fails; the first failure since it was last heard of counts."""
    row = Record(f"{company_id}#feed", connection_id)
    row.update([Record.failing_since.set(Record.failing_since | at.isoformat())])


def feeds(company_id: str) -> list[Feed]:
    """Return the feeds of a company, by connection."""
    return [
        Feed(row.sk, frozenset(row.types or ()), _instant(row.last_at), _instant(row.failing_since))
        for row in rows(f"{company_id}#feed")
    ]


def months(company_id: str) -> dict[str, int]:
    """Return each month that has events, with its counter."""
    return {row.sk: int(row.version or 0) for row in rows(f"{company_id}#months")}


def of_month(company_id: str, month: str) -> tuple[Event, ...]:
    """Return the events of a local calendar month."""
    return tuple(every(refs.events(company_id, month)))


def _ref(company_id: str, event: Event) -> refs.Ref[Event]:
    return refs.events(company_id, f"{event.on:%Y-%m}").at(event.id)


def _text(at: datetime) -> str:
    """Spell an instant so that text sorts as time does."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
