"""A report as one HTML page: readable on a phone, in the dark and on paper, with its bars drawn as SVG."""

from decimal import Decimal
from typing import Any, Final
from unicodedata import east_asian_width

from shared.adapters.documents.pages import legible, page
from shared.domain.work.reports import Cell, Column, Kind, Report, Table, shown

WIDEST_BAR: Final = 343
"""Units of the drawing: the text column of a phone 375 pixels wide."""
BAR_HEIGHT: Final = 42
WIDEST_LABEL: Final = 36
"""Half-width characters of a bar's name that leave room for its figure."""
NOTHING: Final = {"en": "There is nothing in this table.", "zh-CN": "这张表没有内容。"}


def page_of(report: Report, language: str) -> str:
    """
    Return the report as a complete page in `language` (`en`, anything else is zh-CN).

    Figures are grouped by thousands and a minus is −; they are the report's own otherwise. Nothing to say is —.
    """
    lang = "en" if language == "en" else "zh-CN"
    return page(
        "report_page.html",
        lang=lang,
        title=legible(report.title(lang)),
        period=legible(report.period),
        scope=legible(report.scope(lang)),
        notes=[legible(note) for note in report.notes_in(lang)],
        tables=[_table(table, lang) for table in report.tables],
        nothing=NOTHING[lang],
    )


def _table(table: Table, language: str) -> dict[str, Any]:
    return {
        "name": legible(table.name(language)),
        "columns": [
            {"name": legible(column.name(language)), "figure": column.kind != "text"}
            for column in table.columns
        ],
        "rows": [[_cell(*each) for each in zip(row, table.columns, strict=True)] for row in table.rows],
        "chart": _chart(table, language) if table.chart and table.rows else None,
    }


def _cell(cell: Cell, column: Column) -> dict[str, Any]:
    return {"text": _printed(cell, column.kind), "figure": column.kind != "text"}


def _printed(cell: Cell, kind: Kind) -> str:
    if cell is None:
        return "—"
    if kind == "text":
        return legible(str(cell))
    text = f"{cell:,}" if isinstance(cell, int) and kind not in ("percent", "bp") else shown(cell, kind)
    return text.replace("-", "−")


def _chart(table: Table, language: str) -> dict[str, Any]:
    place = table.figures[0]
    column = table.columns[place]
    values = [row[place] for row in table.rows]
    largest = max((Decimal(value) for value in values if value is not None), default=Decimal(0))
    bars = []
    for number, (row, value) in enumerate(zip(table.rows, values, strict=True)):
        name = legible(str(row[0] or ""))
        length = max(Decimal(value or 0), Decimal(0)) * WIDEST_BAR / largest if largest > 0 else Decimal(0)
        bars.append(
            {
                "name": name,
                "label": _fitting(name),
                "value": _printed(value, column.kind),
                "width": f"{length:.1f}" if length else "",
                "y": number * BAR_HEIGHT,
            }
        )
    between, end = (": ", "; ") if language == "en" else ("：", "；")
    told = end.join(f"{bar['name']} {bar['value']}" for bar in bars)
    return {
        "bars": bars,
        "height": len(bars) * BAR_HEIGHT,
        "told": f"{legible(table.name(language))}{between}{told}",
    }


def _fitting(name: str) -> str:
    width = 0
    for place, character in enumerate(name):
        width += 2 if east_asian_width(character) in "WF" else 1
        if width > WIDEST_LABEL:
            return name[: place - 1] + "…"
    return name
