"""Rebalance a month of a goal: figures move between people, and the sum stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Write
from shared.domain.company import Company
from shared.domain.errors import DomainError
from shared.domain.goals.checks import check_part, quantum_of
from shared.domain.goals.goal import Goal, MonthSplit, Share
from shared.domain.goals.rebalance import NoPartInIt, TypedAboveMonth, rebalance
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.messages import Message
from shared.domain.numbers import exact
from shared.domain.people import AccessRole, Member, Person
from shared.usecases.goals.months_that_count import check_to_come
from shared.usecases.goals.publish_goal import check_seen, check_state
from shared.usecases.goals.tell import message, moved, named


class NotYourPeople(DomainError):
    """A manager moves figures of people who do not answer to them, or their own."""

    kind, code = "forbidden", "goal.not_your_people"
    zh = "上级只能在自己的下属之间调整目标，不能改自己或其他人的。请联系 HR 或负责人。"
    en = "A manager moves targets among their own people only, not their own and nobody else's. Ask HR or the owner."


class TeamSumMoves(DomainError):
    """What a manager's people would have together is not what they had."""

    kind, code = "invalid", "goal.team_sum_moves"
    zh = "上级只能在下属之间调整，{month} 下属的目标合计必须仍是 {sum}。请修改数值，或由 HR、负责人调整总数。"
    en = "Your people's targets of {month} must still make {sum} together. Change the figures, or ask HR or the owner."


class OwnFigure(DomainError):
    """Somebody types a target of their own."""

    kind, code = "forbidden", "goal.own_figure"
    zh = "不能修改自己的目标，请让其他 HR 或负责人处理。"
    en = "You cannot set a target of your own. Ask another HR person or the owner."


class MonthNotInGoal(DomainError):
    """The month is none of the goal, or another goal has taken its place there."""

    kind, code = "missing", "goal.no_such_month"
    zh = "这个目标在 {month} 没有生效的分解，请刷新后再试。"
    en = "The goal holds nothing in {month}. Reload and try again."


@dataclass(frozen=True, slots=True)
class Rebalanced:
    """The goal and the month as they are then, and the command that writes them."""

    goal: Goal
    split: MonthSplit
    command: Command


def month_of(goal: Goal, held: Mapping[str, MonthSplit], month: str) -> MonthSplit:
    """
    Return the month of a goal that can be changed: of a draft its own, else what holds.

    :raises NotPossibleForGoal: if the goal is withdrawn.
    :raises MonthNotInGoal: if the goal has no such month, or holds nothing in it.
    """
    check_state(goal, "draft", "published")
    of_goal = {each.month: each for each in goal.months}
    found = of_goal.get(month) if goal.state == "draft" else held.get(month)
    if found is None or found.goal_id != goal.id:
        raise MonthNotInGoal(month=month[:20])
    return found


def rebalance_month(
    *,
    goal: Goal,
    split: MonthSplit,
    seen: int,
    typed: Mapping[str, Fraction],
    reason: str,
    actor: Member,
    people: Sequence[Person],
    definition: KpiDefinition,
    company: Company,
    at: datetime,
) -> Rebalanced:
    """
    Return a month in which `typed` figures hold and the others share the rest, and the command that writes it.

    HR and the owner move the whole month. A manager moves figures among their own people, whose sum stays; their own
    figure is not among them. Nobody but the owner types a figure of their own, and nobody's own moves by what they
    type for others. Those whose figure moved are told
    before and after, unless the goal is a draft, of which nobody knows.

    :raises ChangedMeanwhile: if somebody changed the month since `seen`.
    :raises MonthHasBegun: if it has begun, or is about to.
    :raises NotYourPeople: if a manager types a figure of anybody but their people.
    :raises TeamSumMoves: if a manager's people would have more or less together.
    :raises OwnFigure: if somebody types their own.
    :raises DomainError: as `check_part` and `rebalance`.
    """
    check_seen(split.version, seen)
    check_to_come(split.month, company, at)
    after = shifted(split, typed, actor=actor, people=people, definition=definition, company=company)
    if goal.state == "draft":
        after_goal = _redrafted(goal, split, after)
        write = Write(refs.goals(company.id).at(goal.id), after_goal, before=goal)
        return Rebalanced(after_goal, after, Command("goal.rebalance", (write,)))
    told = told_of_shifts([(split, after)], people=people, definition=definition, reason=reason, at=at)
    return Rebalanced(goal, after, Command("goal.rebalance", (write_of(split, after),), told))


def write_of(before: MonthSplit, after: MonthSplit) -> Write:
    """Return the write of a month that holds."""
    ref = refs.month_splits(before.company_id, before.month).at(before.kpi_id)
    return Write(ref, after, before=before)


