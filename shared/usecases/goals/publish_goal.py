"""Publish a goal, or withdraw one: all of its months at once, and everybody with a part is told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile, Command, Write
from shared.domain.company import Company
from shared.domain.errors import DomainError
from shared.domain.goals.changes import check_people
from shared.domain.goals.goal import Goal, MonthSplit
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.reasons import amount
from shared.domain.messages import Message
from shared.domain.people import Person
from shared.usecases.goals.months_that_count import months_to_come
from shared.usecases.goals.tell import message, named


class NotPossibleForGoal(DomainError):
    """A goal is not in a state in which this can be done to it."""

    kind, code = "conflict", "goal.not_possible_now"
    zh = "这个目标现在是“{state_zh}”，不能这样操作，请刷新后再试。"
    en = "The goal is {state}. This cannot be done to it now. Reload and try again."


STATES: Mapping[str, str] = {"draft": "草稿", "published": "已发布", "withdrawn": "已撤回"}


@dataclass(frozen=True, slots=True)
class ChangedGoal:
    """A goal as it is then, what holds in its months then, and the command that does it."""

    goal: Goal
    held: Mapping[str, MonthSplit]
    command: Command


def check_state(goal: Goal, *possible: str) -> None:
    """
    Let a goal pass that is in one of these states.

    :raises NotPossibleForGoal: otherwise.
    """
    if goal.state not in possible:
        raise NotPossibleForGoal(
            state=goal.state,
            state_zh=STATES[goal.state],
            current={"state": goal.state, "version": goal.version},
        )


def check_seen(version: int, seen: int) -> None:
    """
    Let a change pass whose caller saw the newest version.

    :raises ChangedMeanwhile: otherwise; `current` says which version is the newest.
    """
    if version != seen:
        raise ChangedMeanwhile(current={"version": version})


def publish_goal(
    *,
    goal: Goal,
    seen: int,
    held: Mapping[str, MonthSplit],
    people: Sequence[Person],
    definition: KpiDefinition,
    company: Company,
    at: datetime,
) -> ChangedGoal:
    """
    Return the goal as published and the command that makes its months hold from the first one to come on.

    What another goal of the same KPI had said of these months is replaced; `held` is what holds now. Months that have
    begun keep what they had. Whoever loses their part in another goal is told as well. `people` are all of the company.

    :raises ChangedMeanwhile: if somebody changed the goal since `seen`.
    :raises NotPossibleForGoal: if it is no draft.
    :raises NothingLeftToCount: if every month has begun.
    :raises PeopleChanged: if its parts are not those of the people who hold the position now.
    """
    check_seen(goal.version, seen)
    check_state(goal, "draft")
    to_come = months_to_come(goal, company, at)
    check_people(to_come, goal.position, people)
    active = [each for each in people if each.is_active]
    after = replace(goal, state="published", published_at=at, version=goal.version + 1)
    now = {each.month: _after(each, held.get(each.month)) for each in to_come}
    writes: list[Write] = [Write(refs.goals(company.id).at(goal.id), after, before=goal)]
    writes += [
        Write(refs.month_splits(company.id, month).at(each.kpi_id), each, before=held.get(month))
        for month, each in now.items()
    ]
    told = [*_with_a_part(now.values(), active, after, definition, at)]
    lost = _people_of(held[month] for month in now if month in held) - _people_of(now.values())
    ended = {**named(definition), "period": goal.period}
    told += [message("goal.part_ended", each, goal.id, ended, at) for each in active if each.id in lost]
    return ChangedGoal(after, {**held, **now}, Command("goal.publish", writes, told))


def withdraw_goal(
    *,
    goal: Goal,
    seen: int,
    reason: str,
    held: Mapping[str, MonthSplit],
    people: Sequence[Person],
    definition: KpiDefinition,
    company: Company,
    at: datetime,
) -> ChangedGoal:
    """
    Return the goal as withdrawn: from the first month to come on the plans' own targets hold again.

    Months that have begun keep their targets. A draft is withdrawn without anybody being told.

    :raises ChangedMeanwhile: if somebody changed the goal since `seen`.
    :raises NotPossibleForGoal: if it is withdrawn already.
    :raises NothingLeftToCount: if every month of a published goal has begun.
    """
    check_seen(goal.version, seen)
    check_state(goal, "draft", "published")
    after = replace(
        goal, state="withdrawn", withdrawn_at=at, withdraw_reason=reason, version=goal.version + 1
    )
    writes: list[Write] = [Write(refs.goals(company.id).at(goal.id), after, before=goal)]
    if goal.state == "draft":
        return ChangedGoal(after, {}, Command("goal.withdraw", writes))
    to_come = {each.month for each in months_to_come(goal, company, at)}
    ended = [each for each in held.values() if each.goal_id == goal.id and each.month in to_come]
    emptied = {each.month: _emptied(company.id, each) for each in ended}
    writes += emptied.values()
    params = {**named(definition), "period": goal.period, "reason": reason}
    concerned = _people_of(ended)
    told = [message("goal.withdrawn", each, goal.id, params, at) for each in people if each.id in concerned]
    left = {month: each for month, each in held.items() if month not in emptied}
    return ChangedGoal(after, left, Command("goal.withdraw", writes, told))


def _after(split: MonthSplit, before: MonthSplit | None) -> MonthSplit:
    """Return a month as published: its version goes on from what it replaces, so that nobody mistakes one for it."""
    return split if before is None else replace(split, version=before.version + 1)


def _emptied(company_id: str, before: MonthSplit) -> Write:
    """Leave a month in which nobody has a part: it stays on record, and its version goes on."""
    after = replace(before, shares=(), unallocated=before.target, version=before.version + 1)
    return Write(refs.month_splits(company_id, before.month).at(before.kpi_id), after, before=before)


def _people_of(splits: Iterable[MonthSplit]) -> set[str]:
    return {share.person_id for split in splits for share in split.shares}


def _with_a_part(
    splits: Iterable[MonthSplit],
    people: Sequence[Person],
    goal: Goal,
    definition: KpiDefinition,
    at: datetime,
) -> Iterable[Message]:
    months = sorted(splits, key=lambda each: each.month)
    for person in people:
        own = [(each.month, part) for each in months if (part := each.target_of(person.id)) is not None]
        if own:
            month, target = own[0]
            params = {
                **named(definition),
                "period": goal.period,
                "month": month,
                "months": str(len(own)),
                "target_zh": amount(definition, target, "zh", trim=True),
                "target_en": amount(definition, target, "en", trim=True),
            }
            yield message("goal.published", person, goal.id, params, at)
