"""The mark that says since when a company's scores were asked for and are still to be computed."""

from datetime import datetime

from pynamodb.exceptions import UpdateError

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.records import Record


def set_mark(company_id: str, at: datetime, *, lost_before: datetime) -> bool:
    """Set the mark and return True; False if it stands already, and not from before `lost_before`."""
    free = Record.last_at.does_not_exist() | (Record.last_at < lost_before.isoformat())
    try:
        _mark(company_id).update([Record.last_at.set(at.isoformat())], free)
    except UpdateError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
        return False
    return True


def take_mark(company_id: str) -> None:
    """Take the mark away."""
    _mark(company_id).update([Record.last_at.remove()])


def _mark(company_id: str) -> Record:
    ref = refs.score_asked(company_id)
    return Record(ref.pk, ref.sk)
