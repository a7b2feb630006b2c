"""Templates of one's own work logs: what somebody logs again and again."""

from typing import Annotated

from chalice import Blueprint
from pydantic import Field

from functions import admission
from functions.api.work_log_bodies import AsInALog, KindId
from functions.edge.access import MEMBERS
from functions.edge.endpoint import endpoint
from functions.edge.fields import Text
from functions.edge.models import Body, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile
from shared.domain.company import Company
from shared.domain.errors import NotFound
from shared.domain.ids import digest_id
from shared.domain.work.logs.errors import KindUnknown
from shared.domain.work.logs.quick import LogTemplate, LogTemplates, TooManyTemplates
from shared.usecases.work.keep_log_template import delete_log_template, keep_log_template

work_log_templates = Blueprint(__name__)


class NewTemplate(Body):
    """What a log made from it begins with; one of the same name is replaced."""

    name: Annotated[str, Text(60), AsInALog]
    kind: KindId
    activity: Annotated[str, Text(60), AsInALog]
    minutes: Annotated[int, Field(ge=1, le=1440)]
    customer: Annotated[str, Text(200), AsInALog] | None = None
    text: Annotated[str, Text(1000, lines=True), AsInALog] | None = None


class TemplateShape(Shape):
    """A template as it is kept."""

    id: str
    name: str
    kind: str
    activity: str
    minutes: int
    customer: str | None
    text: str


class TemplatesShape(Shape):
    """The caller's templates, oldest first."""

    items: list[TemplateShape]


@endpoint(
    work_log_templates,
    "GET",
    "/v1/work-log-templates",
    access=MEMBERS,
    summary=("我的记录模板", "My templates"),
    returns=TemplatesShape,
    load=lambda request: [refs.log_templates(request.company_id, request.caller.person_id)],
)
def read_templates(request: ApiRequest) -> Answer:
    """Return the caller's templates."""
    return Answer.ok(_shape(_kept(request)))


@endpoint(
    work_log_templates,
    "POST",
    "/v1/work-log-templates",
    access=MEMBERS,
    summary=("存为模板", "Keep a template"),
    body=NewTemplate,
    returns=TemplateShape,
    status=201,
    command=True,
    errors=(KindUnknown, TooManyTemplates, ChangedMeanwhile),
    load=lambda request: [
        refs.company(request.company_id),
        refs.log_templates(request.company_id, request.caller.person_id),
    ],
)
def keep_template(request: ApiRequest) -> Answer:
    """Keep a template for the caller."""
    body = request.body
    company: Company = request.loaded.get(refs.company(request.company_id))
    if body.kind not in company.catalogue.kinds:
        raise KindUnknown(pointer="/kind", kind=body.kind, known=", ".join(company.catalogue.kinds))
    actor = admission.actor_of(request)
    template = LogTemplate(
        id=digest_id("tpl", actor.id, body.name),
        name=body.name,
        kind=body.kind,
        activity=body.activity,
        minutes=body.minutes,
        customer=body.customer,
        text=body.text or "",
    )
    _, command = keep_log_template(template=template, before=_kept(request), actor=actor)
    return admission.commit(request, command, Answer.created(_template(template)))


@endpoint(
    work_log_templates,
    "DELETE",
    "/v1/work-log-templates/{template_id}",
    access=MEMBERS,
    summary=("删除模板", "Delete a template"),
    returns=TemplatesShape,
    errors=(NotFound, ChangedMeanwhile),
    load=lambda request: [refs.log_templates(request.company_id, request.caller.person_id)],
)
def delete_template(request: ApiRequest, template_id: str) -> Answer:
    """Delete one of the caller's templates and return those that are left."""
    after, command = delete_log_template(template_id=template_id, before=_kept(request))
    return admission.commit(request, command, Answer.ok(_shape(after)))


def _kept(request: ApiRequest) -> LogTemplates | None:
    own = refs.log_templates(request.company_id, admission.actor_of(request).id)
    found: LogTemplates | None = request.loaded.find(own)
    return found


def _shape(templates: LogTemplates | None) -> TemplatesShape:
    return TemplatesShape(items=[_template(each) for each in (templates.items if templates else ())])


def _template(each: LogTemplate) -> TemplateShape:
    return TemplateShape(
        id=each.id,
        name=each.name,
        kind=each.kind,
        activity=each.activity,
        minutes=each.minutes,
        customer=each.customer,
        text=each.text,
    )
