"""Shifting a month between people while its sum stays: typed figures hold, the others share what is left."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from shared.domain.errors import DomainError
from shared.domain.goals.checks import FigureNegative, GoalNotPositive, check_step
from shared.domain.goals.filling import ZERO, fill
from shared.domain.goals.goal import MonthSplit, Share
from shared.domain.numbers import exact


class NothingTyped(DomainError):
    """A rebalance names nobody."""

    kind, code = "invalid", "goal.nothing_typed"
    zh = "没有填写任何人的数值，请至少填写一人。"
    en = "No figure was given for anybody. Give one for at least one person."


class NoPartInIt(DomainError):
    """A figure is given for somebody who takes no part in this month of the goal."""

    kind, code = "invalid", "goal.no_part"
    zh = "“{name}”没有参与 {month} 的这个目标，请只填写参与的人。"
    en = "“{name}” has no part in this goal in {month}. Give figures for those who have."


class PersonTwice(DomainError):
    """One person has two figures in a rebalance, so which of them holds is not told."""

    kind, code = "invalid", "goal.person_twice"
    zh = "同一个人填写了两次数值，请只保留一个。"
    en = "One person has two figures. Keep one of them."


class TypedAboveMonth(DomainError):
    """The typed figures together are more than the month's target."""

    kind, code = "invalid", "goal.typed_above_month"
    zh = "填写的数值合计 {sum}，超过 {month} 的目标 {target}，请调低。"
    en = "The figures make {sum}, which is more than the target of {month}, {target}. Lower them."


def rebalance(split: MonthSplit, typed: Mapping[str, Fraction], *, quantum: Fraction) -> MonthSplit:
    """
    Return the next version of a month in which the people of `typed` have these figures, flagged `typed`.

    The others share the rest of the month in their old proportions by largest remainder; nobody of them is lifted
    above their cap, or above what they had if that was more. What nobody takes is the new rest (未分配): parts and
    rest make the month's target exactly. Where a figure was copied to everybody there is no sum to keep, and the
    others keep what they had.

    :raises NothingTyped: if `typed` is empty.
    :raises NoPartInIt: if somebody of it takes no part in the month.
    :raises FigureNegative: if a figure is below zero.
    :raises GoalNotPositive: if a copied figure is zero.
    :raises GoalTooFine: if a figure is no multiple of `quantum`.
    :raises TypedAboveMonth: if the figures are together more than the month's target.
    """
    _check(split, typed, quantum)
    if split.copied:
        copies = tuple(
            _typed(each, typed[each.person_id]) if each.person_id in typed else each for each in split.shares
        )
        return replace(split, shares=copies, version=split.version + 1)
    left = split.target - sum(typed.values(), ZERO)
    if left < 0:
        together, target = exact(split.target - left), exact(split.target)
        raise TypedAboveMonth(sum=together, target=target, month=split.month)
    others = {each.person_id: each for each in split.shares if each.person_id not in typed}
    limits = {person: _limit(share, quantum) for person, share in others.items()}
    filled = fill(int(left // quantum), {person: share.target for person, share in others.items()}, limits)
    shares = tuple(
        _typed(each, typed[each.person_id])
        if each.person_id in typed
        else _shifted(each, filled.units[each.person_id] * quantum, full=each.person_id in filled.full)
        for each in split.shares
    )
    rest = split.target - sum((each.target for each in shares), ZERO)
    return replace(split, shares=shares, unallocated=rest, version=split.version + 1)


def _check(split: MonthSplit, typed: Mapping[str, Fraction], quantum: Fraction) -> None:
    if not typed:
        raise NothingTyped
    for person_id, figure in sorted(typed.items()):
        if split.target_of(person_id) is None:
            raise NoPartInIt(name=person_id[:80], month=split.month)
        pointer = f"/targets/{person_id}"
        if figure < 0:
            raise FigureNegative(pointer=pointer)
        if split.copied and not figure:
            raise GoalNotPositive(pointer=pointer)
        check_step(figure, quantum, pointer=pointer)


def _limit(share: Share, quantum: Fraction) -> int | None:
    return None if share.cap is None else int(max(share.cap, share.target) // quantum)


def _typed(share: Share, figure: Fraction) -> Share:
    return replace(share, target=figure, flags=(*_without(share, "typed", "capped"), "typed"))


def _shifted(share: Share, figure: Fraction, *, full: bool) -> Share:
    kept = _without(share, "capped") if figure == share.target else _without(share, "typed", "capped")
    return replace(share, target=figure, flags=(*kept, *(("capped",) if full else ())))


def _without(share: Share, *flags: str) -> tuple[str, ...]:
    return tuple(each for each in share.flags if each not in flags)
