"""People of the company: who they are, what they do, what they may see."""

from datetime import date
from typing import Annotated, Any, Literal

from chalice import Blueprint
from pydantic import ConfigDict, Field

from functions import admission
from functions.edge.access import HR_AND_OWNER
from functions.edge.endpoint import endpoint
from functions.edge.fields import Bp, Day, Id, Text, Version
from functions.edge.models import Body, Page, PageQuery, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile
from shared.adapters.dynamo.store import every, load, page
from shared.domain.errors import NotFound
from shared.domain.ids import new_id
from shared.domain.people import (
    AccessRole,
    Assignment,
    MemberStatus,
    OwnAccess,
    OwnerOnly,
    Person,
    PositionsNotWhole,
    PositionTwice,
)
from shared.usecases.company.change_person import add_person, change_person

people = Blueprint(__name__)

PositionName = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{1,39}$")]
Email = Annotated[str, Field(pattern=r"^[^@\s]{1,64}@[^@\s]{1,190}$", max_length=254)]
Language = Literal["zh-CN", "en"]
Region = Annotated[str, Text(60)]


class NewAssignment(Body):
    """A position with its share of the working time; from a date on, by default from today."""

    position: PositionName
    share_bp: Annotated[Bp, Field(ge=1)]
    from_: Annotated[Day | None, Field(alias="from")] = None


class NewPerson(Body):
    """A person to add."""

    name: Annotated[str, Text(60)]
    access_role: Annotated[AccessRole, Field(strict=False)]
    manager_id: Id | None = None
    email: Email | None = None
    language: Language = "zh-CN"
    region: Region | None = None
    vendor_user_ids: Annotated[list[Annotated[str, Text(120)]], Field(max_length=20, default_factory=list)]
    positions: Annotated[list[NewAssignment], Field(max_length=10, default_factory=list)]


class PersonChanges(Body):
    """
    What to change; a field that is absent stays.

    `positions` replaces what is held from the earliest date among them on; what was held before stays on record.
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


class AssignmentShape(Shape):
    """A position with its share in basis points, from a date on."""

    model_config = ConfigDict(serialize_by_alias=True)

    position: str
    share_bp: int
    from_: Annotated[Day, Field(serialization_alias="from", validation_alias="from")]


class PersonShape(Shape):
    """A person as HR sees them."""

    id: str
    name: str
    access_role: AccessRole
    status: MemberStatus
    manager_id: str | None
    email: str | None
    language: str
    region: str | None
    vendor_user_ids: list[str]
    positions: list[AssignmentShape]
    version: int


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
    return Answer.ok({"items": [_shape(each) for each in found.items], "next": cursor})


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
    errors=(NotFound, OwnerOnly, PositionTwice, PositionsNotWhole),
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
    )
    command = add_person(person=person, manager=manager, actor=actor)
    return admission.commit(
        request, command, Answer.created(_shape(person), location=f"/v1/people/{person.id}")
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
    return Answer.ok(_shape(request.loaded.get(refs.person(request.company_id, person_id))))


@endpoint(
    people,
    "PATCH",
    "/v1/people/{person_id}",
    access=HR_AND_OWNER,
    summary=("修改成员", "Change a person"),
    body=PersonChanges,
    returns=PersonShape,
    errors=(NotFound, ChangedMeanwhile, OwnAccess, OwnerOnly, PositionTwice, PositionsNotWhole),
    load=lambda request: [
        refs.person(request.company_id, request.path["person_id"]),
        refs.company(request.company_id),
    ],
)
def edit_person(request: ApiRequest, person_id: str) -> Answer:
    """Change a person; a new access role or a removed seat holds from the next request on."""
    before = request.loaded.get(refs.person(request.company_id, person_id))
    today = request.received_at.astimezone(request.loaded.get(refs.company(request.company_id)).tz).date()
    changes: dict[str, Any] = {}
    for name in request.body.model_fields_set - {"version", "positions"}:
        value = getattr(request.body, name)
        if value is not None or name in ("manager_id", "email", "region"):
            changes[name] = tuple(value) if isinstance(value, list) else value
    if request.body.positions is not None:
        changes["assignments"] = _followed_by(before, _assignments(request.body.positions, today))
    manager = None
    if "manager_id" in changes:
        manager = _manager(request, changes["manager_id"], changes.get("access_role", before.access_role))
        changes["manager_id"] = manager.id if manager else changes["manager_id"]
    after, command = change_person(
        person=before,
        version=request.body.version,
        changes=changes,
        manager=manager,
        actor=admission.actor_of(request),
    )
    return admission.commit(request, command, Answer.ok(_shape(after)))


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


def _assignments(wanted: list[NewAssignment], today: Any) -> tuple[Assignment, ...]:
    return tuple(Assignment(each.position, each.share_bp, each.from_ or today) for each in wanted)


def _followed_by(person: Person, new: tuple[Assignment, ...]) -> tuple[Assignment, ...]:
    first_on = min((each.from_on for each in new), default=date.min)
    return (*(each for each in person.assignments if each.from_on < first_on), *new)


def _shape(person: Person) -> PersonShape:
    return PersonShape(
        id=person.id,
        name=person.name,
        access_role=person.access_role,
        status=person.status,
        manager_id=person.manager_id,
        email=person.email,
        language=person.language,
        region=person.region,
        vendor_user_ids=list(person.vendor_user_ids),
        positions=[
            AssignmentShape.model_validate(
                {"position": each.position, "share_bp": each.share_bp, "from": each.from_on}
            )
            for each in person.assignments
        ],
        version=person.version,
    )
