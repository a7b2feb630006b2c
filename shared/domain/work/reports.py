"""A report (报表) as a value: tables of exact figures with their names in Chinese and English.

What a file shows is made from this alone, so that the same figure stands in the CSV, the workbook and the page.
A cell is text, a whole number or `None` (nothing to say, which is not zero); there is no float:

| kind    | cell                              | shown     |
|---------|-----------------------------------|-----------|
| text    | text                              | as it is  |
| minutes | whole minutes                     | `1000`    |
| count   | whole number                      | `12`      |
| percent | whole percents                    | `40%`     |
| bp      | basis points, 10 000 = 100 %      | `44.45%`  |
| points  | whole number, or decimal as text  | `78.0`    |
| stored  | decimal as text, four places      | `78.0000` |
| number  | decimal as text, up to six places | `0.2475`  |
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Cell = str | int | None
Kind = Literal["text", "minutes", "count", "percent", "bp", "points", "stored", "number"]
_DECIMALS: Final[Mapping[Kind, re.Pattern[str]]] = MappingProxyType(
    {
        "points": re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,4})?"),
        "stored": re.compile(r"-?[0-9]{1,12}\.[0-9]{4}"),
        "number": re.compile(r"-?[0-9]{1,24}(\.[0-9]{1,6})?"),
    }
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in both languages and the kind of its cells."""

    zh: str
    en: str
    kind: Kind = "text"

    def name(self, language: str) -> str:
        """Return the name in `language`: `en`, anything else is zh-CN."""
        return self.en if language == "en" else self.zh

    def takes(self, cell: Cell) -> bool:
        """Whether a cell is of the column's kind."""
        if cell is None:
            return True
        if self.kind == "text":
            return isinstance(cell, str)
        if self.kind in _DECIMALS and isinstance(cell, str):
            return _DECIMALS[self.kind].fullmatch(cell) is not None
        return isinstance(cell, int) and not isinstance(cell, bool)


@dataclass(frozen=True, slots=True)
class Table:
    """
    One table of a report. With `chart` "bars" its first column names the bars and the first figure measures them.

    :raises ValueError: if a row does not fit the columns, or there is nothing to draw the bars from.
    """

    name_zh: str
    name_en: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    chart: Literal["bars"] | None = None

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns) or not all(map(Column.takes, self.columns, row)):
                raise ValueError(f"{self.name_en}: {row} does not fit its columns")
        if self.chart is not None and (self.columns[0].kind != "text" or not self.figures):
            raise ValueError(f"{self.name_en}: bars need names in the first column and a figure behind them")

    def name(self, language: str) -> str:
        """Return the name in `language`: `en`, anything else is zh-CN."""
        return self.name_en if language == "en" else self.name_zh

    @property
    def figures(self) -> tuple[int, ...]:
        """The places of the columns that hold figures."""
        return tuple(place for place, column in enumerate(self.columns) if column.kind != "text")


@dataclass(frozen=True, slots=True)
class Report:
    """A report: what it is, of which dates and whom, what must be known to read it, and its tables."""

    title_zh: str
    title_en: str
    period: str
    scope_zh: str
    scope_en: str
    notes: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]

    def title(self, language: str) -> str:
        """Return the title in `language`: `en`, anything else is zh-CN."""
        return self.title_en if language == "en" else self.title_zh

    def scope(self, language: str) -> str:
        """Return whom it is about, in `language`."""
        return self.scope_en if language == "en" else self.scope_zh

    def notes_in(self, language: str) -> tuple[str, ...]:
        """Return the notes in `language`."""
        return tuple(en if language == "en" else zh for zh, en in self.notes)


def shown(cell: Cell, kind: Kind) -> str:
    """
    Return a cell as it is printed, exactly; nothing for `None`.

    >>> shown(4445, "bp"), shown(-5, "bp"), shown(40, "percent"), shown("78.0", "points"), shown(None, "count")
    ('44.45%', '-0.05%', '40%', '78.0', '')
    """
    if cell is None:
        return ""
    if kind == "percent":
        return f"{cell}%"
    if kind == "bp" and isinstance(cell, int):
        whole, part = divmod(abs(cell), 100)
        return f"{'-' if cell < 0 else ''}{whole}.{part:02}%"
    return str(cell)
