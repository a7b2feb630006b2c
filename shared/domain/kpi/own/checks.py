"""What makes a KPI of a company's own publishable: everything it needs is there, and a figure can come of it."""

import re
from fractions import Fraction
from typing import Any, ClassVar, Final

from shared.domain.errors import DomainError
from shared.domain.kpi.curves import Curve
from shared.domain.kpi.lines import HIGHEST_TARGET
from shared.domain.kpi.own.formula import Formula
from shared.domain.kpi.own.kpi import OwnKpi
from shared.domain.kpi.own.measures import DIVIDING, check_measure

MOST_MEASURES, LARGEST_SAMPLE = 10, 1000
LONGEST_NAME, LONGEST_TEXT = 60, 500
_ID = re.compile(r"own\.[a-z][a-z0-9_]{0,39}")
_FLOWS: Final = frozenset({"flow_count", "flow_sum"})


class Incomplete(DomainError):
    """A KPI lacks what a score needs; `rule` is the linter's rule."""

    rule: ClassVar[str] = ""


class FormulaMissing(Incomplete):
    """A KPI has no formula."""

    rule = "L02"
    kind, code = "invalid", "kpi.formula_missing"
    zh = "规则 L02：指标“{name_zh}”没有公式，请写明怎么计算，例如：回款额 / 应收额。"
    en = "Rule L02: “{name_en}” has no formula. Say how it is calculated, as in: received / due."


class SourceMissing(Incomplete):
    """Nothing that a KPI is calculated from comes from an event."""

    rule = "L03"
    kind, code = "invalid", "kpi.source_missing"
    zh = "规则 L03：指标“{name_zh}”没有数据来源，请添加统计项并选择业务事件。"
    en = "Rule L03: “{name_en}” has no source. Add a measure and choose the business events that it counts."


class TargetMissing(Incomplete):
    """A KPI has no default target."""

    rule = "L04"
    kind, code = "invalid", "kpi.target_missing"
    zh = "规则 L04：指标“{name_zh}”没有目标值，请填写达到多少算 100 分。"
    en = "Rule L04: “{name_en}” has no target. Say which figure is worth 100 points."


class DirectionMissing(Incomplete):
    """A KPI does not say whether more or less is better."""

    rule = "L05"
    kind, code = "invalid", "kpi.direction_missing"
    zh = "规则 L05：指标“{name_zh}”没有方向，请选择越高越好（higher）或越低越好（lower）。"
    en = "Rule L05: “{name_en}” has no direction. Choose whether higher or lower is better."


class IdNotUsable(DomainError):
    """The id of a KPI is no slug behind `own.`."""

    kind, code = "invalid", "kpi.id_not_usable"
    zh = "指标编号“{kpi_id}”不可用：请用 own. 加小写字母、数字和下划线，以字母开头，最多 40 个字符。"
    en = "The id “{kpi_id}” cannot be used. Write own. and up to 40 small letters, digits and underscores, a letter first."  # noqa: E501


class TextNotUsable(DomainError):
    """A name or a text of a KPI is empty or too long."""

    kind, code = "invalid", "kpi.text_not_usable"
    zh = "“{field}”不能为空，名称最多 {most_name} 字，说明最多 {most_text} 字。"
    en = "“{field}” may not be empty; a name has at most {most_name} characters and a text {most_text}."


class MeasuresNotUsable(DomainError):
    """A KPI has too many measures, or two of one name."""

    kind, code = "invalid", "kpi.measures_not_usable"
    zh = "统计项最多 {most} 个，且名称不能重复，请检查“{name}”。"
    en = "A KPI has at most {most} measures, each of its own name. Check “{name}”."


class MeasureUnused(DomainError):
    """A measure is there that the formula does not name."""

    kind, code = "invalid", "kpi.measure_unused"
    zh = "公式没有用到统计项“{name}”，请在公式里使用它，或删去。"
    en = "The formula does not name the measure “{name}”. Use it or remove it."


class WithoutDenominator(DomainError):
    """A ratio does not say what it is divided by."""

    kind, code = "invalid", "kpi.ratio_without_denominator"
    zh = "比率指标“{name_zh}”没有分母：公式请写成“分子统计项 / 分母统计项”，或只用一个比率统计项。"
    en = "The ratio “{name_en}” has no denominator. Write its formula as one measure / another, or use one ratio measure."  # noqa: E501


class TargetNotUsable(DomainError):
    """A default target is negative, zero where the curve divides by it, or beyond any figure."""

    kind, code = "invalid", "kpi.target_not_usable"
    zh = "指标“{name_zh}”的目标必须大于 0、不超过一万亿；只有越低越好的扣分或达标曲线可以为 0。"
    en = "The target of “{name_en}” must be above 0 and at most 10^12. Only a deduction or pass curve may have 0."


class CurveNotUsable(DomainError):
    """The curve of a KPI rewards worse values."""

    kind, code = "invalid", "kpi.curve_against_direction"
    zh = "指标“{name_zh}”的评分曲线方向不对，请选择与“越高越好/越低越好”一致的曲线。"
    en = "The curve of “{name_en}” rewards worse values. Choose one that fits its direction."


