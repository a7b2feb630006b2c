"""What somebody's score of a month would be if some records were added or left out (试算); nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from shared.adapters.calendars import calendar_of
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every, load
from shared.domain.company import Company
from shared.domain.errors import DomainError
from shared.domain.kpi.basis import undone_by
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.imagined.scene import Edit
from shared.domain.kpi.imagined.world import Imagining
from shared.domain.kpi.in_force import PlanInForce
from shared.domain.kpi.pace import Pace, pace_of
from shared.domain.kpi.score import Score
from shared.domain.kpi.steps.changes import Change
from shared.domain.kpi.taking import TakenFrom
from shared.domain.people import Person
from shared.domain.periods import Period
from shared.usecases.goals.assigned import assigned_targets
from shared.usecases.kpis.company_kpis import CompanyKpis, kpis_for_plans
from shared.usecases.scores.facts import gather_facts, history_start
from shared.usecases.scores.replay_score import basis_of, facts_under, held_for, replay_held
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

    A month that the person has declared is tried from what its score on record was computed from, so that `before`
    is that score; any other from what is known by now.

    :raises NoPlanHolds: if no plan holds for the person in the month.
    :raises CannotBeReplayed: if what the score of a declared month was computed from was not kept.
    :raises DomainError: as `shared.domain.kpi.imagined.world.Imagining.of`.
    """
    record = _declared(company.id, person.id, period)
    if record is None:
        world = _world_now(company, person, period, code_version, at)
    else:
        world = _world_of(record, person, code_version)
    before = world.before or world.scored(period, world.facts)
    plan = world.plan(period)
    today = at.astimezone(company.tz).date()
    active = {line.kpi_id: line.active for line in plan.lines}
    kpis = world.kpis
    imagining = Imagining(person.id, period, today, active, kpis.catalogue, kpis.takes)
    imagined = imagining.of(world.facts, changes)
    after = world.scored(period, imagined.facts) if changes else before
    return WhatIf(before, after, imagined.edits, _paces(world.scoring, plan, before, period, at))


@dataclass(frozen=True, slots=True)
class _World:
    """What both scores are made from; `before` is the one on record where there is one to begin with."""

    scoring: Scoring
    kpis: CompanyKpis
    person: Person
    facts: Facts
    at: datetime
    before: Score | None = None

    def scored(self, period: Period, facts: Facts) -> Score:
        found = self.scoring.score(self.person, period, TakenFrom(facts, self.kpis.takes), self.at)
        if found is None:
            raise NoPlanHolds(period=period.key)
        return found

    def plan(self, period: Period) -> PlanInForce:
        return self.scoring.plan(self.person, period)


def _declared(company_id: str, person_id: str, period: Period) -> Score | None:
    """Return the score on record of a month that the person has declared; None of any other month."""
    declaration = refs.declarations(company_id, period.key).at(person_id)
    score = refs.scores(company_id, period.key).at(person_id)
    loaded = load([declaration, score])
    return loaded.find(score) if loaded.find(declaration) is not None else None


def _world_now(company: Company, person: Person, period: Period, code_version: str, at: datetime) -> _World:
    plans = undone_by(at, every(refs.plans(company.id)))
    kpis = kpis_for_plans(company.id, plans)
    facts = gather_facts(company, since=history_start(company, period), at=at)
    assigned = assigned_targets(company.id, period.key)
    scoring = Scoring(company, plans, code_version, kpis.catalogue, assigned=assigned)
    return _World(scoring, kpis, person, facts, at)


def _world_of(record: Score, person: Person, code_version: str) -> _World:
    """
    Return what the score on record was computed from.

    Newer code may come to other figures from it; then these are where the what-if begins, for it is tried with them.
    """
    basis, held = basis_of(record), held_for(record)
    again = replay_held(record, person, held, code_version=code_version)
    known = [each for each in basis.events(held.events) if each.id not in again.not_yet_consumed]
    scoring = Scoring(
        basis.company,
        basis.plans(held.plans),
        record.code_version,
        held.kpis.catalogue,
        assigned=basis.targets(person),
    )
    before = record if again.matches else again.replayed
    facts = facts_under(basis, known)
    return _World(scoring, held.kpis, basis.person(person), facts, record.computed_at, before)


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
