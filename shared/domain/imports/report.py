"""The list of refused rows (未导入的行) as a CSV file that a spreadsheet opens and runs nothing of."""

import csv
import io
from collections.abc import Iterable
from typing import Final

from shared.domain.imports.cells import RefusedRow

TITLES: Final = ("文件 file", "行 line", "列 column", "内容 text", "原因", "reason")
_BEGINS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def refused_csv(rows: Iterable[RefusedRow]) -> str:
    """Return the file's text, with a byte order mark, without which Excel in China shows Chinese as noise."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(TITLES)
    for row in rows:
        cells = (row.file, str(row.line), row.column, row.text, row.why, row.why_en)
        writer.writerow([_harmless(each) for each in cells])
    return "\ufeff" + out.getvalue()


def _harmless(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{text}" if text.startswith(_BEGINS_FORMULA) else text
