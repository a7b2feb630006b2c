"""Who does what: work distribution (工作分布) and duty matrix (岗位职责矩阵)."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Any

from chalice import Blueprint
from pydantic import Field

from functions import admission
from functions.api.people import PositionName
from functions.edge.access import EVERYBODY, HR_AND_OWNER
from functions.edge.endpoint import endpoint
from functions.edge.fields import Day, Id
from functions.edge.models import Query, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.calendars import calendar_of
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.company import Company
from shared.domain.errors import NotFound
from shared.domain.numbers import quantize
from shared.domain.people import AccessRole
from shared.domain.work.activities import STANDARD
from shared.domain.work.distribution import coverage, distribute
from shared.domain.work.duty_findings import gaps, overlaps, proposals
from shared.domain.work.duty_matrix import Cell, Holder, classify
from shared.usecases.plans.read_plans import weighted_kpis
from shared.usecases.work.read_work import Span, SpanUnusable, logs_between, seen_people

work = Blueprint(__name__)

LAST = date(2199, 12, 31)
"""The last date that is read and written."""


class SpanQuery(Query):
    """Dates from `from` up to, not including, `to`; by default this month so far."""

    from_: Annotated[Day | None, Field(alias="from")] = None
    to: Day | None = None


class DistributionQuery(Query):
    """Whose work: a person, everybody of a position, or all whom the caller sees."""

    person_id: Id | None = None
    position: PositionName | None = None
    from_: Annotated[Day | None, Field(alias="from")] = None
    to: Day | None = None


class DistributionLine(Shape):
    """One activity: minutes, share in basis points and in whole percent, number of logs."""

    activity: str
    name_zh: str
    name_en: str
    minutes: int
    bp: int
    percent: int
    count: int


class CoverageShape(Shape):
    """Workdays that have a log, and those that have none."""

    logged: int
    workdays: int
    missing: list[Day]


class DistributionShape(Shape):
    """Shares of the logged minutes; `bp` adds up to 10 000 and `percent` to 100, unless nothing was logged."""

    person_id: str | None
    position: str | None
    from_: Annotated[Day, Field(alias="from")]
    to: Day
    minutes: int
    count: int
    items: list[DistributionLine]
    coverage: CoverageShape


class DutyShape(Shape):
    """One duty of one person, its class and the rule that made it so."""

    person_id: str
    duty: str
    name_zh: str
    name_en: str
    minutes: int
    count: int
    share: str
    class_: Annotated[str, Field(alias="class")]
    class_zh: str
    rule: str
    reason: str
    provisional: bool


class OverlapShape(Shape):
    """A duty for one customer that several people spend much of their time on."""

    duty: str
    customer: str
    people: list[str]
    reason: str
    provisional: bool


class GapShape(Shape):
    """A core duty that hardly anybody does."""

    position: str
    duty: str
    minutes: int
    reason: str
    provisional: bool


class ChoiceShape(Shape):
    """What could be done, with the minutes a month it frees for the person and for the company."""

    option: str
    person_minutes: int
    company_minutes: int


class ProposalShape(Shape):
    """Choices for one redundant duty."""

    person_id: str
    duty: str
    suggested: str
    to_person_id: str | None
    choices: list[ChoiceShape]


class DutyMatrixShape(Shape):
    """The matrix with its findings."""

    from_: Annotated[Day, Field(alias="from")]
    to: Day
    items: list[DutyShape]
    overlaps: list[OverlapShape]
    gaps: list[GapShape]
    proposals: list[ProposalShape]


def _company(request: ApiRequest) -> list[Any]:
    return [refs.company(request.company_id)]


@endpoint(
    work,
    "GET",
    "/v1/work-distribution",
    access=EVERYBODY,
    summary=("工作分布", "Work distribution"),
    query=DistributionQuery,
    returns=DistributionShape,
    errors=(NotFound, SpanUnusable),
    load=_company,
)
def read_distribution(request: ApiRequest) -> Answer:
    """Return how the working time of a person, a position or the company is shared out over activities."""
    company: Company = request.loaded.get(refs.company(request.company_id))
    span = _span(request, company)
    query = request.query
    seen = seen_people(company.id, admission.actor_of(request))
    chosen = [
        each
        for each in seen
        if query.person_id in (None, each.id)
        and (query.position is None or query.position in each.positions_on(span.until_on - timedelta(days=1)))
    ]
    if query.person_id and not chosen and query.person_id not in {each.id for each in seen}:
        raise NotFound()
    logs = logs_between(company.id, [each.id for each in chosen], span)
    shares = distribute(logs)
    calendar = calendar_of(company)
    days = [span.first_on + timedelta(days=n) for n in range((span.until_on - span.first_on).days)]
    covered = coverage(logs, [day for day in days if calendar.is_workday(day)])
    lines = []
    for line in shares.lines:
        zh, en = _names(line.key)
        lines.append(
            DistributionLine(
                activity=line.key,
                name_zh=zh,
                name_en=en,
                minutes=line.minutes,
                bp=line.bp,
                percent=line.percent,
                count=line.count,
            )
        )
    return Answer.ok(
        DistributionShape(
            person_id=query.person_id,
            position=query.position,
            from_=span.first_on,
            to=span.until_on,
            minutes=shares.total_minutes,
            count=shares.total_count,
            items=lines,
            coverage=CoverageShape(
                logged=covered.logged, workdays=covered.workdays, missing=list(covered.missing)
            ),
        )
    )


@endpoint(
    work,
    "GET",
    "/v1/duty-matrix",
    access=HR_AND_OWNER | {AccessRole.MANAGER},
    summary=("岗位职责矩阵", "Duty matrix"),
    query=SpanQuery,
    returns=DutyMatrixShape,
    errors=(SpanUnusable,),
    load=_company,
)
def read_duty_matrix(request: ApiRequest) -> Answer:
    """Return what each duty is to each person whom the caller sees, with overlaps, gaps and proposals."""
    company: Company = request.loaded.get(refs.company(request.company_id))
    span = _span(request, company)
    last_on = span.until_on - timedelta(days=1)
    people = seen_people(company.id, admission.actor_of(request))
    holders = [Holder(each.id, tuple(each.positions_on(last_on))) for each in people]
    logs = logs_between(company.id, [each.id for each in people], span)
    cells = classify(holders, logs, weighted_kpis(list(every(refs.plans(company.id))), last_on))
    language = request.language
    return Answer.ok(
        DutyMatrixShape(
            from_=span.first_on,
            to=span.until_on,
            items=_cells(cells, language),
            overlaps=[
                OverlapShape(
                    duty=each.duty,
                    customer=each.customer,
                    people=[part.person_id for part in each.parts],
                    reason=each.sentence(language),
                    provisional=each.provisional,
                )
                for each in overlaps(holders, logs)
            ],
            gaps=[
                GapShape(
                    position=each.position,
                    duty=each.duty,
                    minutes=each.minutes,
                    reason=each.sentence(language),
                    provisional=each.provisional,
                )
                for each in gaps(holders, logs)
            ],
            proposals=[
                ProposalShape(
                    person_id=each.person_id,
                    duty=each.duty,
                    suggested=each.suggested,
                    to_person_id=each.to_person_id,
                    choices=[
                        ChoiceShape(
                            option=choice.option,
                            person_minutes=choice.person_minutes,
                            company_minutes=choice.company_minutes,
                        )
                        for choice in each.choices
                    ],
                )
                for each in proposals(cells, span.first_on, span.until_on)
            ],
        )
    )


def _cells(cells: Sequence[Cell], language: str) -> list[DutyShape]:
    return [
        DutyShape(
            person_id=cell.person_id,
            duty=cell.duty,
            name_zh=cell.zh,
            name_en=cell.en,
            minutes=cell.minutes,
            count=cell.count,
            share=str(quantize(cell.share, 4)),
            class_=cell.duty_class,
            class_zh=cell.duty_class.zh,
            rule=cell.rule.id,
            reason=cell.sentence(language),
            provisional=cell.provisional,
        )
        for cell in cells
    ]


def _span(request: ApiRequest, company: Company) -> Span:
    today = request.received_at.astimezone(company.tz).date()
    first_on = request.query.from_ or (request.query.to or today).replace(day=1)
    until_on = min(max(today, first_on) + timedelta(days=1), LAST)
    return Span.of(first_on, request.query.to or until_on)


def _names(activity: str) -> tuple[str, str]:
    known = STANDARD.get(activity)
    return (known.zh, known.en) if known else (activity, activity)
