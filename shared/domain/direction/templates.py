"""Directions (方向) that a company can switch to: two come with the product, others are its own."""

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from shared.domain.direction.pinned import check_pinned, pinned_line
from shared.domain.direction.switch import DirectionTemplate, Pin
from shared.domain.errors import DomainError
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.guards import WeightAboveCap, check_guards
from shared.domain.kpi.lines import PlanWarning
from shared.domain.kpi.plans import MOST_LINES, TooManyKpis

LONGEST_NAME: Final = 40
LONGEST_ABOUT: Final = 200


class NameNotUsable(DomainError):
    """A name is empty, or a name or a description is longer than a card shows."""

    kind, code = "invalid", "direction.name_not_usable"
    zh = "方向的名称须为 1 到 40 个字，说明最多 200 个字，请修改。"
    en = "The name of a direction has 1 to 40 characters, its description 200 at most. Change it."


class NameTaken(DomainError):
    """Another direction is called so already."""

    kind, code = "conflict", "direction.name_taken"
    zh = "已经有名为“{name}”的方向，请换一个名称，或直接使用它。"
    en = "There is a direction called “{name}” already. Choose another name, or use that one."


class NothingPinned(DomainError):
    """A direction, or one of its positions, pins no KPI."""

    kind, code = "invalid", "direction.nothing_pinned"
    zh = "方向至少要为一个岗位固定一个指标的权重，列出的每个岗位也都要有，请补充。"
    en = "A direction pins at least one KPI of at least one position, and so does each position it lists. Add one."


class PositionUnknown(DomainError):
    """A direction names a position that the company does not have, or names one twice."""

    kind, code = "invalid", "direction.position_unknown"
    zh = "岗位“{position}”不存在或重复，请从岗位列表中选择，每个岗位写一次。"
    en = "There is no position “{position}”, or it is there twice. Choose from the positions, each once."


class BuiltInStays(DomainError):
    """A direction that comes with the product was to be changed or retired."""

    kind, code = "conflict", "direction.built_in_stays"
    zh = "“{name_zh}”是系统自带的方向，不能修改或停用；请另建一个。"
    en = "“{name_en}” comes with the product and stays as it is. Make one of your own instead."


class TemplateRetired(DomainError):
    """A direction that the company retired was to be switched to or changed."""

    kind, code = "conflict", "direction.retired"
    zh = "方向“{name_zh}”已停用，请选择其他方向。"
    en = "The direction “{name_en}” is retired. Choose another one."


BUILT_IN: Final[Mapping[str, DirectionTemplate]] = MappingProxyType(
    {
        each.id: each
        for each in (
            DirectionTemplate(
                id="keep",
                name_zh="保持现有业务",
                name_en="Keep the business we have",
                pins=(("sales", (Pin("sales.repurchase_rate", 40), Pin("sales.cycle_days", 30))),),
                about_zh="守住老客户、缩短成交时间：复购率和销售周期占七成，其余按比例缩小。",
                about_en="Holds on to customers and closes faster: repeat purchases and the sales cycle weigh seven "
                "tenths, the rest shrinks in proportion.",
            ),
            DirectionTemplate(
                id="online",
                name_zh="转型线上",
                name_en="Go online",
                pins=(
                    (
                        "sales",
                        (
                            Pin("sales.online_traffic", 20),
                            Pin("sales.online_conversion", 30),
                            Pin("sales.offline_visits", 10, lowers=True),
                        ),
                    ),
                ),
                about_zh="把精力转到线上店铺：流量和转化率占五成，线下拜访最多一成，其余按比例缩小。",
                about_en="Turns to the online store: traffic and conversion weigh half, visits a tenth at most, the "
                "rest shrinks in proportion.",
            ),
        )
    }
)
"""Directions that every company has, by id; `company_id` is empty."""


def check_template(
    template: DirectionTemplate,
    catalogue: Mapping[str, KpiDefinition],
    *,
    positions: Collection[str] | None = None,
    others: Iterable[DirectionTemplate] = (),
) -> tuple[PlanWarning, ...]:
    """
    Let a company's own direction pass, and return which weight caps of KPIs its pins leave.

    `positions` are those of the company, None if they are known to be; `others` its other directions, of which
    retired ones give their names back. Names are compared without case and spaces, also with the built-in ones.

    :raises NameNotUsable: if a name is empty, or a text too long.
    :raises NameTaken: if another direction has one of its names.
    :raises NothingPinned: if it, or a position of it, has no pins.
    :raises PositionUnknown: if a position is not the company's, or is there twice.
    :raises TooManyKpis: if a position has more pins than a plan has lines.
    :raises DoubleCounted: if two pinned KPIs are one figure in two forms.
    :raises DomainError: as `check_pinned`.
    """
    _check_names(template, others)
    if not template.pins:
        raise NothingPinned(pointer="/pins")
    seen: set[str] = set()
    warnings: list[PlanWarning] = []
    for position, pins in template.pins:
        if position in seen or (positions is not None and position not in positions):
            raise PositionUnknown(pointer="/pins", position=position[:60])
        seen.add(position)
        warnings.extend(_check_position(pins, catalogue))
    return tuple(warnings)


def check_own(template: DirectionTemplate) -> None:
    """
    Let a direction pass that its company may change.

    :raises BuiltInStays: if it comes with the product.
    :raises TemplateRetired: if it is retired.
    """
    if template.id in BUILT_IN:
        raise BuiltInStays(name_zh=template.name_zh, name_en=template.name_en)
    check_offered(template)


def check_offered(template: DirectionTemplate) -> None:
    """
    Let a direction pass that can be switched to.

    :raises TemplateRetired: if it is retired.
    """
    if template.retired:
        raise TemplateRetired(name_zh=template.name_zh, name_en=template.name_en)


def _check_position(pins: tuple[Pin, ...], catalogue: Mapping[str, KpiDefinition]) -> list[PlanWarning]:
    if not pins:
        raise NothingPinned(pointer="/pins")
    if len(pins) > MOST_LINES:
        raise TooManyKpis(count=len(pins))
    check_pinned(pins, catalogue)
    lines = [pinned_line(pin, catalogue) for pin in pins]
    guarded = check_guards(lines, catalogue, typed=False, by_owner=False)
    return [each for each in guarded if each.code == WeightAboveCap.code]


def _check_names(template: DirectionTemplate, others: Iterable[DirectionTemplate]) -> None:
    for pointer, text, shortest, longest in (
        ("/name_zh", template.name_zh, 1, LONGEST_NAME),
        ("/name_en", template.name_en, 1, LONGEST_NAME),
        ("/about_zh", template.about_zh, 0, LONGEST_ABOUT),
        ("/about_en", template.about_en, 0, LONGEST_ABOUT),
    ):
        if not shortest <= len(text.strip()) <= longest:
            raise NameNotUsable(pointer=pointer)
    standing = [each for each in (*BUILT_IN.values(), *others) if each.id != template.id and not each.retired]
    taken = {_folded(name) for each in standing for name in (each.name_zh, each.name_en)}
    for pointer, name in (("/name_zh", template.name_zh), ("/name_en", template.name_en)):
        if _folded(name) in taken:
            raise NameTaken(pointer=pointer, name=name)


def _folded(name: str) -> str:
    return "".join(name.casefold().split())
