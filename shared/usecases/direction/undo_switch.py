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
from shared.domain.kpi.plans import PlanVersion, with_targets
from shared.domain.people import Member
from shared.domain.periods import Period
from shared.usecases.direction.telling import Replaced, tell_undo
from shared.usecases.direction.wanted import UNNAMED, template_of
from shared.usecases.kpis.company_kpis import kpis_for_plans
from shared.usecases.plans.head import moved
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

    Months that were computed under it are scored again, however long they are over.

    :raises DomainError: as `check_undo`: undone already, a result stands on it, or a later switch does.
    """
    declared = switch.undone_at is None and is_declared(switch, company, at)
    check_undo(switch, declared, every(refs.direction_switches(company.id)))
    plans = list(every(refs.plans(company.id)))
    after = undone(switch, at=at, by=actor.id, reason=reason)
    through = moved(head, company.id, by=actor.id, at=at, act="undo", template=switch.template)
    people = {each.id: each for each in every(refs.people(company.id))}
    name = people[actor.id].name if actor.id in people else ""
    catalogue = kpis_for_plans(company.id, plans).catalogue
    told = tell_undo(
        switch,
        template_of(switch.template, company.id) or UNNAMED,
        _back(switch, with_targets(plans, catalogue)),
        [people[each] for each in switch.people if each in people and people[each].is_active],
        company,
        name,
        reason,
        catalogue,
        at,
    )
    writes: tuple[Write | Raw, ...] = (
        through,
        Write(refs.direction_switches(company.id).at(switch.id), after, before=switch),
        # nobody else writes a version that is there: the head's condition holds for these
        *(
            Write(refs.plans(company.id).at(each.id), each, blind=True)
            for each in without(switch, plans, at=at)
        ),
        *score_again(company, switch.from_on, at=at),
    )
    return Undone(after, Command("direction.undo", writes, told))


def is_declared(switch: DirectionSwitch, company: Company, at: datetime) -> bool:
    """Return whether somebody whom the switch touches has a declaration of a month in which it holds."""
    month = Period.month_of(switch.from_on)
    running = Period.month_of(at.astimezone(company.tz).date())
    while True:
        if any(
            concerns(switch, each.person_id, each.month)
            for each in every(refs.declarations(company.id, month.key))
        ):
            return True
        if month >= running:
            return False
        month = Period.month_of(month.until_on)


def _back(switch: DirectionSwitch, written: Sequence[PlanVersion]) -> list[Replaced]:
    by_id = {each.id: each for each in written}
    return [
        Replaced(position, by_id[published], by_id[before])
        for position, published, before in switch.plans
        if published in by_id and before in by_id
    ]
