"""What a company's people corrected: the words of a log, and the activity that they say it was."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.work.logs.log import WorkLog

SHORTEST_TEXT = 2


@dataclass(frozen=True, slots=True)
class Correction:
    """Words and the activity id that they mean; of several about the same words the newest counts."""

    words: str
    activity: str
    by_id: str
    at: datetime


def correction(before: WorkLog, after: WorkLog, *, by_id: str, at: datetime) -> Correction | None:
    """Return what an edit of a log teaches: another activity for words that are there, else nothing."""
    if before.activity == after.activity or len(after.text) < SHORTEST_TEXT:
        return None
    return Correction(after.text, after.activity, by_id, at)
