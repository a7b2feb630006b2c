"""What a person says to their part of a goal: they accept it, or propose other figures with a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Write
from shared.domain.company import Company
from shared.domain.errors import DomainError, NotFound
from shared.domain.goals.checks import check_part
from shared.domain.goals.goal import Goal, MonthSplit, TargetAnswer
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.people import AccessRole, Person
from shared.usecases.goals.months_that_count import check_to_come
from shared.usecases.goals.publish_goal import check_state
from shared.usecases.goals.rebalance_month import MonthNotInGoal
from shared.usecases.goals.tell import message, named


class AcceptedAlready(DomainError):
    """Somebody accepts figures that they have accepted."""

    kind, code = "conflict", "target.accepted_already"
    zh = "你已经确认过这些目标，无需再次确认。"
    en = "You have accepted these targets already. Nothing more is needed."


class NothingProposed(DomainError):
    """Somebody proposes the figures that they have, or a month twice."""

    kind, code = "invalid", "target.nothing_proposed"
    zh = "{month} 的提议无效：请填写与现有目标不同的数值，每个月只填一次。"
    en = "The proposal for {month} does not work. Give a figure other than the present one, once a month."


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as it is then, the person's targets by month as they are then, and the command that writes it."""

    answer: TargetAnswer
    own: Mapping[str, Fraction]
    command: Command


def targets_of(goal: Goal, held: Mapping[str, MonthSplit], person_id: str) -> dict[str, Fraction]:
    """Return a person's targets by month, of the months that hold of a goal."""
    return {
        month: target
        for month, split in sorted(held.items())
        if split.goal_id == goal.id and (target := split.target_of(person_id)) is not None
    }


def own_months(goal: Goal, held: Mapping[str, MonthSplit], person_id: str) -> dict[str, Fraction]:
    """
    Return somebody's targets as `targets_of` does.

    :raises NotFound: if they have no part in it: of a goal that is not published nobody has.
    """
    if not (found := targets_of(goal, held, person_id)):
        raise NotFound()
    return found


def accept_target(
    *,
    goal: Goal,
    held: Mapping[str, MonthSplit],
    before: TargetAnswer | None,
    person: Person,
    at: datetime,
) -> Answered:
    """
    Return a person's acceptance of their part as it stands, and the command that keeps it.

    A proposal that nobody decided on is taken back by it.

    :raises NotFound: if they have no part.
    :raises NotPossibleForGoal: if the goal was withdrawn.
    :raises AcceptedAlready: if they accepted these very figures.
    """
    own = own_months(goal, held, person.id)
    check_state(goal, "published")
    if before is not None and before.state == "accepted" and before.seen == own:
        raise AcceptedAlready()
    answer = TargetAnswer(
        goal.company_id, goal.id, person.id, "accepted", at, seen=own, version=_next(before)
    )
    return Answered(answer, own, Command("target.accept", (_write(answer, before),)))


def propose_target(
    *,
    goal: Goal,
    held: Mapping[str, MonthSplit],
    before: TargetAnswer | None,
    proposed: Sequence[tuple[str, Fraction]],
    reason: str,
    person: Person,
    deciders: Sequence[Person],
    definition: KpiDefinition,
    company: Company,
    at: datetime,
) -> Answered:
    """
    Return a person's proposal and the command that keeps it and tells those who decide.

    It changes nothing until somebody adopts it, and replaces an earlier one.

    :raises NotFound: if they have no part.
    :raises NotPossibleForGoal: if the goal was withdrawn.
    :raises MonthNotInGoal: if they have no part in a month of it.
    :raises MonthHasBegun: if one has begun, or is about to.
    :raises NothingProposed: if a figure is the present one, or a month is there twice.
    :raises DomainError: as `check_part`.
    """
    own = own_months(goal, held, person.id)
    check_state(goal, "published")
    wanted: dict[str, Fraction] = {}
    for number, (month, figure) in enumerate(proposed):
        if month not in own:
            raise MonthNotInGoal(month=month)
        check_to_come(month, company, at)
        check_part(figure, definition, company.currency, pointer=f"/months/{number}/target")
        if month in wanted or figure == own[month]:
            raise NothingProposed(pointer=f"/months/{number}", month=month)
        wanted[month] = figure
    answer = TargetAnswer(
        goal.company_id,
        goal.id,
        person.id,
        "proposed",
        at,
        proposed=wanted,
        reason=reason,
        version=_next(before),
        seen=own,
    )
    params = {**named(definition), "name": person.name, "period": goal.period, "reason": reason}
    told = [message("target.proposed", each, goal.id, params, at) for each in deciders]
    return Answered(answer, own, Command("target.propose", (_write(answer, before),), told))


def deciders_of(person: Person, people: Sequence[Person]) -> list[Person]:
    """Return who is told of a proposal: the person's manager, without one whoever owns the company."""
    active = [each for each in people if each.is_active and each.id != person.id]
    managers = [each for each in active if each.id == person.manager_id]
    return managers or [each for each in active if each.access_role is AccessRole.OWNER]


def _next(before: TargetAnswer | None) -> int:
    return 1 if before is None else before.version + 1


def _write(answer: TargetAnswer, before: TargetAnswer | None) -> Write:
    ref = refs.target_answers(answer.company_id, answer.goal_id).at(answer.person_id)
    return Write(ref, answer, before=before)
