"""Advice on record: four series, what was found in them, and what somebody decided."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Literal

AdviceState = Literal["open", "accepted", "rejected"]
Decision = Literal["accepted", "rejected"]
SeriesRole = Literal["activity", "outcome", "rival_activity", "rival_outcome"]
Outcome = Literal["nothing", "given", "open", "decided_lately"]
"""What came of a look: nothing found, advice given, or held back because one is open or was decided lately."""


@dataclass(frozen=True, slots=True)
class WeeklySeries:
    """The company's figure of a KPI week by week, oldest first; `first_on` is the first day of the first week."""

    kpi_id: str
    first_on: date
    values: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """
    What the statistics say of two pairs: one whose activity grows while its outcome stands, one that moves together.

    Slopes are changes over the window, a fraction of its median. `p` is before, `p_corrected` after the correction
    for `pairs` pairs. `weeks` is the length of the window, `lag` in weeks.
    """

    activity: WeeklySeries
    outcome: WeeklySeries
    rival_activity: WeeklySeries
    rival_outcome: WeeklySeries
    weeks: int
    lag: int
    rho: Fraction
    p: Fraction
    p_corrected: Fraction
    pairs: int
    activity_slope: Fraction
    outcome_slope: Fraction
    rival_activity_slope: Fraction
    rival_outcome_slope: Fraction
    template: str


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice: it changes nothing, lasts 14 days, and somebody accepts or rejects it with a reason."""

    id: str
    company_id: str
    finding: Finding
    created_at: datetime
    expires_at: datetime
    state: AdviceState = "open"
    decided_at: datetime | None = None
    decided_by: str = ""
    reason: str = ""
    version: int = 1

    def is_expired(self, at: datetime) -> bool:
        """Return whether nobody decided in time; on the last instant it is."""
        return self.state == "open" and at >= self.expires_at


@dataclass(frozen=True, slots=True)
class PairVerdict:
    """What the last look said of one pair, and why there is no advice from it."""

    activity: str
    outcome: str
    weeks: int
    activity_slope: Fraction | None
    outcome_slope: Fraction | None
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Monitoring:
    """
    What was last seen: the series up to the last whole week, and the verdict on each pair.

    `week` is the first day of that week, `seen` tells what it was seen from: while it is the same, a new look would
    see the same.
    """

    company_id: str
    week: str
    looked_at: datetime
    series: tuple[WeeklySeries, ...] = ()
    verdicts: tuple[PairVerdict, ...] = ()
    outcome: Outcome = "nothing"
    seen: tuple[str, ...] = ()
    version: int = 1
