"""A person's performance report as one HTML page: each number opens its records, on a phone and on paper (A4)."""

import functools
import hashlib
from collections.abc import Mapping
from datetime import timedelta, tzinfo
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from shared.adapters.documents.pages import HERE, legible, page
from shared.adapters.documents.performance_charts import TARGET_AT, Dot, score_bar, trend
from shared.adapters.documents.performance_labels import LABELS
from shared.adapters.documents.performance_lines import LineView, shares
from shared.adapters.documents.performance_texts import (
    arrow,
    every_month,
    joined,
    month_name,
    newest,
    percent,
    tenth,
    told,
)
from shared.domain.kpi.events import Event
from shared.domain.numbers import exact, quantize
from shared.domain.performance.months import MonthPoint
from shared.domain.performance.person import PersonReport, ReportLine
from shared.domain.performance.words import HOW, RUNNING, STATES, TITLE, said, standing_of, state_of

TEMPLATES: Final = (
    "performance_base.html",
    "performance_page.html",
    "performance_parts.html",
    "performance.css",
    "pages.css",
)


def person_page(report: PersonReport, records: Mapping[str, Event], zone: tzinfo, language: str) -> str:
    """
    Return a person's report as a complete page in `language` (`en`, anything else is zh-CN).

    `records` are the events behind it by id; one that is not among them is printed by its id alone. The same report
    always gives the same text: the only time in it is that at which its score was computed.
    """
    lang = "en" if language == "en" else "zh-CN"
    return _Page(report, LineView(lang, records, report.whose.currency), zone, lang).text()


@functools.cache
def template_digest() -> str:
    """Return the SHA-256 of the page's template with everything that it includes."""
    return hashlib.sha256(b"\0".join(HERE.joinpath(each).read_bytes() for each in TEMPLATES)).hexdigest()


