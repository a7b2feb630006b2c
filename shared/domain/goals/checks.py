"""What can be a goal: which KPI, which figure of it, and by which rule it may be split."""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from shared.domain.errors import DomainError
from shared.domain.goals.goal import SplitRule
from shared.domain.goals.months import months_of
from shared.domain.kpi.catalogue import CATALOGUE, kpi_definition
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.lines import HIGHEST_TARGET
from shared.domain.money import EXPONENTS
from shared.domain.numbers import WHOLE_BP, exact

HIGHEST_RATE: Final = 20
"""Returns on a campaign are a multiple of its cost; a percentage typed as a whole number is above it."""
HIGHEST_CAP_BP: Final = 100_000
LONGEST_RAMP: Final = 24
_MEASURED_BY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "co.revenue": "sales.revenue",
        "co.new_customers": "sales.new_customers",
        "co.retention_rate": "cs.retention_rate",
    }
)


class KpiIsNoGoal(DomainError):
    """A KPI tells nothing that a company could aim at: it guards records, or is an amount's attainment."""

    kind, code = "invalid", "goal.kpi_is_no_goal"
    zh = "指标“{name_zh}”不能作为公司目标，请选择业务结果类指标，例如公司销售额（co.revenue）。"
    en = "The KPI “{name_en}” can be no goal. Choose one of a business result, such as the revenue (co.revenue)."


class GoalNotPositive(DomainError):
    """A goal is zero or negative."""

    kind, code = "invalid", "goal.target_not_positive"
    zh = "目标必须大于 0，请修改。"
    en = "A goal must be above 0. Change it."


class FigureNegative(DomainError):
    """A typed figure is below zero."""

    kind, code = "invalid", "goal.figure_negative"
    zh = "目标数值不能小于 0，请修改。"
    en = "A figure must not be below 0. Change it."


class GoalTooLarge(DomainError):
    """A goal is beyond any figure that could be measured, or a rate above the whole."""

    kind, code = "invalid", "goal.target_too_large"
    zh = "目标过大，这个指标最多 {most}，请检查是否多输了零，或把百分比写成了整数。"
    en = "The goal is too large: {most} at most for this KPI. Check for a zero or a percent sign too many."


class GoalTooFine(DomainError):
    """A figure has more decimal places than the KPI's unit can hold."""

    kind, code = "invalid", "goal.figure_too_fine"
    zh = "数值 {figure} 太细，这个指标必须是 {quantum} 的整数倍，请修改。"
    en = "The figure {figure} is too fine. For this KPI it must be a multiple of {quantum}."


class OtherCurrency(DomainError):
    """A goal is given in a currency that is not the company's, or a currency is given where none belongs."""

    kind, code = "invalid", "goal.other_currency"
    zh = "目标的币种“{typed}”不适用，公司币种是“{currency}”，请按公司币种填写金额类目标。"
    en = "The currency “{typed}” does not fit. Give a goal of money in the company's own, “{currency}”."


class RuleNotWhole(DomainError):
    """The parts of history, capacity and equal share do not make the whole, or one is negative."""

    kind, code = "invalid", "goal.rule_not_whole"
    zh = "历史、产能、均分三项占比合计为 {sum} 个基点，必须正好是 10000（100%），且都不小于 0。"
    en = "The parts history, capacity and equal make {sum} basis points. They must make 10000, none below 0."


class RuleNotUsable(DomainError):
    """A cap, a ramp or a rounding unit is out of bounds."""

    kind, code = "invalid", "goal.rule_not_usable"
    zh = "拆解规则的“{field}”超出范围：{bounds_zh}，请修改。"
    en = "“{field}” of the rule is out of bounds: {bounds_en}. Change it."


def measured_by(kpi_id: str) -> str:
    """
    Return the KPI by which a person is measured for a goal of `kpi_id`: a company's own figure has one, others none.

    >>> measured_by("co.revenue"), measured_by("mkt.valid_leads"), measured_by(measured_by("co.revenue"))
    ('sales.revenue', 'mkt.valid_leads', 'sales.revenue')
    """
    return _MEASURED_BY.get(kpi_id, kpi_id)


def default_position(kpi_id: str, catalogue: Mapping[str, KpiDefinition] = CATALOGUE) -> str:
    """
    Return whose people take part unless somebody says otherwise: those of the position that is measured by the KPI.

    >>> default_position("co.new_customers"), default_position("cs.csat")
    ('sales', 'customer_success')

    :raises UnknownKpi: if the library has no such KPI.
    """
    return kpi_definition(measured_by(kpi_id), catalogue).position


def quantum_of(definition: KpiDefinition, currency: str) -> Fraction:
    """
    Return the smallest step of a goal: the currency's minor unit, one of what is counted, else what is stored.

    Sums that are neither money nor counted go by hundredths, figures that do not add up by ten thousandths (a
    hundredth of a percent).

    >>> from shared.domain.kpi.catalogue import CATALOGUE
    >>> [quantum_of(CATALOGUE[kpi], "CNY") for kpi in ("co.revenue", "co.new_customers", "co.retention_rate")]
    [Fraction(1, 100), Fraction(1, 1), Fraction(1, 10000)]
    """
    if definition.unit == "money":
        return Fraction(1, 10 ** EXPONENTS.get(currency, 2))
    if not definition.is_flow:
        return Fraction(1, 10_000)
    return Fraction(1) if definition.kind == "flow_count" else Fraction(1, 100)


