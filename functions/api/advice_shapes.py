"""What advice and the monitor show: weekly series, the finding, and the proposal that it comes to."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field

from functions.edge.fields import Day, Instant
from functions.edge.models import Shape
from shared.adapters.documents.advice_chart import Panel, advice_chart
from shared.domain.advice.advice import Advice, SeriesRole, WeeklySeries
from shared.domain.advice.duels import FALSE_ALARM
from shared.domain.company import Company
from shared.domain.kpi.definition import Unit
from shared.domain.kpi.plans import takes_effect_on
from shared.domain.numbers import exact
from shared.usecases.advice.words import (
    ROLES,
    advice_said,
    chart_said,
    figure_of,
    series_of,
    signed,
)

State = Literal["open", "accepted", "rejected", "expired"]


class WeekShape(Shape):
    """A whole week by its first day, and the company's figure of it as exact text."""

    from_: Annotated[Day, Field(alias="from")]
    value: str


class SeriesShape(Shape):
    """The company's weekly figures of a KPI, oldest first; money is in major units."""

    kpi: str
    name_zh: str
    name_en: str
    unit: Unit
    unit_zh: str
    unit_en: str
    weeks: list[WeekShape]


class SeriesOfAdviceShape(SeriesShape):
    """A series in its role; `slope` is its change over the weeks as a part of their median."""

    role: SeriesRole
    slope: str


class SlopesShape(Shape):
    """The change of each series over the weeks, as a part of its median."""

    activity: str
    outcome: str
    rival_activity: str
    rival_outcome: str


class EffectShape(Shape):
    """How strongly the rival pair moves together (Spearman, of first differences), and how far each series went."""

    rho: str
    slopes: SlopesShape


class ProposalShape(Shape):
    """What to send to `POST /v1/direction/preview` as it is."""

    template: str
    from_: Annotated[Day, Field(alias="from")]
    advice_id: str


class AdviceShape(Shape):
    """
    One piece of advice; it changes nothing.

    `n_weeks` is the length of the series and `lag` in weeks. `p` is how likely chance alone gives such a pair,
    `p_corrected` that of the best of so many `pairs`, and `false_alarm` the most that it may be. `proposal` is null
    once the advice was rejected or has expired.
    """

    id: str
    state: State
    created_at: Instant
    expires_at: Instant
    series: list[SeriesOfAdviceShape]
    n_weeks: int
    lag: int
    effect: EffectShape
    p: str
    p_corrected: str
    pairs: int
    false_alarm: str
    sentence_zh: str
    sentence_en: str
    template: str
    proposal: ProposalShape | None
    decided_at: Instant | None
    decided_by: str | None
    reason: str | None
    version: int


class DrawnAdviceShape(AdviceShape):
    """Advice with a drawing of its series: an SVG element in the caller's language, complete and without scripts."""

    chart_svg: str


def state_of(advice: Advice, at: datetime) -> State:
    """Return the state as it is at an instant."""
    return "expired" if advice.is_expired(at) else advice.state


def advice_shape(advice: Advice, company: Company, at: datetime) -> AdviceShape:
    """Return a piece of advice as it is shown at an instant."""
    finding, state = advice.finding, state_of(advice, at)
    zh, en = advice_said(finding)
    slopes = {role: exact(slope) for role, _, slope in series_of(finding)}
    proposal = ProposalShape(
        template=finding.template, from_=takes_effect_on(at, company.tz), advice_id=advice.id
    )
    return AdviceShape(
        id=advice.id,
        state=state,
        created_at=advice.created_at,
        expires_at=advice.expires_at,
        series=[
            SeriesOfAdviceShape(**_series(series, finding.weeks), role=role, slope=exact(slope))
            for role, series, slope in series_of(finding)
        ],
        n_weeks=finding.weeks,
        lag=finding.lag,
        effect=EffectShape(rho=exact(finding.rho), slopes=SlopesShape(**slopes)),
        p=exact(finding.p),
        p_corrected=exact(finding.p_corrected),
        pairs=finding.pairs,
        false_alarm=exact(FALSE_ALARM),
        sentence_zh=zh,
        sentence_en=en,
        template=finding.template,
        proposal=proposal if state in ("open", "accepted") else None,
        decided_at=advice.decided_at,
        decided_by=advice.decided_by or None,
        reason=advice.reason or None,
        version=advice.version,
    )


def drawn(advice: Advice, language: str) -> str:
    """Return the drawing of the four series, one grid under the other."""
    finding, place = advice.finding, language == "en"
    panels = [
        Panel(
            role=ROLES[role][place],
            title=figure_of(series.kpi_id).titled(place),
            slope=signed(slope),
            values=series.values[-finding.weeks :],
            pair=int(role.startswith("rival")),
        )
        for role, series, slope in series_of(finding)
    ]
    title, desc = chart_said(finding)
    return advice_chart(
        panels,
        first_on=_first_on(finding.activity, finding.weeks),
        id_=advice.id,
        title=title[place],
        desc=desc[place],
        language=language,
    )


def monitored(all_series: Sequence[WeeklySeries]) -> list[SeriesShape]:
    """Return the series of the monitor."""
    return [SeriesShape(**_series(each, len(each.values))) for each in all_series]


def _series(series: WeeklySeries, weeks: int) -> dict[str, object]:
    figure, first = figure_of(series.kpi_id), _first_on(series, weeks)
    return {
        "kpi": series.kpi_id,
        "name_zh": figure.name[0],
        "name_en": figure.name[1],
        "unit": figure.unit,
        "unit_zh": figure.unit_said[0],
        "unit_en": figure.unit_said[1],
        "weeks": [
            WeekShape(from_=first + timedelta(weeks=number), value=exact(value))
            for number, value in enumerate(series.values[len(series.values) - weeks :])
        ],
    }


def _first_on(series: WeeklySeries, weeks: int) -> date:
    return series.first_on + timedelta(weeks=len(series.values) - weeks)