class _Page:
    def __init__(self, report: PersonReport, view: LineView, zone: tzinfo, language: str) -> None:
        self._report, self._view, self._zone, self._language = report, view, zone, language
        self._labels = LABELS[language]
        kpis = [kpi.kpi_id for month in reversed(report.trend) for kpi in month.kpis]
        self._numbers = {kpi_id: number for number, kpi_id in enumerate(dict.fromkeys(kpis), start=1)}

    def text(self) -> str:
        report, labels = self._report, self._labels
        to, last = (" to " if self._language == "en" else " 至 "), report.until_on - timedelta(days=1)
        return page(
            "performance_page.html",
            L=labels,
            lang=self._language,
            title=said(TITLE, self._language),
            whose=legible(report.whose.name),
            month=report.month,
            company=legible(report.whose.company),
            positions=[self._position(each.zh, each.en, each.share_bp) for each in report.whose.positions],
            manager=legible(report.whose.manager),
            period=f"{report.first_on}{to}{last}",
            workdays=labels["workdays_so_far" if report.provisional else "workdays"].format(report.workdays),
            running=said(RUNNING, self._language) if report.provisional else "",
            provisional=report.provisional,
            target_at=TARGET_AT,
            lines=[self._line(each) for each in report.lines],
            months=[self._month(each) for each in reversed(report.trend)],
            how=said(HOW, self._language),
            hash=report.score.hash if report.score else "",
            plans=" ".join(report.score.plan_version_ids) if report.score else "",
            **self._head(),
            **self._trend(),
        )

    def _head(self) -> dict[str, Any]:
        report, at = self._report, self._report.computed_at
        standing = standing_of(report) if report.score else state_of(report)
        as_of = f"{at.astimezone(self._zone):%Y-%m-%d %H:%M}" if at else ""
        return {
            "has_total": report.shown is not None,
            "standing": said(standing, self._language),
            "state": said(state_of(report), self._language),
            "as_of": self._labels["as_of"].format(as_of) if at else "",
            "why": report.sentence(self._language),
            "lost": report.lost,
            "bonus": report.bonus,
            "worst": self._worst(report.most_lost),
            **self._total(),
            **self._bar(),
        }

    def _total(self) -> dict[str, Any]:
        report, labels, cut, change = self._report, self._labels, "", ""
        if report.score is None or report.shown is None:
            return {"total": "", "grade": "", "coefficient": "", "cut": cut, "change": change}
        card = report.score.card
        if card.cap_cut and card.official_total is not None:
            cut = labels["cut"].format(quantize(card.cap_cut, 1), quantize(card.official_total, 1))
        if report.change is not None:
            before = month_name(report.trend[-2].month, self._language)
            change = f"{labels['against'].format(before)} {arrow(report.change)}"
        factor = "" if card.coefficient is None else exact(card.coefficient)
        return {
            "total": report.shown.total,
            "grade": card.grade or "",
            "coefficient": factor,
            "cut": cut,
            "change": change,
        }

    def _bar(self) -> dict[str, Any]:
        scored = [each for each in self._report.lines if each.weighted is not None]
        said_of = [told(self._view.name(each), shares(each), self._language) for each in scored]
        parts = [
            (each.line.weight_bp, each.line.points, words, self._anchor("r", each.kpi_id))
            for each, words in zip(scored, said_of, strict=True)
        ]
        return {"bar": score_bar(parts), "bar_told": joined(said_of, self._language)}

    def _worst(self, line: ReportLine | None) -> str:
        if line is None:
            return ""
        name, lost = self._view.name(line), self._view.lost(line)
        if self._language == "en":
            return f"{name}, {lost}. {self._view.reason(line)}."
        return f"{name}，{lost}。{self._view.reason(line)}。"

    def _line(self, each: ReportLine) -> dict[str, Any]:
        anchors = {"anchor": self._anchor("l", each.kpi_id), "records": self._anchor("r", each.kpi_id)}
        return {**self._view.of(each), **anchors}

    def _month(self, point: MonthPoint) -> dict[str, Any]:
        return {
            "anchor": f"m-{point.month}",
            "month": month_name(point.month, self._language),
            "grade": point.grade or "",
            "total": tenth(point.shown_total),
            "state": said(STATES[point.state], self._language),
            "kpis": [
                {
                    "anchor": self._anchor(f"m-{point.month}", each.kpi_id),
                    "name": legible(each.name(self._language)),
                    "value": each.value.words(self._language) if each.value else "—",
                    "points": tenth(each.points),
                    "records": each.event_ids,
                }
                for each in point.kpis
            ],
        }

    def _trend(self) -> dict[str, Any]:
        months, total = self._report.trend, self._labels["total"]
        dots = [self._dot(each, each.shown_total, f"m-{each.month}") for each in months]
        return {
            "trend": trend(dots),
            "trend_told": every_month(total, dots, self._language),
            "trend_caption": newest(total, dots, self._language),
            "sparks": [self._spark(each) for each in self._report.lines],
        }

    def _spark(self, line: ReportLine) -> dict[str, Any]:
        dots = [
            self._dot(each, _points(each, line.kpi_id), self._anchor(f"m-{each.month}", line.kpi_id))
            for each in self._report.trend
        ]
        name = f"{self._view.name(line)} {self._labels['score']}"
        return {
            "chart": trend(dots),
            "told": every_month(name, dots, self._language),
            "caption": newest(name, dots, self._language),
        }

    def _dot(self, month: MonthPoint, value: Decimal | None, anchor: str) -> Dot:
        words = self._labels["gap"] if value is None else f"{value}"
        return Dot(
            label=month_name(month.month, self._language, short=True),
            value=None if value is None else Fraction(value),
            words=words,
            told=told(month_name(month.month, self._language), words, self._language),
            anchor=anchor,
        )

    def _anchor(self, kind: str, kpi_id: str) -> str:
        return f"{kind}-{self._numbers[kpi_id]}"

    def _position(self, zh: str, en: str, share_bp: int) -> str:
        name = legible(en if self._language == "en" else zh)
        return name if share_bp == 10_000 else f"{name} {percent(share_bp)}"


def _points(month: MonthPoint, kpi_id: str) -> Decimal | None:
    point = month.kpi(kpi_id)
    return None if point is None or point.points is None else quantize(point.points, 1)