def shifted(
    split: MonthSplit,
    typed: Mapping[str, Fraction],
    *,
    actor: Member,
    people: Sequence[Person],
    definition: KpiDefinition,
    company: Company,
) -> MonthSplit:
    """
    Return the next version of a month as the actor may make it.

    :raises DomainError: as `rebalance_month`.
    """
    if actor.id in typed and actor.access_role is not AccessRole.OWNER:
        raise OwnFigure()
    quantum = quantum_of(definition, company.currency)
    team = {each.id for each in people if each.manager_id == actor.id and each.id != actor.id}
    if actor.access_role is AccessRole.MANAGER and not typed.keys() <= team:
        raise NotYourPeople()
    _check_typed(split, typed, people, definition, company)
    if actor.access_role is AccessRole.OWNER:
        return rebalance(split, typed, quantum=quantum)
    if actor.access_role is not AccessRole.MANAGER:
        return _but_own(actor.id, split, typed, quantum)
    return _within(team, split, typed, quantum)


def _check_typed(
    split: MonthSplit,
    typed: Mapping[str, Fraction],
    people: Sequence[Person],
    definition: KpiDefinition,
    company: Company,
) -> None:
    names = {each.id: each.name for each in people}
    for number, (person_id, figure) in enumerate(typed.items()):
        check_part(figure, definition, company.currency, pointer=f"/targets/{number}/target")
        if split.target_of(person_id) is None:
            name = names.get(person_id, person_id[:80])
            raise NoPartInIt(pointer=f"/targets/{number}/person_id", name=name, month=split.month)


def told_of_shifts(
    months: Sequence[tuple[MonthSplit, MonthSplit]],
    *,
    people: Sequence[Person],
    definition: KpiDefinition,
    reason: str,
    at: datetime,
    but: str = "",
) -> list[Message]:
    """
    Return one message for each person with a figure that is another, but for one who is told otherwise.

    `months` are pairs of before and after; the message names every month that moved.
    """
    moves: dict[str, list[tuple[str, Fraction, Fraction]]] = {}
    for before, after in months:
        for share in before.shares:
            now = after.target_of(share.person_id) or Fraction(0)
            if now != share.target and share.person_id != but:
                moves.setdefault(share.person_id, []).append((before.month, share.target, now))
    about = months[0][0].goal_id
    return [
        message(
            "goal.rebalanced",
            each,
            about,
            {**named(definition), **moved(definition, moves[each.id]), "reason": reason},
            at,
        )
        for each in people
        if each.id in moves
    ]


def _but_own(
    actor_id: str, split: MonthSplit, typed: Mapping[str, Fraction], quantum: Fraction
) -> MonthSplit:
    """Rebalance a month around the actor's own part, which stays: nobody moves their own by moving another's."""
    own = split.target_of(actor_id)
    if own is None or split.copied:
        return rebalance(split, typed, quantum=quantum)
    others = tuple(each for each in split.shares if each.person_id != actor_id)
    left = replace(split, shares=others, target=split.target - own)
    try:
        part = rebalance(left, typed, quantum=quantum)
    except TypedAboveMonth as above:
        together = own + sum(typed.values(), Fraction(0))
        raise TypedAboveMonth(sum=exact(together), target=exact(split.target), month=split.month) from above
    now = {each.person_id: each for each in part.shares}
    return replace(
        part, shares=tuple(now.get(each.person_id, each) for each in split.shares), target=split.target
    )


def _within(
    team: set[str], split: MonthSplit, typed: Mapping[str, Fraction], quantum: Fraction
) -> MonthSplit:
    """Rebalance a team's part of a month as if it were a month of its own."""
    own: tuple[Share, ...] = tuple(each for each in split.shares if each.person_id in team)
    together = split.target if split.copied else sum((each.target for each in own), Fraction(0))
    of_team = replace(split, shares=own, target=together, unallocated=Fraction(0))
    try:
        part = rebalance(of_team, typed, quantum=quantum)
    except TypedAboveMonth:
        part = None
    if part is None or part.unallocated:
        raise TeamSumMoves(month=split.month, sum=exact(together))
    moved_ones = {each.person_id: each for each in part.shares}
    shares = tuple(moved_ones.get(each.person_id, each) for each in split.shares)
    return replace(split, shares=shares, version=part.version)


def _redrafted(goal: Goal, before: MonthSplit, after: MonthSplit) -> Goal:
    """Return a draft with another split of a month; warnings of figures that moved are about nothing any more."""
    same = {each.person_id for each in after.shares if before.target_of(each.person_id) == each.target}
    return replace(
        goal,
        months=tuple(after if each.month == after.month else each for each in goal.months),
        warnings=tuple(
            each
            for each in goal.warnings
            if each.month != after.month or not each.person_id or each.person_id in same
        ),
        version=goal.version + 1,
    )
