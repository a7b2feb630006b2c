"""Performance reports (绩效报表) that the nightly run made: one a person and month, with a link to the page."""

from chalice import Blueprint

from functions import admission, wiring
from functions.edge.access import EVERYBODY
from functions.edge.endpoint import endpoint
from functions.edge.fields import Instant, Month
from functions.edge.models import Page, PageQuery, Query, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.documents.store import Documents
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every, load, page
from shared.domain.errors import NotFound
from shared.domain.kpi.score import Score
from shared.domain.people import Person, may_see
from shared.domain.performance.on_record import ReportOnRecord
from shared.domain.performance.words import TITLE, said

performance_reports = Blueprint(__name__)


class ReportsOfMonth(PageQuery):
    """The month."""

    period: Month


class ReportOfMonth(Query):
    """The month."""

    period: Month


class PerformanceReportShape(Shape):
    """
    A report as it was last made; `link` works for five minutes.

    `score_hash` names the score that it shows and is null where there was none: the report then says why. It is
    `stale` once there is a newer score than that. The same input gives the same `sha256`.
    """

    person_id: str
    period: str
    provisional: bool
    score_hash: str | None
    stale: bool
    sha256: str
    bytes: int
    language: str
    made_at: Instant
    file_name: str
    link: str


@endpoint(
    performance_reports,
    "GET",
    "/v1/performance-reports",
    access=EVERYBODY,
    summary=("某月的绩效报表", "A month's performance reports"),
    query=ReportsOfMonth,
    returns=Page[PerformanceReportShape],
)
def list_performance_reports(request: ApiRequest) -> Answer:
    """Return the newest report of a month of everybody whom the caller sees, by person."""
    actor, month = admission.actor_of(request), request.query.period.key
    people = {each.id: each for each in every(refs.people(request.company_id))}
    after = (request.position or {}).get("after")
    found = page(refs.performance_reports(request.company_id, month), after=after, limit=request.query.limit)
    seen = [each for each in found.items if may_see(actor, people[each.person_id])]
    newest = load(refs.scores(request.company_id, month).at(each.person_id) for each in seen)
    documents = wiring.documents()
    items = [
        _shape(
            each,
            people[each.person_id],
            newest.find(refs.scores(request.company_id, month).at(each.person_id)),
            documents,
        )
        for each in seen
    ]
    cursor = request.next_cursor({"after": found.next_sk} if found.next_sk else None)
    return Answer.ok({"items": items, "next": cursor})


@endpoint(
    performance_reports,
    "GET",
    "/v1/performance-reports/{person_id}",
    access=EVERYBODY,
    summary=("个人绩效报表", "A person's performance report"),
    query=ReportOfMonth,
    returns=PerformanceReportShape,
    errors=(NotFound,),
    load=lambda request: _refs(request),
)
def read_performance_report(request: ApiRequest, person_id: str) -> Answer:
    """Return the newest report of a person's month."""
    own, score, person_ref = _refs(request)
    person: Person = request.loaded.get(person_ref)
    if not may_see(admission.actor_of(request), person):
        raise NotFound()
    report, newest = request.loaded.get(own), request.loaded.find(score)
    return Answer.ok(_shape(report, person, newest, wiring.documents()))


def _refs(request: ApiRequest) -> tuple[refs.Ref[ReportOnRecord], refs.Ref[Score], refs.Ref[Person]]:
    person_id, month = request.path["person_id"], request.query.period.key
    return (
        refs.performance_reports(request.company_id, month).at(person_id),
        refs.scores(request.company_id, month).at(person_id),
        refs.person(request.company_id, person_id),
    )


def _shape(
    report: ReportOnRecord, person: Person, newest: Score | None, documents: Documents
) -> PerformanceReportShape:
    name = f"{said(TITLE, report.language)}-{person.name}-{report.month}.html"
    return PerformanceReportShape(
        person_id=report.person_id,
        period=report.month,
        provisional=report.provisional,
        score_hash=report.score_hash or None,
        stale=newest is not None and newest.hash != report.score_hash,
        sha256=report.sha256,
        bytes=report.size,
        language=report.language,
        made_at=report.made_at,
        file_name=name,
        link=documents.link(report.key, file_name=name),
    )
