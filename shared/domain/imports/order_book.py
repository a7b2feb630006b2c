"""Orders joined with their lines across files, so that an order counts whole or not at all.

Of an order with a line that cannot be read nobody knows the amount: it is refused, and its other lines with it.
Each row of each file is settled once: it is part of an order that was taken, or refused with its reason.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from shared.domain.imports.cells import BadCell, CellEmpty, RefusedRow
from shared.domain.imports.order_errors import (
    LineOfRefusedOrder,
    LinesElsewhere,
    LinesUnreadable,
    LineWithoutOrder,
    OrderDiffers,
    OrderOfRefusedLine,
    OrderTooLarge,
    OrderWithoutLines,
)
from shared.domain.imports.order_lines import PLACES, OrderLine, read_line
from shared.domain.imports.order_rows import OrderRow, OrderTwice
from shared.domain.imports.order_sheets import Sheet
from shared.domain.imports.table import BrokenRow, Row
from shared.domain.money import EXPONENTS, LARGEST_MINOR
from shared.domain.numbers import quantize

_OF_THE_ORDER = ("ordered", "owner", "owner_name", "customer", "customer_name", "currency")


@dataclass(frozen=True, slots=True)
class Worth:
    """What an order is worth in minor units; the list amount is None where only the order's own is known."""

    amount_minor: int
    list_minor: int | None


@dataclass(slots=True)
class _Entry:
    """What is known of an order: its lines added up, where they and the order itself stand, and what became of it."""

    sheet: Sheet | None = None
    first_line: int = 0
    lines: int = 0
    net: int = 0
    listed: int = 0
    told: tuple[str, ...] = ()
    broken_at: str = ""
    ordered_at: str = ""
    is_taken: bool = False


