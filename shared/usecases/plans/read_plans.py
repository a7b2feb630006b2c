"""What the plans in force say on a day: which KPIs have weight, and a person's scorecard in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from shared.domain.kpi.catalogue import CATALOGUE, kpi_definition
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.facts import Settings
from shared.domain.kpi.plans import PlanVersion, with_targets
from shared.domain.numbers import WHOLE_BP, exact, largest_remainder
from shared.domain.work.duties.positions import POSITIONS, Position
from shared.domain.work.job_descriptions.lines import Goal, KpiLine
from shared.domain.work.job_descriptions.sources import kpi_line

TEN_THOUSAND = 10_000


@dataclass(frozen=True, slots=True)
class Held:
    """Which plans are somebody's on a day: the positions they hold with their shares, and who they are."""

    person_id: str
    positions: Mapping[str, int]
    day: date


def in_force(
    plans: Sequence[PlanVersion], day: date, catalogue: Mapping[str, KpiDefinition] = CATALOGUE
) -> dict[str, PlanVersion]:
    """Return the newest version of each position on a day, with every target written out."""
    held = [
        each for each in with_targets(plans, catalogue) if each.position is not None and each.holds_on(day)
    ]
    return {str(each.position): each for each in held}


def weighted_kpis(
    plans: Sequence[PlanVersion], day: date, catalogue: Mapping[str, KpiDefinition] = CATALOGUE
) -> dict[str, set[str]]:
    """Return the ids of the KPIs that have weight on a day, by position and by person with a plan of their own."""
    held = in_force(plans, day, catalogue)
    for person_id in {each.person_id for each in plans if each.person_id is not None}:
        if (own := own_plan(plans, person_id, day, catalogue)) is not None:
            held[person_id] = own
    return {whose: {line.kpi_id for line in plan.lines if line.weight_bp > 0} for whose, plan in held.items()}


def kpi_lines(
    plans: Sequence[PlanVersion],
    held: Held,
    settings: Settings,
    catalogue: Mapping[str, KpiDefinition] = CATALOGUE,
) -> tuple[KpiLine, ...]:
    """
    Return a person's scorecard in words, the heaviest KPI first.

    A plan of their own replaces those of their positions; several positions blend by their shares, in whole
    percents by largest remainder. `settings` say which records revenue is computed from.
    """
    weights: dict[str, Fraction] = {}
    for plan, share in plans_of(plans, held, catalogue):
        for line in plan.lines:
            weight = share * Fraction(line.weight_bp, WHOLE_BP)
            weights[line.kpi_id] = weights.get(line.kpi_id, Fraction(0)) + weight
    if not weights:
        return ()
    percents, targets = largest_remainder(weights, 100), _targets(plans, held, catalogue)
    return tuple(
        kpi_line(
            kpi_definition(kpi_id, catalogue),
            settings,
            weight=f"{percents[kpi_id]}%",
            target=(
                target_text(kpi_id, targets[kpi_id], catalogue),
                _target_text_en(kpi_id, targets[kpi_id], catalogue),
            ),
        )
        for kpi_id in sorted(weights, key=lambda each: (-weights[each], each))
    )


def target_text(
    kpi_id: str, target: Fraction | None, catalogue: Mapping[str, KpiDefinition] = CATALOGUE
) -> str:
    """
    Return a target in words.

    >>> target_text("sales.repurchase_rate", Fraction(1, 4)), target_text("sales.cycle_days", Fraction(25))
    ('≥25%', '≤25天')
    """
    if target is None:
        return "按历史数据确定"
    definition = kpi_definition(kpi_id, catalogue)
    return f"{_sign(definition)}{_amount(definition, target)}"


