"""What somebody wants of a switch of direction, and the direction that it names."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every, load
from shared.domain.company import Company
from shared.domain.direction.redirect import Choice
from shared.domain.direction.switch import DirectionTemplate, Pin
from shared.domain.direction.templates import BUILT_IN, check_offered, check_template
from shared.domain.direction.typed import TypedTarget
from shared.domain.errors import DomainError
from shared.domain.kpi.definition import KpiDefinition

Pins = tuple[tuple[str, tuple[Pin, ...]], ...]


UNNAMED: Final = DirectionTemplate("", "自定方向", "Own direction", ())
"""The direction of pins that were typed."""


class NotOneDirection(DomainError):
    """Neither a template nor pins are given, or both."""

    kind, code = "invalid", "direction.not_one"
    zh = "请选择一个方向模板，或自己填写固定权重，二者选一。"
    en = "Name a template, or pin weights yourself: one of the two."


class UnknownTemplate(DomainError):
    """The company has no direction of this id."""

    kind, code = "missing", "direction.unknown_template"
    zh = "没有找到方向“{template}”，请从方向列表中选择。"
    en = "There is no direction “{template}”. Choose one from the list."


class PositionNotPinned(DomainError):
    """A position is named for which the direction pins nothing."""

    kind, code = "invalid", "direction.position_not_pinned"
    zh = "这个方向没有为岗位“{position_zh}”设定权重，请去掉该岗位或补上固定权重。"
    en = "The direction pins nothing for the position “{position_en}”. Leave it out, or pin weights for it."


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    A direction, by the id of a template or by its own pins, from a local date on.

    Without `positions` those that the direction pins. `targets` are printed in the new plans. `hold_harmless` None
    is on for the first switch of a period.
    """

    from_on: date
    template: str | None = None
    pins: Pins = ()
    positions: tuple[str, ...] | None = None
    choices: Mapping[str, Choice] = field(default_factory=dict)
    keep_targets: frozenset[str] = frozenset()
    targets: tuple[TypedTarget, ...] = ()
    hold_harmless: bool | None = None
    advice_id: str | None = None


def direction_of(wanted: Wanted, company: Company) -> DirectionTemplate:
    """
    Return the direction with the pins of the wanted positions alone; pins of one's own make one without an id.

    :raises NotOneDirection: if neither or both are named.
    :raises UnknownTemplate: if the company has none of that id.
    :raises TemplateRetired: if it was retired.
    :raises PositionNotPinned: if a wanted position is not pinned.
    """
    if (wanted.template is None) != bool(wanted.pins):
        raise NotOneDirection()
    found = _named(wanted.template, company) if wanted.template is not None else _own(wanted.pins, company)
    if wanted.positions is None:
        return found
    pinned = dict(found.pins)
    for position in wanted.positions:
        if position not in pinned:
            known = company.catalogue.positions.get(position)
            raise PositionNotPinned(
                pointer="/positions",
                position_zh=known.zh if known else position[:60],
                position_en=known.en if known else position[:60],
            )
    return replace(found, pins=tuple(each for each in found.pins if each[0] in wanted.positions))


def template_of(template: str, company_id: str) -> DirectionTemplate | None:
    """Return a direction by its id, also a retired one; None if there is none, as behind pins of one's own."""
    if not template:
        return None
    if template in BUILT_IN:
        return BUILT_IN[template]
    ref = refs.direction_templates(company_id).at(template)
    return load([ref]).find(ref)


def own_templates(company_id: str) -> list[DirectionTemplate]:
    """Return the company's own directions, oldest first, retired ones too."""
    return list(every(refs.direction_templates(company_id)))


def check_direction(
    direction: DirectionTemplate, catalogue: Mapping[str, KpiDefinition], company: Company
) -> None:
    """
    Let a direction pass that plans can follow.

    :raises DomainError: as `check_template`.
    """
    check_template(direction, catalogue, positions=_positions(company))


def _positions(company: Company) -> Collection[str]:
    return company.catalogue.positions.keys()


def _named(template: str, company: Company) -> DirectionTemplate:
    found = template_of(template, company.id)
    if found is None:
        raise UnknownTemplate(pointer="/template", template=template[:60])
    check_offered(found)
    return found


def _own(pins: Pins, company: Company) -> DirectionTemplate:
    return replace(UNNAMED, pins=pins, company_id=company.id)
