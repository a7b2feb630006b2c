"""What a published scorecard rests on: a job description (岗位说明书) that its person has acknowledged."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Backing:
    """The acknowledged job description that a scorecard may be published on."""

    job_description_id: str
    number: int
    acknowledged_at: datetime
