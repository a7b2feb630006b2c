"""What a switch of direction does to one line of a plan, in figures and in words (前后对比)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, Literal

from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.reasons import amount
from shared.domain.numbers import exact

Why = Literal["pinned", "added", "lowered", "completed", "dropped"]
"""`pinned`, `added` and `lowered` by the template; `completed` in proportion; `dropped` on purpose, as too small."""

_SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "added": (
        "“{name}”新加入方案，权重 {after}%，{target}。",
        "“{name}” is new and weighs {after} %; {target}.",
    ),
    "pinned": (
        "“{name}”的权重由方向固定：{before}%→{after}%，{target}。",
        "The direction sets the weight of “{name}”: {before} → {after} %; {target}.",
    ),
    "lowered": (
        "“{name}”的权重由方向调低：{before}%→{after}%，{target}。",
        "The direction lowers the weight of “{name}”: {before} → {after} %; {target}.",
    ),
    "completed": (
        "“{name}”的权重随其他指标按比例调整：{before}%→{after}%，{target}。",
        "“{name}” shares what is left in proportion: {before} → {after} %; {target}.",
    ),
    "dropped": (
        "“{name}”（原权重 {before}%）补齐后不足 5%，按选择移出方案。",
        "“{name}” (it weighed {before} %) would weigh less than 5 % and is dropped, as chosen.",
    ),
    "same": ("“{name}”的权重仍为 {after}%，{target}。", "“{name}” still weighs {after} %; {target}."),
}
_TARGETS: Final[Mapping[str, tuple[str, str]]] = {
    "none": ("目标待定", "its target is still to be set"),
    "same": ("目标不变，为 {after}", "its target stays {after}"),
    "new": ("目标 {after}", "its target is {after}"),
    "other": ("目标 {before}→{after}", "its target goes from {before} to {after}"),
}


@dataclass(frozen=True, slots=True)
class LineChange:
    """
    One KPI before and after: weight in percent, None where it is not in the plan; target in the KPI's unit.

    A KPI that keeps weight and target has its row too. `zh` and `en` say in one sentence what happens and why;
    `curve` is the notation of its curve where that becomes another one.
    """

    kpi_id: str
    before_percent: Fraction | None
    after_percent: Fraction | None
    before_target: Fraction | None
    after_target: Fraction | None
    why: Why
    zh: str = ""
    en: str = ""
    curve: str = ""

    @property
    def moves(self) -> bool:
        """Whether weight, target or curve becomes another one."""
        weight = self.before_percent != self.after_percent
        return weight or self.before_target != self.after_target or bool(self.curve)


def sentence(change: LineChange, definition: KpiDefinition, language: str) -> str:
    """Return what happens to a KPI and why, as one sentence in `language`: `en`, anything else is zh-CN."""
    at = 1 if language == "en" else 0
    target = _target(change, definition, language)
    if change.curve:
        target += (f"，评分曲线改为 {change.curve}", f", and its curve becomes {change.curve}")[at]
    key = "same" if change.before_percent == change.after_percent else change.why
    return _SENTENCES[key][at].format(
        name=(definition.name_zh, definition.name_en)[at],
        before=percent(change.before_percent),
        after=percent(change.after_percent),
        target=target,
    )


def in_short(changes: Iterable[LineChange], catalogue: Mapping[str, KpiDefinition], language: str) -> str:
    """Return what moves, as a list for a message: `线上店铺流量 0→20%；线下客户拜访次数 30→10%，目标 40→13.3 次`."""
    comma, stop = (", ", "; ") if language == "en" else ("，", "；")
    rows = []
    for each in (change for change in changes if change.moves):
        definition = catalogue[each.kpi_id]
        name = definition.name_en if language == "en" else definition.name_zh
        rows.append(f"{name} {comma.join(_short(each, definition, language))}")
    return stop.join(rows)


def percent(weight: Fraction | None) -> str:
    """Return a weight in percent, as short as it is exact; 0 where the KPI is not in the plan."""
    return exact(weight or Fraction(0))


def figure(definition: KpiDefinition, value: Fraction, language: str) -> str:
    """Return a target as people read it: `13.3 次`, `30%`; the amount that somebody is assigned as that amount."""
    return amount(_in_its_unit(definition), value, "en" if language == "en" else "zh", trim=True)


def _short(change: LineChange, definition: KpiDefinition, language: str) -> Iterable[str]:
    before, after = percent(change.before_percent), percent(change.after_percent)
    weight = f"{after}%" if before == after else f"{before}→{after}%"
    yield weight.replace("%", " %") if language == "en" else weight
    old, new = change.before_target, change.after_target
    if new is not None and old != new:
        word = "target " if language == "en" else "目标 "
        was = "" if old is None else f"{exact(_as_shown(definition, old), 1)}→"
        yield f"{word}{was}{figure(definition, new, language)}"
    if change.curve:
        yield f"{'curve' if language == 'en' else '评分曲线'} {change.curve}"


def _target(change: LineChange, definition: KpiDefinition, language: str) -> str:
    before, after = change.before_target, change.after_target
    if after is None:
        key = "none"
    elif before is None:
        key = "new"
    else:
        key = "same" if before == after else "other"
    return _TARGETS[key][1 if language == "en" else 0].format(
        before="" if before is None else figure(definition, before, language),
        after="" if after is None else figure(definition, after, language),
    )


def _as_shown(definition: KpiDefinition, value: Fraction) -> Fraction:
    return value * 100 if _in_its_unit(definition).unit == "ratio" else value


def _in_its_unit(definition: KpiDefinition) -> KpiDefinition:
    """Return the KPI as its targets are read: of a part of an assigned amount the plan has the amount."""
    return definition if definition.of_target is None else replace(definition, unit="money")
