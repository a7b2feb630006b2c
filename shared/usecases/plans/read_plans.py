"""What the plans in force say on a day: which KPIs have weight, and a person's scorecard in words."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from shared.domain.kpi.catalogue import CATALOGUE, kpi_definition
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.plans import PlanVersion, with_targets
from shared.domain.numbers import WHOLE_BP, exact, largest_remainder
from shared.domain.work.positions import POSITIONS

TEN_THOUSAND = 10_000


def in_force(plans: Sequence[PlanVersion], day: date) -> dict[str, PlanVersion]:
    """Return the newest version of each position on a day, with every target written out."""
    held = [each for each in with_targets(plans) if each.position is not None and each.holds_on(day)]
    return {str(each.position): each for each in held}


def weighted_kpis(plans: Sequence[PlanVersion], day: date) -> dict[str, set[str]]:
    """Return, by position, the ids of the KPIs that have weight on a day."""
    return {
        position: {line.kpi_id for line in plan.lines if line.weight_bp > 0}
        for position, plan in in_force(plans, day).items()
    }


def kpi_lines(
    plans: Sequence[PlanVersion], positions: Mapping[str, int], day: date
) -> list[tuple[str, str, str, str]]:
    """
    Return a person's scorecard in words: KPI id, name, weight such as `40%`, target such as `≥30%`.

    Several positions blend by their shares; whole percents by largest remainder.
    """
    held = {each: plan for each, plan in in_force(plans, day).items() if each in positions}
    weights: dict[str, Fraction] = {}
    targets: dict[str, Fraction | None] = {}
    for position, plan in held.items():
        for line in plan.lines:
            share = Fraction(positions[position] * line.weight_bp, WHOLE_BP**2)
            weights[line.kpi_id] = weights.get(line.kpi_id, Fraction(0)) + share
            targets[line.kpi_id] = line.target
    if not weights:
        return []
    percents = largest_remainder(weights, 100)
    return [
        (kpi_id, kpi_definition(kpi_id).name_zh, f"{percents[kpi_id]}%", target_text(kpi_id, targets[kpi_id]))
        for kpi_id in sorted(weights, key=lambda each: (-weights[each], each))
    ]


def target_text(kpi_id: str, target: Fraction | None) -> str:
    """
    Return a target in words.

    >>> target_text("sales.repurchase_rate", Fraction(1, 4)), target_text("sales.cycle_days", Fraction(25))
    ('≥25%', '≤25天')
    """
    if target is None:
        return "按历史数据确定"
    definition = kpi_definition(kpi_id)
    return f"{'≥' if definition.direction == 'higher' else '≤'}{_amount(definition, target)}"


def sample_goals(positions: Mapping[str, int]) -> tuple[tuple[str, str], ...]:
    """Return the library's goals that the duties of these positions are printed with, such as 每月5个新客户."""
    wanted = {
        kpi
        for position in positions
        if position in POSITIONS
        for duty in POSITIONS[position].responsibilities
        for kpi in duty.goal_kpis
    }
    found = [(each, CATALOGUE[each]) for each in sorted(wanted) if each in CATALOGUE]
    return tuple(
        (kpi_id, _goal(definition, definition.default_target))
        for kpi_id, definition in found
        if definition.default_target is not None
    )


def _goal(definition: KpiDefinition, target: Fraction) -> str:
    text = _amount(definition, target)
    if not definition.is_flow:
        return f"{'不低于' if definition.direction == 'higher' else '不超过'}{text}"
    return (
        f"每月{_SPOKEN[definition.id].format(exact(target))}" if definition.id in _SPOKEN else f"每月{text}"
    )


_SPOKEN = {"sales.new_customers": "{}个新客户", "sales.event_participation": "{}次活动"}
"""How a goal is said where its unit alone would not say of what."""


def _amount(definition: KpiDefinition, value: Fraction) -> str:
    if definition.unit == "ratio" and definition.unit_zh == "%":
        return f"{exact(value * 100)}%"
    if definition.unit == "money" and value >= TEN_THOUSAND:
        return f"{exact(value / TEN_THOUSAND)}万{definition.unit_zh}"
    return f"{exact(value)}{definition.unit_zh}"
