"""Give a token for somebody who is named, or for anybody with an access role."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

from pydantic import Field

from functions import wiring
from functions.edge.fields import Text
from functions.edge.models import Body
from infra.local.provisioning.bodies import company_of, read
from shared.adapters import tokens
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.company import Company
from shared.domain.errors import DomainError, NotFound
from shared.domain.imports.roster import plain_name
from shared.domain.people import AccessRole, Person


class WhoNeeded(DomainError):
    """Neither a person nor an access role was given, or both."""

    kind, code = "invalid", "local.who_needed"
    zh = "请用 person（姓名或编号）或 role（权限）指明为谁签发，两者选一。"
    en = "Say whom the token is for: “person” (name or id) or “role”, one of the two."


class NoSuchPerson(NotFound):
    """Nobody active in the company fits."""

    code = "local.no_such_person"
    zh = "公司“{company}”里没有符合“{named}”的在职人员。"
    en = "Nobody active at “{company}” fits “{named}”."


class PersonUnclear(DomainError):
    """Several people have the name."""

    kind, code = "invalid", "local.person_ambiguous"
    zh = "有 {count} 人叫“{named}”，请改用人员编号（{ids}）。"
    en = "{count} people are called “{named}”. Use the person's id instead ({ids})."


class Wanted(Body):
    """For whom, and for how long."""

    company: Annotated[str, Text(100)] | None = None
    person: Annotated[str, Text(60)] | None = None
    role: Annotated[AccessRole, Field(strict=False)] | None = None
    minutes: Annotated[int, Field(ge=1, le=720)] = 60


def issue_token(body: Mapping[str, Any]) -> dict[str, Any]:
    """
    Issue a token for one active person of a company; the company may be left out if it is the only one.

    :raises DomainError: if nobody fits, or it is not clear who is meant; the sentence says what to add.
    """
    wiring.settings()
    wanted, at = read(Wanted, body), wiring.now()
    if (wanted.person is None) == (wanted.role is None):
        raise WhoNeeded(pointer="/person")
    company = company_of(wanted.company)
    person = _person(wanted, company)
    token = tokens.issue(person.id, company.id, keys=wiring.keys(), now=at, minutes=wanted.minutes)
    return {
        "token": token,
        "person_id": person.id,
        "company_id": company.id,
        "name": person.name,
        "access_role": str(person.access_role),
        "expires_at": (at.replace(microsecond=0) + timedelta(minutes=wanted.minutes)).isoformat(),
    }


def _person(wanted: Wanted, company: Company) -> Person:
    people = [each for each in every(refs.people(company.id)) if each.is_active]
    if wanted.role is not None:
        found = [each for each in people if each.access_role is wanted.role][:1]
        named = str(wanted.role)
    else:
        named = str(wanted.person)
        found = [each for each in people if each.id == named or plain_name(each.name) == plain_name(named)]
    if not found:
        raise NoSuchPerson(
            pointer="/person" if wanted.role is None else "/role", company=company.name, named=named
        )
    if len(found) > 1:
        ids = ", ".join(each.id for each in found[:5])
        raise PersonUnclear(pointer="/person", named=named, count=len(found), ids=ids)
    return found[0]
