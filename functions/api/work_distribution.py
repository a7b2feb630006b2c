"""Work distribution (工作分布): how the working time of a person, a position or the company is shared out."""

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from chalice import Blueprint
from pydantic import Field

from functions import admission
from functions.api.people import PositionName
from functions.edge.access import EVERYBODY
from functions.edge.endpoint import endpoint
from functions.edge.fields import Day, Id, Text
from functions.edge.models import Query, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.domain.company import Company, UnknownZone, zone_named
from shared.domain.errors import NotFound
from shared.domain.work.duties.own_catalogue import WorkCatalogue
from shared.usecases.work.read_distribution import WorkReport, read_distribution
from shared.usecases.work.read_work import Span, SpanUnusable, seen_people

work_distribution = Blueprint(__name__)

FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
"""The first and the last date that are read and written."""
By = Literal["activity", "kind", "person", "customer"]


class SpanQuery(Query):
    """Dates from `from` up to, not including, `to`; by default this month so far, or the month that `to` ends."""

    from_: Annotated[Day | None, Field(alias="from")] = None
    to: Day | None = None


class DistributionQuery(SpanQuery):
    """
    Whose work: a person, everybody of a position, or all whom the caller sees.

    `by` is what the time is shared out over; in `zone`, if it is given, days are days there.
    """

    person_id: Id | None = None
    position: PositionName | None = None
    by: By = "activity"
    zone: Annotated[str, Text(60)] | None = None


class DistributionLine(Shape):
    """
    One activity (or kind, person, customer): minutes, share in basis points and in whole percent, number of logs.

    `change_bp` is by how much the share grew against the time before; null if there is nothing to compare.
    """

    activity: str
    name_zh: str
    name_en: str
    minutes: int
    bp: int
    percent: int
    count: int
    change_bp: int | None


class CoverageShape(Shape):
    """Workdays that have a log, and those that have none, and the same in days of each person."""

    logged: int
    workdays: int
    missing: list[Day]
    person_days_logged: int
    person_days_due: int
    provisional: bool
    sentence: str


class EarlierShape(Shape):
    """The time before, as long as the one asked for."""

    from_: Annotated[Day, Field(alias="from")]
    to: Day
    minutes: int
    count: int


class DistributionShape(Shape):
    """Shares of the logged minutes; `bp` adds up to 10 000 and `percent` to 100, unless nothing was logged."""

    person_id: str | None
    position: str | None
    by: By
    from_: Annotated[Day, Field(alias="from")]
    to: Day
    minutes: int
    count: int
    items: list[DistributionLine]
    before: EarlierShape
    coverage: CoverageShape


@endpoint(
    work_distribution,
    "GET",
    "/v1/work-distribution",
    access=EVERYBODY,
    summary=("工作分布", "Work distribution"),
    query=DistributionQuery,
    returns=DistributionShape,
    errors=(NotFound, SpanUnusable, UnknownZone),
    load=lambda request: [refs.company(request.company_id)],
)
def read_shares(request: ApiRequest) -> Answer:
    """Return how the working time of a person, a position or the company is shared out."""
    company: Company = request.loaded.get(refs.company(request.company_id))
    report = report_of(request, request.query, company)
    return Answer.ok(_shape(request, report, company.catalogue))


def report_of(request: ApiRequest, query: Any, company: Company) -> WorkReport:
    """
    Return the report that a query with the fields of `DistributionQuery` asks for, about people the caller sees.

    :raises NotFound: if the caller does not see the person asked for.
    """
    return read_distribution(
        company=company,
        seen=seen_people(company.id, admission.actor_of(request)),
        span=span_of(request, query, company),
        person_id=query.person_id,
        position=query.position,
        by=query.by,
        zone=zone_named(query.zone) if query.zone and query.zone != company.zone else None,
    )


def span_of(request: ApiRequest, query: Any, company: Company) -> Span:
    """
    Return the span from `from_` to `to` of a query, by default this month up to today, or the month that `to` ends.

    :raises SpanUnusable: if it is empty or too long.
    """
    today = request.received_at.astimezone(company.tz).date()
    last_on = query.to - timedelta(days=1) if query.to else today
    first_on = query.from_ or max(last_on.replace(day=1), FIRST)
    until_on = min(max(today, first_on) + timedelta(days=1), LAST)
    return Span.of(first_on, query.to or until_on)


def names_of(report: WorkReport, key: str, catalogue: WorkCatalogue) -> tuple[str, str]:
    """Return the Chinese and the English name of a line's key."""
    if report.by == "person":
        name = next((each.name for each in report.people if each.id == key), key)
        return name, name
    if report.by == "kind" and key in catalogue.kinds:
        return catalogue.kinds[key].zh, catalogue.kinds[key].en
    if report.by == "customer":
        return (key, key) if key else ("无客户", "No customer")
    known = catalogue.activities.get(key)
    return (known.zh, known.en) if known else (key, key)


def coverage_sentence(report: WorkReport, language: str) -> str:
    """Return how much of the time is logged, in words."""
    logged, workdays = report.coverage.logged, report.coverage.workdays
    if language == "en":
        text = f"{logged} of {workdays} workdays logged"
        return f"{text}: provisional" if report.provisional else text
    text = f"{workdays} 个工作日中有 {logged} 天有记录"
    return f"{text}：暂定" if report.provisional else text


def _shape(request: ApiRequest, report: WorkReport, catalogue: WorkCatalogue) -> DistributionShape:
    earlier = report.span.before()
    return DistributionShape(
        person_id=request.query.person_id,
        position=request.query.position,
        by=report.by,
        from_=report.span.first_on,
        to=report.span.until_on,
        minutes=report.now.total_minutes,
        count=report.now.total_count,
        items=line_shapes(report, catalogue),
        before=EarlierShape(
            from_=max(earlier.first_on, FIRST),
            to=earlier.until_on,
            minutes=report.before.total_minutes,
            count=report.before.total_count,
        ),
        coverage=coverage_shape(report, request.language),
    )


def coverage_shape(report: WorkReport, language: str) -> CoverageShape:
    """Return how much of the time is logged."""
    return CoverageShape(
        logged=report.coverage.logged,
        workdays=report.coverage.workdays,
        missing=list(report.coverage.missing),
        person_days_logged=report.person_days[0],
        person_days_due=report.person_days[1],
        provisional=report.provisional,
        sentence=coverage_sentence(report, language),
    )


def line_shapes(report: WorkReport, catalogue: WorkCatalogue) -> list[DistributionLine]:
    """Return the lines of a report as they are answered, from most to fewest minutes."""
    named = [(line, names_of(report, line.key, catalogue)) for line in report.now.lines]
    return [
        DistributionLine(
            activity=line.key,
            name_zh=zh,
            name_en=en,
            minutes=line.minutes,
            bp=line.bp,
            percent=line.percent,
            count=line.count,
            change_bp=report.change_bp(line.key),
        )
        for line, (zh, en) in named
    ]
