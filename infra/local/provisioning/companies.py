"""Make a company with its people, and a token for each."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from functions import wiring
from functions.api.people import Email, Language, PositionName
from functions.edge.fields import Text
from functions.edge.models import Body
from infra.local.provisioning.bodies import read
from shared.adapters import tokens
from shared.adapters.dynamo.codec import canonical
from shared.domain.company import Company, UnknownZone, zone_named
from shared.domain.errors import DomainError
from shared.domain.ids import new_id
from shared.domain.imports.newcomers import OWNER_NAME, SINCE, default_position
from shared.domain.imports.roster import plain_name
from shared.domain.numbers import WHOLE_BP
from shared.domain.people import AccessRole, Assignment, Person, PositionsNotWhole, whole_positions
from shared.usecases.company.found_company import found_company
from shared.usecases.imports.carry_out import carry_out

TOKEN_MINUTES = 720
MOST_PEOPLE = 500


class ManagerUnclear(DomainError):
    """A manager's name is nobody's in the list, their own, or that of several people."""

    kind, code = "invalid", "local.manager_unclear"
    zh = "上级“{name}”应正好是名单中另一人的姓名，名单中有 {count} 人符合。"
    en = "The manager “{name}” must be the name of exactly one other person of the list; {count} have it."


class PositionTwice(DomainError):
    """One position stands twice among a person's."""

    kind, code = "invalid", "local.position_twice"
    zh = "岗位“{position}”出现了两次，请合并占比。"
    en = "The position “{position}” stands there twice. Add its shares up."


class GivenPosition(Body):
    """A position with its share of the working time."""

    position: PositionName
    share_bp: Annotated[int, Field(ge=1, le=WHOLE_BP)]


class GivenPerson(Body):
    """A person; `manager` is the name of another person of the list."""

    name: Annotated[str, Text(60)]
    access_role: Annotated[AccessRole, Field(strict=False)]
    manager: Annotated[str, Text(60)] | None = None
    email: Email | None = None
    language: Language = "zh-CN"
    vendor_user_ids: Annotated[list[Annotated[str, Text(120)]], Field(max_length=20)] | None = None
    positions: Annotated[list[GivenPosition], Field(max_length=10)] | None = None


class GivenCompany(Body):
    """A company and its people."""

    name: Annotated[str, Text(100)]
    zone: Annotated[str, Text(60)] = "Asia/Shanghai"
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "CNY"
    revenue_source: Literal["orders", "deals"] = "orders"
    people: list[GivenPerson] = Field(default_factory=list, max_length=MOST_PEOPLE)


def create_company(body: Mapping[str, Any]) -> dict[str, Any]:
    """
    Found a company. Its first owner manages whoever names no manager; a list without one gets 负责人 added.

    Positions hold from 1900-01-01, so that months long past can be computed. Employees and managers for whom no
    position is given (an empty list is one: none) sell; others have none. Vendors know people by their names
    unless `vendor_user_ids` says otherwise.

    :raises DomainError: if the body is not as described.
    """
    wiring.settings()
    given, at = read(GivenCompany, body), wiring.now()
    _check_zone(given.zone)
    company = Company(
        id=new_id("co", at),
        name=given.name,
        zone=given.zone,
        currency=given.currency,
        revenue_source=given.revenue_source,
        created_at=at,
    )
    people = _people(given.people, company.id, at)
    carry_out(
        found_company(company=company, people=people, at=at).commands,
        company_id=company.id,
        job="setup",
        key=company.id,
        body_hash=hashlib.sha256(canonical(dict(body))).hexdigest(),
        at=at,
    )
    return {
        "id": company.id,
        "company_id": company.id,
        "name": company.name,
        "people": [_shape(each, at) for each in people],
    }


def _check_zone(name: str) -> None:
    try:
        zone_named(name)
    except UnknownZone as error:
        error.pointer = "/zone"
        raise


def _people(given: list[GivenPerson], company_id: str, at: datetime) -> list[Person]:
    if not any(each.access_role is AccessRole.OWNER for each in given):
        given = [*given, GivenPerson(name=OWNER_NAME, access_role=AccessRole.OWNER)]
    ids = [new_id("per", at) for _ in given]
    owner_id = next(id_ for id_, each in zip(ids, given, strict=True) if each.access_role is AccessRole.OWNER)
    named = defaultdict(list)
    for id_, each in zip(ids, given, strict=True):
        named[plain_name(each.name)].append(id_)
    return [
        Person(
            id=ids[place],
            company_id=company_id,
            name=each.name,
            access_role=each.access_role,
            manager_id=_manager_id(each, ids[place], named, place)
            or (owner_id if ids[place] != owner_id else None),
            email=each.email,
            vendor_user_ids=(each.name,) if each.vendor_user_ids is None else tuple(each.vendor_user_ids),
            language=each.language,
            assignments=_assignments(each, place),
        )
        for place, each in enumerate(given)
    ]


def _manager_id(given: GivenPerson, own_id: str, named: Mapping[str, list[str]], place: int) -> str | None:
    if given.manager is None:
        return None
    others = [each for each in named.get(plain_name(given.manager), []) if each != own_id]
    if len(others) != 1:
        raise ManagerUnclear(pointer=f"/people/{place}/manager", name=given.manager, count=len(others))
    return others[0]


def _assignments(given: GivenPerson, place: int) -> tuple[Assignment, ...]:
    if given.positions is None:
        position = default_position(given.access_role)
        return (Assignment(position, WHOLE_BP, SINCE),) if position else ()
    names = [each.position for each in given.positions]
    for name in names:
        if names.count(name) > 1:
            raise PositionTwice(pointer=f"/people/{place}/positions", position=name)
    try:
        return whole_positions(
            tuple(Assignment(each.position, each.share_bp, SINCE) for each in given.positions)
        )
    except PositionsNotWhole as error:
        error.pointer = f"/people/{place}/positions"
        raise


def _shape(person: Person, at: datetime) -> dict[str, Any]:
    return {
        "id": person.id,
        "person_id": person.id,
        "name": person.name,
        "access_role": str(person.access_role),
        "manager_id": person.manager_id,
        "token": tokens.issue(
            person.id, person.company_id, keys=wiring.keys(), now=at, minutes=TOKEN_MINUTES
        ),
    }
