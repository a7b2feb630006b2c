"""Targets that somebody types for lines of the new plans, along with a switch (随切换填写的目标)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from shared.domain.errors import DomainError
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.lines import PlanLine, check_line


class TargetTwice(DomainError):
    """One line of a new plan was given two targets."""

    kind, code = "invalid", "direction.target_twice"
    zh = "岗位“{position}”的指标“{kpi_id}”填写了两个目标，请只保留一个。"
    en = "There are two targets for “{kpi_id}” of the position “{position}”. Leave one of them."


class NoLineToAim(DomainError):
    """A target was given for a line that the new plans do not have."""

    kind, code = "invalid", "direction.target_without_line"
    zh = "切换后岗位“{position}”的方案里没有指标“{kpi_id}”，请核对岗位和指标，或去掉这个目标。"
    en = (
        "The new plan of the position “{position}” has no line “{kpi_id}”. Check the position and the KPI, or leave "
        "this target out."
    )


@dataclass(frozen=True, slots=True)
class TypedTarget:
    """
    The target that a line of a position's new plan prints, in the KPI's unit.

    `pointer` is the place in what was sent (RFC 6901) that a refusal points at.
    """

    position: str
    kpi_id: str
    target: Fraction
    pointer: str = ""


def targets_by_position(
    typed: Iterable[TypedTarget], positions: Collection[str]
) -> dict[str, dict[str, TypedTarget]]:
    """
    Return typed targets by position and KPI; `positions` are those whose plans become other ones.

    :raises NoLineToAim: if one is for another position.
    :raises TargetTwice: if two are for one line.
    """
    found: dict[str, dict[str, TypedTarget]] = {position: {} for position in positions}
    for each in typed:
        if each.position not in found:
            raise _no_line(each)
        if each.kpi_id in found[each.position]:
            raise TargetTwice(pointer=each.pointer, position=each.position, kpi_id=each.kpi_id)
        found[each.position][each.kpi_id] = each
    return found


def aimed(
    lines: Sequence[PlanLine], typed: Mapping[str, TypedTarget], catalogue: Mapping[str, KpiDefinition]
) -> tuple[PlanLine, ...]:
    """
    Return the lines of one plan, with `typed` targets (by KPI) in place of any other.

    :raises NoLineToAim: if one is for a KPI that is not among them.
    :raises DomainError: as `check_line`, for a target that its line does not take.
    """
    present = {line.kpi_id for line in lines}
    for kpi_id in typed.keys() - present:
        raise _no_line(typed[kpi_id])
    return tuple(
        _aimed(line, typed[line.kpi_id], catalogue) if line.kpi_id in typed else line for line in lines
    )


def _aimed(line: PlanLine, typed: TypedTarget, catalogue: Mapping[str, KpiDefinition]) -> PlanLine:
    after = replace(line, target=typed.target)
    try:
        check_line(after, catalogue[line.kpi_id])
    except DomainError as refused:
        refused.pointer = typed.pointer
        raise
    return after


def _no_line(typed: TypedTarget) -> NoLineToAim:
    return NoLineToAim(pointer=typed.pointer, position=typed.position[:60], kpi_id=typed.kpi_id[:60])
