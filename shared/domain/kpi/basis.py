"""What a score was computed from beside events, plans and code, kept so that it can be computed again (重算)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction

from shared.domain.company import Company
from shared.domain.kpi.assigned import AssignedTargets
from shared.domain.kpi.control_totals import Difference
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import FeedHealth
from shared.domain.kpi.feeds import Feeds
from shared.domain.kpi.plans import PlanVersion
from shared.domain.people import Assignment, Leave, Person, WorkingTime
from shared.domain.work.duties.own_catalogue import OwnCatalogue


@dataclass(frozen=True, slots=True)
class Basis:
    """
    The settings, feeds, presence and assigned targets behind a score, and until when events and plans were known.

    `company` is the company as it was, without what no figure reads: its name and its catalogue of work. `assigned`
    are the person's targets out of company goals, by KPI, and `goals` names the goal of each.
    """

    known_at: datetime
    company: Company
    health: Mapping[str, FeedHealth] = field(default_factory=dict)
    differing: tuple[Difference, ...] = ()
    joined_on: date | None = None
    assignments: tuple[Assignment, ...] = ()
    working_times: tuple[WorkingTime, ...] = ()
    leaves: tuple[Leave, ...] = ()
    left_on: date | None = None
    assigned: Mapping[str, Fraction] = field(default_factory=dict)
    goals: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        company: Company,
        person: Person,
        feeds: Mapping[str, FeedHealth],
        known_at: datetime,
        assigned: AssignedTargets | None = None,
    ) -> "Basis":
        """Return the basis of a score of `person` that is computed at this instant."""
        everybodys = assigned or AssignedTargets()
        kept = replace(company, name="", own=OwnCatalogue())
        differing = feeds.differences if isinstance(feeds, Feeds) else ()
        return cls(
            known_at,
            kept,
            dict(feeds),
            differing,
            person.joined_on,
            person.assignments,
            person.working_times,
            person.leaves,
            person.left_on,
            dict(everybodys.get(person.id, {})),
            everybodys.goals_of(person.id),
        )

    @property
    def feeds(self) -> Feeds:
        """What was known of the feeds."""
        return Feeds(self.health, self.differing)

    def person(self, person: Person) -> Person:
        """Return `person` with the positions, the days and the working time that the score was computed with."""
        return replace(
            person,
            joined_on=self.joined_on,
            assignments=self.assignments,
            working_times=self.working_times,
            leaves=self.leaves,
            left_on=self.left_on,
        )

    def targets(self, person: Person) -> AssignedTargets:
        """Return the assigned targets that the score of `person` was computed with, as a month's."""
        return AssignedTargets({person.id: self.assigned}, self.goals)

    def events(self, events: Iterable[Event]) -> list[Event]:
        """Return the events that had been received by then; one without an instant always was."""
        return [each for each in events if each.received_at is None or each.received_at <= self.known_at]

    def plans(self, plans: Iterable[PlanVersion]) -> list[PlanVersion]:
        """Return the plan versions that had been published by then; one undone later was not undone yet."""
        return undone_by(self.known_at, (each for each in plans if _is_known(each, self.known_at)))


def undone_by(at: datetime, plans: Iterable[PlanVersion]) -> list[PlanVersion]:
    """Return the plan versions as they stood at an instant: one undone later was not undone yet."""
    return [
        replace(each, undone_at=None) if each.undone_at and each.undone_at > at else each for each in plans
    ]


def _is_known(plan: PlanVersion, at: datetime) -> bool:
    return plan.created_at is None or plan.created_at <= at
