"""A person's performance report (个人绩效报表) of a month: the score on record, line by line, with where it comes from.

Every figure is the score's own: nothing is computed anew, so a report and the score never differ. The variance of a
line is value less target, also where nothing was done: then it is the whole target, with a minus. What could not be
measured has none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from shared.domain.kpi.score import Score
from shared.domain.kpi.scorecard import ScoreLine, Shown
from shared.domain.performance.figures import Figure, difference, figure
from shared.domain.performance.months import Change, MonthPoint, Reading, total_change
from shared.domain.periods import Period

NO_SCORE: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "report.not_there_yet": (
            "这个月还没有入职，所以没有得分。",
            "They had not joined yet in this month, so there is no score.",
        ),
        "report.had_left": (
            "这个月之前已经离职，所以没有得分。",
            "They had left before this month, so there is no score.",
        ),
        "report.no_position": (
            "这个月没有岗位，所以没有考核方案。请 HR 在成员里设置岗位。",
            "They held no position in this month, so no plan applies. HR can set a position.",
        ),
        "report.no_plan": (
            "这个月没有生效的考核方案，所以没有得分。请 HR 发布方案。",
            "No plan was in force in this month, so there is no score. HR can publish one.",
        ),
        "report.not_computed": (
            "得分还没有计算，下一次计算后会出现在这里。",
            "The score has not been computed yet. It appears here after the next run.",
        ),
    }
)
"""Why somebody has no score, by code."""


@dataclass(frozen=True, slots=True)
class Position:
    """A position in both languages, with its share of the person's time in basis points."""

    zh: str
    en: str
    share_bp: int


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose report it is, as the company knows them on the last day of the month."""

    person_id: str
    name: str
    company: str
    currency: str
    positions: tuple[Position, ...] = ()
    manager: str = ""


@dataclass(frozen=True, slots=True)
class ReportLine:
    """
    One KPI: the line on record, and what a report says beside it.

    `weighted`, `lost` and `bonus` are the shown tenths, which add up as printed; None where nothing was scored.
    """

    line: ScoreLine
    value: Figure | None
    target: Figure | None
    variance: Figure | None
    change: Change | None
    weighted: Decimal | None
    lost: Decimal | None
    bonus: Decimal | None

    @property
    def kpi_id(self) -> str:
        """The KPI's id."""
        return self.line.kpi_id

    def name(self, language: str) -> str:
        """Return the name that the KPI had when it was scored; its id for a score older than names."""
        return (self.line.name_en if language == "en" else self.line.name_zh) or self.line.kpi_id


@dataclass(frozen=True, slots=True)
class PersonReport:
    """
    What a person's month was. Without a score, `why_none` is a code of `NO_SCORE`.

    `trend` ends with the month itself. `change` is that of the shown total.
    """

    whose: Whose
    month: str
    first_on: date
    until_on: date
    workdays: int
    provisional: bool
    trend: tuple[MonthPoint, ...]
    score: Score | None = None
    shown: Shown | None = None
    lines: tuple[ReportLine, ...] = ()
    change: Decimal | None = None
    why_none: str = ""

    @property
    def most_lost(self) -> ReportLine | None:
        """The line that lost most; None if nothing was lost."""
        lost = [each for each in self.lines if each.line.lost > 0]
        return min(lost, key=lambda each: (-each.line.lost, each.kpi_id), default=None)

    @property
    def lost(self) -> Decimal | None:
        """All shown points lost together; None without a total."""
        return None if self.shown is None else sum(self.shown.lost.values(), Decimal("0.0"))

    @property
    def bonus(self) -> Decimal | None:
        """All shown bonus points together; None without a total."""
        return None if self.shown is None else sum(self.shown.bonus.values(), Decimal("0.0"))

    @property
    def computed_at(self) -> datetime | None:
        """When the score was computed that the report shows."""
        return None if self.score is None else self.score.computed_at

    def sentence(self, language: str) -> str:
        """Return why there is no score, in words; empty if there is one."""
        return NO_SCORE[self.why_none][language == "en"] if self.why_none else ""


def person_report(
    whose: Whose,
    period: Period,
    scores: Mapping[str, Score],
    reading: Reading,
    *,
    why_none: str = "report.not_computed",
    is_running: bool = False,
) -> PersonReport:
    """
    Return the report of a month from a person's newest scores by month.

    `why_none` and `is_running` say what the month is where it has no score.
    """
    trend, score = reading.trend(scores, period), scores.get(period.key)
    if score is None:
        days = period.first_on, period.until_on, trend[-1].workdays
        return PersonReport(whose, period.key, *days, is_running, trend, why_none=why_none)
    shown = score.card.shown
    return PersonReport(
        whose=whose,
        month=period.key,
        first_on=period.first_on,
        until_on=period.until_on,
        workdays=trend[-1].workdays,
        provisional=score.provisional,
        trend=trend,
        score=score,
        shown=shown,
        lines=tuple(_line(each, shown, trend, reading) for each in score.card.lines),
        change=total_change(trend),
    )


def _line(
    line: ScoreLine, shown: Shown | None, trend: tuple[MonthPoint, ...], reading: Reading
) -> ReportLine:
    definition, key = reading.catalogue.get(line.kpi_id), line.kpi_id
    return ReportLine(
        line=line,
        value=figure(line.value, definition),
        target=figure(line.target, definition, trim=True),
        variance=difference(_variance(line), definition),
        change=reading.change(key, trend),
        weighted=shown.weighted.get(key) if shown else None,
        lost=shown.lost.get(key) if shown else None,
        bonus=shown.bonus.get(key) if shown else None,
    )


def _variance(line: ScoreLine) -> Fraction | None:
    if line.target is None or line.state not in ("scored", "zero"):
        return None
    return (Fraction(0) if line.value is None else line.value) - line.target
