"""Reading a delimited text file as programs export it: its encoding, its delimiter, its rows with their lines.

The encoding is UTF-8 (with or without a byte order mark), UTF-16 with one, or GB18030, which GBK is a part of;
the delimiter is a comma, a semicolon or a tab. Rows are read one at a time.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final

from shared.domain.errors import DomainError
from shared.domain.imports.cells import BadCell, Cell, RefusedRow
from shared.domain.imports.columns import Field, match_columns, plain_title

LARGEST: Final = 64 * 1024 * 1024
_DELIMITERS: Final = (",", ";", "\t")
_PIECE: Final = 1024 * 1024
_ENCODINGS: Final = ("utf-8", "gb18030")


class NotATable(DomainError):
    """The file is no delimited text: a workbook, a picture, an unknown encoding, or nothing at all."""

    kind, code = "invalid", "import.not_a_table"
    zh = "文件不是 CSV 文本，请在表格软件中另存为 CSV（UTF-8 或 GBK）后再导入。"
    en = "The file is no CSV text. Save it as CSV (UTF-8 or GBK) in your spreadsheet and import that."


class FileTooLarge(DomainError):
    """The file is larger than an import takes."""

    kind, code = "too_large", "import.file_too_large"
    zh = "文件超过 {megabytes} MB，请拆成几个文件分别导入。"
    en = "The file is larger than {megabytes} MB. Split it and import the parts."


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


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line on which it begins, the header being line 1, and its cells by field."""

    line: int
    cells: Mapping[str, Cell]

    def __getitem__(self, field: str) -> Cell:
        """Return the cell of a field; an empty one titled by the field if the table has no such column."""
        return self.cells.get(field) or Cell(field, "")


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
        cls, content: bytes, fields: Sequence[Field], mapped: Mapping[str, str] | None = None
    ) -> "Table":
        """
        Read the header of a file; `mapped` says which column (title) holds which field.

        :raises FileTooLarge: beyond `LARGEST` bytes.
        :raises NotATable: if it is no delimited text.
        :raises ColumnMissing, ColumnTwice, NoSuchColumn, NoSuchField: see `match_columns`.
        """
        if len(content) > LARGEST:
            raise FileTooLarge(megabytes=LARGEST // 1024 // 1024)
        encoding = encoding_of(content)
        headers = {each: _header(content, encoding, each) for each in _DELIMITERS}
        meant = {plain_title(each) for field in fields for each in (field.name, *field.titles)}
        meant |= {plain_title(each) for each in mapped or ()}
        delimiter = max(headers, key=lambda each: _fit(headers[each], meant))
        titles = headers[delimiter]
        if not any(titles):
            raise NotATable()
        return cls(content, encoding, delimiter, titles, match_columns(titles, fields, mapped))

    def rows(self) -> Iterator[Row | RefusedRow]:
        """Yield each row that holds anything; one that has no cell for each title comes as refused."""
        reader = _reader(self.content, self.encoding, self.delimiter)
        header_seen = False
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error:
                yield RowUnreadable(Cell("", "")).on(line)
                continue
            if cells is None:
                return
            if not any(each.strip() for each in cells):
                continue
            if header_seen:
                yield self._row(line, cells)
            header_seen = True

    def _row(self, line: int, cells: Sequence[str]) -> Row | RefusedRow:
        wanted = len(self.titles)
        if len(cells) < wanted or any(each.strip() for each in cells[wanted:]):
            uneven = Cell("", self.delimiter.join(cells))
            return RowUneven(uneven, found=len(cells), wanted=wanted).on(line)
        return Row(
            line,
            {name: Cell(self.titles[at], _bare(cells[at])) for name, at in self.columns.items()},
        )


def encoding_of(content: bytes) -> str:
    """
    Return the encoding of a text file.

    >>> encoding_of("姓名".encode()), encoding_of("姓名".encode("gbk")), encoding_of("姓名".encode("utf-8-sig"))
    ('utf-8', 'gb18030', 'utf-8-sig')

    :raises NotATable: if it is no text in any of the encodings that are read.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and _decodes(content, "utf-16"):
        return "utf-16"
    if not content.strip() or b"\0" in content:
        raise NotATable()
    if content.startswith(codecs.BOM_UTF8):
        return "utf-8-sig" if _decodes(content, "utf-8") else _refuse()
    return next((each for each in _ENCODINGS if _decodes(content, each)), None) or _refuse()


def _refuse() -> str:
    raise NotATable()


def _decodes(content: bytes, encoding: str) -> bool:
    decoder, view = codecs.getincrementaldecoder(encoding)(), memoryview(content)
    try:
        for first in range(0, len(view), _PIECE):
            decoder.decode(view[first : first + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _reader(content: bytes, encoding: str, delimiter: str) -> Any:
    stream = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
    return csv.reader(stream, delimiter=delimiter)


def _header(content: bytes, encoding: str, delimiter: str) -> tuple[str, ...]:
    """Return the titles: the first row that holds anything, without empty cells at its end."""
    try:
        for cells in _reader(content, encoding, delimiter):
            titles = [each.strip() for each in cells]
            while titles and not titles[-1]:
                titles.pop()
            if titles:
                return tuple(titles)
    except csv.Error:
        pass
    return ()


def _fit(titles: Sequence[str], meant: Set[str]) -> tuple[int, int]:
    """Return how well a delimiter fits: how many titles mean something, and how many there are."""
    return sum(plain_title(each) in meant for each in titles), len(titles)


def _bare(text: str) -> str:
    """Return a cell's text without blanks around it; `="00123"` is how spreadsheets keep leading zeros."""
    text = text.strip()
    if text.startswith('="') and text.endswith('"') and len(text) > 2:
        return text[2:-1].strip()
    return text
