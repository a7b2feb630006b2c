"""Declarations (申报单): read, confirm, approve, return."""

from collections.abc import Callable
from typing import Annotated, Any

from chalice import Blueprint

from functions import admission
from functions.edge.access import EVERYBODY, LEADERS, MEMBERS
from functions.edge.endpoint import endpoint
from functions.edge.fields import Instant, Month, Text, Version
from functions.edge.models import Body, Page, PageQuery, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.calendars import due_clock
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile
from shared.adapters.dynamo.store import Loaded, every, load, page
from shared.domain.errors import NotFound
from shared.domain.ids import place_of
from shared.domain.people import AccessRole, Person, may_see
from shared.domain.review.declaration import Declaration, State, suggested_feedback
from shared.domain.review.workflow import (
    WORDS,
    Action,
    NotAllowedNow,
    NotYourDecision,
    StaleVersion,
    UndoTooLate,
    decides_on,
)
from shared.usecases.review.decide_declaration import decide_declaration

declarations = Blueprint(__name__)


class Confirmation(Body):
    """The person's own words beside the computed values."""

    comment: Annotated[str, Text(2000, lines=True)] | None = None
    version: Version | None = None


class Decision(Body):
    """The manager's feedback; without any, an approval sends the suggested one."""

    feedback: Annotated[str, Text(2000, lines=True)] | None = None
    version: Version | None = None


class Refusal(Body):
    """Why the form goes back: what has to be put right."""

    feedback: Annotated[str, Text(2000, lines=True)]
    version: Version | None = None


class Undoing(Body):
    """The version of the form that the caller saw."""

    version: Version | None = None


class Withdrawing(Body):
    """Why an approval is withdrawn; the person is told."""

    reason: Annotated[str, Text(2000, lines=True)]
    version: Version | None = None


class DeclaredLine(Shape):
    """One KPI as declared: figures are text, points have four places."""

    kpi: str
    name_zh: str
    name_en: str
    weight_bp: int
    state: str
    value: str | None
    target: str | None
    points: str | None
    lost: str | None
    reason: str
    evidence: int


class StepShape(Shape):
    """One step of the form's history."""

    action: str
    by: str
    at: Instant
    words: str


class BackingShape(Shape):
    """The acknowledged job description that a result rests on."""

    id: str
    number: int
    acknowledged_at: Instant


class DeclarationShape(Shape):
    """
    A declaration as it stands; `suggested_feedback` names the KPI that cost most.

    `job_description` is null while the person has not acknowledged theirs: nothing backs the result then.
    """

    id: str
    person_id: str
    period: str
    state: State
    state_zh: str
    total: str | None
    official_total: str | None
    grade: str | None
    score_state: str
    score_hash: str
    lines: list[DeclaredLine]
    minutes: int
    log_count: int
    comment: str
    feedback: str
    suggested_feedback: str
    drafted_at: Instant
    due_at: Instant | None
    objection_until: Instant | None
    history: list[StepShape]
    job_description: BackingShape | None
    version: int


class FormsQuery(PageQuery):
    """Which forms: of a month, and in which state."""

    period: Month
    state: State | None = None


def form_refs(request: ApiRequest) -> list[Any]:
    """Return what a step on a declaration needs: the form, its person, and the company."""
    place = place_of(request.path["declaration_id"], "dec")
    return [
        refs.declaration(request.company_id, request.path["declaration_id"]),
        refs.person(request.company_id, place.person_id),
        refs.company(request.company_id),
    ]


@endpoint(
    declarations,
    "GET",
    "/v1/declarations",
    access=EVERYBODY,
    summary=("申报单列表", "Declarations"),
    query=FormsQuery,
    returns=Page[DeclarationShape],
)
def list_forms(request: ApiRequest) -> Answer:
    """Return the forms of a month that the caller may see, by person."""
    actor = admission.actor_of(request)
    people = {each.id: each for each in every(refs.people(request.company_id))}
    after = (request.position or {}).get("after")
    found = page(
        refs.declarations(request.company_id, request.query.period.key),
        after=after,
        limit=request.query.limit,
    )
    seen = [
        each
        for each in found.items
        if may_see(actor, people[each.person_id]) and request.query.state in (None, each.state)
    ]
    return Answer.ok(
        {
            "items": [shape_of(each, request.language) for each in seen],
            "next": request.next_cursor({"after": found.next_sk} if found.next_sk else None),
        }
    )


@endpoint(
    declarations,
    "GET",
    "/v1/declarations/{declaration_id}",
    access=EVERYBODY,
    summary=("申报单", "A declaration"),
    returns=DeclarationShape,
    errors=(NotFound,),
    load=form_refs,
)
def read_form(request: ApiRequest, declaration_id: str) -> Answer:
    """Return one form with its values, words and history."""
    form, subject = form_of(request.loaded, request.company_id, declaration_id)
    if not may_see(admission.actor_of(request), subject):
        raise NotFound()
    return Answer.ok(shape_of(form, request.language))


@endpoint(
    declarations,
    "POST",
    "/v1/declarations/{declaration_id}/confirm",
    access=MEMBERS,
    summary=("本人核对并提交", "Confirm one's own declaration"),
    body=Confirmation,
    returns=DeclarationShape,
    command=True,
    errors=(NotFound, NotAllowedNow, StaleVersion, ChangedMeanwhile),
    load=form_refs,
)
def confirm(request: ApiRequest, declaration_id: str) -> Answer:
    """Confirm the caller's own form; it then waits for the manager."""
    return _step(request, declaration_id, Action.CONFIRM, request.body.comment)