@dataclass(slots=True)
class OrderBook:
    """The orders of some sheets, amounts in `currency`. `refused` holds the lines that cannot be read."""

    sheets: Sequence[Sheet]
    currency: str
    refused: list[RefusedRow] = field(default_factory=list)
    _entries: dict[str, _Entry] = field(default_factory=dict)

    @classmethod
    def of(cls, sheets: Sequence[Sheet], *, currency: str) -> "OrderBook":
        """
        Read all lines.

        :raises LinesUnreadable: if a row of lines cannot be taken apart at all.
        """
        book = cls(sheets, currency)
        for sheet in sheets:
            if sheet.has_lines:
                for row in sheet.table.records():
                    book._take_line(sheet, row)
        return book

    def orders(self) -> Iterator[tuple[Sheet, Row | RefusedRow]]:
        """Yield the row of each order; where orders and lines share a file, the first row of each order."""
        for sheet in self.sheets:
            for row in sheet.table.rows() if sheet.has_orders else ():
                if not sheet.has_lines:
                    yield sheet, row
                elif isinstance(row, Row) and self._begins_order(sheet, row):
                    yield sheet, row

    def enter(self, sheet: Sheet, row: Row, order_id: str) -> None:
        """
        Note where an order stands.

        :raises OrderTwice: if it stands somewhere already.
        """
        entry = self._entries.setdefault(order_id, _Entry())
        if entry.ordered_at:
            raise OrderTwice(row["id"], first=entry.ordered_at)
        entry.ordered_at = sheet.place(row.line)

    def worth(self, row: Row, order: OrderRow) -> Worth:
        """
        Return what an order is worth: its lines added up and rounded once, half up, to the minor unit.

        :raises OrderOfRefusedLine: if one of its lines was refused.
        :raises OrderWithoutLines: if it has none, though there are files of lines.
        :raises CellEmpty: if there are no files of lines and its own amount is empty.
        :raises OrderTooLarge: if it is worth more than any amount may be.
        """
        entry = self._entries[order.id]
        if not any(each.has_lines for each in self.sheets):
            if order.amount_minor is None:
                raise CellEmpty(row["amount"])
            return Worth(order.amount_minor, None)
        if entry.broken_at:
            raise OrderOfRefusedLine(row["id"], place=entry.broken_at)
        if not entry.lines:
            raise OrderWithoutLines(row["id"])
        worth = Worth(self._minor(entry.net), self._minor(entry.listed))
        if max(worth.amount_minor, worth.list_minor or 0) > LARGEST_MINOR:
            raise OrderTooLarge(row["id"])
        return worth

    def settle(self, sheet: Sheet, order_id: str) -> int:
        """Note that an order was taken, and return how many rows that settles."""
        entry = self._entries[order_id]
        entry.is_taken = True
        return entry.lines + (not sheet.has_lines)

    def leftovers(self) -> Iterator[RefusedRow]:
        """Yield the lines that can be read but belong to no order that was taken."""
        if all(entry.is_taken or not entry.lines for entry in self._entries.values()):
            return
        for sheet in self.sheets:
            for row in sheet.table.rows() if sheet.has_lines else ():
                if isinstance(row, Row) and (error := self._left(sheet, row)) is not None:
                    yield error.on(row.line, sheet.name)

    def _take_line(self, sheet: Sheet, row: Row | BrokenRow) -> None:
        if isinstance(row, BrokenRow):
            if not row.cells:
                raise LinesUnreadable(place=sheet.place(row.refused.line))
            for order_id in _ids_within(sheet, row):
                self._break(order_id, sheet.place(row.refused.line))
            self.refused.append(replace(row.refused, file=sheet.name))
            return
        try:
            self._add(sheet, row, read_line(row, currency=self.currency))
        except LinesElsewhere as error:
            self.refused.append(error.on(row.line, sheet.name))
        except BadCell as error:
            self._break(row["id"].text, sheet.place(row.line))
            self.refused.append(error.on(row.line, sheet.name))

    def _add(self, sheet: Sheet, row: Row, line: OrderLine) -> None:
        entry = self._entries.setdefault(line.order_id, _Entry())
        if entry.sheet is None:
            entry.sheet, entry.first_line = sheet, row.line
            entry.told = _told(sheet, row)
        elif entry.sheet is not sheet:
            raise LinesElsewhere(row["id"], place=entry.sheet.place(entry.first_line))
        elif entry.told != _told(sheet, row):
            raise OrderDiffers(row["id"], place=sheet.place(entry.first_line))
        entry.lines += 1
        entry.net += line.net
        entry.listed += line.listed

    def _break(self, order_id: str, place: str) -> None:
        entry = self._entries.setdefault(unicodedata.normalize("NFC", order_id), _Entry())
        entry.broken_at = entry.broken_at or place

    def _begins_order(self, sheet: Sheet, row: Row) -> bool:
        entry = self._entries.get(unicodedata.normalize("NFC", row["id"].text))
        begins = entry is not None and entry.sheet is sheet and entry.first_line == row.line
        return begins and entry is not None and not entry.ordered_at

    def _left(self, sheet: Sheet, row: Row) -> BadCell | None:
        """Return why a line was left over; None if it is part of an order that was taken, or refused already."""
        entry = self._entries.get(unicodedata.normalize("NFC", row["id"].text))
        if entry is None or entry.is_taken or entry.sheet is not sheet or entry.told != _told(sheet, row):
            return None
        try:
            read_line(row, currency=self.currency)
        except BadCell:
            return None
        if not entry.ordered_at:
            return LineWithoutOrder(row["id"])
        if entry.ordered_at == sheet.place(row.line):
            return None
        return LineOfRefusedOrder(row["id"], place=entry.ordered_at)

    def _minor(self, amount: int) -> int:
        shifted = Fraction(amount * 10 ** EXPONENTS.get(self.currency, 2), 10**PLACES)
        return int(quantize(shifted, 0))


def _told(sheet: Sheet, row: Row) -> tuple[str, ...]:
    """Return what a line says about its order, if its file tells that."""
    return tuple(row[each].text for each in _OF_THE_ORDER) if sheet.has_orders else ()


def _ids_within(sheet: Sheet, row: BrokenRow) -> Iterator[str]:
    """Yield the orders that a broken row may hold lines of: a stray quote swallows the lines behind it."""
    at, delimiter = sheet.table.columns["id"], sheet.table.delimiter
    for line in delimiter.join(row.cells).splitlines():
        cells = line.split(delimiter)
        if len(cells) > at:
            yield cells[at].strip().strip('"')
