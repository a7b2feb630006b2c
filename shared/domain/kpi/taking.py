"""Where the samples of a score come from: the facts themselves, or what was kept of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final, Protocol

from shared.domain.kpi.facts import Facts, FeedHealth, Settings
from shared.domain.kpi.figures.company import company_new_customers, company_retention, company_revenue
from shared.domain.kpi.figures.conversion import last_cohorts
from shared.domain.kpi.figures.deals import win_rate_with_idle
from shared.domain.kpi.figures.samples import Sample, Take
from shared.domain.kpi.measures import MEASURES
from shared.domain.kpi.windows import Window

TAKES: Final[Mapping[str, Take]] = MappingProxyType(
    {
        **{each.id: each.take for each in MEASURES.values()},
        "win_rate_with_idle": win_rate_with_idle,
        "company_revenue": company_revenue,
        "company_new_customers": company_new_customers,
        "company_retention": company_retention,
    }
)
"""How each sample of the library is taken, by its name: the measures, and what is scored instead of one."""


class Samples(Protocol):
    """Gives the samples of people over windows; wherever they come from, they are those of the facts."""

    @property
    def settings(self) -> Settings:
        """What the company decided about its figures."""

    @property
    def feeds(self) -> Mapping[str, FeedHealth]:
        """The health of what delivers each event type; a type that nothing delivers is absent."""

    def take(self, sample: str, subject: str, window: Window) -> Sample:
        """Return the sample of this name of a person, or of `company`."""

    def last_cohorts(self, subject: str, until_on: date) -> Window | None:
        """Return the window in which the last three cohorts before `until_on` mature; None if there is none."""


@dataclass(frozen=True, slots=True)
class TakenFrom:
    """Samples taken from the facts as they are asked for."""

    facts: Facts
    takes: Mapping[str, Take] = field(default_factory=lambda: TAKES)

    @property
    def settings(self) -> Settings:
        """What the company decided about its figures."""
        return self.facts.settings

    @property
    def feeds(self) -> Mapping[str, FeedHealth]:
        """The health of what delivers each event type."""
        return self.facts.feeds

    def take(self, sample: str, subject: str, window: Window) -> Sample:
        """Take a sample; observations and refused records come sorted, each refused one once."""
        return self.takes[sample](self.facts, subject, window).in_order()

    def last_cohorts(self, subject: str, until_on: date) -> Window | None:
        """Return the window in which the last three cohorts before `until_on` mature."""
        return last_cohorts(self.facts, subject, until_on)
