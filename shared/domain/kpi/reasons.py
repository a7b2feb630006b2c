"""Why a line has its points (扣分原因): a code with its figures, as one sentence in Chinese and one in English."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.evaluated import Evaluation
from shared.domain.numbers import quantize

SENTENCES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "kpi.below_target": (
            "{name_zh} {value_zh}，目标 {target_zh}，差 {gap_zh}",
            "{name_en} {value_en}, target {target_en}, {gap_en} short",
        ),
        "kpi.above_limit": (
            "{name_zh} {value_zh}，目标 {target_zh}，超出 {gap_zh}",
            "{name_en} {value_en}, target {target_en}, {gap_en} over",
        ),
        "kpi.on_target": (
            "{name_zh} {value_zh}，达到目标 {target_zh}",
            "{name_en} {value_en}, on target {target_en}",
        ),
        "kpi.better_than_target": (
            "{name_zh} {value_zh}，优于目标 {target_zh}，好 {gap_zh}",
            "{name_en} {value_en}, better than the target {target_en} by {gap_en}",
        ),
        "kpi.guarded": (
            "{name_zh} {value_zh}，目标 {target_zh}；新客户销售额低于前三个月中位数，最高计 100 分",
            "{name_en} {value_en}, target {target_en}; new-customer revenue is below the median of the three months "
            "before, so at most 100 points count",
        ),
        "kpi.nothing_done": (
            "{name_zh}：数据源正常，本期没有记录，计 0 分，目标 {target_zh}",
            "{name_en}: the feed is healthy and holds no record for the period, 0 points, target {target_en}",
        ),
        "kpi.nothing_left": (
            "{name_zh}：本期订单扣除退款后没有净额，计 0 分，目标 {target_zh}",
            "{name_en}: nothing is left of the period's orders after refunds, 0 points, target {target_en}",
        ),
        "kpi.no_source": (
            "{name_zh}：需先连接数据源，本期不计分，权重分摊到其他指标",
            "{name_en}: connect a data source first; it is not scored and its weight goes to the other KPIs",
        ),
        "kpi.feed_sick": (
            "{name_zh}：数据源异常，修复前不计分",
            "{name_en}: the feed is not healthy; it is not scored until that is repaired",
        ),
        "kpi.totals_differ": (
            "{name_zh}：数据源对账不符（来源 {source}，{day}，{type_zh}：来源 {theirs_zh}，系统 {ours_zh}），"
            "差异超过 0.5%，核对前不计分",
            "{name_en}: the totals differ from the source's (source {source}, {day}, {type_en}: {theirs_en} there, "
            "{ours_en} here) by more than 0.5 %; it is not scored until they agree",
        ),
        "kpi.formula_failed": (
            "{name_zh}：公式本期算不出结果（除数为 0，或结果过大），不计分，请 HR 检查公式",
            "{name_en}: the formula has no result for the period (it divides by 0, or the figure is too large); it is "
            "not scored. HR should check the formula",
        ),
        "kpi.sample_too_small": (
            "{name_zh}：样本不足（{n} 个，至少 {needed} 个），本期不计分",
            "{name_en}: the sample is too small ({n}, at least {needed}); it is not scored",
        ),
        "kpi.nothing_to_measure": (
            "{name_zh}：本期没有可衡量的记录，不计分",
            "{name_en}: there is nothing to measure in the period; it is not scored",
        ),
        "kpi.no_occasion": (
            "{name_zh}：本期没有可参与或到期的活动，不计分",
            "{name_en}: the period held no event to take part in or to count; it is not scored",
        ),
        "kpi.nothing_spent": (
            "{name_zh}：本期没有市场投入，不计分",
            "{name_en}: nothing was spent on campaigns in the period; it is not scored",
        ),
        "kpi.no_lead": (
            "{name_zh}：本期有市场投入，但没有有效线索，计 0 分",
            "{name_en}: money was spent on campaigns and no valid lead came of it, 0 points",
        ),
        "kpi.cost_unknown": (
            "{name_zh}：有订单没有登记成本，无法计算毛利，不计分",
            "{name_en}: an order has no posted cost, so the margin is unknown; it is not scored",
        ),
        "kpi.no_target": (
            "{name_zh}：无目标，不计分，请先设定目标",
            "{name_en}: there is no target yet; it is not scored. Set a target first",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Reason:
    """A stable code and the figures of its sentence, as text."""

    code: str
    params: Mapping[str, str]

    @property
    def zh(self) -> str:
        """The sentence in Chinese."""
        return SENTENCES[self.code][0].format(**self.params)

    @property
    def en(self) -> str:
        """The sentence in English."""
        return SENTENCES[self.code][1].format(**self.params)


def reason_for(definition: KpiDefinition, evaluation: Evaluation, target: Fraction | None) -> Reason:
    """Return why the evaluation has its points against `target`, with the gap in business units."""
    names = {"name_zh": definition.name_zh, "name_en": definition.name_en}
    if evaluation.state in ("na", "blocked"):
        needed = str(-(-evaluation.needed.numerator // evaluation.needed.denominator))
        params = {**names, "n": str(evaluation.n), "needed": needed, **dict(evaluation.params)}
        return Reason(evaluation.reason, params)
    if target is None or evaluation.value is None:
        return Reason("kpi.no_target", names)
    aim = {
        "target_zh": amount(definition, target, "zh", trim=True),
        "target_en": amount(definition, target, "en", trim=True),
    }
    if evaluation.state == "zero":
        return Reason(evaluation.reason, {**names, **aim})
    gap = abs(evaluation.value - target)
    return Reason(
        _code(definition, evaluation, target),
        {
            **names,
            **aim,
            "value_zh": amount(definition, evaluation.value, "zh"),
            "value_en": amount(definition, evaluation.value, "en"),
            "gap_zh": _gap(definition, gap, "zh"),
            "gap_en": _gap(definition, gap, "en"),
        },
    )


def amount(definition: KpiDefinition, value: Fraction, language: str, *, trim: bool = False) -> str:
    """
    Return a value as people read it: a ratio as a percentage, everything else with its unit.

    One decimal place, money two, whole counts none; `trim` drops zeros at the end.
    """
    if definition.unit == "ratio":
        return f"{_number(value * 100, 1, trim)}%"
    if definition.unit == "money":
        return f"{_number(value, 2, trim)}{_unit(definition, language)}"
    whole = trim or (definition.unit == "count" and value.denominator == 1)
    return f"{_number(value, 1, whole)}{_unit(definition, language)}"


def _code(definition: KpiDefinition, evaluation: Evaluation, target: Fraction) -> str:
    assert evaluation.value is not None
    if evaluation.value == target:
        return "kpi.on_target"
    higher = definition.direction == "higher"
    if (evaluation.value > target) is not higher:
        return "kpi.below_target" if higher else "kpi.above_limit"
    return "kpi.guarded" if evaluation.points_cap is not None else "kpi.better_than_target"


def _gap(definition: KpiDefinition, gap: Fraction, language: str) -> str:
    if definition.unit == "ratio":
        return f"{_number(gap * 100, 1, False)}{' 个百分点' if language == 'zh' else ' percentage points'}"
    return amount(definition, gap, language)


def _unit(definition: KpiDefinition, language: str) -> str:
    label = definition.unit_zh if language == "zh" else definition.unit_en
    return f" {label}" if label else ""


def _number(value: Fraction, places: int, trim: bool) -> str:
    text = f"{quantize(value, places):f}"
    return text.rstrip("0").rstrip(".") if trim and "." in text else text
