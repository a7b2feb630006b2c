"""The target that a line of a new plan could have, from what the people of its position did (岗位目标建议)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Final

from shared.domain.direction.changes import figure
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.targets.history import Origin, Proposal
from shared.domain.kpi.targets.methods import SET_ELSEWHERE, Method, method_of, percentile
from shared.domain.numbers import exact, quantize

_MIDDLE: Final = 50


@dataclass(frozen=True, slots=True)
class OnePersons:
    """What history proposes to one person, who holds `share` of a full-time position."""

    proposal: Proposal
    share: Fraction


@dataclass(frozen=True, slots=True)
class ProposedTarget:
    """
    A target for everybody of a position, with the way to it.

    It is the median of what is proposed to `people` of them, those who have a history; the others do not count.
    The window runs from the earliest `first_on` up to, not including, `until_on`. Without any history it is the
    library's, where it has one, and `origin` says so.
    """

    kpi_id: str
    target: Fraction | None
    origin: Origin
    method: Method
    people: int
    zh: str
    en: str
    first_on: date | None = None
    until_on: date | None = None


def propose_for_position(definition: KpiDefinition, persons: Sequence[OnePersons]) -> ProposedTarget:
    """
    Propose the target of a KPI for a position from what is proposed to each of its people.

    A target that the plan shares out by position and working time is raised to that of a whole position first.
    Counts are rounded up to whole ones, ratios to a tenth of a percent, money to whole units of the currency,
    anything else to a tenth; what is above zero stays so.
    """
    with_history = [each for each in persons if each.proposal.origin == "history" and each.share > 0]
    values = [_of_a_whole(definition, each) for each in with_history]
    if not values:
        return _without_history(definition, len(persons))
    found = [each.proposal for each in with_history]
    first_on = min(each.first_on for each in found if each.first_on is not None)
    until_on = max(each.until_on for each in found if each.until_on is not None)
    target, method = rounded(definition, percentile(values, _MIDDLE)), found[0].method
    zh, en = _sentence(definition, method, target, (first_on, until_on), len(found), len(persons))
    return ProposedTarget(definition.id, target, "history", method, len(found), zh, en, first_on, until_on)


def rounded(definition: KpiDefinition, target: Fraction) -> Fraction:
    """Return a target as somebody would type it, in the KPI's unit."""
    if definition.unit == "count":
        return Fraction(ceil(target))
    step = Fraction(1, 10)
    if definition.unit == "money" or definition.of_target is not None:
        step = Fraction(1)
    elif definition.unit == "ratio":
        step = Fraction(1, 1000)
    return step * Fraction(quantize(target / step, 0)) or (step if target > 0 else Fraction(0))


def _of_a_whole(definition: KpiDefinition, each: OnePersons) -> Fraction:
    target = each.proposal.target or Fraction(0)
    return target / each.share if _is_shared_out(definition) else target


def _is_shared_out(definition: KpiDefinition) -> bool:
    """Whether somebody with half of the position is asked for half of the target."""
    return definition.proration not in ("none", "events_held")


def _without_history(definition: KpiDefinition, people: int) -> ProposedTarget:
    method, default = method_of(definition), definition.default_target
    if definition.id in SET_ELSEWHERE:
        return ProposedTarget(definition.id, None, "none", method, 0, *SET_ELSEWHERE[definition.id])
    who_zh, who_en = (
        (
            f"在岗的 {people} 人都没有可用的历史数据",
            f"None of the {people} people in the position has a history",
        )
        if people
        else ("岗位上还没有人，没有历史数据", "Nobody holds the position, so there is no history")
    )
    if default is None:
        zh, en = (
            f"{who_zh}，不作建议，请自行填写目标。",
            f"{who_en}: nothing is proposed. Type a target yourself.",
        )
        return ProposedTarget(definition.id, None, "none", method, 0, zh, en)
    zh = f"{who_zh}，先用该指标的默认目标 {figure(definition, default, 'zh')}。"
    en = f"{who_en}. This is the KPI's default: {figure(definition, default, 'en')}."
    return ProposedTarget(definition.id, default, "library", method, 0, zh, en)


def _sentence(
    definition: KpiDefinition,
    method: Method,
    target: Fraction,
    window: tuple[date, date],
    people: int,
    everybody: int,
) -> tuple[str, str]:
    basis_zh, basis_en = _basis(method)
    sign = "×" if definition.direction == "higher" else "÷"
    factor = exact(method.factor)
    days = f"{window[0].isoformat()} – {date.fromordinal(window[1].toordinal() - 1).isoformat()}"
    whole_zh, whole_en = ("", "")
    if _is_shared_out(definition):
        whole_zh, whole_en = "，折算为全职整岗", ", for a whole full-time position"
    return (
        f"每人{basis_zh}（{days}）{sign} 发展方向系数 {factor}{whole_zh}；岗位 {everybody} 人中 {people} 人有历史数据，"
        f"取中位数并取整：{figure(definition, target, 'zh')}。",
        f"Each person's {basis_en} ({days}) {sign} direction factor {factor}{whole_en}; {people} of the {everybody} "
        f"in the position have a history. Their median, rounded: {figure(definition, target, 'en')}.",
    )


def _basis(method: Method) -> tuple[str, str]:
    if method.basis == "trailing_days":
        return f"最近 {method.days} 天折算到整月", f"last {method.days} days for as many as the month has"
    if method.basis == "median":
        return (
            f"最近 {method.months} 个已结束月份的中位数（第 50 百分位）",
            f"median (50th percentile) of the last {method.months} months that are over",
        )
    return (
        f"最近 {method.months} 个已结束月份的第 {method.percentile} 百分位",
        f"{method.percentile}th percentile of the last {method.months} months that are over",
    )