class PartsContradict(DomainError):
    """Kind, unit, proration or smallest sample of a KPI do not go together."""

    kind, code = "invalid", "kpi.parts_contradict"
    zh = "指标“{name_zh}”的“{part}”不合适：只有计数和求和的目标随天数折算，最小样本为 0 到 1000。"
    en = "“{part}” of “{name_en}” does not fit: only targets of counts and sums go by days, and the smallest sample is 0 to 1000."  # noqa: E501


def missing_parts(own: OwnKpi) -> list[Incomplete]:
    """Return what a KPI lacks of formula, source, target and direction, in this order."""
    names: dict[str, Any] = {"name_zh": own.name_zh[:60], "name_en": own.name_en[:60]}
    lacking: list[Incomplete] = []
    if not own.formula.strip():
        lacking.append(FormulaMissing(pointer="/formula", **names))
    if not own.event_types:
        lacking.append(SourceMissing(pointer="/measures", **names))
    if own.target is None:
        lacking.append(TargetMissing(pointer="/target", **names))
    if own.direction is None:
        lacking.append(DirectionMissing(pointer="/direction", **names))
    return lacking


def check_own_kpi(own: OwnKpi, known_types: frozenset[str]) -> Formula:
    """
    Let a KPI pass that can be scored, and return its formula.

    :raises IdNotUsable: if its id is no slug behind `own.`.
    :raises TextNotUsable: if a name is empty, or a text too long.
    :raises Incomplete: if it lacks formula, source, target or direction.
    :raises MeasuresNotUsable: if it has more than ten measures, or two of one name.
    :raises MeasureUnused: if the formula does not name one of them.
    :raises WithoutDenominator: if it is a ratio and nothing is below its line.
    :raises TargetNotUsable: if its target cannot be scored against.
    :raises CurveNotUsable: if its curve rewards worse values.
    :raises PartsContradict: if its target would go by days although it is no flow, or its sample is out of bounds.
    :raises DomainError: as `check_measure`, `Formula.read` and `Curve.parse`.
    """
    if not _ID.fullmatch(own.id):
        raise IdNotUsable(kpi_id=own.id[:60])
    check_texts(own)
    for lacking in missing_parts(own):
        raise lacking
    formula = _check_formula(own, known_types)
    _check_scoring(own)
    return formula


def check_texts(own: OwnKpi) -> None:
    """
    Let the names and texts of a KPI pass.

    :raises TextNotUsable: if a name is empty, or a text too long.
    """
    names = {"name_zh": own.name_zh, "name_en": own.name_en}
    others = {
        "definition_zh": own.definition_zh,
        "definition_en": own.definition_en,
        "source_note": own.source_note,
    }
    too_long = [each for each, text in names.items() if not 1 <= len(text.strip()) <= LONGEST_NAME]
    too_long += [each for each, text in others.items() if len(text) > LONGEST_TEXT]
    for field in too_long:
        raise TextNotUsable(pointer=f"/{field}", field=field, most_name=LONGEST_NAME, most_text=LONGEST_TEXT)


def _check_formula(own: OwnKpi, known_types: frozenset[str]) -> Formula:
    names = [each.name for each in own.measures]
    twice = next((each for each in names if names.count(each) > 1), "")
    if twice or len(names) > MOST_MEASURES:
        raise MeasuresNotUsable(pointer="/measures", name=(twice or names[-1])[:40], most=MOST_MEASURES)
    for measure in own.measures:
        check_measure(measure, known_types)
    formula = Formula.read(own.formula, names)
    for name in names:
        if name not in formula.names:
            raise MeasureUnused(pointer="/measures", name=name)
    divides = {each.name for each in own.measures if each.aggregate in DIVIDING}
    if own.kind == "ratio" and formula.division is None and formula.only not in divides:
        raise WithoutDenominator(pointer="/formula", name_zh=own.name_zh, name_en=own.name_en)
    return formula


def _check_scoring(own: OwnKpi) -> None:
    names: dict[str, Any] = {"name_zh": own.name_zh, "name_en": own.name_en}
    curve = Curve.parse(own.curve_text)
    target = own.target or Fraction(0)
    zero_fits = target == 0 and own.direction == "lower" and curve.takes_zero_target
    if target > HIGHEST_TARGET or (target <= 0 and not zero_fits):
        raise TargetNotUsable(pointer="/target", **names)
    first, last = curve.anchors[0][1], curve.anchors[-1][1]
    if first != last and curve.rises != (own.direction == "higher"):
        raise CurveNotUsable(pointer="/curve", **names)
    if own.proration != "none" and own.kind not in _FLOWS:
        raise PartsContradict(pointer="/proration", part="proration", **names)
    if not 0 <= own.min_sample <= LARGEST_SAMPLE:
        raise PartsContradict(pointer="/min_sample", part="min_sample", **names)
