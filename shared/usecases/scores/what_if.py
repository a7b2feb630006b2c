"""What somebody's score of a month would be if some records were added or left out (试算); nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from shared.adapters.calendars import calendar_of
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.company import Company
from shared.domain.errors import DomainError
from shared.domain.kpi.blending import plan_in_force
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.imagined.scene import Edit
from shared.domain.kpi.imagined.world import Imagining
from shared.domain.kpi.in_force import PlanInForce, Presence
from shared.domain.kpi.pace import Pace, pace_of
from shared.domain.kpi.score import Score
from shared.domain.kpi.steps.changes import Change
from shared.domain.kpi.taking import TakenFrom
from shared.domain.people import Person
from shared.domain.periods import Period
from shared.usecases.kpis.company_kpis import kpis_for_plans
from shared.usecases.scores.facts import gather_facts, history_start
from shared.usecases.scores.scoring import Scoring


class NoPlanHolds(DomainError):
    """No plan holds for the person in the month, so there is no score to try anything on."""

    kind, code = "conflict", "what_if.no_plan"
    zh = "{period} 没有适用的考核方案，无法试算；请先由 HR 发布方案。"
    en = "No plan holds for {period}, so there is nothing to try. Ask HR to publish one."


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The score as it is and as it would be, what each change does to the records, and the pace of the real ones."""

    before: Score
    after: Score
    edits: tuple[Edit, ...]
    pace: tuple[Pace, ...]


def what_if(
    *,
    company: Company,
    person: Person,
    period: Period,
    changes: Sequence[Change],
    at: datetime,
    code_version: str,
) -> WhatIf:
    """
    Score a person's month twice, as it is and with the changes, both in the way in which scores are made.

    :raises NoPlanHolds: if no plan holds for the person in the month.
    :raises DomainError: as `shared.domain.kpi.imagined.world.Imagining.of`.
    """
    plans = list(every(refs.plans(company.id)))
    kpis = kpis_for_plans(company.id, plans)
    scoring = Scoring(company, plans, code_version, kpis.catalogue)
    plan = plan_in_force(
        plans,
        person.positions_on,
        period,
        calendar_of(company),
        person_id=person.id,
        presence=Presence(from_on=person.joined_on),
        catalogue=kpis.catalogue,
    )
    facts = gather_facts(company, since=history_start(company, period), at=at)

    def scored(known: Facts) -> Score:
        found = scoring.score(person, period, TakenFrom(known, kpis.takes), at)
        if found is None:
            raise NoPlanHolds(period=period.key)
        return found

    before = scored(facts)
    today = at.astimezone(company.tz).date()
    active = {line.kpi_id: line.active for line in plan.lines}
    imagined = Imagining(person.id, period, today, active, kpis.catalogue, kpis.takes).of(facts, changes)
    after = scored(imagined.facts) if changes else before
    return WhatIf(before, after, imagined.edits, _paces(scoring, plan, before, period, at))


def _paces(
    scoring: Scoring, plan: PlanInForce, score: Score, period: Period, at: datetime
) -> tuple[Pace, ...]:
    today, calendar = at.astimezone(scoring.company.tz).date(), calendar_of(scoring.company)
    active = {line.kpi_id: line.active for line in plan.lines}
    return tuple(
        pace_of(
            scoring.catalogue[line.kpi_id],
            line.value if line.value is not None else Fraction(0),
            line.target,
            period=period,
            active=active.get(line.kpi_id),
            today=today,
            calendar=calendar,
        )
        for line in score.card.lines
        if scoring.catalogue[line.kpi_id].is_flow and line.state in ("scored", "zero")
    )
