"""Conditions on an event (筛选条件): which records a measure of a company's own counts.

Numbers are compared exactly, text without regard to case or to how an accent is encoded. A field that is missing
satisfies only `missing`, `ne` and `not_in`.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from shared.domain.errors import DomainError
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.fields import number

Op = Literal["eq", "ne", "in", "not_in", "gt", "gte", "lt", "lte", "exists", "missing"]
AMOUNT, CUSTOMER = "amount", "customer"
MOST_FILTERS, MOST_VALUES, LONGEST_VALUE = 10, 50, 200
_FIELD = re.compile(r"[^\W\d]\w{0,39}(\.\w{1,40}){0,2}")
_ORDER: Final[Mapping[str, Callable[[Fraction, Fraction], bool]]] = {
    "gt": lambda found, limit: found > limit,
    "gte": lambda found, limit: found >= limit,
    "lt": lambda found, limit: found < limit,
    "lte": lambda found, limit: found <= limit,
}
_NEGATED: Final[Mapping[str, str]] = {"ne": "eq", "not_in": "in", "missing": "exists"}


class FieldNotUsable(DomainError):
    """A field is no name, or lies deeper than three levels."""

    kind, code = "invalid", "filter.field_not_usable"
    zh = "字段“{field}”不可用：请填 amount（金额）、customer（客户）或事件里的字段名，用点分隔时最多三层。"
    en = "The field “{field}” cannot be used. Name amount, customer or a field of the event, at most three levels deep."


class NotACondition(DomainError):
    """A condition has no values, too many of them, or a comparison that we do not know."""

    kind, code = "invalid", "filter.values_do_not_fit"
    zh = "字段“{field}”的条件“{op}”与填写的值不符：比较填一个值，in/not_in 填 1 到 50 个，exists/missing 不填值。"
    en = "The condition “{op}” on “{field}” does not fit its values: one for a comparison, 1 to 50 for in and not_in, none for exists and missing."  # noqa: E501


class NotANumber(DomainError):
    """A field is compared in size with something that is no number."""

    kind, code = "invalid", "filter.not_a_number"
    zh = "字段“{field}”要比较大小，“{value}”不是数字，请填如 1000 或 0.5 的数。"
    en = "“{field}” is compared in size and “{value}” is no number. Give one such as 1000 or 0.5."


class TooManyFilters(DomainError):
    """A measure has more than ten conditions."""

    kind, code = "invalid", "filter.too_many"
    zh = "一个统计项最多 {most} 个筛选条件，现在有 {count} 个，请合并或删去。"
    en = "A measure has at most {most} conditions, and this one has {count}. Merge or remove some."


@dataclass(frozen=True, slots=True)
class Condition:
    """
    A condition on one field: `amount` in major units, `customer` after merges, or a name in the event's data.

    `a.b.c` looks into nested fields. A list satisfies `eq`, `in` and a comparison of size if one of its elements does.
    """

    field: str
    op: Op
    values: tuple[str, ...] = ()


def check_field(field: str) -> None:
    """
    Check that a field can be looked up.

    :raises FieldNotUsable: if it is no name or too deep.
    """
    if not _FIELD.fullmatch(field):
        raise FieldNotUsable(field=field[:60])


def check_filters(filters: Sequence[Condition]) -> None:
    """
    Check the conditions of one measure.

    :raises TooManyFilters: if there are more than ten.
    :raises FieldNotUsable: if a field is no name or too deep.
    :raises NotACondition: if the values do not fit the comparison, or a value is longer than 200 characters.
    :raises NotANumber: if a size is compared with something that is no number.
    """
    if len(filters) > MOST_FILTERS:
        raise TooManyFilters(most=MOST_FILTERS, count=len(filters))
    for each in filters:
        check_field(each.field)
        fewest, most = _room(each.op)
        if not fewest <= len(each.values) <= most or any(len(value) > LONGEST_VALUE for value in each.values):
            raise NotACondition(field=each.field, op=str(each.op)[:20])
        if each.op in _ORDER and number(each.values[0]) is None:
            raise NotANumber(field=each.field, value=each.values[0][:40])


def satisfies(event: Event, filters: Sequence[Condition], facts: Facts, customer: str | None) -> bool:
    """Return whether the event, which is about `customer`, satisfies all conditions."""
    return all(_holds(each, _values_of(each.field, event, facts, customer), facts) for each in filters)


def value_of(field: str, event: Event) -> object:
    """Return what stands in a field of the event's data; None if nothing does."""
    found: object = event.data
    for key in field.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def folded(text: str) -> str:
    """
    Return the text in the one spelling in which texts are compared.

    >>> folded("STRASSE") == folded("Straße"), folded("Cafe\\u0301") == folded("café")
    (True, True)
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).strip()


def _room(op: str) -> tuple[int, int]:
    if op in ("exists", "missing"):
        return 0, 0
    if op in ("in", "not_in"):
        return 1, MOST_VALUES
    return (1, 1) if op in ("eq", "ne", *_ORDER) else (1, 0)


def _values_of(field: str, event: Event, facts: Facts, customer: str | None) -> list[object]:
    if field == CUSTOMER:
        return [] if customer is None else [customer]
    if field == AMOUNT:
        return [] if event.amount_minor is None else [facts.settings.major(event.amount_minor)]
    found = value_of(field, event)
    several = found if isinstance(found, list | tuple) else [found]
    return [each for each in several if each is not None and each != ""]


def _holds(condition: Condition, found: list[object], facts: Facts) -> bool:
    if condition.op in _NEGATED:
        return not _meets(condition, _NEGATED[condition.op], found, facts)
    return _meets(condition, condition.op, found, facts)


def _meets(condition: Condition, op: str, found: list[object], facts: Facts) -> bool:
    if op == "exists":
        return bool(found)
    if op in _ORDER:
        limit = number(condition.values[0])
        sizes = [size for each in found if (size := _size(each)) is not None]
        return limit is not None and any(_ORDER[op](size, limit) for size in sizes)
    wanted = condition.values
    if condition.field == CUSTOMER:
        wanted = tuple(facts.customer(each) or each for each in wanted)
    return any(_same(each, value) for each in found for value in wanted)


def _same(found: object, wanted: str) -> bool:
    size, number_wanted = _size(found), number(wanted.strip())
    if size is not None and number_wanted is not None:
        return size == number_wanted
    written = _written(found)
    return written is not None and folded(written) == folded(wanted)


def _size(found: object) -> Fraction | None:
    return found if isinstance(found, Fraction) else number(found)


def _written(found: object) -> str | None:
    if isinstance(found, bool):
        return "true" if found else "false"
    return str(found) if isinstance(found, str | int) else None
