"""How a delimited text file is written: its encoding, its delimiter, the titles of its columns.

The encoding is UTF-8 (with or without a byte order mark), UTF-16 with one, or GB18030, which GBK is a part of;
the delimiter is a comma, a semicolon or a tab.
"""

import codecs
import csv
import io
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final

from shared.domain.errors import DomainError
from shared.domain.imports.columns import Field, plain_title

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


@dataclass(frozen=True, slots=True)
class Header:
    """How a file is written, and the titles of its columns."""

    encoding: str
    delimiter: str
    titles: tuple[str, ...]

    @classmethod
    def of(cls, content: bytes, fields: Sequence[Field], mapped: Mapping[str, str] | None = None) -> "Header":
        """
        Read the header of a file; titles that mean something tell the delimiter.

        :raises FileTooLarge: beyond `LARGEST` bytes.
        :raises NotATable: if it is no delimited text.
        """
        if len(content) > LARGEST:
            raise FileTooLarge(megabytes=LARGEST // 1024 // 1024)
        encoding = encoding_of(content)
        headers = {each: _header(content, encoding, each) for each in _DELIMITERS}
        meant = {plain_title(each) for field in fields for each in (field.name, *field.titles)}
        meant |= {plain_title(each) for each in mapped or ()}
        delimiter = max(headers, key=lambda each: _fit(headers[each], meant))
        if not any(headers[delimiter]):
            raise NotATable()
        return cls(encoding, delimiter, headers[delimiter])


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


def cells_of(content: bytes, encoding: str, delimiter: str) -> Any:
    """Return the reader of a file's rows, which raises `csv.Error` on one that cannot be taken apart."""
    stream = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
    return csv.reader(stream, delimiter=delimiter)


def _header(content: bytes, encoding: str, delimiter: str) -> tuple[str, ...]:
    """Return the titles: the first row that holds anything, without empty cells at its end."""
    try:
        for cells in cells_of(content, encoding, delimiter):
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
