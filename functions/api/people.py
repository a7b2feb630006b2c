"""People of the company: who they are, what they do, what they may see."""

from datetime import date
from typing import Annotated, Any, Final, Literal, TypeVar

from chalice import Blueprint
from pydantic import Field

from functions import admission
from functions.api.person_shapes import NewLeave, NewWorkingTime, PersonShape, person_shape
from functions.edge.access import HR_AND_OWNER
from functions.edge.endpoint import endpoint
from functions.edge.fields import Bp, Day, Id, Text, Version
from functions.edge.models import Body, Page, PageQuery
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile
from shared.adapters.dynamo.store import every, load, page
from shared.domain.employment import (
    LeaveOutsideEmployment,
    LeavesOverlap,
    LeaveTurnedRound,
    LeftBeforeJoined,
    WorkingTimeTwice,
)
from shared.domain.errors import NotFound
from shared.domain.ids import new_id
from shared.domain.people import (
    AccessRole,
    Assignment,
    Leave,
    MemberStatus,
    OwnAccess,
    OwnerOnly,
    Person,
    PositionsNotWhole,
    PositionTwice,
    WorkingTime,
)
from shared.usecases.company.change_person import add_person, change_person

people = Blueprint(__name__)

PositionName = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{1,39}$")]
Email = Annotated[str, Field(pattern=r"^[^@\s]{1,64}@[^@\s]{1,190}$", max_length=254)]
Language = Literal["zh-CN", "en"]
Region = Annotated[str, Text(60)]
Held = TypeVar("Held", Assignment, WorkingTime)
PRESENCE_ERRORS = (
    LeftBeforeJoined,
    LeaveTurnedRound,
    LeaveOutsideEmployment,
    LeavesOverlap,
    WorkingTimeTwice,
)
CLEARED_BY_NULL: Final = ("manager_id", "email", "region", "left_on")


class NewAssignment(Body):
    """A position with its share of the working time; from a date on, by default from today."""

    position: PositionName
    share_bp: Annotated[Bp, Field(ge=1)]
    from_: Annotated[Day | None, Field(alias="from")] = None


class NewPerson(Body):
    """A person to add; `left_on` is the first day on which they are no longer there."""

    name: Annotated[str, Text(60)]
    access_role: Annotated[AccessRole, Field(strict=False)]
    manager_id: Id | None = None
    email: Email | None = None
    language: Language = "zh-CN"
    region: Region | None = None
    vendor_user_ids: Annotated[list[Annotated[str, Text(120)]], Field(max_length=20, default_factory=list)]
    positions: Annotated[list[NewAssignment], Field(max_length=10, default_factory=list)]
    working_times: Annotated[list[NewWorkingTime], Field(max_length=20, default_factory=list)]
    leaves: Annotated[list[NewLeave], Field(max_length=200, default_factory=list)]
    left_on: Day | None = None


class PersonChanges(Body):
    """
    What to change; a field that is absent stays.

    `positions` replaces what is held from the earliest date among them on; what was held before stays on record.
    So does `working_times`, and an empty list takes all of either away. `leaves` are all that there are to be.
    `left_on` is the first day on which somebody is no longer there. Their days before it still count: with a seat
    or without, that month is scored for them and they get its report and its form; later months are not. A month that
    is declared already stays as it was declared; others that a change reaches are scored again, however long they
    are over. Nobody changes their own `working_times`, `leaves` or `left_on`, for their targets follow them, and an
    owner's `left_on` is changed by another owner alone.
    """

    version: Version
    name: Annotated[str, Text(60)] | None = None
    access_role: Annotated[AccessRole, Field(strict=False)] | None = None
    status: Annotated[MemberStatus, Field(strict=False)] | None = None
    manager_id: Id | None = None
    email: Email | None = None
    language: Language | None = None
    region: Region | None = None
    vendor_user_ids: Annotated[list[Annotated[str, Text(120)]], Field(max_length=20)] | None = None
    positions: Annotated[list[NewAssignment], Field(max_length=10)] | None = None
    working_times: Annotated[list[NewWorkingTime], Field(max_length=20)] | None = None
    leaves: Annotated[list[NewLeave], Field(max_length=200)] | None = None
    left_on: Day | None = None


@endpoint(
    people,
    "GET",
    "/v1/people",
    access=HR_AND_OWNER,
    summary=("成员列表", "People"),
    query=PageQuery,
    returns=Page[PersonShape],
)
def list_people(request: ApiRequest) -> Answer:
    """Return the people of the company, by id."""
    after = (request.position or {}).get("after")
    found = page(refs.people(request.company_id), after=after, limit=request.query.limit)
    cursor = request.next_cursor({"after": found.next_sk} if found.next_sk else None)
    return Answer.ok({"items": [person_shape(each) for each in found.items], "next": cursor})


