"""Marks that say which months are to be scored again, because something of before has changed that is no event."""

from dataclasses import dataclass
from datetime import datetime

from pynamodb.exceptions import DeleteError

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Raw
from shared.adapters.dynamo.records import Record
from shared.adapters.dynamo.store import rows

_TO = ".."


@dataclass(frozen=True, slots=True)
class Due:
    """Months from `first` to `last` (`YYYY-MM`), both of them due, marked at an instant."""

    first: str
    last: str
    at: str

    def covers(self, month: str) -> bool:
        """Return whether a month is among them."""
        return self.first <= month <= self.last


def mark(company_id: str, first: str, last: str, at: datetime) -> Raw:
    """Return what marks the months from `first` to `last` as due, as one item of a command's transaction."""
    return Raw(_record(company_id, Due(first, last, at.isoformat())))


def marks(company_id: str) -> list[Due]:
    """Return the marks that stand."""
    found = []
    for row in rows(refs.scores_due(company_id)):
        first, _, last = row.sk.partition(_TO)
        found.append(Due(first, last, row.last_at or ""))
    return found


def take(company_id: str, due: Due) -> None:
    """Take a mark away, unless the same months were marked anew meanwhile."""
    try:
        _record(company_id, due).delete(Record.last_at == due.at)
    except DeleteError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise


def _record(company_id: str, due: Due) -> Record:
    return Record(refs.scores_due(company_id), f"{due.first}{_TO}{due.last}", last_at=due.at)
