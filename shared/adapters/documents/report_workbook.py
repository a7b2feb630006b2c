"""A report as a workbook (.xlsx): one sheet a table, native bars, and a sheet that says what was reported."""

import io
import re
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from shared.domain.work.reports import Cell, Column, Report, Table

CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS: Final = {
    "minutes": "#,##0",
    "count": "#,##0",
    "percent": "0%",
    "bp": "0.00%",
    "points": "0.0",
    "stored": "0.0000",
    "number": "General",
}
UNITS: Final = {"percent": 100, "bp": 10_000}
ABOUT: Final = {"en": "About", "zh-CN": "说明"}
MADE_AT: Final = datetime(1980, 1, 1)  # noqa: DTZ001 (every file says the same, so that equal content is equal bytes)
LONGEST_CELL: Final = 32_767
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_A_NAME: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def xlsx_of(report: Report, language: str) -> bytes:
    """
    Return the report as a workbook in `language`; the same report always gives the same bytes.

    Text is written as text, whatever it begins with: never a formula, a link or a number. Shares are numbers with a
    percent format. Characters that XML cannot carry are left out, and cells are cut at Excel's 32 767 characters.
    """
    import xlsxwriter

    lang = "en" if language == "en" else "zh-CN"
    written = io.BytesIO()
    # in memory: a workbook that is streamed leaves its charts without the figures that previews draw them from
    with xlsxwriter.Workbook(written, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": _text(report.title(lang)), "created": MADE_AT})
        names: list[str] = []
        for table in report.tables:
            names.append(_sheet_name(table.name(lang), names))
            _write_table(workbook, names[-1], table, lang)
        _write_about(workbook, _sheet_name(ABOUT[lang], names), report, lang)
    return written.getvalue()


def _write_table(workbook: Any, name: str, table: Table, language: str) -> None:
    sheet = workbook.add_worksheet(name)
    heading = workbook.add_format({"bold": True, "bg_color": "#EDF0F4", "text_wrap": True, "valign": "top"})
    for place, column in enumerate(table.columns):
        wide = column.kind == "text"
        styles = {"text_wrap": True, "valign": "top"} if wide else {"num_format": FORMATS[column.kind]}
        sheet.set_column(place, place, 28 if wide else 12)
        sheet.write_string(0, place, _text(column.name(language)), heading)
        style = workbook.add_format({**styles, "valign": "top"})
        for number, row in enumerate(table.rows, start=1):
            _write_cell(sheet, number, place, row[place], column, style)
    sheet.freeze_panes(1, 0)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    sheet.set_paper(9)
    if table.chart is not None and table.rows:
        _add_bars(workbook, sheet, name, table)


def _write_cell(sheet: Any, row: int, place: int, cell: Cell, column: Column, style: Any) -> None:
    if cell is None:
        return
    if column.kind == "text":
        sheet.write_string(row, place, _text(str(cell)), style)
    else:
        sheet.write_number(row, place, float(Decimal(cell) / UNITS.get(column.kind, 1)), style)


def _add_bars(workbook: Any, sheet: Any, name: str, table: Table) -> None:
    place, last = table.figures[0], len(table.rows)
    chart = workbook.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": [name, 0, place],
            "categories": [name, 1, 0, last, 0],
            "values": [name, 1, place, last, place],
            "fill": {"color": "#1D5BD6"},
            "data_labels": {"value": True},
            "gap": 60,
        }
    )
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    chart.set_size({"width": 560, "height": 120 + 28 * min(last, 60)})
    sheet.insert_chart(0, len(table.columns) + 1, chart)


def _write_about(workbook: Any, name: str, report: Report, language: str) -> None:
    sheet = workbook.add_worksheet(name)
    sheet.set_column(0, 0, 80)
    style = workbook.add_format({"text_wrap": True, "valign": "top"})
    lines = (report.title(language), report.scope(language), report.period, *report.notes_in(language))
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, _text(line), style)


def _text(text: str) -> str:
    kept = _NOT_XML.sub("", text)
    if len(kept.encode("utf-16-le")) // 2 > LONGEST_CELL:
        kept = kept.encode("utf-16-le")[: 2 * (LONGEST_CELL - 1)].decode("utf-16-le", "ignore") + "…"
    # XlsxWriter takes a text that begins with <r> and ends with </r> for markup of its own and would not escape it
    return kept + " " if kept.startswith("<r>") and kept.endswith("</r>") else kept


def _sheet_name(wanted: str, taken: list[str]) -> str:
    """Return a name that Excel takes: 1 to 31 units, none of []:*?/\\, no apostrophe at an end, not used before."""
    plain = " ".join(_NOT_IN_A_NAME.sub(" ", _NOT_XML.sub("", wanted)).split()).strip("' ") or "-"
    if plain.lower() == "history":  # Excel keeps this name for itself
        plain = f"{plain} 1"
    used = {each.lower() for each in taken}
    name, number = _cut(plain, 31), 1
    while name.lower() in used:
        number += 1
        name = f"{_cut(plain, 27)} {number}"
    return name


def _cut(text: str, units: int) -> str:
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore").rstrip("' ")
