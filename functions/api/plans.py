"""Plan versions (考核方案): dated weights, targets and curves of a position or a person."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from chalice import Blueprint
from pydantic import Field

from functions import admission
from functions.api.people import PositionName
from functions.api.plan_commits import commit_plans
from functions.edge.access import HR_AND_OWNER
from functions.edge.endpoint import endpoint
from functions.edge.fields import Day, DecimalText, Id, Instant, Text
from functions.edge.models import Body, Page, PageQuery, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import load, page
from shared.domain.direction.order import PlanBeforeSwitch
from shared.domain.errors import NotFound
from shared.domain.ids import new_id
from shared.domain.kpi import guards, lines
from shared.domain.kpi import plans as domain
from shared.domain.kpi.catalogue import UnknownKpi, kpi_definition
from shared.domain.kpi.curves import Curve, CurveRefused, NotACurve
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.lines import PlanLine, PlanWarning
from shared.domain.kpi.plans import PlanVersion
from shared.domain.numbers import exact
from shared.usecases.direction.scheduled import check_plan_order
from shared.usecases.kpis.company_kpis import company_kpis, offered_kpis
from shared.usecases.plans.check_duties import check_duties
from shared.usecases.plans.check_targets import check_targets
from shared.usecases.plans.head import PlansMoved
from shared.usecases.plans.people_of_plan import people_of_plan
from shared.usecases.plans.publish_plan import NoScope, TooEarly, publish_plan

plans = Blueprint(__name__)


class NewLine(Body):
    """
    A KPI with its weight; without a target it inherits the last one, without a curve the library's.

    `keep` says that a weight outside the usual bounds is meant; a KPI about no business needs it from the owner.
    """

    kpi: Id
    weight_bp: Annotated[int, Field(ge=1, le=10_000)]
    target: Annotated[Decimal, DecimalText(digits=40, places=6)] | None = None
    curve: Annotated[str, Text(200)] | None = None
    keep: bool = False


class NewPlan(Body):
    """A plan for a position or for one person, from a date on."""

    position: PositionName | None = None
    person_id: Id | None = None
    from_: Annotated[Day, Field(alias="from")]
    lines: Annotated[list[NewLine], Field(min_length=1, max_length=20)]
    note: Annotated[str, Text(500, lines=True)] | None = None


class LineShape(Shape):
    """One line; the target is in the KPI's unit, a ratio as a fraction of one."""

    kpi: str
    name_zh: str
    name_en: str
    weight_bp: int
    target: str | None
    curve: str


class WarningShape(Shape):
    """A bound that the plan leaves, KPIs out of balance, or a person whom it does not fit."""

    code: str
    kpi: str
    zh: str
    en: str


class PlanShape(Shape):
    """
    A plan version; published ones never change.

    `switch_id` is the switch of direction that published it; one that was undone holds nowhere.
    """

    id: str
    position: str | None
    person_id: str | None
    from_: Annotated[Day, Field(alias="from")]
    lines: list[LineShape]
    note: str
    created_at: Instant | None
    switch_id: str | None = None
    undone_at: Instant | None = None
    warnings: list[WarningShape]


@endpoint(
    plans,
    "GET",
    "/v1/plans",
    access=HR_AND_OWNER,
    summary=("考核方案", "Plan versions"),
    query=PageQuery,
    returns=Page[PlanShape],
)
def list_plans(request: ApiRequest) -> Answer:
    """Return all plan versions of the company, oldest first."""
    after = (request.position or {}).get("after")
    found = page(refs.plans(request.company_id), after=after, limit=request.query.limit)
    named = {line.kpi_id for plan in found.items for line in plan.lines}
    catalogue = company_kpis(request.company_id, named).catalogue
    return Answer.ok(
        {
            "items": [_shape(each, catalogue) for each in found.items],
            "next": request.next_cursor({"after": found.next_sk} if found.next_sk else None),
        }
    )


@endpoint(
    plans,
    "POST",
    "/v1/plans",
    access=HR_AND_OWNER,
    summary=("发布考核方案", "Publish a plan version"),
    body=NewPlan,
    returns=PlanShape,
    status=201,
    command=True,
    errors=(
        NoScope,
        TooEarly,
        PlansMoved,
        PlanBeforeSwitch,
        NotFound,
        UnknownKpi,
        CurveRefused,
        NotACurve,
        domain.WeightsNotWhole,
        domain.KpiTwice,
        domain.OutOfBounds,
        lines.TargetNotUsable,
        lines.TargetTooLarge,
        lines.CurveAgainstDirection,
        guards.WeightAboveCap,
        guards.OwnersToKeep,
        guards.DoubleCounted,
    ),
    load=lambda request: [refs.company(request.company_id), refs.plans_head(request.company_id)],
)
def publish(request: ApiRequest) -> Answer:
    """Publish a plan; people know of it for at least 24 hours before it holds."""
    body, actor = request.body, admission.actor_of(request)
    if body.person_id is not None:
        ref = refs.person(request.company_id, body.person_id)
        load([ref]).get(ref)
    kpis = offered_kpis(request.company_id, {each.kpi for each in body.lines})
    catalogue = kpis.catalogue
    plan = PlanVersion(
        id=new_id("pln", request.received_at),
        company_id=request.company_id,
        from_on=body.from_,
        lines=tuple(_line(each, catalogue) for each in body.lines),
        position=body.position,
        person_id=body.person_id,
        created_at=request.received_at,
        created_by=actor.id,
        note=body.note or "",
    )
    company = request.loaded.get(refs.company(request.company_id))
    at, head = request.received_at, request.loaded.find(refs.plans_head(request.company_id))
    published = publish_plan(plan=plan, company=company, actor=actor, at=at, head=head, catalogue=catalogue)
    check_plan_order(plan, company)
    people = people_of_plan(plan)
    warnings = (
        *published.warnings,
        *check_duties(plan=plan, company=company, people=people, at=at),
        *check_targets(plan=plan, company=company, people=people, at=at, kpis=kpis),
    )
    answer = Answer.created(_shape(published.plan, catalogue, warnings))
    return commit_plans(request, published.command, answer)


def _line(new: NewLine, catalogue: Mapping[str, KpiDefinition]) -> PlanLine:
    definition = kpi_definition(new.kpi, catalogue)
    return PlanLine(
        kpi_id=new.kpi,
        weight_bp=new.weight_bp,
        curve=Curve.parse(new.curve) if new.curve else definition.curve,
        target=None if new.target is None else Fraction(new.target),
        kept=new.keep,
    )


def _shape(
    plan: PlanVersion, catalogue: Mapping[str, KpiDefinition], warnings: tuple[PlanWarning, ...] = ()
) -> PlanShape:
    return PlanShape(
        id=plan.id,
        position=plan.position,
        person_id=plan.person_id,
        from_=plan.from_on,
        lines=[
            LineShape(
                kpi=line.kpi_id,
                name_zh=kpi_definition(line.kpi_id, catalogue).name_zh,
                name_en=kpi_definition(line.kpi_id, catalogue).name_en,
                weight_bp=line.weight_bp,
                target=None if line.target is None else exact(line.target),
                curve=line.curve.text,
            )
            for line in plan.lines
        ],
        note=plan.note,
        created_at=plan.created_at,
        switch_id=plan.switch_id,
        undone_at=plan.undone_at,
        warnings=[WarningShape(code=w.code, kpi=w.kpi_id, zh=w.zh, en=w.en) for w in warnings],
    )
