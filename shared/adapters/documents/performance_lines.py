"""One KPI of a performance report's page: its figures, why it has its points, and the records behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from shared.adapters.documents.pages import legible
from shared.adapters.documents.performance_charts import level
from shared.adapters.documents.performance_labels import LABELS
from shared.adapters.documents.performance_texts import arrow, percent, tenth
from shared.domain.kpi.events import Event
from shared.domain.money import Money
from shared.domain.numbers import exact, quantize
from shared.domain.performance.figures import grouped
from shared.domain.performance.months import Change
from shared.domain.performance.person import ReportLine
from shared.domain.performance.words import LINE_STATES, said

TONES: Final = {"scored": "bad", "zero": "bad", "na": "na", "blocked": "na"}


@dataclass(frozen=True, slots=True)
class LineView:
    """How a line is shown: in which language, with which events by id, and amounts in which currency."""

    language: str
    records: Mapping[str, Event]
    currency: str

    def of(self, each: ReportLine) -> dict[str, Any]:
        """Return what the page prints of a line."""
        line, labels = each.line, self._labels
        counted = [self._record(id_, "") for id_ in line.event_ids]
        left_out = [self._record(id_, labels["left_out"].format(legible(why))) for id_, why in line.excluded]
        days = [self.records[id_].on for id_ in line.event_ids if id_ in self.records]
        sums = labels["counted" if left_out else "all_counted"].format(len(counted), len(left_out))
        return {
            "name": self.name(each),
            "of": shares(each),
            "actual": self._actual(each),
            "tone": "ok" if line.state == "scored" and not line.lost else TONES[line.state],
            "tag": self._tag(each),
            "level": level(line.points),
            "level_told": labels["points_of"].format(tenth(line.points)),
            "reason": self.reason(each),
            "facts": [fact for fact in self._facts(each) if fact],
            "count": len(counted) + len(left_out),
            "latest": labels["latest"].format(max(days)) if days else "",
            "sum": " · ".join(part for part in (self.name(each), self._fraction(each), sums) if part),
            "rows": [*counted, *left_out],
        }

    def name(self, each: ReportLine) -> str:
        """Return the KPI's name."""
        return legible(each.name(self.language))

    def reason(self, each: ReportLine) -> str:
        """Return why the line has its points."""
        return legible(each.line.reason.en if self.language == "en" else each.line.reason.zh)

    def lost(self, each: ReportLine) -> str:
        """Return what the line lost: a loss that rounds to nothing is still told."""
        return self._labels["lost"].format(each.lost) if each.lost else self._labels["lost_little"]

    @property
    def _labels(self) -> Mapping[str, str]:
        return LABELS[self.language]

    def _actual(self, each: ReportLine) -> str:
        labels = self._labels
        actual = each.value.words(self.language) if each.value else "—"
        aim = (
            labels["target"].format(each.target.words(self.language)) if each.target else labels["no_target"]
        )
        return f"{actual} ({aim})" if self.language == "en" else f"{actual}（{aim}）"

    def _tag(self, each: ReportLine) -> str:
        if each.line.state in ("na", "blocked"):
            return said(LINE_STATES[each.line.state], self.language)
        if each.line.lost:
            return self.lost(each)
        return self._labels["bonus"].format(each.bonus) if each.bonus else self._labels["nothing_lost"]

    def _facts(self, each: ReportLine) -> list[str]:
        line, labels = each.line, self._labels
        return [
            labels["variance"].format(each.variance.words(self.language)) if each.variance else "",
            self._fraction(each),
            labels["sample"].format(line.n),
            labels["points_of"].format(tenth(line.points)) if line.points is not None else "",
            self._weight(each),
            *self._change(each.change),
            self._window(line.first_on, line.until_on),
        ]

    def _weight(self, each: ReportLine) -> str:
        planned, scored = each.line.plan_weight_bp, each.line.weight_bp
        if not scored or planned == scored:
            return self._labels["weight"].format(percent(planned))
        return self._labels["redistributed"].format(percent(planned), percent(scored))

    def _change(self, change: Change | None) -> list[str]:
        if change is None:
            return []
        found = [self._labels["change"].format(change.plain.words(self.language))] if change.plain else []
        if change.a_workday is not None:
            size = arrow(quantize(change.a_workday * 100, 1))
            found.append(self._labels["a_workday"].format(f"{size}%" if size[-1].isdigit() else size))
        return found

    def _window(self, first_on: str, until_on: str) -> str:
        if not until_on:
            return ""
        return self._labels["window"].format(first_on, date.fromisoformat(until_on) - timedelta(days=1))

    def _fraction(self, each: ReportLine) -> str:
        line = each.line
        if line.numerator is None or line.denominator is None or each.value is None:
            return ""
        figures = f"{grouped(exact(line.numerator, 2))} ÷ {grouped(exact(line.denominator, 2))}"
        # a median, or a figure with limits, is not what dividing gives
        divides = line.denominator and line.numerator / line.denominator == line.value
        return f"{figures} = {each.value.words(self.language)}" if divides else figures

    def _record(self, id_: str, why: str) -> dict[str, str]:
        event = self.records.get(id_)
        amount = None if event is None else event.amount_minor
        return {
            "id": legible(id_),
            "why": why,
            "type": event.type if event else "—",
            "on": f"{event.on}" if event else "—",
            "customer": legible(event.customer or "—") if event else "—",
            "amount": "—" if amount is None else grouped(Money(amount, self.currency).amount),
        }


def shares(each: ReportLine) -> str:
    """Return the weighted points of a line out of its weight; nothing where it has none."""
    return (
        "" if each.weighted is None else f"{each.weighted} / {exact(Decimal(each.line.weight_bp) / 100, 2)}"
    )
