"""What advice and the monitor say, in Chinese and in English."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from shared.domain.advice.advice import Advice, Finding, Monitoring, SeriesRole, WeeklySeries
from shared.domain.advice.duels import FALSE_ALARM
from shared.domain.advice.looks import WEEKS_NEEDED
from shared.domain.advice.pairs import COUNTED, figure_name
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.definition import Unit
from shared.domain.numbers import exact, quantize

Said = tuple[str, str]
"""In Chinese, and in English."""
NOT_CAUSAL: Final[Said] = ("相关不等于因果。", "Correlation is not causation.")
ROLES: Final[Mapping[SeriesRole, Said]] = MappingProxyType(
    {
        "activity": ("投入", "Activity"),
        "outcome": ("结果", "Outcome"),
        "rival_activity": ("另一项投入", "Other activity"),
        "rival_outcome": ("另一项结果", "Other outcome"),
    }
)
_UNITS: Final[Mapping[str, Said]] = MappingProxyType({"sales.online_conversion": ("单", "orders")})
"""What the figure of a rate is counted in, where its week shows what is counted above the line."""


@dataclass(frozen=True, slots=True)
class Figure:
    """How a weekly figure is called, and what it is counted in: `ratio` never, for a week shows what adds up."""

    kpi_id: str
    name: Said
    unit: Unit
    unit_said: Said

    def titled(self, language: int) -> str:
        """Return the name with its unit; 0 is Chinese, 1 is English."""
        name, unit = self.name[language], self.unit_said[language]
        brackets = "（{}）" if language == 0 else " ({})"
        return name + (brackets.format(unit) if unit else "")


def figure_of(kpi_id: str) -> Figure:
    """Return how the weekly figure of a watched KPI is called."""
    kpi, name = CATALOGUE[kpi_id], figure_name(kpi_id)
    if kpi_id in COUNTED:
        return Figure(kpi_id, name, "count", _UNITS[kpi_id])
    return Figure(kpi_id, name, kpi.unit, (kpi.unit_zh, kpi.unit_en))


def series_of(finding: Finding) -> tuple[tuple[SeriesRole, WeeklySeries, Fraction], ...]:
    """Return the four series of a finding with their roles and slopes."""
    return (
        ("activity", finding.activity, finding.activity_slope),
        ("outcome", finding.outcome, finding.outcome_slope),
        ("rival_activity", finding.rival_activity, finding.rival_activity_slope),
        ("rival_outcome", finding.rival_outcome, finding.rival_outcome_slope),
    )


def signed(slope: Fraction) -> str:
    """
    Return a slope as a percentage with its sign.

    >>> signed(Fraction(321, 1000)), signed(Fraction(-4, 1000)), signed(Fraction(0))
    ('+32.1%', '-0.4%', '0.0%')
    """
    percent = quantize(slope * 100, 1)
    return f"{'+' if percent > 0 else ''}{percent}%"


def advice_said(finding: Finding) -> Said:
    """Return what was seen, over how many weeks, how sure it is, and that it proves no cause."""
    names = [figure_of(each.kpi_id).name for _, each, _ in series_of(finding)]
    slopes = [signed(slope) for *_, slope in series_of(finding)]
    rho, p = quantize(finding.rho, 2), quantize(finding.p_corrected, 4)
    zh, en = ([name[0] for name in names], [name[1] for name in names])
    pairs = finding.weeks - 1 - finding.lag
    return (
        f"最近 {finding.weeks} 周，“{zh[0]}”{slopes[0]}，“{zh[1]}”基本没有变化（{slopes[1]}）；"
        f"同期“{zh[2]}”{slopes[2]}，“{zh[3]}”{slopes[3]}，两者逐周的变化相关（ρ = {rho}，滞后 {finding.lag} 周，"
        f"{pairs} 对逐周变化，校正后 p = {p}，误报上限 {exact(FALSE_ALARM)}）。{NOT_CAUSAL[0]}",
        f"Over the last {finding.weeks} weeks “{en[0]}” went {slopes[0]} and “{en[1]}” hardly moved ({slopes[1]}); "
        f"“{en[2]}” went {slopes[2]} and “{en[3]}” {slopes[3]}, and their weekly changes go together (ρ = {rho}, lag "
        f"{finding.lag} weeks, {pairs} pairs of changes, corrected p = {p}, false alarms at most "
        f"{exact(FALSE_ALARM)}). {NOT_CAUSAL[1]}",
    )


def chart_said(finding: Finding) -> tuple[Said, Said]:
    """Return the title of the drawing of a finding, and in words what it shows, for who does not see it."""
    parts: tuple[list[str], list[str]] = ([], [])
    for role, series, slope in series_of(finding):
        figure = figure_of(series.kpi_id)
        first, last = (exact(series.values[place], 2) for place in (-finding.weeks, -1))
        parts[0].append(f"{ROLES[role][0]}“{figure.titled(0)}”从 {first} 到 {last}，变化 {signed(slope)}")
        parts[1].append(f"{ROLES[role][1]} “{figure.titled(1)}” from {first} to {last}, {signed(slope)}")
    title = (f"最近 {finding.weeks} 周的四项数据", f"Four series over the last {finding.weeks} weeks")
    return title, (f"{'；'.join(parts[0])}。{NOT_CAUSAL[0]}", f"{'; '.join(parts[1])}. {NOT_CAUSAL[1]}")


def monitor_said(monitoring: Monitoring | None, newest: Advice | None, at: datetime) -> Said:
    """
    Return whether advice waits for a decision, else why there is none.

    `newest` is the last advice that was given. That nothing was seen is said only where the last look found nothing.
    """
    weeks = weeks_of(monitoring)
    if newest is not None and newest.state == "open" and not newest.is_expired(at):
        return "有一条建议等待处理。", "One piece of advice waits for a decision."
    if weeks < WEEKS_NEEDED:
        return (
            f"目前没有建议。数据不足 {WEEKS_NEEDED} 周时不给建议。现有 {weeks} 周。",
            f"There is no advice now. With fewer than {WEEKS_NEEDED} weeks of records none is given. So far there are "
            f"{weeks}.",
        )
    if monitoring is None or monitoring.outcome == "nothing":
        return (
            f"目前没有建议。现有 {weeks} 周，没有看到需要调整方向的情形。",
            f"There is no advice now. {weeks} weeks show nothing that asks for another direction.",
        )
    if monitoring.outcome != "decided_lately" and newest is not None and newest.is_expired(at):
        return (
            f"目前没有建议。现有 {weeks} 周，最近一条建议过期前没有处理；情形仍在的话，下次查看数据时会给出新的。",
            f"There is no advice now. The last one, on {weeks} weeks, expired before anybody decided. If things are "
            "still so, the next look gives a new one.",
        )
    return (
        f"目前没有建议。现有 {weeks} 周，其中的情形最近已经处理过，暂不重复。",
        f"There is no advice now. What {weeks} weeks show was decided lately and is not repeated for now.",
    )


def weeks_of(monitoring: Monitoring | None) -> int:
    """Return how many whole weeks have a record."""
    return max((len(each.values) for each in monitoring.series), default=0) if monitoring else 0
