"""Undo a switch of direction (撤销切换): its plan versions hold nowhere any more, and everybody is told again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Raw, Write
from shared.adapters.dynamo.store import every
from shared.domain.company import Company
from shared.domain.direction.switch import DirectionSwitch, PlansHead
from shared.domain.direction.undo import check_undo, concerns, undone, without
from shared.domain.kpi.plans import PlanVersion
from shared.domain.people import Member, Person
from shared.domain.periods import Period
from shared.usecases.direction.standing_goals import standing_goals
from shared.usecases.direction.telling import Replaced, moves_between, tell_undo
from shared.usecases.direction.wanted import UNNAMED, template_of
from shared.usecases.kpis.company_kpis import kpis_for_plans
from shared.usecases.plans.head import moved
from shared.usecases.plans.read_plans import in_force
from shared.usecases.review.draft_runs import moved_run, runs_of
from shared.usecases.scores.score_again import score_again


@dataclass(frozen=True, slots=True)
class Undone:
    """The switch as undone, and the command that keeps it."""

    switch: DirectionSwitch
    command: Command


def undo_switch(
    *,
    switch: DirectionSwitch,
    reason: str,
    company: Company,
    head: PlansHead | None,
    actor: Member,
    at: datetime,
) -> Undone:
    """
    Return the switch as undone and the command that keeps it; what was computed under it stays on record.

    Months that were computed under it are scored again, however long they are over. A form that is drafted at this
    instant comes before it, which then fails, or after it.

    :raises DomainError: as `check_undo`: undone already, a result stands on it, or a later switch does.
    """
    runs = runs_of(company.id, [each.key for each in _months(switch, company, at)])
    plans, people = list(every(refs.plans(company.id))), list(every(refs.people(company.id)))
    declared = switch.undone_at is None and is_declared(switch, company, at, people, plans)
    check_undo(switch, declared, every(refs.direction_switches(company.id)))
    catalogue = kpis_for_plans(company.id, plans).catalogue
    taken_back = without(switch, plans, at=at)
    remaining = {each.id: each for each in (*plans, *taken_back)}.values()
    before, holding = (in_force(list(each), switch.from_on, catalogue) for each in (plans, remaining))
    after = undone(
        switch, at=at, by=actor.id, reason=reason, holding={key: each.id for key, each in holding.items()}
    )
    through = moved(head, company.id, by=actor.id, at=at, act="undo", template=switch.template)
    months = _months(switch, company, at)
    replaced = [Replaced(each, before[each], holding[each]) for each, _, _ in switch.plans if each in holding]
    changes = [change for each in replaced for change in moves_between(each)]
    told = tell_undo(
        switch,
        template_of(switch.template, company.id) or UNNAMED,
        replaced,
        [
            each
            for each in people
            if each.is_active and any(_is_touched(switch, each, month, plans) for month in months)
        ],
        standing_goals(company.id, changes, switch.from_on),
        company,
        next((each.name for each in people if each.id == actor.id), ""),
        reason,
        catalogue,
        at,
    )
    writes: tuple[Write | Raw, ...] = (
        through,
        Write(refs.direction_switches(company.id).at(switch.id), after, before=switch),
        # nobody else writes a version that is there: the head's condition holds for these
        *(Write(refs.plans(company.id).at(each.id), each, blind=True) for each in taken_back),
        *(moved_run(company.id, month, run)[1] for month, run in runs.items()),
        *score_again(company, switch.from_on, at=at),
    )
    return Undone(after, Command("direction.undo", writes, told))


def is_declared(
    switch: DirectionSwitch,
    company: Company,
    at: datetime,
    people: Sequence[Person],
    plans: Sequence[PlanVersion],
) -> bool:
    """Return whether somebody whom the switch touches has a declaration of a month in which it holds."""
    for month in _months(switch, company, at):
        declared = {each.person_id for each in every(refs.declarations(company.id, month.key))}
        if any(concerns(switch, each, month, plans) for each in people if each.id in declared):
            return True
    return False


def _months(switch: DirectionSwitch, company: Company, at: datetime) -> list[Period]:
    """Return the months from the switch to the one that runs; that of the switch if it is still to come."""
    months = [Period.month_of(switch.from_on)]
    running = Period.month_of(at.astimezone(company.tz).date())
    while months[-1] < running:
        months.append(Period.month_of(months[-1].until_on))
    return months


def _is_touched(switch: DirectionSwitch, person: Person, month: Period, plans: Sequence[PlanVersion]) -> bool:
    """Return whether a person has to hear that a switch is undone: who was told, or is reviewed under it."""
    told = person.id in switch.people
    return told or (person.is_reviewed and concerns(switch, person, month, plans))
