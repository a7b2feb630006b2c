"""The files of orders: which holds the orders, which their lines, or both in one; told by their columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from shared.domain.errors import DomainError
from shared.domain.imports.columns import ORDER_LINES, ORDERS, Field, NoSuchColumn, has_column
from shared.domain.imports.days import DayOrder, day_order
from shared.domain.imports.header import Header
from shared.domain.imports.kinds import check_kind
from shared.domain.imports.table import Table

_FIELDS: Final = tuple(replace(each, needed=False) for each in (*ORDERS, *ORDER_LINES[1:]))


class NotOrders(DomainError):
    """A file holds neither orders nor their lines."""

    kind, code = "invalid", "import.not_orders"
    zh = "“{name}”既没有订单的列（{orders}），也没有明细的列（{lines}）；文件中有：{columns}。请用“列名=字段”指定。"
    en = (
        "“{name}” has neither the columns of orders ({orders}) nor those of their lines ({lines}); it has: "
        "{columns}. Say which with COLUMN=FIELD."
    )


class OrdersMissing(DomainError):
    """Only lines were given, and nothing says whose orders they are."""

    kind, code = "invalid", "import.orders_missing"
    zh = "只有订单明细，没有订单本身（负责人、客户、日期），请把两个文件一起导入。"
    en = "These are lines without their orders (whose, which customer, when). Import both files together."


class OrderLinesMissing(DomainError):
    """Only orders were given, and nothing says what they are worth."""

    kind, code = "invalid", "import.order_lines_missing"
    zh = "没有订单明细（单价、数量），也没有订单金额，请把明细文件一起导入。"
    en = "There are neither lines (price, quantity) nor amounts of the orders. Import the file of lines too."


class SameFileTwice(DomainError):
    """Two of the files are the same, and every line in them would count twice."""

    kind, code = "invalid", "import.same_file_twice"
    zh = "“{first}”和“{second}”内容相同，请只给出一个。"
    en = "“{first}” and “{second}” are the same file. Give one of them."


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file: its name, its table, what its rows are about, and how it writes dates."""

    name: str
    table: Table
    has_orders: bool
    has_lines: bool
    day_order: DayOrder | None = None

    def place(self, line: int) -> str:
        """Return the file and line as people find it."""
        return f"{self.name}:{line}"


def read_sheets(
    files: Sequence[tuple[str, bytes]], mapped: Mapping[str, str], dates: DayOrder | None = None
) -> list[Sheet]:
    """
    Read the headers of files, given by name and content; those that hold orders alone come first.

    `mapped` says which column holds which field, in whichever files have that column; `dates` how dates are
    written where a file does not tell by itself.

    :raises SameFileTwice: if two have the same content.
    :raises NotATable, ColumnTwice, NoSuchColumn, NoSuchField, AnotherKind, NotOrders: if one is no such file.
    :raises OrdersMissing, OrderLinesMissing: if they do not make orders together.
    """
    _check_distinct(files)
    titles = [Header.of(content, _FIELDS, mapped).titles for _, content in files]
    for title in mapped:
        if not any(has_column(title, each) for each in titles):
            shown = ", ".join(each[:40] for found in titles for each in found[:30])
            raise NoSuchColumn(pointer="/map", column=title[:40], columns=shown)
    sheets = [_sheet(name, content, mapped, dates) for name, content in files]
    if not any(each.has_orders for each in sheets):
        raise OrdersMissing()
    if not any(each.has_lines or "amount" in each.table.columns for each in sheets):
        raise OrderLinesMissing()
    return sorted(sheets, key=lambda each: each.has_lines)


def _check_distinct(files: Sequence[tuple[str, bytes]]) -> None:
    for place, (name, content) in enumerate(files):
        for first, other in files[:place]:
            if other == content:
                raise SameFileTwice(first=first[:60], second=name[:60])


def _sheet(name: str, content: bytes, mapped: Mapping[str, str], dates: DayOrder | None) -> Sheet:
    titles = Header.of(content, _FIELDS, mapped).titles
    own = {title: field for title, field in mapped.items() if has_column(title, titles)}
    table = Table.read(content, _FIELDS, own)
    has_orders, has_lines = _has(ORDERS, table), _has(ORDER_LINES, table)
    if not has_orders and not has_lines:
        if not mapped:
            check_kind(titles, "orders")
        columns = ", ".join(title[:40] for title in titles[:30])
        raise NotOrders(name=name[:60], orders=_names(ORDERS), lines=_names(ORDER_LINES), columns=columns)
    return Sheet(name, table, has_orders, has_lines, dates or day_order(table.texts("ordered")))


def _has(fields: Sequence[Field], table: Table) -> bool:
    return not any(field.is_missed(table.columns) for field in fields)


def _names(fields: Sequence[Field]) -> str:
    return ", ".join(field.name for field in fields if field.needed)
