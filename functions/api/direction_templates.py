"""Directions (方向模板): those that come with the product, and the company's own."""

from collections.abc import Mapping

from chalice import Blueprint

from functions import admission
from functions.api.direction_bodies import NewTemplate, RetireBody, pins_of
from functions.api.direction_shapes import NoteShape
from functions.edge.access import HR_AND_OWNER
from functions.edge.endpoint import endpoint
from functions.edge.fields import Instant
from functions.edge.models import Page, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile
from shared.domain.direction import templates, weights
from shared.domain.direction.switch import DirectionTemplate
from shared.domain.errors import NotFound
from shared.domain.ids import new_id
from shared.domain.kpi import guards, lines, plans
from shared.domain.kpi.catalogue import UnknownKpi, kpi_definition
from shared.domain.kpi.curves import CurveRefused, NotACurve
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.numbers import exact
from shared.usecases.direction.keep_templates import TooManyTemplates, add_template, retire_template
from shared.usecases.direction.wanted import own_templates
from shared.usecases.kpis.company_kpis import company_kpis

direction_templates = Blueprint(__name__)


class PinShape(Shape):
    """A KPI whose weight a direction fixes; without a target or a curve the KPI keeps its own."""

    position: str
    kpi: str
    name_zh: str
    name_en: str
    percent: int
    target: str | None
    curve: str | None
    lowers: bool


class TemplateShape(Shape):
    """A direction; built-in ones stay as they are, a retired one cannot be switched to."""

    id: str
    name_zh: str
    name_en: str
    about_zh: str
    about_en: str
    built_in: bool
    retired: bool
    pins: list[PinShape]
    created_at: Instant | None
    version: int


class NewTemplateShape(TemplateShape):
    """A direction as it was kept, with the weight caps of KPIs that it leaves."""

    warnings: list[NoteShape]


@endpoint(
    direction_templates,
    "GET",
    "/v1/direction/templates",
    access=HR_AND_OWNER,
    summary=("方向模板", "Directions"),
    returns=Page[TemplateShape],
)
def list_templates(request: ApiRequest) -> Answer:
    """Return the built-in directions, then the company's own, oldest first, with retired ones."""
    every = [*templates.BUILT_IN.values(), *own_templates(request.company_id)]
    catalogue = _catalogue(request.company_id, every)
    return Answer.ok({"items": [_shape(each, catalogue) for each in every], "next": None})


@endpoint(
    direction_templates,
    "POST",
    "/v1/direction/templates",
    access=HR_AND_OWNER,
    summary=("新建方向模板", "Keep a direction of one's own"),
    body=NewTemplate,
    returns=NewTemplateShape,
    status=201,
    command=True,
    errors=(
        TooManyTemplates, templates.NameTaken, templates.NothingPinned, templates.PositionUnknown,
        templates.NameNotUsable, weights.PinsAboveWhole, plans.KpiTwice, plans.TooManyKpis, UnknownKpi,
        CurveRefused, NotACurve, lines.TargetNotUsable, lines.TargetTooLarge, lines.CurveAgainstDirection,
        guards.OwnersToKeep, guards.DoubleCounted,
    ),
    load=lambda request: [refs.company(request.company_id)],
)  # fmt: skip
def add(request: ApiRequest) -> Answer:
    """Keep a direction; it never changes, and can be retired."""
    body, at = request.body, request.received_at
    template = DirectionTemplate(
        id=new_id("dir", at),
        name_zh=body.name_zh,
        name_en=body.name_en or body.name_zh,
        pins=pins_of(body.pins),
        company_id=request.company_id,
        created_at=at,
        created_by=admission.actor_of(request).id,
        about_zh=body.about_zh or "",
        about_en=body.about_en or body.about_zh or "",
    )
    company = request.loaded.get(refs.company(request.company_id))
    command, warnings = add_template(template=template, company=company)
    shape = _shape(template, _catalogue(request.company_id, [template]))
    notes = [NoteShape(code=each.code, kpi=each.kpi_id, zh=each.zh, en=each.en) for each in warnings]
    answer = NewTemplateShape(**shape.model_dump(by_alias=False), warnings=notes)
    return admission.commit(request, command, Answer.created(answer))


@endpoint(
    direction_templates,
    "POST",
    "/v1/direction/templates/{template_id}/retire",
    access=HR_AND_OWNER,
    summary=("停用方向模板", "Retire a direction"),
    body=RetireBody,
    returns=TemplateShape,
    command=True,
    errors=(NotFound, templates.BuiltInStays, templates.TemplateRetired, ChangedMeanwhile),
    load=lambda request: [refs.direction_templates(request.company_id).at(request.path["template_id"])],
)
def retire(request: ApiRequest, template_id: str) -> Answer:
    """Retire a direction of the company's own; switches that used it keep its name."""
    ref = refs.direction_templates(request.company_id).at(template_id)
    found = templates.BUILT_IN.get(template_id) or request.loaded.get(ref)
    after, command = retire_template(template=found, version=request.body.version)
    answer = Answer.ok(_shape(after, _catalogue(request.company_id, [after])))
    return admission.commit(request, command, answer)


def _catalogue(company_id: str, every: list[DirectionTemplate]) -> Mapping[str, KpiDefinition]:
    named = {pin.kpi_id for each in every for _, pins in each.pins for pin in pins}
    return company_kpis(company_id, named).catalogue


def _shape(template: DirectionTemplate, catalogue: Mapping[str, KpiDefinition]) -> TemplateShape:
    return TemplateShape(
        id=template.id,
        name_zh=template.name_zh,
        name_en=template.name_en,
        about_zh=template.about_zh,
        about_en=template.about_en,
        built_in=template.id in templates.BUILT_IN,
        retired=template.retired,
        pins=[
            PinShape(
                position=position,
                kpi=pin.kpi_id,
                name_zh=kpi_definition(pin.kpi_id, catalogue).name_zh,
                name_en=kpi_definition(pin.kpi_id, catalogue).name_en,
                percent=pin.percent,
                target=None if pin.target is None else exact(pin.target),
                curve=pin.curve,
                lowers=pin.lowers,
            )
            for position, pins in template.pins
            for pin in pins
        ],
        created_at=template.created_at,
        version=template.version,
    )
