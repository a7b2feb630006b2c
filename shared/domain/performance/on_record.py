"""Which report of a person's month was last made, and of which score."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ReportOnRecord:
    """
    A report that lies in the documents under `key`: the same input gives the same `sha256`.

    `digest` is that of what it was made from. `score_hash` names the score it shows and is empty where there was
    none; `provisional` says that the month was running.
    """

    company_id: str
    person_id: str
    month: str
    key: str
    sha256: str
    size: int
    digest: str
    score_hash: str
    provisional: bool
    language: str
    made_at: datetime
