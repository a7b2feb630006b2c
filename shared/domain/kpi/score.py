"""A score on record: the scorecard, and what names everything that it was computed from."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.kpi.basis import Basis
from shared.domain.kpi.scorecard import Scorecard


@dataclass(frozen=True, slots=True)
class Score:
    """
    The score of a person's month as computed at an instant.

    `hash` covers scorecard, plan versions, events and `code_version`. A `provisional` one was computed before
    the month was over. `basis` is what else it was computed from; one written before that was kept has none.
    `fresh` holds, by KPI, when what delivers its events was last heard then; amounts are in `currency`.
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
    basis: Basis | None = None
    fresh: tuple[tuple[str, datetime], ...] = ()
    currency: str = "CNY"

    def fresh_at(self, kpi_id: str) -> datetime | None:
        """Return when what delivers a KPI's events was last heard, as of the score; None if nothing delivers them."""
        return dict(self.fresh).get(kpi_id)

    @property
    def event_ids(self) -> frozenset[str]:
        """The records behind all lines."""
        return frozenset(each for line in self.card.lines for each in line.event_ids)
