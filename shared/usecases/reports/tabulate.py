"""Write performance reports as tables for CSV and workbook: the figures as stored, each with its records' ids.

One person and a whole company are written alike: a row a person, a row a KPI of a person, a row a record of a KPI.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from shared.domain.company import Company, spoken
from shared.domain.kpi.events import Event
from shared.domain.money import Money
from shared.domain.numbers import exact
from shared.domain.performance.person import PersonReport, ReportLine
from shared.domain.performance.team import TeamReport
from shared.domain.performance.words import (
    COUNTED,
    HOW,
    LEFT_OUT,
    LINE_STATES,
    RUNNING,
    STATES,
    TITLE,
    said,
    standing_of,
    state_of,
)
from shared.domain.work.reports import Cell, Report, Table
from shared.usecases.reports.columns import ADDED, GRADES, LINES, RECORDS, SUMMARY, TREND

Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Tabulating:
    """What tables are written with: the company, the language, and the events behind the reports by id."""

    company: Company
    language: str
    records: Mapping[str, Event]

    def person(self, report: PersonReport) -> Report:
        """Return one person's report as tables."""
        name = report.whose.name
        return self._report([report], report.month, (name, name), ())

    def team(self, report: TeamReport) -> Report:
        """Return the report of several people as tables; each KPI added up comes behind everybody's own."""
        scope = (report.scope_zh, report.scope_en)
        return self._report(report.members, report.month, scope, tuple(self._of_many(report)))

    def _report(
        self, people: Sequence[PersonReport], month: str, scope: tuple[str, str], more: tuple[Table, ...]
    ) -> Report:
        notes = (HOW, RUNNING) if any(each.provisional for each in people) else (HOW,)
        tables = (
            Table("总分", "Summary", SUMMARY, tuple(map(self._summary, people))),
            Table("每项得分", "Lines", LINES, tuple(self._each_line(people))),
            Table("依据", "Records", RECORDS, tuple(self._each_record(people))),
            Table("趋势", "Trend", TREND, tuple(self._each_month(people))),
            *more,
        )
        zh, en = (f"{self.company.name} · {each}" for each in scope)
        return Report(*TITLE, month, zh, en, notes, tables)

    def _summary(self, report: PersonReport) -> Row:
        worst = report.most_lost
        return (
            report.whose.name,
            " / ".join(said((each.zh, each.en), self.language) for each in report.whose.positions),
            report.whose.manager,
            report.month,
            said(state_of(report), self.language),
            *self._figures(report),
            worst.name(self.language) if worst else "",
            report.sentence(self.language) or (self._reason(worst) if worst else ""),
            spoken(report.computed_at, self.company),
            " ".join(report.score.plan_version_ids) if report.score else "",
            report.score.hash if report.score else "",
        )

    def _figures(self, report: PersonReport) -> Row:
        if report.score is None:
            return ("", None, None, "", None, None, None, None, None, None)
        card = report.score.card
        return (
            said(standing_of(report), self.language),
            _text(card.total),
            _text(card.official_total),
            card.grade or "",
            None if card.coefficient is None else exact(card.coefficient),
            _sum(report, "lost"),
            _sum(report, "bonus"),
            None if card.total is None else _text(card.cap_cut),
            card.na_weight_bp,
            card.blocked_weight_bp,
        )

    def _each_line(self, people: Iterable[PersonReport]) -> Iterator[Row]:
        for report in people:
            for each in report.lines:
                line = each.line
                yield (
                    report.whose.name,
                    each.name(self.language),
                    said(LINE_STATES[line.state], self.language),
                    line.plan_weight_bp,
                    line.weight_bp,
                    each.value.words(self.language) if each.value else "",
                    each.target.words(self.language) if each.target else "",
                    _number(line.value),
                    _number(line.numerator),
                    _number(line.denominator),
                    line.n,
                    _number(line.target),
                    _number(each.variance.exact if each.variance else None),
                    _number(each.change.plain.exact if each.change and each.change.plain else None),
                    _text(line.points),
                    _text(line.weighted),
                    _text(line.lost),
                    _text(line.bonus),
                    self._reason(each),
                    len(line.event_ids),
                    line.first_on,
                    line.until_on,
                    line.kpi_id,
                )

    def _each_record(self, people: Iterable[PersonReport]) -> Iterator[Row]:
        for report in people:
            for each in report.lines:
                counted = [(id_, COUNTED, "") for id_ in each.line.event_ids]
                left_out = [(id_, LEFT_OUT, why) for id_, why in each.line.excluded]
                for id_, standing, why in (*counted, *left_out):
                    event = self.records.get(id_)
                    yield (
                        report.whose.name,
                        each.name(self.language),
                        said(standing, self.language),
                        why,
                        id_,
                        event.type if event else "",
                        event.on.isoformat() if event else "",
                        (event.customer or "") if event else "",
                        amount_of(event, self.company.currency),
                        each.kpi_id,
                    )

    def _each_month(self, people: Iterable[PersonReport]) -> Iterator[Row]:
        for report in people:
            for month in report.trend:
                state = said(STATES[month.state], self.language)
                yield (
                    report.whose.name,
                    month.month,
                    "",
                    state,
                    _text(month.total),
                    None,
                    0,
                    month.score_hash,
                )
                for each in month.kpis:
                    yield (
                        report.whose.name,
                        month.month,
                        each.name(self.language),
                        said(LINE_STATES[each.state], self.language),
                        _text(each.points),
                        _number(each.value.exact if each.value else None),
                        len(each.event_ids),
                        " ".join(each.event_ids),
                    )

    def _of_many(self, report: TeamReport) -> Iterator[Table]:
        rows = [
            (
                each.name(self.language),
                added.month,
                added.people,
                _number(added.numerator),
                _number(added.denominator),
                _number(added.value.exact if added.value else None),
                added.value.words(self.language) if added.value else "",
            )
            for each in report.kpis
            for added in each.months
        ]
        yield Table("指标合计", "KPIs added up", ADDED, tuple(rows))
        if report.grades is not None:
            yield Table("等级分布", "Grades", GRADES, report.grades)

    def _reason(self, line: ReportLine) -> str:
        return line.line.reason.en if self.language == "en" else line.line.reason.zh


def amount_of(event: Event | None, currency: str) -> str | None:
    """Return the amount that stands in an event, in major units; None if there is none."""
    if event is None or event.amount_minor is None:
        return None
    return Money(event.amount_minor, currency).amount


def _text(points: Decimal | None) -> str | None:
    return None if points is None else f"{points:f}"


def _number(value: Fraction | None) -> str | None:
    return None if value is None else exact(value)


def _sum(report: PersonReport, part: str) -> str | None:
    if report.shown is None:
        return None
    return _text(sum((getattr(each.line, part) for each in report.lines), Decimal("0.0000")))
