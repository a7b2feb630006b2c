"""Logs that something was noticed about, decisions on them, and what a log was before its changes."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from chalice import Blueprint

from functions import admission
from functions.api.work_log_bodies import WorkLogShape, shape_of
from functions.edge.access import EVERYBODY, LEADERS
from functions.edge.endpoint import endpoint
from functions.edge.fields import Id, Instant, Month, Text
from functions.edge.models import Body, Query, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile
from shared.adapters.dynamo.store import every
from shared.domain.errors import NotFound
from shared.domain.ids import place_of
from shared.domain.people import may_see
from shared.domain.work.logs.log import WorkLog
from shared.domain.work.signals.reviews import (
    LogReview,
    OwnReview,
    ReviewReasonMissing,
    Verdict,
    counts_for_kpis,
)
from shared.domain.work.signals.signals import Finding
from shared.usecases.kpis.company_kpis import company_kpis
from shared.usecases.work.read_work import seen_people
from shared.usecases.work.review_work_log import FlaggedLog, findings_about, flagged_logs, review_work_log

work_log_reviews = Blueprint(__name__)


class FlagsQuery(Query):
    """Which month, and whose logs: everybody's whom the caller sees without a person."""

    month: Month
    person_id: Id | None = None


class FindingShape(Shape):
    """What was noticed, in words, and the logs that it was compared with."""

    signal: str
    reason: str
    others: list[str]


class ReviewShape(Shape):
    """What somebody decided about whether a log counts towards KPIs."""

    verdict: str
    reason: str
    by: str
    at: Instant


class FlaggedShape(Shape):
    """A log to look at; until it is accepted it does not count towards KPIs. Its minutes and shares stay."""

    work_log: WorkLogShape
    findings: list[FindingShape]
    review: ReviewShape | None
    counts_for_kpis: bool


class FlaggedLogs(Shape):
    """The logs of a month that something was noticed about, by person and start."""

    items: list[FlaggedShape]


class LinkedKpi(Shape):
    """A KPI that a log feeds."""

    kpi: str
    name_zh: str
    name_en: str


class StandingShape(Shape):
    """What a log counts for: the KPIs it feeds, what was noticed and decided, and whether it is evidence of them."""

    kpis: list[LinkedKpi]
    findings: list[FindingShape]
    review: ReviewShape | None
    counts_for_kpis: bool


class Review(Body):
    """Whether the log counts towards KPIs; a log is left out with a reason only."""

    verdict: Literal["accept", "exclude"]
    reason: Annotated[str, Text(500)] | None = None


class History(Shape):
    """What a log was, oldest first; the last one is what it is now."""

    items: list[WorkLogShape]


@endpoint(
    work_log_reviews,
    "GET",
    "/v1/work-log-signals",
    access=EVERYBODY,
    summary=("待核实的工作记录", "Work logs to look at"),
    query=FlagsQuery,
    returns=FlaggedLogs,
    errors=(NotFound,),
)
def list_flagged(request: ApiRequest) -> Answer:
    """Return the logs that something was noticed about, of the people whom the caller sees."""
    wanted = request.query.person_id
    seen = seen_people(request.company_id, admission.actor_of(request))
    people = [each for each in seen if wanted in (None, each.id)]
    if wanted and not people:
        raise NotFound()
    found = flagged_logs(company_id=request.company_id, people=people, month=request.query.month.key)
    return Answer.ok(FlaggedLogs(items=[_flagged(each, request.language) for each in found]))


def _log_person_review(request: ApiRequest) -> list[Any]:
    log_id = request.path["log_id"]
    return [
        refs.work_log(request.company_id, log_id),
        refs.person(request.company_id, place_of(log_id, "log").person_id),
        refs.log_review(request.company_id, log_id),
    ]


@endpoint(
    work_log_reviews,
    "POST",
    "/v1/work-logs/{log_id}/review",
    access=LEADERS,
    summary=("核实工作记录", "Review a work log"),
    body=Review,
    returns=ReviewShape,
    command=True,
    errors=(NotFound, OwnReview, ReviewReasonMissing, ChangedMeanwhile),
    load=_log_person_review,
)
def review(request: ApiRequest, log_id: str) -> Answer:
    """Decide whether a log counts towards KPIs; its person is told, its minutes and shares stay."""
    log = _seen_log(request, log_id)
    before = request.loaded.find(refs.log_review(request.company_id, log_id))
    after, command = review_work_log(
        log=log,
        verdict=Verdict(request.body.verdict),
        reason=request.body.reason or "",
        before=before,
        actor=admission.actor_of(request),
        at=request.received_at,
    )
    return admission.commit(request, command, Answer.ok(review_shape(after)))


@endpoint(
    work_log_reviews,
    "GET",
    "/v1/work-logs/{log_id}/history",
    access=EVERYBODY,
    summary=("工作记录的修改历史", "What a work log was"),
    returns=History,
    errors=(NotFound,),
    load=_log_person_review,
)
def read_history(request: ApiRequest, log_id: str) -> Answer:
    """Return a log as it was before each change and as it is now."""
    log = _seen_log(request, log_id)
    earlier = every(refs.work_log_history(request.company_id, log_id)) if log.version > 1 else ()
    return Answer.ok(History(items=[shape_of(each) for each in (*earlier, log)]))


@endpoint(
    work_log_reviews,
    "GET",
    "/v1/work-logs/{log_id}/standing",
    access=EVERYBODY,
    summary=("工作记录关联的指标与核实情况", "What a work log counts for"),
    returns=StandingShape,
    errors=(NotFound,),
    load=_log_person_review,
)
def read_standing(request: ApiRequest, log_id: str) -> Answer:
    """Return which KPIs a log feeds, what the logs of its month say about it, and what was decided."""
    log = _seen_log(request, log_id)
    made = request.loaded.find(refs.log_review(request.company_id, log_id))
    found = findings_about(log)
    known = company_kpis(request.company_id, log.links).catalogue
    named = [(kpi, known[kpi]) for kpi in log.links if kpi in known]
    return Answer.ok(
        StandingShape(
            kpis=[LinkedKpi(kpi=kpi, name_zh=each.name_zh, name_en=each.name_en) for kpi, each in named],
            findings=_findings(found, request.language),
            review=review_shape(made),
            counts_for_kpis=not log.deleted and counts_for_kpis(log, {each.signal for each in found}, made),
        )
    )


def _seen_log(request: ApiRequest, log_id: str) -> WorkLog:
    log: WorkLog = request.loaded.get(refs.work_log(request.company_id, log_id))
    if not may_see(
        admission.actor_of(request), request.loaded.get(refs.person(log.company_id, log.person_id))
    ):
        raise NotFound()
    return log


def _flagged(each: FlaggedLog, language: str) -> FlaggedShape:
    signals = {finding.signal for finding in each.findings}
    return FlaggedShape(
        work_log=shape_of(each.log),
        findings=_findings(each.findings, language),
        review=review_shape(each.review),
        counts_for_kpis=counts_for_kpis(each.log, signals, each.review),
    )


def _findings(found: Sequence[Finding], language: str) -> list[FindingShape]:
    return [
        FindingShape(
            signal=each.signal, reason=each.en if language == "en" else each.zh, others=list(each.others)
        )
        for each in found
    ]


def review_shape(made: LogReview | None) -> ReviewShape | None:
    """Return a decision about a log as it is answered."""
    return made and ReviewShape(verdict=made.verdict, reason=made.reason, by=made.by_id, at=made.at)
