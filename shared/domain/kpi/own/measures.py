"""Measures of a company's own (自建统计项): what is counted, added up or timed, without code."""

import keyword
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from shared.domain.errors import DomainError
from shared.domain.kpi.own.filters import (
    AMOUNT,
    CUSTOMER,
    Condition,
    check_field,
    check_filters,
)

Aggregate = Literal["count", "sum", "distinct", "average", "duration", "ratio"]
DIVIDING: Final = frozenset({"average", "duration", "ratio"})
"""Aggregates with a denominator: without a record they have no value."""
RESERVED: Final = frozenset({"min", "max", *map(str.casefold, keyword.kwlist)})
LONGEST_NAME, MOST_TYPES = 40, 10
_SOLD: Final = frozenset({"deal.won", "order.placed", "order.paid", "order.completed"})


class NameNotUsable(DomainError):
    """The name of a measure cannot stand in a formula."""

    kind, code = "invalid", "measure.name_not_usable"
    zh = "统计项名称“{name}”不能用在公式里：请用中文、字母、数字和下划线，以字开头，最多 40 个字，不要用 min、if 等保留字。"  # noqa: E501
    en = "“{name}” cannot stand in a formula. Use letters, digits and underscores, a letter first, 40 at most, and no word such as min or if."  # noqa: E501


class UnknownEventType(DomainError):
    """A measure counts records of a type that no connection can deliver."""

    kind, code = "invalid", "measure.unknown_event_type"
    zh = "统计项“{name}”的事件类型“{event_type}”不存在，请从事件类型列表中选择。"
    en = "The measure “{name}” names the event type “{event_type}”, which does not exist. Choose one from the list."


class NoEventType(DomainError):
    """A measure names no records, or far too many kinds of them."""

    kind, code = "invalid", "measure.no_event_type"
    zh = "请为统计项“{name}”选择 1 到 10 种事件类型；时长还要选择开始的事件。"
    en = "Choose 1 to 10 event types for the measure “{name}”, and for a duration also what it starts with."


class PartDoesNotFit(DomainError):
    """A measure lacks a part that its aggregate needs, or has one that would do nothing."""

    kind, code = "invalid", "measure.part_does_not_fit"
    zh = "统计项“{name}”的“{part}”与统计方式“{aggregate}”不符：求和与平均要填 amount 或数字字段，去重要填 customer 或字段，时长要填开始事件，其余方式不要填这些。"  # noqa: E501
    en = "“{part}” of the measure “{name}” does not fit “{aggregate}”: a sum or average needs amount or a field, distinct needs customer or a field, a duration its start; leave them out elsewhere."  # noqa: E501


class RevenueTwice(DomainError):
    """A measure takes one sale twice: as a deal and as an order, or on two steps of an order's way."""

    kind, code = "invalid", "measure.revenue_twice"
    zh = "统计项“{name}”同时统计 {event_types}，同一笔成交会算两次，请只选一种。"
    en = "The measure “{name}” takes {event_types} together, so that one sale counts twice. Choose one of them."


@dataclass(frozen=True, slots=True)
class OwnMeasure:
    """
    One measure.

    `field` is what is added up, averaged or counted once each: `amount` in major units, `customer` after merges, or
    a field of the data. A duration runs from the earliest of `start_types` to one of `event_types` of the same
    entity, or of the same value of the field `reference`. A ratio divides the records of `numerator_types`
    that satisfy `numerator_filters` by those of `event_types`; without `numerator_types` it divides a part of the
    same records.
    """

    name: str
    aggregate: Aggregate
    event_types: tuple[str, ...]
    filters: tuple[Condition, ...] = ()
    field: str = ""
    start_types: tuple[str, ...] = ()
    reference: str = ""
    unit: Literal["days", "hours"] = "days"
    numerator_types: tuple[str, ...] = ()
    numerator_filters: tuple[Condition, ...] = ()

    @property
    def types(self) -> tuple[str, ...]:
        """All event types that it reads, sorted, each once."""
        return tuple(sorted({*self.event_types, *self.start_types, *self.numerator_types}))

    @property
    def sources(self) -> tuple[tuple[str, ...], ...]:
        """The groups of event types of which one each has to be delivered."""
        return tuple(each for each in (self.event_types, self.start_types, self.numerator_types) if each)


def check_measure(measure: OwnMeasure, known_types: frozenset[str]) -> None:
    """
    Check one measure.

    :raises NameNotUsable: if a formula cannot name it.
    :raises NoEventType: if it names no event type, or more than ten.
    :raises UnknownEventType: if one of them is not among `known_types`.
    :raises PartDoesNotFit: if a part is missing, or would do nothing.
    :raises RevenueTwice: if one sale would count twice.
    :raises DomainError: as `check_filters`.
    """
    if not is_name(measure.name):
        raise NameNotUsable(name=measure.name[:60])
    groups = [measure.event_types, *([measure.start_types] if measure.aggregate == "duration" else [])]
    if any(not 1 <= len(each) <= MOST_TYPES for each in groups) or len(measure.numerator_types) > MOST_TYPES:
        raise NoEventType(name=measure.name)
    for kind in measure.types:
        if kind not in known_types:
            raise UnknownEventType(name=measure.name, event_type=kind[:60])
    for part in _unfitting(measure):
        raise PartDoesNotFit(name=measure.name, part=part, aggregate=str(measure.aggregate)[:20])
    for types in (measure.event_types, measure.numerator_types):
        if len(sold := sorted(_SOLD & set(types))) > 1:
            raise RevenueTwice(name=measure.name, event_types=" + ".join(sold))
    check_filters(measure.filters)
    check_filters(measure.numerator_filters)
    for field in (measure.field, measure.reference):
        if field:
            check_field(field)


def is_name(text: str) -> bool:
    """
    Return whether a measure may have this name in a formula.

    >>> [is_name(each) for each in ("回款额", "won_deals", "2nd", "max", "a b")]
    [True, True, False, False, False]
    """
    return (
        len(text) <= LONGEST_NAME
        and text.isidentifier()
        and not text.startswith("_")
        and unicodedata.normalize("NFKC", text) == text
        and re.fullmatch(r"\w+", text) is not None
        and text.casefold() not in RESERVED
    )


_PARTS: Final[Mapping[str, frozenset[str]]] = {
    "sum": frozenset({"field"}),
    "average": frozenset({"field"}),
    "distinct": frozenset({"field"}),
    "duration": frozenset({"start_types", "reference"}),
    "ratio": frozenset({"numerator_types", "numerator_filters"}),
    "count": frozenset(),
}


def _unfitting(measure: OwnMeasure) -> list[str]:
    parts: dict[str, object] = {
        "field": measure.field,
        "start_types": measure.start_types,
        "reference": measure.reference,
        "numerator_types": measure.numerator_types,
        "numerator_filters": measure.numerator_filters,
    }
    fitting = _PARTS.get(measure.aggregate)
    if fitting is None:
        return ["aggregate"]
    idle = [part for part, value in parts.items() if value and part not in fitting]
    if "field" in fitting:
        unreadable = AMOUNT if measure.aggregate == "distinct" else CUSTOMER
        return [*idle, *(["field"] if measure.field in ("", unreadable) else [])]
    halves = bool(measure.numerator_types or measure.numerator_filters)
    return [*idle, *(["numerator_filters"] if measure.aggregate == "ratio" and not halves else [])]