def goals(
    plans: Sequence[PlanVersion],
    held: Held,
    positions: Mapping[str, Position] = POSITIONS,
    catalogue: Mapping[str, KpiDefinition] = CATALOGUE,
) -> tuple[Goal, ...]:
    """
    Return the agreed figures that the duties of these positions are printed with, such as 每月5个新客户.

    The target of the person's plan, where the KPI is in it; else the library's.
    """
    wanted = {
        kpi
        for position in held.positions
        if position in positions
        for duty in positions[position].responsibilities
        for kpi in duty.goal_kpis
    }
    library = {each: catalogue[each].default_target for each in sorted(wanted) if each in catalogue}
    agreed = {each: target for each, target in _targets(plans, held, catalogue).items() if target is not None}
    found = {each: agreed.get(each, target) for each, target in library.items()}
    return tuple(_goal(catalogue[each], target) for each, target in found.items() if target is not None)


def plans_of(
    plans: Sequence[PlanVersion], held: Held, catalogue: Mapping[str, KpiDefinition] = CATALOGUE
) -> list[tuple[PlanVersion, Fraction]]:
    """Return the plan of the person, or those of their positions with the share of each; newest versions."""
    own = own_plan(plans, held.person_id, held.day, catalogue)
    if own is not None:
        return [(own, Fraction(1))]
    of_positions = in_force([each for each in plans if each.person_id is None], held.day, catalogue)
    return [
        (plan, Fraction(held.positions[position], WHOLE_BP))
        for position, plan in of_positions.items()
        if position in held.positions
    ]


def own_plan(
    plans: Sequence[PlanVersion], person_id: str, day: date, catalogue: Mapping[str, KpiDefinition]
) -> PlanVersion | None:
    """Return the newest plan of the person's own on a day; None if it has ended: their positions' hold again then."""
    written = with_targets(plans, catalogue)
    begun = [each for each in written if each.person_id == person_id and each.from_on <= day]
    return begun[-1] if begun and begun[-1].holds_on(day) else None


def _targets(
    plans: Sequence[PlanVersion], held: Held, catalogue: Mapping[str, KpiDefinition]
) -> dict[str, Fraction | None]:
    return {line.kpi_id: line.target for plan, _ in plans_of(plans, held, catalogue) for line in plan.lines}


def _goal(definition: KpiDefinition, target: Fraction) -> Goal:
    zh, en = _amount(definition, target), _amount_en(definition, target)
    if not definition.is_flow:
        is_least = definition.direction == "higher"
        return Goal(
            definition.id,
            f"{'不低于' if is_least else '不超过'}{zh}",
            f"{'at least' if is_least else 'at most'} {en}",
        )
    if definition.id in _SPOKEN:
        zh, en = (each.format(exact(target)) for each in _SPOKEN[definition.id])
    return Goal(definition.id, f"每月{zh}", f"{en} a month")


_SPOKEN = {
    "sales.new_customers": ("{}个新客户", "{} new customers"),
    "sales.event_participation": ("{}次活动", "{} events"),
}
"""How a goal is said where its unit alone would not say of what."""


def _target_text_en(kpi_id: str, target: Fraction | None, catalogue: Mapping[str, KpiDefinition]) -> str:
    if target is None:
        return "from past figures"
    definition = kpi_definition(kpi_id, catalogue)
    return f"{_sign(definition)}{_amount_en(definition, target)}"


def _sign(definition: KpiDefinition) -> str:
    return "≥" if definition.direction == "higher" else "≤"


def _amount(definition: KpiDefinition, value: Fraction) -> str:
    if _is_percentage(definition):
        return f"{exact(value * 100)}%"
    if definition.unit == "money" and value >= TEN_THOUSAND:
        return f"{exact(value / TEN_THOUSAND)}万{definition.unit_zh}"
    return f"{exact(value)}{definition.unit_zh}"


def _amount_en(definition: KpiDefinition, value: Fraction) -> str:
    if _is_percentage(definition):
        return f"{exact(value * 100)}%"
    return f"{exact(value)} {definition.unit_en}".strip()


def _is_percentage(definition: KpiDefinition) -> bool:
    return definition.unit == "ratio" and definition.unit_zh == "%"
