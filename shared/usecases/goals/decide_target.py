"""Decide on other figures that somebody proposed: adopted they are a rebalance like any other, else declined."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Write
from shared.domain.company import Company
from shared.domain.errors import DomainError
from shared.domain.goals.goal import Goal, MonthSplit, TargetAnswer
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.messages import Message
from shared.domain.people import AccessRole, Member, Person
from shared.usecases.goals.answer_target import Answered, targets_of
from shared.usecases.goals.months_that_count import check_to_come
from shared.usecases.goals.publish_goal import check_seen, check_state
from shared.usecases.goals.rebalance_month import month_of, shifted, told_of_shifts, write_of
from shared.usecases.goals.tell import message, named

Decision = Literal["adopt", "decline"]


class NothingToDecide(DomainError):
    """Nobody proposed anything, or somebody decided already."""

    kind, code = "conflict", "target.nothing_to_decide"
    zh = "没有待处理的提议，可能已有人处理，请刷新后查看。"
    en = "There is no proposal to decide on. Somebody may have decided already: reload and look."


class NotYoursToDecide(DomainError):
    """Only the person's manager, HR and the owner decide, and nobody on a proposal of their own."""

    kind, code = "forbidden", "target.not_yours_to_decide"
    zh = "只有本人的上级、HR 或负责人可以处理提议，且不能处理自己的。请联系负责人。"
    en = (
        "Only the person's manager, HR or the owner decides, and nobody on their own proposal. Ask the owner."
    )


class PartHasMoved(DomainError):
    """The figures that a proposal was about are no longer those that hold."""

    kind, code = "conflict", "target.part_has_moved"
    zh = "提议之后 {month} 的目标已经变化，请先不采纳并说明原因，由本人按新的数值重新提出。"
    en = "The target of {month} changed after the proposal. Decline it with that reason; it can be proposed anew."


def decide_target(
    *,
    goal: Goal,
    held: Mapping[str, MonthSplit],
    before: TargetAnswer | None,
    seen: int | None,
    decision: Decision,
    reason: str,
    person: Person,
    actor: Member,
    people: Sequence[Person],
    definition: KpiDefinition,
    company: Company,
    at: datetime,
) -> Answered:
    """
    Return the proposal as decided and the command that writes it, with the months that it moves.

    The person is told, and so is everybody else whose figure moves.

    :raises NotYoursToDecide: if the actor is the person, or neither their manager nor HR nor the owner.
    :raises NothingToDecide: if nothing is proposed.
    :raises ChangedMeanwhile: if the answer changed since `seen`.
    :raises NotPossibleForGoal: if the goal was withdrawn.
    :raises MonthHasBegun: if a month to adopt has begun.
    :raises PartHasMoved: if a figure to adopt was proposed instead of another than holds.
    :raises DomainError: as `shifted`: a manager keeps the sum of their people.
    """
    check_decider(actor, person)
    if before is None or before.state != "proposed":
        raise NothingToDecide(current=None if before is None else {"state": before.state})
    if seen is not None:
        check_seen(before.version, seen)
    after = replace(
        before,
        state="adopted" if decision == "adopt" else "declined",
        decided_at=at,
        decided_by=actor.id,
        decision_reason=reason,
        version=before.version + 1,
    )
    writes: list[Write] = [
        Write(refs.target_answers(company.id, goal.id).at(person.id), after, before=before)
    ]
    told: list[Message] = []
    now = dict(held)
    if decision == "adopt":
        months = _adopted(goal, held, before, person, actor, people, definition, company, at)
        writes += [write_of(*each) for each in months]
        now |= {split.month: split for _, split in months}
        told = told_of_shifts(
            months, people=people, definition=definition, reason=reason, at=at, but=person.id
        )
    params = {**named(definition), "period": goal.period, "reason": reason}
    told.append(message(f"target.{after.state}", person, goal.id, params, at))
    return Answered(after, targets_of(goal, now, person.id), Command(f"target.{decision}", writes, told))


def check_decider(actor: Member, person: Person) -> None:
    """
    Let somebody decide on a person's proposal.

    :raises NotYoursToDecide: if they are the person, or neither their manager nor HR nor the owner.
    """
    leads = actor.access_role in (AccessRole.HR, AccessRole.OWNER) or person.manager_id == actor.id
    if actor.id == person.id or not leads:
        raise NotYoursToDecide()


def _adopted(
    goal: Goal,
    held: Mapping[str, MonthSplit],
    answer: TargetAnswer,
    person: Person,
    actor: Member,
    people: Sequence[Person],
    definition: KpiDefinition,
    company: Company,
    at: datetime,
) -> list[tuple[MonthSplit, MonthSplit]]:
    check_state(goal, "published")
    months = []
    for month, figure in sorted(answer.proposed.items()):
        split = month_of(goal, held, month)
        check_to_come(month, company, at)
        if split.target_of(person.id) != answer.seen.get(month):
            raise PartHasMoved(month=month)
        after = shifted(
            split,
            {person.id: figure},
            actor=actor,
            people=people,
            definition=definition,
            company=company,
        )
        months.append((split, after))
    return months
