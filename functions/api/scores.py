"""Scores (绩效得分), with their reasons and records; there is no operation that writes one."""

from datetime import datetime
from typing import Any, Literal

from chalice import Blueprint

from functions import admission
from functions.api.step_shapes import StepShape, step_shape
from functions.edge.access import EVERYBODY
from functions.edge.endpoint import endpoint
from functions.edge.fields import Instant, Month
from functions.edge.models import Page, PageQuery, Query, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every, page
from shared.domain.errors import NotFound
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.score import Score
from shared.domain.kpi.scorecard import ScoreLine
from shared.domain.numbers import exact
from shared.domain.people import may_see
from shared.usecases.scores.score_then import NoScoreThen, score_then

scores = Blueprint(__name__)


class MonthOfAll(PageQuery):
    """The month."""

    period: Month


class MonthOfOne(Query):
    """The month, and the instant as of which: what stood on record then."""

    period: Month
    as_of: Instant | None = None


class ExcludedShape(Shape):
    """A record that was left out, and why."""

    event_id: str
    reason: str


class ScoreLineShape(Shape):
    """
    One KPI: the value with its parts, the points, what was lost and why, and the records behind it.

    Points, weighted, lost and bonus have four places; `weight_bp` is after redistribution, `plan_weight_bp` the
    plan's. `to_target` is the smallest step that would bring the line to 100 points, if it lost any. `confidence` is
    `full`, `small` (below twice the minimum sample), `widened` (a longer window was taken) or `none` (not scored).
    `target_source` is `plan`, or `goal` for a target that the person was assigned out of the company goal `goal_id`.
    """

    kpi: str
    name_zh: str
    name_en: str
    state: str
    weight_bp: int
    plan_weight_bp: int
    value: str | None
    numerator: str | None
    denominator: str | None
    n: int
    target: str | None
    points: str | None
    weighted: str
    lost: str
    bonus: str
    reason_code: str
    reason: str
    first_on: str
    until_on: str
    evidence: list[str]
    excluded: list[ExcludedShape]
    confidence: str
    confidence_zh: str
    confidence_en: str
    fresh_at: Instant | None = None
    to_target: StepShape | None = None
    target_source: Literal["plan", "goal"] = "plan"
    goal_id: str | None = None


class ScoreShape(Shape):
    """
    A score on record: Σ lost − Σ bonus + total = 100. `official_total` is what the cap leaves.

    `hash` names the scorecard, the plan versions, the events and the code version it was computed with. A
    line's `fresh_at` is when what delivers its events had last been heard at `computed_at`: what is on record stays.
    """

    person_id: str
    period: str
    state: str
    total: str | None
    official_total: str | None
    cap_cut: str
    grade: str | None
    coefficient: str | None
    shown_total: str | None
    na_weight_bp: int
    blocked_weight_bp: int
    lines: list[ScoreLineShape]
    plan_versions: list[str]
    code_version: str
    event_count: int
    hash: str
    provisional: bool
    computed_at: Instant


@endpoint(
    scores,
    "GET",
    "/v1/scores",
    access=EVERYBODY,
    summary=("某月的得分", "A month's scores"),
    query=MonthOfAll,
    returns=Page[ScoreShape],
)
def list_scores(request: ApiRequest) -> Answer:
    """Return the newest scores of a month of everybody whom the caller sees, by person."""
    actor = admission.actor_of(request)
    people = {each.id: each for each in every(refs.people(request.company_id))}
    after = (request.position or {}).get("after")
    month = refs.scores(request.company_id, request.query.period.key)
    found = page(month, after=after, limit=request.query.limit)
    seen = [each for each in found.items if may_see(actor, people[each.person_id])]
    return Answer.ok(
        {
            "items": [score_shape(each, request.language) for each in seen],
            "next": request.next_cursor({"after": found.next_sk} if found.next_sk else None),
        }
    )