@endpoint(
    declarations,
    "POST",
    "/v1/declarations/{declaration_id}/approve",
    access=LEADERS,
    summary=("审批通过", "Approve a declaration"),
    body=Decision,
    returns=DeclarationShape,
    command=True,
    errors=(NotFound, NotYourDecision, NotAllowedNow, StaleVersion, ChangedMeanwhile),
    load=form_refs,
)
def approve(request: ApiRequest, declaration_id: str) -> Answer:
    """Approve a form; the result reaches the person with the next delivery."""
    return _step(request, declaration_id, Action.APPROVE, request.body.feedback)


@endpoint(
    declarations,
    "POST",
    "/v1/declarations/{declaration_id}/return",
    access=LEADERS,
    summary=("退回", "Return a declaration"),
    body=Refusal,
    returns=DeclarationShape,
    command=True,
    errors=(NotFound, NotYourDecision, NotAllowedNow, StaleVersion, ChangedMeanwhile),
    load=form_refs,
)
def send_back(request: ApiRequest, declaration_id: str) -> Answer:
    """Return a form with feedback; the person is told and confirms again."""
    return _step(request, declaration_id, Action.RETURN, request.body.feedback)


@endpoint(
    declarations,
    "POST",
    "/v1/declarations/{declaration_id}/undo",
    access=LEADERS,
    summary=("撤销刚才的决定", "Undo one's decision of a moment ago"),
    body=Undoing,
    returns=DeclarationShape,
    command=True,
    errors=(NotFound, NotYourDecision, NotAllowedNow, UndoTooLate, StaleVersion, ChangedMeanwhile),
    load=form_refs,
)
def undo(request: ApiRequest, declaration_id: str) -> Answer:
    """Undo the caller's own approval or return within a minute; the form waits for a decision again."""
    return _step(request, declaration_id, Action.UNDO, None)


@endpoint(
    declarations,
    "POST",
    "/v1/declarations/{declaration_id}/withdraw-approval",
    access=LEADERS,
    summary=("撤回通过", "Withdraw an approval"),
    body=Withdrawing,
    returns=DeclarationShape,
    command=True,
    errors=(NotFound, NotYourDecision, NotAllowedNow, StaleVersion, ChangedMeanwhile),
    load=form_refs,
)
def withdraw(request: ApiRequest, declaration_id: str) -> Answer:
    """Withdraw an approval by mistake before the result is final; both stay in the history, and the person is told."""
    return _step(request, declaration_id, Action.WITHDRAW, request.body.reason)


def _step(request: ApiRequest, declaration_id: str, action: Action, words: str | None) -> Answer:
    form, subject = form_of(request.loaded, request.company_id, declaration_id)
    actor = admission.actor_of(request)
    if action is not Action.CONFIRM and not (may_see(actor, subject) or decides_on(actor, subject)):
        raise NotYourDecision()
    company = request.loaded.get(refs.company(request.company_id))
    after, command = decide_declaration(
        declaration=form,
        subject=subject,
        action=action,
        actor=actor,
        company=company,
        words=words or "",
        seen=request.body.version,
        at=request.received_at,
        due_after=due_clock(company),
        approver_id=_approver_of(subject) if action is Action.CONFIRM else None,
    )
    return admission.commit(request, command, Answer.ok(shape_of(after, request.language)))


def _approver_of(subject: Person) -> str | None:
    """Return who is told that a form waits: the manager, or an owner where the manager has left."""
    if subject.manager_id is not None:
        ref = refs.person(subject.company_id, subject.manager_id)
        manager = load([ref]).find(ref)
        if manager is not None and manager.is_active:
            return manager.id
    owners = (
        each.id
        for each in every(refs.people(subject.company_id))
        if each.is_active and each.access_role is AccessRole.OWNER
    )
    return next(owners, None)


def form_of(loaded: Loaded, company_id: str, declaration_id: str) -> tuple[Declaration, Person]:
    """Return a loaded form and its person.

    :raises NotFound: if there is none.
    """
    form = loaded.get(refs.declaration(company_id, declaration_id))
    return form, loaded.get(refs.person(company_id, form.person_id))


def shape_of(form: Declaration, language: str) -> DeclarationShape:
    """Return a form as it is answered, with reasons in the reader's language."""
    reason: Callable[[Any], str] = lambda line: line.reason_en if language == "en" else line.reason_zh  # noqa: E731
    return DeclarationShape(
        id=form.id,
        person_id=form.person_id,
        period=form.month,
        state=form.state,
        state_zh=WORDS[form.state],
        total=form.total,
        official_total=form.official_total,
        grade=form.grade,
        score_state=form.score_state,
        score_hash=form.score_hash,
        lines=[
            DeclaredLine(
                kpi=line.kpi_id,
                name_zh=line.name_zh,
                name_en=line.name_en,
                weight_bp=line.weight_bp,
                state=line.state,
                value=line.value,
                target=line.target,
                points=line.points,
                lost=line.lost,
                reason=reason(line),
                evidence=line.evidence,
            )
            for line in form.lines
        ],
        minutes=form.minutes,
        log_count=form.log_count,
        comment=form.comment,
        feedback=form.feedback,
        suggested_feedback=suggested_feedback(form, language),
        drafted_at=form.drafted_at,
        due_at=form.due_at,
        objection_until=form.objection_until,
        history=[
            StepShape(action=each.action, by=each.by, at=each.at, words=each.words) for each in form.history
        ],
        job_description=_backing(form),
        version=form.version,
    )


def _backing(form: Declaration) -> BackingShape | None:
    held = form.job_description
    return held and BackingShape(
        id=held.job_description_id, number=held.number, acknowledged_at=held.acknowledged_at
    )
