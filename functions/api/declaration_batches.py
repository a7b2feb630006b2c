"""Approve several declarations in one call: each has its own result, and one that fails stops no other."""

from typing import Annotated, Any, Literal

from chalice import Blueprint
from pydantic import Field

from functions import admission
from functions.api.declarations import form_of
from functions.edge.access import LEADERS
from functions.edge.endpoint import endpoint
from functions.edge.fields import Id, Text
from functions.edge.models import Body, Shape
from functions.edge.problems import status_of
from functions.edge.request import Answer, ApiRequest
from shared.adapters.calendars import due_clock
from shared.adapters.dynamo import audit, refs
from shared.adapters.dynamo.commands import Command, Key, Part, commit_batch
from shared.adapters.dynamo.store import load
from shared.domain.errors import DomainError, NotFound
from shared.domain.ids import place_of
from shared.domain.review.workflow import Action
from shared.usecases.review.decide_declaration import decide_declaration

declaration_batches = Blueprint(__name__)

MOST = 50
"""Declarations that one call approves at most: every company has fewer people in review."""


class BulkApproval(Body):
    """Forms to approve, with the feedback that all of them get; without any, each gets its own suggestion."""

    ids: Annotated[list[Id], Field(min_length=1, max_length=MOST)]
    feedback: Annotated[str, Text(2000, lines=True)] | None = None


class BulkProblem(Shape):
    """Why one form was not approved."""

    status: int
    code: str
    detail: str


class BulkItem(Shape):
    """What became of one form."""

    id: str
    status: Literal["approved", "refused"]
    state: str | None = None
    version: int | None = None
    problem: BulkProblem | None = None


class BulkAnswer(Shape):
    """What became of each form, in the order they were named."""

    items: list[BulkItem]


@endpoint(
    declaration_batches,
    "POST",
    "/v1/declarations/approve",
    access=LEADERS,
    summary=("批量通过", "Approve several declarations"),
    body=BulkApproval,
    returns=BulkAnswer,
    command=True,
    load=lambda request: [refs.company(request.company_id)],
)
def approve_several(request: ApiRequest) -> Answer:
    """Approve several forms in one call; each has its own result, and one that fails stops no other."""
    company = request.loaded.get(refs.company(request.company_id))
    actor = admission.actor_of(request)
    parts: dict[str, Part] = {}
    items: dict[str, BulkItem] = {}
    found = load(_bulk_refs(request))
    for form_id in dict.fromkeys(request.body.ids):
        key = _part_key(request, form_id)
        if (earlier := found.find(audit.entry_ref(company.id, actor.id, key.route, key.key))) is not None:
            items[form_id] = BulkItem.model_validate(earlier.answer["body"])
            continue
        try:
            form, subject = form_of(found, company.id, form_id)
            after, command = decide_declaration(
                declaration=form,
                subject=subject,
                action=Action.APPROVE,
                actor=actor,
                company=company,
                words=request.body.feedback or "",
                seen=None,
                at=request.received_at,
                due_after=due_clock(company),
            )
        except DomainError as error:
            items[form_id] = _refused(form_id, error, request.language)
            continue
        items[form_id] = BulkItem(id=form_id, status="approved", state=after.state, version=after.version)
        parts[form_id] = Part(command, key, {"status": 200, "body": items[form_id].model_dump(mode="json")})
    ids = list(parts)
    for start in range(0, len(ids), 20):
        together = ids[start : start + 20]
        outcomes = commit_batch([parts[each] for each in together], actor=actor, at=request.received_at)
        for form_id, outcome in zip(together, outcomes, strict=True):
            if isinstance(outcome, DomainError):
                items[form_id] = _refused(form_id, outcome, request.language)
            else:
                items[form_id] = BulkItem.model_validate(outcome.answer["body"])
                actor = outcome.actor
    answer = Answer.ok({"items": [items[each] for each in dict.fromkeys(request.body.ids)]})
    return admission.commit(request, Command("declaration.approve_several", ()), answer, actor=actor)


def _part_key(request: ApiRequest, form_id: str) -> Key:
    # no caller's key holds the separator, so that none of theirs can mean a part of another call
    return Key(request.route, f"{request.key}\x1f{form_id}", request.body_hash)


def _bulk_refs(request: ApiRequest) -> list[Any]:
    """Return what each form needs, and the entry that says that this very call approved it before."""
    wanted: list[Any] = []
    actor = admission.actor_of(request)
    for form_id in dict.fromkeys(request.body.ids):
        key = _part_key(request, form_id)
        wanted.append(audit.entry_ref(request.company_id, actor.id, key.route, key.key))
        try:
            wanted += [
                refs.declaration(request.company_id, form_id),
                refs.person(request.company_id, place_of(form_id, "dec").person_id),
            ]
        except NotFound:
            continue
    return wanted


def _refused(form_id: str, error: DomainError, language: str) -> BulkItem:
    problem = BulkProblem(status=status_of(type(error)), code=error.code, detail=error.sentence(language))
    return BulkItem(id=form_id, status="refused", problem=problem)
