"""What is chosen for single KPIs of a switch: whether it can be done at all, so that nothing sent is passed over."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction

from shared.domain.direction.changes import LineChange, percent
from shared.domain.errors import DomainError
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.lines import PlanWarning


class ChoiceTwice(DomainError):
    """One KPI was to be kept and dropped."""

    kind, code = "invalid", "direction.choice_twice"
    zh = "指标“{kpi_id}”同时选择了保留和移除，请只选一个。"
    en = "“{kpi_id}” is to be kept and to be dropped. Choose one of the two."


class NothingToChoose(DomainError):
    """A choice, or a target to keep, names a KPI that none of the plans has."""

    kind, code = "invalid", "direction.choice_without_line"
    zh = "所选岗位现在的方案里没有指标“{kpi_id}”，请核对指标，或从 {field} 中去掉。"
    en = "None of the plans that would be switched has “{kpi_id}”. Check the KPI, or leave it out of `{field}`."


class NotSmall(DomainError):
    """A KPI was to be dropped that comes to 5 % or more."""

    kind, code = "invalid", "direction.not_small"
    zh = "“{name_zh}”切换后权重为 {percent}%，不低于 5%，不能用 choices 移除；请去掉这个选择，或先发布不含它的方案。"
    en = (
        "“{name_en}” comes to {percent} %, not below 5 %, so `choices` cannot drop it. Leave that choice out, or "
        "publish a plan without the KPI first."
    )


def check_named(kpi_ids: Iterable[str], present: Collection[str], field: str) -> None:
    """
    Let KPIs pass that one of the plans has, of which the lines are `present`.

    :raises NothingToChoose: if one is in none; `field` is where it was named.
    """
    for kpi_id in kpi_ids:
        if kpi_id not in present:
            raise NothingToChoose(pointer=f"/{field}", kpi_id=kpi_id[:60], field=field)


def check_drops(
    drops: Iterable[str],
    changes: Mapping[tuple[str, str], Sequence[LineChange]],
    catalogue: Mapping[str, KpiDefinition],
) -> tuple[PlanWarning, ...]:
    """
    Let KPIs pass that at least one position drops, and return a warning for each that another one has still.

    `changes` are those of each position, by its names in Chinese and in English.

    :raises NotSmall: if every position keeps one, since it comes to 5 % or more.
    """
    warnings = []
    for kpi_id in drops:
        weights = {
            position: each.after_percent
            for position, of in changes.items()
            for each in of
            if each.kpi_id == kpi_id
        }
        stays = {position: weight for position, weight in weights.items() if weight is not None}
        definition = catalogue[kpi_id]
        if stays and len(stays) == len(weights):
            raise NotSmall(
                pointer="/choices",
                name_zh=definition.name_zh,
                name_en=definition.name_en,
                percent=percent(max(stays.values(), default=Fraction(0))),
            )
        warnings += [_stays(position, weight, definition) for position, weight in stays.items()]
    return tuple(warnings)


def _stays(position: tuple[str, str], weight: Fraction, definition: KpiDefinition) -> PlanWarning:
    return PlanWarning(
        "direction.not_small",
        definition.id,
        f"“{definition.name_zh}”在岗位“{position[0]}”中为 {percent(weight)}%，不低于 5%，没有移除。",
        f"“{definition.name_en}” comes to {percent(weight)} % in “{position[1]}”, not below 5 %, and stays there.",
    )
