"""Publish a plan version: weights, targets and curves of a position or a person, from a date on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Write
from shared.domain.company import Company
from shared.domain.direction.switch import PlansHead
from shared.domain.errors import DomainError
from shared.domain.ids import new_id
from shared.domain.kpi.catalogue import CATALOGUE, DEFAULT_SCORECARDS
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.lines import PlanWarning
from shared.domain.kpi.plans import PlanVersion, check_plan, takes_effect_on
from shared.domain.people import AccessRole, Member
from shared.usecases.plans.head import moved

BEGINNING = date(1900, 1, 1)
"""From when the first plans of a company hold, so that imported history has one."""


class TooEarly(DomainError):
    """A plan would change what people are measured by without a day's notice, or in the past."""

    kind, code = "invalid", "plan.too_early"
    zh = "新方案最早从 {earliest} 起生效：提交满 24 小时后的第一个零点。"
    en = "A new plan takes effect on {earliest} at the earliest: the first midnight at least 24 hours from now."


class NoScope(DomainError):
    """A plan is for neither a position nor a person, or for both."""

    kind, code = "invalid", "plan.no_scope"
    zh = "请指定方案适用的岗位或成员，二者选一。"
    en = "Say whom the plan is for: a position or a person, one of the two."


@dataclass(frozen=True, slots=True)
class Published:
    """A new plan version with what is to be thought about."""

    plan: PlanVersion
    warnings: tuple[PlanWarning, ...]
    command: Command


def publish_plan(
    *,
    plan: PlanVersion,
    company: Company,
    actor: Member,
    at: datetime,
    head: PlansHead | None,
    catalogue: Mapping[str, KpiDefinition] = CATALOGUE,
) -> Published:
    """
    Return the plan as published and the command that keeps it; earlier versions stay as they are.

    `head` is the row of the company's plans as it was read; the command fails if it has moved since. `catalogue` is
    the library with the company's own KPIs, as far as the plan names one.

    :raises NoScope: if it is for neither a position nor a person, or for both.
    :raises TooEarly: if it would hold before the first midnight at least 24 hours from now.
    :raises DomainError: as `check_plan`, on the first rule that fails.
    """
    if (plan.position is None) == (plan.person_id is None):
        raise NoScope()
    earliest = takes_effect_on(at, company.tz)
    if plan.from_on < earliest:
        raise TooEarly(pointer="/from", earliest=earliest.isoformat())
    by_owner = actor.access_role is AccessRole.OWNER
    warnings = check_plan(plan.lines, typed=True, catalogue=catalogue, by_owner=by_owner)
    write = Write(refs.plans(company.id).at(plan.id), plan)
    through = moved(head, company.id, by=actor.id, at=at, act="publish")
    return Published(plan, warnings, Command("plan.publish", (through, write)))


def default_plans(company_id: str, *, at: datetime) -> list[PlanVersion]:
    """Return the plans that a new company begins with: the library's scorecard of each position."""
    return [
        PlanVersion(
            id=new_id("pln", at),
            company_id=company_id,
            from_on=BEGINNING,
            lines=lines,
            position=position,
            created_at=at,
        )
        for position, lines in DEFAULT_SCORECARDS.items()
    ]
