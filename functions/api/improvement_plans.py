"""Improvement plans (改进计划)."""

from typing import Annotated

from chalice import Blueprint
from pydantic import Field

from functions import admission
from functions.edge.access import EVERYBODY, MEMBERS
from functions.edge.endpoint import endpoint
from functions.edge.fields import Day, Id, Instant, Month, Text
from functions.edge.models import Body, Page, PageQuery, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import page
from shared.domain.errors import NotFound
from shared.domain.kpi.catalogue import UnknownKpi, kpi_definition
from shared.domain.people import may_see
from shared.domain.review.improvement import DueInThePast, ImprovementPlan
from shared.usecases.kpis.company_kpis import company_kpis
from shared.usecases.review.commit_to_improvement import commit_to_improvement

improvement_plans = Blueprint(__name__)


class NewImprovementPlan(Body):
    """What the caller commits to: a KPI, its target as text in the KPI's unit, a due date, and actions."""

    period: Month
    kpi: Id
    target: Annotated[str, Text(60)]
    due_on: Day
    actions: Annotated[list[Annotated[str, Text(200)]], Field(min_length=1, max_length=20)]


class ImprovementPlanShape(Shape):
    """A plan as it stands."""

    id: str
    person_id: str
    period: str
    kpi: str
    target: str
    due_on: Day
    actions: list[str]
    created_at: Instant
    version: int


class PlansQuery(PageQuery):
    """Whose plans; without a person the caller's own."""

    person_id: Id | None = None


@endpoint(
    improvement_plans,
    "POST",
    "/v1/improvement-plans",
    access=MEMBERS,
    summary=("制定改进计划", "Commit to an improvement plan"),
    body=NewImprovementPlan,
    returns=ImprovementPlanShape,
    status=201,
    command=True,
    errors=(DueInThePast, UnknownKpi),
    load=lambda request: [
        refs.company(request.company_id),
        refs.person(request.company_id, request.caller.person_id),
    ],
)
def make_plan(request: ApiRequest) -> Answer:
    """Commit the caller to a plan; their manager is told."""
    body = request.body
    plan, command = commit_to_improvement(
        person=request.loaded.get(refs.person(request.company_id, admission.actor_of(request).id)),
        month=body.period.key,
        kpi_id=body.kpi,
        kpi_name=kpi_definition(body.kpi, company_kpis(request.company_id, {body.kpi}).catalogue).name_zh,
        target=body.target,
        due_on=body.due_on,
        actions=tuple(body.actions),
        company=request.loaded.get(refs.company(request.company_id)),
        key=request.key or "",
        at=request.received_at,
    )
    return admission.commit(request, command, Answer.created(_shape(plan)))


@endpoint(
    improvement_plans,
    "GET",
    "/v1/improvement-plans",
    access=EVERYBODY,
    summary=("改进计划列表", "Improvement plans"),
    query=PlansQuery,
    returns=Page[ImprovementPlanShape],
    errors=(NotFound,),
    load=lambda request: [
        refs.person(request.company_id, request.query.person_id or request.caller.person_id)
    ],
)
def list_plans(request: ApiRequest) -> Answer:
    """Return a person's plans."""
    actor = admission.actor_of(request)
    person_id = request.query.person_id or actor.id
    person = request.loaded.get(refs.person(request.company_id, person_id))
    if not may_see(actor, person):
        raise NotFound()
    after = (request.position or {}).get("after")
    found = page(
        refs.improvement_plans(request.company_id, person_id), after=after, limit=request.query.limit
    )
    return Answer.ok(
        {
            "items": [_shape(each) for each in found.items],
            "next": request.next_cursor({"after": found.next_sk} if found.next_sk else None),
        }
    )


def _shape(plan: ImprovementPlan) -> ImprovementPlanShape:
    return ImprovementPlanShape(
        id=plan.id,
        person_id=plan.person_id,
        period=plan.month,
        kpi=plan.kpi_id,
        target=plan.target,
        due_on=plan.due_on,
        actions=list(plan.actions),
        created_at=plan.created_at,
        version=plan.version,
    )
