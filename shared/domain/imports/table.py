"""A delimited text file as programs export it: its rows with their lines, read one at a time."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from shared.domain.imports.cells import BadCell, Cell, RefusedRow
from shared.domain.imports.columns import Field, match_columns
from shared.domain.imports.header import Header, cells_of
from shared.domain.imports.kinds import Kind, check_kind

FEWEST_COLUMNS: Final = 4
"""From how many columns on a line within a cell that has a row's delimiters is taken for a row, not for prose."""


class RowUneven(BadCell):
    """A row has more or fewer cells than the header."""

    code = "import.row_uneven"
    zh = "这一行有 {found} 个单元格，表头有 {wanted} 个：可能缺了引号，或文件不完整。"
    en = (
        "This row has {found} cells, the header has {wanted}: a quote may be missing, or the file is cut off."
    )


class RowUnreadable(BadCell):
    """A row cannot be taken apart into cells."""

    code = "import.row_unreadable"
    zh = "这一行无法拆分为单元格，请检查引号。"
    en = "This row cannot be split into cells. Check its quotes."


class RowRunsOn(BadCell):
    """A cell holds what looks like further rows: its quote was never closed."""

    code = "import.row_runs_on"
    zh = "这一行的引号没有闭合，吞掉了后面的行，请补上引号。"
    en = "A quote in this row is not closed and swallows the rows behind it. Close it."


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line on which it begins, the header being line 1, and its cells by field."""

    line: int
    cells: Mapping[str, Cell]

    def __getitem__(self, field: str) -> Cell:
        """Return the cell of a field; an empty one titled by the field if the table has no such column."""
        return self.cells.get(field) or Cell(field, "")


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that has no cell for each title: its entry in the report, and its cells as far as there are any."""

    refused: RefusedRow
    cells: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose header was understood. `columns` gives the place of each field's column."""

    content: bytes
    encoding: str
    delimiter: str
    titles: tuple[str, ...]
    columns: Mapping[str, int]

    @classmethod
    def read(
        cls,
        content: bytes,
        fields: Sequence[Field],
        mapped: Mapping[str, str] | None = None,
        kind: Kind | None = None,
    ) -> "Table":
        """
        Read the header of a file; `mapped` says which column (title) holds which field.

        :raises FileTooLarge: beyond `LARGEST` bytes.
        :raises NotATable: if it is no delimited text.
        :raises AnotherKind: if nothing is mapped and it is of another kind than `kind`.
        :raises ColumnMissing, ColumnTwice, NoSuchColumn, NoSuchField: see `match_columns`.
        """
        header = Header.of(content, fields, mapped)
        titles = header.titles
        if kind is not None and not mapped:
            check_kind(titles, kind)
        columns = match_columns(titles, fields, mapped)
        return cls(content, header.encoding, header.delimiter, titles, columns)

    @property
    def lines(self) -> int:
        """About how many rows there are."""
        return max(0, self.content.count(b"\n") - 1)

    def texts(self, *fields: str) -> Iterator[str]:
        """Yield the texts of some fields, of each row that can be read."""
        for row in self.rows():
            if isinstance(row, Row):
                yield from (row[each].text for each in fields)

    def rows(self) -> Iterator[Row | RefusedRow]:
        """Yield each row that holds anything; one that has no cell for each title comes as refused."""
        for row in self.records():
            yield row.refused if isinstance(row, BrokenRow) else row

    def records(self) -> Iterator[Row | BrokenRow]:
        """Yield each row that holds anything, broken ones with the cells they have."""
        reader = cells_of(self.content, self.encoding, self.delimiter)
        header_seen = False
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error:
                yield BrokenRow(RowUnreadable(Cell("", "")).on(line))
                continue
            if cells is None:
                return
            if not any(each.strip() for each in cells):
                continue
            if header_seen and reader.line_num > line and any(self._holds_rows(each) for each in cells):
                yield BrokenRow(RowRunsOn(Cell("", self.delimiter.join(cells))).on(line), cells)
            elif header_seen:
                yield self._row(line, cells)
            header_seen = True

    def _row(self, line: int, cells: Sequence[str]) -> Row | BrokenRow:
        wanted = len(self.titles)
        if len(cells) < wanted or any(each.strip() for each in cells[wanted:]):
            uneven = Cell("", self.delimiter.join(cells))
            return BrokenRow(RowUneven(uneven, found=len(cells), wanted=wanted).on(line), cells)
        return Row(
            line,
            {name: Cell(self.titles[at], _bare(cells[at])) for name, at in self.columns.items()},
        )

    def _holds_rows(self, cell: str) -> bool:
        """Whether a line within a cell has as many delimiters as a row."""
        delimiters = len(self.titles) - 1
        return len(self.titles) >= FEWEST_COLUMNS and any(
            each.count(self.delimiter) == delimiters for each in cell.splitlines()[1:]
        )


def _bare(text: str) -> str:
    """Return a cell's text without blanks around it; `="00123"` is how spreadsheets keep leading zeros."""
    text = text.strip()
    if text.startswith('="') and text.endswith('"') and len(text) > 2:
        return text[2:-1].strip()
    return text
