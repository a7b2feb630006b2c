"""A report as files: CSV here, workbook and page beside it. The same figure stands in each of them."""

import csv
import io
import re
from typing import Final

from shared.adapters.documents.report_page import page_of
from shared.adapters.documents.report_workbook import xlsx_of
from shared.domain.work.reports import Cell, Column, Report, shown

__all__ = ["csv_of", "original", "page_of", "xlsx_of"]

CSV_TYPE: Final = "text/csv; charset=utf-8"
_BEGINS_A_FORMULA: Final = re.compile(r"[\t\r\n ]*[=+\-@＝＋－＠'\t\r\n]")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def csv_of(report: Report, language: str) -> bytes:
    """
    Return the report's tables as CSV (RFC 4180) in `language`: UTF-8 with a byte order mark, lines end with CRLF.

    The first table is its header and its rows, from the first line on. Further tables follow behind an empty line
    and a line with their name. Text that a spreadsheet could take for a formula has an apostrophe in front;
    so has text that begins with one, so that `original` gives back what it was. Shares are printed with %.
    """
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\r\n")
    for number, table in enumerate(report.tables):
        if number:
            lines.writerows(([], [_safe(table.name(language))]))
        lines.writerow([_safe(column.name(language)) for column in table.columns])
        lines.writerows(
            [_field(*each) for each in zip(row, table.columns, strict=True)] for row in table.rows
        )
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def original(field: str) -> str:
    """
    Return the text that `csv_of` wrote as `field`.

    >>> original("'=1+1"), original("''quoted'"), original("plain")
    ('=1+1', "'quoted'", 'plain')
    """
    return field.removeprefix("'")


def _field(cell: Cell, column: Column) -> str:
    text = shown(cell, column.kind)
    return _safe(text) if column.kind == "text" else text


def _safe(text: str) -> str:
    kept = _CONTROL.sub("", text)
    return f"'{kept}" if _BEGINS_A_FORMULA.match(kept) else kept
