"""Switch the direction (方向切换): new plan versions for everybody of the positions, told today, in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Write
from shared.adapters.dynamo.store import load
from shared.domain.company import Company
from shared.domain.direction.switch import DirectionSwitch, PlansHead
from shared.domain.errors import DomainError
from shared.domain.ids import new_id
from shared.domain.people import Member
from shared.usecases.direction.follow_advice import acceptance
from shared.usecases.direction.foresee import Prospect, foresee
from shared.usecases.direction.telling import tell_switch
from shared.usecases.direction.wanted import Wanted
from shared.usecases.plans.head import PreviewStale, moved, version_of

BACKTEST_MONTHS = 3


class NothingChanges(DomainError):
    """The plans already are what the direction makes of them."""

    kind, code = "invalid", "direction.nothing_changes"
    zh = "各岗位的方案已经是这个方向的权重和目标，无需切换。"
    en = "The plans already have the weights and targets of this direction; there is nothing to switch."


@dataclass(frozen=True, slots=True)
class Switched:
    """The switch on record, what it does to whom, and the command that keeps it."""

    switch: DirectionSwitch
    prospect: Prospect
    command: Command


def preview_direction(
    *, wanted: Wanted, company: Company, actor: Member, at: datetime, code_version: str
) -> Prospect:
    """
    Return what the switch would do, with the three months before the running one; nothing is written.

    :raises DomainError: as `foresee`.
    """
    return foresee(
        wanted=wanted,
        company=company,
        switch_id="",
        by=actor.id,
        at=at,
        months_back=BACKTEST_MONTHS,
        code_version=code_version,
    )


def switch_direction(
    *,
    wanted: Wanted,
    version: int,
    reason: str,
    company: Company,
    head: PlansHead | None,
    actor: Member,
    at: datetime,
    code_version: str,
) -> Switched:
    """
    Return the switch and the command that keeps it; earlier versions stay as they are.

    `version` is that of the plans that the preview saw, `head` their row as it now stands: the command fails if it
    moves meanwhile. Advice that the switch follows is accepted along with it. KPIs for which no choice was made stay.

    :raises PreviewStale: if the plans changed since the preview.
    :raises NothingChanges: if no weight and no target becomes another one.
    :raises DomainError: as `foresee`.
    """
    if version != version_of(head):
        raise PreviewStale.since(head, company, at)
    me = refs.person(company.id, actor.id)
    loaded = load([me])
    prospect = foresee(
        wanted=wanted,
        company=company,
        switch_id=new_id("swt", at),
        by=actor.id,
        at=at,
        months_back=0,
        code_version=code_version,
    )
    if not prospect.moving:
        raise NothingChanges()
    switch = DirectionSwitch(
        id=prospect.switch_id,
        company_id=company.id,
        template=prospect.direction.id,
        from_on=wanted.from_on,
        plans=tuple((each.position, each.published.id, each.before.id) for each in prospect.moving),
        people=tuple(each.person.id for each in prospect.touched),
        floor=prospect.hold_harmless,
        reason=reason,
        committed_at=at,
        committed_by=actor.id,
        advice_id=wanted.advice_id,
    )
    through = moved(head, company.id, by=actor.id, at=at, act="switch", template=switch.template)
    found = loaded.find(me)
    command = Command(
        "direction.switch",
        (
            through,
            Write(refs.direction_switches(company.id).at(switch.id), switch),
            *(
                Write(refs.plans(company.id).at(each.published.id), each.published)
                for each in prospect.moving
            ),
            *acceptance(prospect.advice, reason=reason, by=actor.id, at=at),
        ),
        tell_switch(prospect, company, found.name if found else "", at),
    )
    return Switched(switch, prospect, command)
