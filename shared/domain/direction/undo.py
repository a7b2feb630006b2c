"""Undoing a switch of direction (撤销): until somebody's result stands on it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from shared.domain.direction.switch import DirectionSwitch
from shared.domain.errors import DomainError
from shared.domain.kpi.plans import PlanVersion
from shared.domain.periods import Period


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


def concerns(switch: DirectionSwitch, person_id: str, month: str) -> bool:
    """Return whether the month (`YYYY-MM`) of a person is measured by the plans of a switch."""
    return person_id in switch.people and month >= Period.month_of(switch.from_on).key


def undone(switch: DirectionSwitch, *, at: datetime, by: str, reason: str) -> DirectionSwitch:
    """Return the switch as undone, one version further."""
    return replace(switch, undone_at=at, undone_by=by, undo_reason=reason, version=switch.version + 1)


def without(
    switch: DirectionSwitch, plans: Iterable[PlanVersion], *, at: datetime
) -> tuple[PlanVersion, ...]:
    """Return the plan versions that a switch published, as undone; the versions before them hold again."""
    made = {plan_id for _, plan_id, _ in switch.plans}
    return tuple(replace(each, undone_at=at) for each in plans if each.id in made)
