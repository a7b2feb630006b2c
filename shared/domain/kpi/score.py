"""A score on record: the scorecard, and what names everything that it was computed from."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.kpi.scorecard import Scorecard


@dataclass(frozen=True, slots=True)
class Score:
    """
    The score of a person's month as computed at an instant.

    `hash` covers scorecard, plan versions, events and `code_version`. A `provisional` one was computed before
    the month was over.
    """

    company_id: str
    person_id: str
    month: str
    computed_at: datetime
    hash: str
    plan_version_ids: tuple[str, ...]
    code_version: str
    event_count: int
    provisional: bool
    card: Scorecard
