"""What kind of export a file is, told by its columns, so that a file of another kind is refused in one sentence."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from shared.domain.errors import DomainError
from shared.domain.imports.columns import DEALS, ORDER_LINES, ORDERS, PEOPLE, Field

Kind = Literal["people", "deals", "orders"]
_NAMES: Final[Mapping[Kind, tuple[str, str]]] = {
    "people": ("人员名单", "a list of people"),
    "deals": ("商机", "deals"),
    "orders": ("订单", "orders"),
}
_SHAPES: Final[Sequence[tuple[Kind, Sequence[Field]]]] = (
    # the one that asks for most comes first: orders and deals name people too
    ("deals", DEALS),
    ("orders", ORDERS),
    ("orders", ORDER_LINES),
    ("people", PEOPLE),
)


class AnotherKind(DomainError):
    """The file holds something else than what was to be imported."""

    kind, code = "invalid", "import.another_kind"
    zh = (
        "文件的列看起来是{found_zh}，不是{wanted_zh}（文件中有：{columns}）；"
        "请用 import {found} 导入，或用“列名=字段”指定各列。"
    )
    en = (
        "The columns look like {found_en}, not like {wanted_en} (the file has: {columns}). "
        "Use “import {found}”, or say with COLUMN=FIELD what each column holds."
    )


def check_kind(titles: Sequence[str], wanted: Kind) -> None:
    """
    Let a file pass that may be of the kind wanted, or of none that is known.

    :raises AnotherKind: if its columns are those of another kind.
    """
    found = kind_of(titles)
    if found is None or found == wanted:
        return
    raise AnotherKind(
        found=found,
        found_zh=_NAMES[found][0],
        found_en=_NAMES[found][1],
        wanted_zh=_NAMES[wanted][0],
        wanted_en=_NAMES[wanted][1],
        columns=", ".join(title[:40] for title in titles[:30]),
    )


def kind_of(titles: Sequence[str]) -> Kind | None:
    """
    Return the kind of export whose needed columns are all there.

    >>> kind_of(["OrderID", "UnitPrice", "Quantity"]), kind_of(["sales_agent", "manager"]), kind_of(["account"])
    ('orders', 'people', None)
    """
    for kind, fields in _SHAPES:
        there = {field.name for field in fields if any(field.is_titled(title) for title in titles)}
        if not any(field.is_missed(there) for field in fields):
            return kind
    return None
