"""A trend over calendar months, and the change from one to the next, by months as they are and by their workdays.

A month is compared with the calendar month before it, whatever its length, never with as many days. Where a figure
grows with its days (a count, a sum) the change a workday stands beside the plain one, and while the month runs it
stands alone: ten days of a month are not compared with a whole one. A month without a score is a gap, not zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal
from zoneinfo import ZoneInfo

from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.evaluated import State
from shared.domain.kpi.score import Score
from shared.domain.kpi.scorecard import ScoreLine, Status
from shared.domain.numbers import quantize
from shared.domain.performance.figures import Figure, difference, figure
from shared.domain.periods import Period
from shared.domain.workdays import Calendar

MONTHS: Final = 6
"""Calendar months that a trend shows, the month itself included."""


@dataclass(frozen=True, slots=True)
class KpiPoint:
    """One KPI in one month: its state, value and points, and the records behind them."""

    kpi_id: str
    state: State
    value: Figure | None
    numerator: Fraction | None
    denominator: Fraction | None
    points: Decimal | None
    event_ids: tuple[str, ...]
    name_zh: str = ""
    name_en: str = ""

    def name(self, language: str) -> str:
        """Return the name that the KPI had when it was scored; its id for a score older than names."""
        return (self.name_en if language == "en" else self.name_zh) or self.kpi_id


@dataclass(frozen=True, slots=True)
class MonthPoint:
    """
    One calendar month of a person: `state` is `none` where no score is on record.

    `workdays` are those of the month; of a provisional score, those that were over when it was computed.
    """

    month: str
    workdays: int
    state: Status | Literal["none"]
    provisional: bool = False
    total: Decimal | None = None
    grade: str | None = None
    score_hash: str = ""
    kpis: tuple[KpiPoint, ...] = ()

    def kpi(self, kpi_id: str) -> KpiPoint | None:
        """Return the point of a KPI, or None if the month did not have it."""
        return next((each for each in self.kpis if each.kpi_id == kpi_id), None)

    @property
    def shown_total(self) -> Decimal | None:
        """The total with one decimal place, as a scorecard shows it."""
        return None if self.total is None else quantize(self.total, 1)


@dataclass(frozen=True, slots=True)
class Change:
    """
    What is different from the calendar month before.

    `plain` is the difference of the two values; None for a figure that grows with its days while the month runs.
    `a_workday` is the relative change a workday, of such figures only.
    """

    plain: Figure | None
    a_workday: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the months of a company's scores are read with: its workdays, its zone and its KPIs."""

    calendar: Calendar
    zone: ZoneInfo
    catalogue: Mapping[str, KpiDefinition]

    def trend(self, scores: Mapping[str, Score], period: Period) -> tuple[MonthPoint, ...]:
        """Return the last months up to `period`, oldest first; `scores` are one person's, by month."""
        months = [period.earlier(back) for back in range(MONTHS - 1, 0, -1)]
        return tuple(self.point(each, scores.get(each.key)) for each in (*months, period))

    def point(self, period: Period, score: Score | None) -> MonthPoint:
        """Return one month as its score tells it."""
        if score is None:
            return MonthPoint(period.key, self.calendar.count(period.first_on, period.until_on), "none")
        card = score.card
        return MonthPoint(
            month=period.key,
            workdays=self.workdays(period, score),
            state=card.status,
            provisional=score.provisional,
            total=card.total,
            grade=card.grade,
            score_hash=score.hash,
            kpis=tuple(self._kpi(each) for each in card.lines),
        )

    def workdays(self, period: Period, score: Score) -> int:
        """Return the workdays that a score of the period covers."""
        computed_on = score.computed_at.astimezone(self.zone).date()
        last = min(computed_on, period.until_on) if score.provisional else period.until_on
        return self.calendar.count(period.first_on, last)

    def change(self, kpi_id: str, trend: Sequence[MonthPoint]) -> Change | None:
        """Return the change of a KPI in the last month of a trend; None if either month has no value."""
        before, now = trend[-2], trend[-1]
        was, is_ = before.kpi(kpi_id), now.kpi(kpi_id)
        if was is None or is_ is None or was.value is None or is_.value is None:
            return None
        definition = self.catalogue.get(kpi_id)
        plain = difference(is_.value.exact - was.value.exact, definition)
        if definition is None or not definition.is_flow or definition.of_target is not None:
            return Change(plain)
        return Change(
            None if now.provisional else plain, _a_workday(was.value.exact, before, is_.value.exact, now)
        )

    def _kpi(self, line: ScoreLine) -> KpiPoint:
        return KpiPoint(
            line.kpi_id,
            line.state,
            figure(line.value, self.catalogue.get(line.kpi_id)),
            line.numerator,
            line.denominator,
            line.points,
            line.event_ids,
            line.name_zh,
            line.name_en,
        )


def total_change(trend: Sequence[MonthPoint]) -> Decimal | None:
    """Return the difference of the last two totals as they are shown, so that it adds up with them; None for a gap."""
    before, now = trend[-2].shown_total, trend[-1].shown_total
    return None if before is None or now is None else now - before


def _a_workday(was: Fraction, before: MonthPoint, is_: Fraction, now: MonthPoint) -> Fraction | None:
    """Nothing before, or no workday yet, gives no rate to compare with."""
    if was <= 0 or not before.workdays or not now.workdays:
        return None
    return (is_ / now.workdays) / (was / before.workdays) - 1