def check_goal(
    *,
    kpi_id: str,
    period: str,
    target: Fraction,
    rule: SplitRule,
    currency: str,
    typed_currency: str | None = None,
    catalogue: Mapping[str, KpiDefinition] = CATALOGUE,
) -> KpiDefinition:
    """
    Return the KPI's definition if this can be a goal of a company that keeps its money in `currency`.

    `typed_currency` is the currency that came with the figure, None if none did.

    :raises UnknownKpi: if the library has no such KPI.
    :raises KpiIsNoGoal: if it is nothing to aim at.
    :raises NotAGoalPeriod: if the period is no year, quarter or month.
    :raises OtherCurrency: if the figure is in a currency that is not the company's, or is no money at all.
    :raises DomainError: as `check_figure` and `check_rule`.
    """
    definition = kpi_definition(kpi_id, catalogue)
    if definition.owner_keeps or definition.of_target is not None or definition.position == "all":
        raise KpiIsNoGoal(pointer="/kpi", name_zh=definition.name_zh, name_en=definition.name_en)
    months_of(period)
    if typed_currency is not None and (typed_currency != currency or definition.unit != "money"):
        raise OtherCurrency(pointer="/target", typed=typed_currency, currency=currency)
    check_figure(target, definition, currency)
    check_rule(rule, quantum_of(definition, currency))
    return definition


def check_figure(target: Fraction, definition: KpiDefinition, currency: str) -> None:
    """
    Let a figure pass that can be aimed at and stored.

    :raises GoalNotPositive: if it is zero or negative.
    :raises GoalTooLarge: if it is above 10 to the power of 12, or a rate above 20, above 1 where it cannot be more.
    :raises GoalTooFine: if it is no multiple of the KPI's smallest step.
    """
    if target <= 0:
        raise GoalNotPositive(pointer="/target")
    _check_size(target, definition, currency, "/target")


def check_part(figure: Fraction, definition: KpiDefinition, currency: str, *, pointer: str) -> None:
    """
    Let a figure pass that somebody may have as their part of a month.

    Of what adds up it may be zero, which asks nothing of them; of a rate or a mean, which is copied to everybody, not.

    :raises FigureNegative: if it is below zero.
    :raises GoalNotPositive: if it is zero where that asks for nothing that could be reached.
    :raises GoalTooLarge: as `check_figure`.
    :raises GoalTooFine: as `check_figure`.
    """
    if figure < 0:
        raise FigureNegative(pointer=pointer)
    if not figure and not definition.is_flow:
        raise GoalNotPositive(pointer=pointer)
    _check_size(figure, definition, currency, pointer)


def _check_size(figure: Fraction, definition: KpiDefinition, currency: str, pointer: str) -> None:
    most = _most(definition)
    if figure > most:
        raise GoalTooLarge(pointer=pointer, most=exact(most))
    check_step(figure, quantum_of(definition, currency), pointer=pointer)


def _most(definition: KpiDefinition) -> Fraction:
    if definition.unit != "ratio":
        return HIGHEST_TARGET
    return Fraction(1 if definition.clamped else HIGHEST_RATE)


def check_step(figure: Fraction, quantum: Fraction, *, pointer: str) -> None:
    """
    Let a figure pass that is a multiple of `quantum`.

    :raises GoalTooFine: otherwise.
    """
    if figure % quantum:
        raise GoalTooFine(pointer=pointer, figure=exact(figure), quantum=exact(quantum))


def check_rule(rule: SplitRule, quantum: Fraction) -> None:
    """
    Let a rule pass by which a month can be split in steps of `quantum`.

    :raises RuleNotWhole: if its parts do not make 10 000 basis points, or one is negative.
    :raises RuleNotUsable: if the cap, the ramp or the rounding unit is out of bounds.
    """
    parts = (rule.history_bp, rule.capacity_bp, rule.equal_bp)
    if sum(parts) != WHOLE_BP or min(parts) < 0:
        raise RuleNotWhole(pointer="/rule", sum=sum(parts))
    if rule.cap_bp is not None and not 0 < rule.cap_bp <= HIGHEST_CAP_BP:
        raise _unusable("cap_bp", "1 到 100000 个基点", "1 to 100000 basis points")
    if len(rule.ramp_bp) > LONGEST_RAMP or any(not 0 <= step <= WHOLE_BP for step in rule.ramp_bp):
        raise _unusable(
            "ramp_bp", "最多 24 个月，每月 0 到 10000 个基点", "24 months of 0 to 10000 basis points"
        )
    if rule.round_to is not None and (rule.round_to <= 0 or rule.round_to % quantum):
        step = exact(quantum)
        raise _unusable("round_to", f"必须是 {step} 的正整数倍", f"a positive multiple of {step}")


def _unusable(field: str, bounds_zh: str, bounds_en: str) -> RuleNotUsable:
    return RuleNotUsable(pointer=f"/rule/{field}", field=field, bounds_zh=bounds_zh, bounds_en=bounds_en)
