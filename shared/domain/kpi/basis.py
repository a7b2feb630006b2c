"""What a score was computed from beside events, plans and code, kept so that it can be computed again (重算)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from shared.domain.company import Company
from shared.domain.kpi.control_totals import Difference
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import FeedHealth
from shared.domain.kpi.feeds import Feeds
from shared.domain.kpi.plans import PlanVersion
from shared.domain.people import Assignment, Person
from shared.domain.work.duties.own_catalogue import OwnCatalogue


@dataclass(frozen=True, slots=True)
class Basis:
    """
    The settings, feeds and presence behind a score, and the instant up to which events and plans were known.

    `company` is the company as it was, without what no figure reads: its name and its catalogue of work.
    """

    known_at: datetime
    company: Company
    health: Mapping[str, FeedHealth] = field(default_factory=dict)
    differing: tuple[Difference, ...] = ()
    joined_on: date | None = None
    assignments: tuple[Assignment, ...] = ()

    @classmethod
    def of(
        cls, company: Company, person: Person, feeds: Mapping[str, FeedHealth], known_at: datetime
    ) -> "Basis":
        """Return the basis of a score of `person` that is computed at this instant."""
        kept = replace(company, name="", own=OwnCatalogue())
        differing = feeds.differences if isinstance(feeds, Feeds) else ()
        return cls(known_at, kept, dict(feeds), differing, person.joined_on, person.assignments)

    @property
    def feeds(self) -> Feeds:
        """What was known of the feeds."""
        return Feeds(self.health, self.differing)

    def person(self, person: Person) -> Person:
        """Return `person` with the positions and the first day that the score was computed with."""
        return replace(person, joined_on=self.joined_on, assignments=self.assignments)

    def events(self, events: Iterable[Event]) -> list[Event]:
        """Return the events that had been received by then; one without an instant always was."""
        return [each for each in events if each.received_at is None or each.received_at <= self.known_at]

    def plans(self, plans: Iterable[PlanVersion]) -> list[PlanVersion]:
        """Return the plan versions that had been published by then."""
        return [each for each in plans if each.created_at is None or each.created_at <= self.known_at]