@endpoint(
    scores,
    "GET",
    "/v1/scores/{person_id}",
    access=EVERYBODY,
    summary=("个人得分", "A person's score"),
    query=MonthOfOne,
    returns=ScoreShape,
    errors=(NotFound, NoScoreThen),
    load=lambda request: _refs(request),
)
def read_score(request: ApiRequest, person_id: str) -> Answer:
    """Return a person's newest score of a month, or the one that stood on record at an instant."""
    if not may_see(
        admission.actor_of(request), request.loaded.get(refs.person(request.company_id, person_id))
    ):
        raise NotFound()
    month, as_of = request.query.period.key, request.query.as_of
    if as_of is None:
        score = request.loaded.get(refs.scores(request.company_id, month).at(person_id))
        return Answer.ok(score_shape(score, request.language))
    stood = score_then(request.company_id, person_id, month, as_of)
    return Answer.ok(score_shape(stood, request.language))


def _refs(request: ApiRequest) -> list[Any]:
    person_id, month = request.path["person_id"], request.query.period.key
    return [
        refs.person(request.company_id, person_id),
        refs.scores(request.company_id, month).at(person_id),
    ]


def score_shape(score: Score, language: str) -> ScoreShape:
    """Return a score in the caller's language."""
    card = score.card
    return ScoreShape(
        person_id=score.person_id,
        period=score.month,
        state=card.status,
        total=None if card.total is None else str(card.total),
        official_total=None if card.official_total is None else str(card.official_total),
        cap_cut=str(card.cap_cut),
        grade=card.grade,
        coefficient=None if card.coefficient is None else str(card.coefficient),
        shown_total=str(card.shown.total) if card.shown else None,
        na_weight_bp=card.na_weight_bp,
        blocked_weight_bp=card.blocked_weight_bp,
        lines=[_line(line, language, score.fresh_at(line.kpi_id), score.currency) for line in card.lines],
        plan_versions=list(score.plan_version_ids),
        code_version=score.code_version,
        event_count=score.event_count,
        hash=score.hash,
        provisional=score.provisional,
        computed_at=score.computed_at,
    )


def _line(line: ScoreLine, language: str, fresh_at: datetime | None, currency: str) -> ScoreLineShape:
    known = CATALOGUE.get(line.kpi_id)  # only lines of before the day on which names were kept have none
    return ScoreLineShape(
        kpi=line.kpi_id,
        name_zh=line.name_zh or (known.name_zh if known else line.kpi_id),
        name_en=line.name_en or (known.name_en if known else line.kpi_id),
        state=line.state,
        weight_bp=line.weight_bp,
        plan_weight_bp=line.plan_weight_bp,
        value=None if line.value is None else exact(line.value),
        numerator=None if line.numerator is None else exact(line.numerator),
        denominator=None if line.denominator is None else exact(line.denominator),
        n=line.n,
        target=None if line.target is None else exact(line.target),
        points=None if line.points is None else str(line.points),
        weighted=str(line.weighted),
        lost=str(line.lost),
        bonus=str(line.bonus),
        reason_code=line.reason.code,
        reason=line.reason.en if language == "en" else line.reason.zh,
        first_on=line.first_on,
        until_on=line.until_on,
        evidence=list(line.event_ids),
        excluded=[ExcludedShape(event_id=each, reason=why) for each, why in line.excluded],
        confidence=line.confidence,
        confidence_zh=_CONFIDENCE[line.confidence][0],
        confidence_en=_CONFIDENCE[line.confidence][1],
        fresh_at=fresh_at,
        to_target=None if line.to_target is None else step_shape(line.to_target, currency, language),
        target_source=line.target_source,
        goal_id=line.goal_id,
    )


_CONFIDENCE = {
    "full": ("样本充足", "enough records"),
    "small": ("样本偏少，仅供参考", "few records: read it with care"),
    "widened": ("本期样本不足，已放宽统计区间", "too few records in the period: a longer one was taken"),
    "none": ("未计分", "not scored"),
}
