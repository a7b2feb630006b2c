"""The performance report of several people as one HTML page: everybody's total, and each KPI added up."""

from fractions import Fraction
from typing import Any

from shared.adapters.documents.pages import legible, page
from shared.adapters.documents.performance_charts import TARGET_AT, Dot, level, trend
from shared.adapters.documents.performance_labels import LABELS
from shared.adapters.documents.performance_texts import arrow, every_month, joined, month_name, tenth, told
from shared.domain.numbers import exact
from shared.domain.performance.figures import grouped
from shared.domain.performance.person import PersonReport
from shared.domain.performance.team import Added, KpiOfMany, TeamReport
from shared.domain.performance.words import HOW, LINE_STATES, RUNNING, TITLE, said, state_of


def team_page(report: TeamReport, language: str) -> str:
    """Return the report of several people as a complete page in `language` (`en`, anything else is zh-CN)."""
    return _Page(report, "en" if language == "en" else "zh-CN").text()


class _Page:
    def __init__(self, report: TeamReport, language: str) -> None:
        self._report, self._language, self._labels = report, language, LABELS[language]

    def text(self) -> str:
        report, labels = self._report, self._labels
        bars = [self._bar(number, each) for number, each in enumerate(report.members) if each.shown]
        months = [each.month for each in report.members[0].trend] if report.members else []
        return page(
            "performance_team.html",
            L=labels,
            lang=self._language,
            title=said(TITLE, self._language),
            whose=legible(said((report.scope_zh, report.scope_en), self._language)),
            company=legible(report.company),
            month=report.month,
            period=month_name(report.month, self._language),
            covered=labels["covered"].format(len(report.members), len(report.scored)),
            running=said(RUNNING, self._language) if report.provisional else "",
            target_at=TARGET_AT,
            bars=bars,
            bars_told=joined([each["told"] for each in bars], self._language),
            people=[self._person(number, each) for number, each in enumerate(report.members)],
            without=[self._without(each) for each in report.without_total],
            kpis=[self._kpi(number, each) for number, each in enumerate(report.kpis)],
            month_names=[month_name(each, self._language) for each in months],
            totals=[self._totals(each) for each in report.members],
            grades=report.grades,
            how=said(HOW, self._language),
        )

    def _bar(self, number: int, each: PersonReport) -> dict[str, Any]:
        total = each.shown.total if each.shown else None
        name = legible(each.whose.name)
        words = told(name, f"{total}", self._language)
        return {"anchor": f"p-{number}", "name": name, "total": total, "told": words, "level": level(total)}

    def _person(self, number: int, each: PersonReport) -> dict[str, Any]:
        worst = each.most_lost
        positions = [legible(said((held.zh, held.en), self._language)) for held in each.whose.positions]
        return {
            "anchor": f"p-{number}",
            "name": legible(each.whose.name),
            "positions": " / ".join(positions),
            "total": each.shown.total if each.shown else "—",
            "grade": (each.score and each.score.card.grade) or "—",
            "change": "—" if each.change is None else arrow(each.change),
            "worst": f"{legible(worst.name(self._language))} −{worst.lost}" if worst else "—",
            "records": sorted({id_ for line in each.lines for id_ in line.line.event_ids}),
        }

    def _without(self, each: PersonReport) -> dict[str, str]:
        why = each.sentence(self._language) or said(state_of(each), self._language)
        return {"name": legible(each.whose.name), "why": why}

    def _kpi(self, number: int, kpi: KpiOfMany) -> dict[str, Any]:
        labels, now = self._labels, kpi.now
        dots = [self._dot(number, each) for each in kpi.months]
        states = [
            labels["unscored"].format(said(LINE_STATES[state], self._language), count)
            for state, count in kpi.unscored
        ]
        shared = [labels["shared"].format(kpi.shared)] if kpi.shared else []
        return {
            "name": legible(kpi.name(self._language)),
            "value": now.value.words(self._language) if now.value else "—",
            "facts": [labels["sample"].format(kpi.n), *states, *shared],
            "told": every_month(legible(kpi.name(self._language)), dots, self._language),
            "caption": f"{labels['trend']} · {labels['actual']}",
            "chart": trend(dots, full=None, mark=None),
            "rows": [self._row(number, each) for each in reversed(kpi.months) if each.people or each is now],
        }

    def _dot(self, number: int, added: Added) -> Dot:
        words = added.value.words(self._language) if added.value else self._labels["gap"]
        said_of = told(month_name(added.month, self._language), words, self._language)
        label = month_name(added.month, self._language, short=True)
        value = added.value.exact if added.value else None
        return Dot(label, value, words.split(" ")[0], said_of, f"t-{number}-{added.month}")

    def _row(self, number: int, added: Added) -> dict[str, Any]:
        return {
            "anchor": f"t-{number}-{added.month}",
            "month": month_name(added.month, self._language),
            "people": added.people,
            "numerator": _number(added.numerator),
            "denominator": _number(added.denominator),
            "value": added.value.words(self._language) if added.value else "—",
            "records": added.records,
        }

    def _totals(self, each: PersonReport) -> dict[str, Any]:
        totals = [tenth(point.shown_total) for point in each.trend]
        return {"name": legible(each.whose.name), "totals": totals}


def _number(value: Fraction | None) -> str:
    return "—" if value is None else grouped(exact(value, 2))
