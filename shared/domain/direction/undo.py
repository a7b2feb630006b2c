"""Undoing a switch of direction (撤销): until somebody's result stands on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from shared.domain.direction.switch import DirectionSwitch
from shared.domain.employment import has_left
from shared.domain.errors import DomainError
from shared.domain.kpi.plans import PlanVersion
from shared.domain.people import Person
from shared.domain.periods import Period

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class AlreadyUndone(DomainError):
    """The switch was undone before."""

    kind, code = "conflict", "direction.already_undone"
    zh = "这次切换已经撤销，无需再操作。"
    en = "This switch was undone already. There is nothing left to do."


class AlreadyDeclared(DomainError):
    """Somebody's result of a month under the switch has been declared."""

    kind, code = "conflict", "direction.already_declared"
    zh = "已有受影响员工进入申报，这次切换不能撤销；请另行切换方向，从之后的日期起生效。"
    en = "Results under this switch have been declared, so it cannot be undone. Switch again from a later date."


class BuiltUpon(DomainError):
    """A later switch was computed from the plans of this one."""

    kind, code = "conflict", "direction.built_upon"
    zh = "之后的切换以这次的方案为基础，请先撤销之后的那一次。"
    en = "A later switch was computed from the plans of this one. Undo the later one first."


def check_undo(switch: DirectionSwitch, declared: bool, others: Iterable[DirectionSwitch] = ()) -> None:
    """
    Let a switch pass that may be undone.

    `declared` says whether a declaration of an affected person and month exists (`concerns`); `others` are the
    company's switches, of which those that were undone do not count.

    :raises AlreadyUndone: if it was undone.
    :raises AlreadyDeclared: if a result stands on it.
    :raises BuiltUpon: if another switch replaced one of its plan versions.
    """
    if switch.undone_at is not None:
        raise AlreadyUndone()
    if declared:
        raise AlreadyDeclared()
    published = {made for _, made, _ in switch.plans}
    if any(before in published for each in others if each.undone_at is None for _, _, before in each.plans):
        raise BuiltUpon()


def concerns(
    switch: DirectionSwitch, person: Person, month: Period, plans: Iterable[PlanVersion] = ()
) -> bool:
    """
    Return whether the month of a person is measured by the plans of a switch.

    It is from the switch on for whoever was told of it, and for whoever holds one of its positions on a day since,
    also if they came to it later. `plans` are those of the company: on days of a plan of their own nobody is.
    """
    if month.until_on <= switch.from_on:
        return False
    if person.id in switch.people:
        return True
    positions = {position for position, _, _ in switch.plans}
    own = sorted(
        (each for each in plans if each.person_id == person.id and each.undone_at is None),
        key=lambda each: (each.from_on, each.id),
    )
    return any(
        _is_there(person, day) and positions & person.positions_on(day).keys() and not _has_own(own, day)
        for day in month.days()
        if day >= switch.from_on
    )


def _is_there(person: Person, day: date) -> bool:
    return not has_left(person, day) and (person.joined_on is None or person.joined_on <= day)


def _has_own(own: Sequence[PlanVersion], day: date) -> bool:
    begun = [each for each in own if each.from_on <= day]
    return bool(begun) and begun[-1].holds_on(day)


def undone(
    switch: DirectionSwitch, *, at: datetime, by: str, reason: str, holding: Mapping[str, str] = _NOTHING
) -> DirectionSwitch:
    """
    Return the switch as undone, one version further.

    `holding` are by position the plan versions that hold on its day without it: they may be others than those in
    whose place it came, if a plan was published meanwhile.
    """
    plans = tuple((position, made, holding.get(position, before)) for position, made, before in switch.plans)
    return replace(
        switch, plans=plans, undone_at=at, undone_by=by, undo_reason=reason, version=switch.version + 1
    )


def without(
    switch: DirectionSwitch, plans: Iterable[PlanVersion], *, at: datetime
) -> tuple[PlanVersion, ...]:
    """Return the plan versions that a switch published, as undone; the versions before them hold again."""
    made = {plan_id for _, plan_id, _ in switch.plans}
    return tuple(replace(each, undone_at=at) for each in plans if each.id in made)
