"""Score one person's month: the plan in force, the samples behind it, and the scorecard that they make."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from shared.adapters.calendars import calendar_of
from shared.domain.company import Company
from shared.domain.kpi.assigned import AssignedTargets
from shared.domain.kpi.basis import Basis
from shared.domain.kpi.blending import plan_before_switch, plan_in_force
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.fingerprint import fingerprint
from shared.domain.kpi.in_force import PlanInForce, Presence
from shared.domain.kpi.plans import PlanVersion
from shared.domain.kpi.score import Score
from shared.domain.kpi.scorecard import Scorecard, hold_harmless, score
from shared.domain.kpi.taking import Samples
from shared.domain.people import AccessRole, Person
from shared.domain.periods import Period


@dataclass(frozen=True, slots=True)
class Scoring:
    """
    What the scores of a company's people have in common: its settings, plans and KPIs, and the code's version.

    `fresh` says by KPI when what delivers its events was last heard. `assigned` are the targets that people were
    assigned for the month that is scored; each month has its own.
    """

    company: Company
    plans: Sequence[PlanVersion]
    code_version: str
    catalogue: Mapping[str, KpiDefinition] = field(default_factory=lambda: CATALOGUE)
    fresh: Mapping[str, datetime] = field(default_factory=dict)
    assigned: AssignedTargets = field(default_factory=AssignedTargets)

    def score(self, person: Person, period: Period, source: Samples | Facts, at: datetime) -> Score | None:
        """Return a person's score of a month, or None if no plan held for them on any workday of it."""
        plan = self.plan(person, period)
        if not plan.lines:
            return None
        before = self._plan_before(person, period)
        card = self.card(plan, source, person.id, period)
        card = hold_harmless(card, self.card(before, source, person.id, period) if before else None)
        card = card.aimed_by(self.assigned.goals_of(person.id))
        event_ids = {each for line in card.lines for each in line.event_ids}
        return Score(
            company_id=self.company.id,
            person_id=person.id,
            month=period.key,
            computed_at=at,
            hash=fingerprint(
                card,
                plan_version_ids=plan.version_ids,
                event_ids=event_ids,
                code_version=self.code_version,
                person_id=person.id,
                period=period,
            ),
            plan_version_ids=plan.version_ids,
            code_version=self.code_version,
            event_count=len(event_ids),
            provisional=at < period.ends_at(self.company.tz),
            card=card,
            basis=Basis.of(self.company, person, source.feeds, at, self.assigned),
            fresh=tuple(
                (line.kpi_id, self.fresh[line.kpi_id]) for line in card.lines if line.kpi_id in self.fresh
            ),
            currency=self.company.currency,
        )

    def plan(self, person: Person, period: Period) -> PlanInForce:
        """Return the plan in force for a person over a month, with the targets that they were assigned."""
        return plan_in_force(
            self.plans,
            person.positions_on,
            period,
            calendar_of(self.company),
            person_id=person.id,
            presence=Presence.of(person),
            assigned=self.assigned.get(person.id),
            catalogue=self.catalogue,
        )

    def _plan_before(self, person: Person, period: Period) -> PlanInForce | None:
        return plan_before_switch(
            self.plans,
            person.positions_on,
            period,
            calendar_of(self.company),
            person_id=person.id,
            presence=Presence.of(person),
            assigned=self.assigned.get(person.id),
            catalogue=self.catalogue,
        )

    def card(self, plan: PlanInForce, source: Samples | Facts, person_id: str, period: Period) -> Scorecard:
        """Return the scorecard of a plan."""
        evaluations = {
            line.kpi_id: evaluate(self.catalogue[line.kpi_id], source, person_id, period, line.active)
            for line in plan.lines
        }
        cap, grades = Fraction(self.company.score_cap), self.company.grades
        return score(plan.lines, evaluations, cap=cap, grades=grades, catalogue=self.catalogue)


def is_scored(person: Person, period: Period) -> bool:
    """
    Return whether a month is scored for somebody: everybody in review, but not the months after they left.

    Whoever left in the month is scored for their days, also if they have no seat any more.
    """
    if person.left_on is None:
        return person.is_reviewed
    return person.left_on > period.first_on and person.access_role not in (
        AccessRole.OWNER,
        AccessRole.AUDITOR,
    )
