"""One line of a plan: a KPI with its weight, target and curve, and what makes one usable."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from shared.domain.errors import DomainError
from shared.domain.kpi.curves import Curve
from shared.domain.kpi.definition import KpiDefinition

HIGHEST_TARGET: Final = Fraction(10**12)
"""No figure of a small company comes near it; a larger one is a slip of the finger."""


class WeightNotPositive(DomainError):
    """A weight is zero or negative."""

    kind, code = "invalid", "plan.weight_not_positive"
    zh = "指标“{kpi_id}”的权重必须大于 0；不考核的指标请移除。"
    en = "The weight of “{kpi_id}” must be above 0. Remove a KPI that is not to count."


class TargetNotUsable(DomainError):
    """A target is negative, or zero where the curve divides by it."""

    kind, code = "invalid", "plan.target_not_usable"
    zh = "指标“{kpi_id}”的目标必须大于 0；只有越低越好的扣分或达标曲线可以为 0。"
    en = "The target of “{kpi_id}” must be above 0. Only a deduction or pass curve may have 0."


class TargetTooLarge(DomainError):
    """A target is beyond any figure that could be measured."""

    kind, code = "invalid", "plan.target_too_large"
    zh = "指标“{kpi_id}”的目标过大，最多 1000000000000（一万亿），请检查是否多输了零。"
    en = "The target of “{kpi_id}” is too large: 1000000000000 at most. Check whether it has too many zeros."


class CurveAgainstDirection(DomainError):
    """A curve gives more points for worse values."""

    kind, code = "invalid", "plan.curve_against_direction"
    zh = "指标“{kpi_id}”的评分曲线方向不对，请选择与“越高越好/越低越好”一致的曲线。"
    en = "The curve of “{kpi_id}” rewards worse values. Choose one that fits its direction."


@dataclass(frozen=True, slots=True)
class PlanLine:
    """
    A KPI with its weight in basis points, its target and its curve.

    A printed target is pinned. Without one the line inherits the target of the version before it; that of a flow
    KPI whose weight fell, and where more is better, then shrinks with the weight. `kept` says that HR keeps a
    weight outside the usual bounds on purpose.
    """

    kpi_id: str
    weight_bp: int
    curve: Curve
    target: Fraction | None = None
    kept: bool = False


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """What is to be thought about before a plan holds; `kpi_id` is empty where it is about no single KPI."""

    code: str
    kpi_id: str
    zh: str
    en: str


def check_line(line: PlanLine, definition: KpiDefinition) -> None:
    """
    Let a line pass that can be scored.

    :raises WeightNotPositive: if its weight is zero or negative.
    :raises TargetNotUsable: if its target is negative, or zero where the curve divides by it.
    :raises TargetTooLarge: if its target is above 10 to the power of 12.
    :raises CurveAgainstDirection: if its curve rewards worse values.
    """
    if line.weight_bp <= 0:
        raise WeightNotPositive(kpi_id=line.kpi_id)
    if line.target is not None:
        _check_target(line, line.target, definition)
    first, last = line.curve.anchors[0][1], line.curve.anchors[-1][1]
    if first != last and line.curve.rises != (definition.direction == "higher"):
        raise CurveAgainstDirection(kpi_id=line.kpi_id)


def takes_target(definition: KpiDefinition, curve: Curve, target: Fraction) -> bool:
    """Return whether a value can be scored against the target: zero only by distance or as met or not met."""
    if target > 0:
        return target <= HIGHEST_TARGET
    return target == 0 and definition.direction == "lower" and curve.takes_zero_target


def _check_target(line: PlanLine, target: Fraction, definition: KpiDefinition) -> None:
    if target > HIGHEST_TARGET:
        raise TargetTooLarge(kpi_id=line.kpi_id)
    if not takes_target(definition, line.curve, target):
        raise TargetNotUsable(kpi_id=line.kpi_id)
