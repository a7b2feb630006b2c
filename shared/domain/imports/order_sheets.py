"""The files of orders: which holds the orders, which their lines, or both in one; told by their columns."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from shared.domain.errors import DomainError
from shared.domain.imports.columns import ORDER_LINES, ORDERS, ColumnTwice, Field, NoSuchColumn, has_column
from shared.domain.imports.days import DayOrder, day_order
from shared.domain.imports.header import FileTooLarge, Header, NotATable
from shared.domain.imports.kinds import AnotherKind, check_kind
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


class FileRefused(DomainError):
    """One of several files is refused; the reason is that of the file alone."""

    kind, code = "invalid", "import.file_refused"
    zh = "文件“{name}”：{reason_zh}"
    en = "The file “{name}”: {reason_en}"


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
    :raises NotATable, FileTooLarge, ColumnTwice, AnotherKind: if it is no such file; FileRefused if one of several.
    :raises NotOrders: if a file is about something else.
    :raises NoSuchColumn, NoSuchField: if something mapped is nowhere.
    :raises OrdersMissing, OrderLinesMissing: if they do not make orders together.
    """
    _check_distinct(files)
    titles: list[Sequence[str]] = []
    for name, content in files:
        with _naming(name if len(files) > 1 else ""):
            titles.append(Header.of(content, _FIELDS, mapped).titles)
    for title in mapped:
        if not any(has_column(title, each) for each in titles):
            shown = ", ".join(each[:40] for found in titles for each in found[:30])
            raise NoSuchColumn(pointer="/map", column=title[:40], columns=shown)
    sheets = []
    for (name, content), found in zip(files, titles, strict=True):
        with _naming(name if len(files) > 1 else ""):
            own = {title: field for title, field in mapped.items() if has_column(title, found)}
            sheets.append(_sheet(name, Table.read(content, _FIELDS, own), dates))
    if not any(each.has_orders for each in sheets):
        raise OrdersMissing()
    if not any(each.has_lines or "amount" in each.table.columns for each in sheets):
        raise OrderLinesMissing()
    return sorted(sheets, key=lambda each: each.has_lines)


@contextmanager
def _naming(name: str) -> Iterator[None]:
    """Say in the refusal of a file which one it is, where there are several."""
    try:
        yield
    except (NotATable, FileTooLarge, ColumnTwice, AnotherKind) as error:
        if not name:
            raise
        zh, en = error.sentence("zh-CN"), error.sentence("en")
        raise FileRefused(name=name[:60], reason_zh=zh, reason_en=en) from error


def _check_distinct(files: Sequence[tuple[str, bytes]]) -> None:
    for place, (name, content) in enumerate(files):
        for first, other in files[:place]:
            if other == content:
                raise SameFileTwice(first=first[:60], second=name[:60])


def _sheet(name: str, table: Table, dates: DayOrder | None) -> Sheet:
    has_orders, has_lines = _has(ORDERS, table), _has(ORDER_LINES, table)
    if not has_orders and not has_lines:
        check_kind(table.titles, "orders")
        columns = ", ".join(title[:40] for title in table.titles[:30])
        raise NotOrders(name=name[:60], orders=_names(ORDERS), lines=_names(ORDER_LINES), columns=columns)
    return Sheet(name, table, has_orders, has_lines, dates or day_order(table.texts("ordered")))


def _has(fields: Sequence[Field], table: Table) -> bool:
    return not any(field.is_missed(table.columns) for field in fields)


def _names(fields: Sequence[Field]) -> str:
    return ", ".join(field.name for field in fields if field.needed)
