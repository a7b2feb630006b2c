"""Objections (异议) to one KPI of a delivered result."""

from typing import Annotated

from chalice import Blueprint
from pydantic import Field

from functions import admission
from functions.api.declarations import form_refs
from functions.edge.access import EVERYBODY, MEMBERS
from functions.edge.endpoint import endpoint
from functions.edge.fields import Id, Instant, Text
from functions.edge.models import Body, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.calendars import due_clock
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile
from shared.adapters.dynamo.store import every
from shared.domain.errors import NotFound
from shared.domain.ids import place_of
from shared.domain.people import AccessRole, may_see
from shared.domain.review.objection import AlreadyRaised, Claim, NotOnThisResult, Objection
from shared.domain.review.workflow import NotAllowedNow, WindowClosed
from shared.usecases.review.object_to_result import object_to_result

objections = Blueprint(__name__)


class NewObjection(Body):
    """Which KPI, what went wrong, and why; `evidence` are ids of records or short references."""

    kpi: Id
    claim: Annotated[Claim, Field(strict=False)]
    reason: Annotated[str, Text(1000, lines=True)]
    evidence: Annotated[list[Annotated[str, Text(200)]], Field(max_length=50, default_factory=list)]


class ObjectionShape(Shape):
    """An objection as it stands; `before` is the total it contests."""

    id: str
    declaration_id: str
    person_id: str
    period: str
    kpi: str
    claim: Claim
    reason: str
    evidence: list[str]
    state: str
    before: str | None
    score_hash: str
    raised_at: Instant
    due_at: Instant | None
    version: int


@endpoint(
    objections,
    "POST",
    "/v1/declarations/{declaration_id}/object",
    access=MEMBERS,
    summary=("提出异议", "Object to a result"),
    body=NewObjection,
    returns=ObjectionShape,
    status=201,
    command=True,
    errors=(NotFound, NotAllowedNow, WindowClosed, NotOnThisResult, AlreadyRaised),
    load=form_refs,
)
def object_to(request: ApiRequest, declaration_id: str) -> Answer:
    """Object to one KPI of the caller's own delivered result; HR and the owner are told."""
    form = request.loaded.get(refs.declaration(request.company_id, declaration_id))
    subject = request.loaded.get(refs.person(request.company_id, form.person_id))
    company = request.loaded.get(refs.company(request.company_id))
    approver = next((step.by for step in reversed(form.history) if step.action == "approve"), None)
    able = [
        each.id
        for each in every(refs.people(company.id))
        if each.is_active and each.access_role in (AccessRole.HR, AccessRole.OWNER) and each.id != subject.id
    ]
    reviewers = [each for each in able if each != approver] or able  # somebody is told in any case
    objection, command = object_to_result(
        declaration=form,
        subject=subject,
        kpi_id=request.body.kpi,
        claim=request.body.claim,
        reason=request.body.reason,
        evidence=tuple(request.body.evidence),
        reviewers=tuple(reviewers),
        actor=admission.actor_of(request),
        company=company,
        at=request.received_at,
        due_after=due_clock(company),
    )
    answer = Answer.created(_shape(objection), location=f"/v1/objections/{objection.id}")
    try:
        return admission.commit(request, command, answer)
    except ChangedMeanwhile as error:
        raise AlreadyRaised(current=error.current) from None


@endpoint(
    objections,
    "GET",
    "/v1/objections/{objection_id}",
    access=EVERYBODY,
    summary=("异议", "An objection"),
    returns=ObjectionShape,
    errors=(NotFound,),
    load=lambda request: [
        refs.objection(request.company_id, request.path["objection_id"]),
        refs.person(request.company_id, place_of(request.path["objection_id"], "obj").person_id),
    ],
)
def read_objection(request: ApiRequest, objection_id: str) -> Answer:
    """Return an objection, to its person, their manager, HR and the owner."""
    objection = request.loaded.get(refs.objection(request.company_id, objection_id))
    subject = request.loaded.get(refs.person(request.company_id, objection.person_id))
    if not may_see(admission.actor_of(request), subject):
        raise NotFound()
    return Answer.ok(_shape(objection))


def _shape(objection: Objection) -> ObjectionShape:
    return ObjectionShape(
        id=objection.id,
        declaration_id=objection.declaration_id,
        person_id=objection.person_id,
        period=objection.month,
        kpi=objection.kpi_id,
        claim=objection.claim,
        reason=objection.reason,
        evidence=list(objection.evidence),
        state=objection.state,
        before=objection.before,
        score_hash=objection.score_hash,
        raised_at=objection.raised_at,
        due_at=objection.due_at,
        version=objection.version,
    )