@endpoint(
    people,
    "POST",
    "/v1/people",
    access=HR_AND_OWNER,
    summary=("添加成员", "Add a person"),
    body=NewPerson,
    returns=PersonShape,
    status=201,
    command=True,
    errors=(NotFound, OwnerOnly, PositionTwice, PositionsNotWhole, *PRESENCE_ERRORS),
    load=lambda request: [refs.company(request.company_id)],
)
def create_person(request: ApiRequest) -> Answer:
    """Give a new person a seat; without a manager they answer to the owner."""
    actor = admission.actor_of(request)
    body = request.body
    today = request.received_at.astimezone(request.loaded.get(refs.company(request.company_id)).tz).date()
    manager = _manager(request, body.manager_id, body.access_role)
    person = Person(
        id=new_id("per", request.received_at),
        company_id=request.company_id,
        name=body.name,
        access_role=body.access_role,
        manager_id=manager.id if manager else body.manager_id,
        email=body.email,
        vendor_user_ids=tuple(body.vendor_user_ids),
        language=body.language,
        region=body.region,
        assignments=_assignments(body.positions, today),
        joined_on=today,
        working_times=_working_times(body.working_times, today),
        leaves=_leaves(body.leaves),
        left_on=body.left_on,
    )
    command = add_person(person=person, manager=manager, actor=actor)
    return admission.commit(
        request, command, Answer.created(person_shape(person), location=f"/v1/people/{person.id}")
    )


@endpoint(
    people,
    "GET",
    "/v1/people/{person_id}",
    access=HR_AND_OWNER,
    summary=("成员", "A person"),
    returns=PersonShape,
    errors=(NotFound,),
    load=lambda request: [refs.person(request.company_id, request.path["person_id"])],
)
def read_person(request: ApiRequest, person_id: str) -> Answer:
    """Return one person."""
    return Answer.ok(person_shape(request.loaded.get(refs.person(request.company_id, person_id))))


@endpoint(
    people,
    "PATCH",
    "/v1/people/{person_id}",
    access=HR_AND_OWNER,
    summary=("修改成员", "Change a person"),
    body=PersonChanges,
    returns=PersonShape,
    errors=(
        NotFound,
        ChangedMeanwhile,
        OwnAccess,
        OwnerOnly,
        PositionTwice,
        PositionsNotWhole,
        *PRESENCE_ERRORS,
    ),
    load=lambda request: [
        refs.person(request.company_id, request.path["person_id"]),
        refs.company(request.company_id),
    ],
)
def edit_person(request: ApiRequest, person_id: str) -> Answer:
    """Change a person; a new access role or a removed seat holds from the next request on."""
    before = request.loaded.get(refs.person(request.company_id, person_id))
    company = request.loaded.get(refs.company(request.company_id))
    today = request.received_at.astimezone(company.tz).date()
    changes: dict[str, Any] = {}
    for name in request.body.model_fields_set - {"version", "positions", "working_times", "leaves"}:
        value = getattr(request.body, name)
        if value is not None or name in CLEARED_BY_NULL:
            changes[name] = tuple(value) if isinstance(value, list) else value
    changes |= _dated(before, request.body, today)
    manager = None
    if "manager_id" in changes:
        manager = _manager(request, changes["manager_id"], changes.get("access_role", before.access_role))
        changes["manager_id"] = manager.id if manager else changes["manager_id"]
    after, command = change_person(
        person=before,
        version=request.body.version,
        changes=changes,
        manager=manager,
        company=company,
        actor=admission.actor_of(request),
        at=request.received_at,
    )
    return admission.commit(request, command, Answer.ok(person_shape(after)))


def _manager(request: ApiRequest, manager_id: str | None, access_role: AccessRole) -> Person | None:
    """Return who is named; without a name the first owner, whom owners alone do not answer to."""
    if manager_id is None:
        owners = (each for each in every(refs.people(request.company_id)) if _is_owner(each))
        return None if access_role is AccessRole.OWNER else next(owners, None)
    ref = refs.person(request.company_id, manager_id)
    found = load([ref]).find(ref)
    return found if found is not None and found.is_active else None


def _is_owner(person: Person) -> bool:
    return person.is_active and person.access_role is AccessRole.OWNER


def _dated(before: Person, body: PersonChanges, today: date) -> dict[str, Any]:
    """Return what holds for a person by date, as far as `body` changes it."""
    changes: dict[str, Any] = {}
    if body.positions is not None:
        changes["assignments"] = _followed_by(before.assignments, _assignments(body.positions, today))
    if body.working_times is not None:
        changes["working_times"] = _followed_by(
            before.working_times, _working_times(body.working_times, today)
        )
    if body.leaves is not None:
        changes["leaves"] = _leaves(body.leaves)
    return changes


def _assignments(wanted: list[NewAssignment], today: date) -> tuple[Assignment, ...]:
    return tuple(Assignment(each.position, each.share_bp, each.from_ or today) for each in wanted)


def _working_times(wanted: list[NewWorkingTime], today: date) -> tuple[WorkingTime, ...]:
    return tuple(WorkingTime(each.fte_bp, each.from_ or today) for each in wanted)


def _leaves(wanted: list[NewLeave]) -> tuple[Leave, ...]:
    return tuple(Leave(each.from_, each.until, each.share_bp) for each in wanted)


def _followed_by(old: tuple[Held, ...], new: tuple[Held, ...]) -> tuple[Held, ...]:
    first_on = min((each.from_on for each in new), default=date.min)
    return (*(each for each in old if each.from_on < first_on), *new)
