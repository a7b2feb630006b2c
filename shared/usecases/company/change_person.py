"""Add a person, or change who they are, what they do and what they may see."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.codec import plain
from shared.adapters.dynamo.commands import ChangedMeanwhile, Command, Raw, Write
from shared.adapters.dynamo.records import Record
from shared.domain.company import Company
from shared.domain.employment import changed_days, check_employment
from shared.domain.errors import NotFound
from shared.domain.people import (
    AccessRole,
    Member,
    MemberStatus,
    OwnAccess,
    OwnerOnly,
    Person,
    whole_positions,
)
from shared.usecases.company.found_company import seat
from shared.usecases.scores.score_again import score_again


def add_person(*, person: Person, manager: Person | None, actor: Member) -> Command:
    """
    Return the command that gives a new person a seat.

    :raises NotFound: if the named manager is nobody of this company.
    :raises OwnerOnly: if somebody else than the owner makes an owner.
    :raises PositionsNotWhole: if the position shares do not make the whole.
    :raises DomainError: as `check_employment`.
    """
    if person.manager_id is not None and manager is None:
        raise NotFound(pointer="/manager_id")
    if person.access_role is AccessRole.OWNER and actor.access_role is not AccessRole.OWNER:
        raise OwnerOnly(pointer="/access_role")
    whole_positions(person.assignments)
    check_employment(person)
    return Command("person.add", seat(person))


def change_person(
    *,
    person: Person,
    version: int,
    changes: dict[str, Any],
    manager: Person | None,
    company: Company,
    actor: Member,
    at: datetime,
) -> tuple[Person, Command]:
    """
    Return the person after the changes and the command that writes them.

    A new access role or a removed seat reaches the member row in the same transaction, and so holds at once. Months
    that positions, leave, working time or the last day reach are scored again, however long they are over. A
    month that is declared keeps the presence it was declared with, whatever is entered later.

    :raises ChangedMeanwhile: if `version` is not the newest.
    :raises OwnAccess: if somebody changes their own access role or seat, who decides on them, when they work or, but
        for the owner, their positions.
    :raises OwnerOnly: if somebody else than an owner gives or takes the owner's role, or says when an owner leaves.
    :raises NotFound: if the named manager is nobody of this company, or the person themselves.
    :raises PositionsNotWhole: if the position shares do not make the whole.
    :raises DomainError: as `check_employment`.
    """
    if version != person.version:
        raise ChangedMeanwhile(current=plain(person))
    if changes.get("manager_id") and (manager is None or manager.id == person.id):
        raise NotFound(pointer="/manager_id")
    after = replace(person, **changes, version=person.version + 1)
    if actor.id == person.id:
        _check_own(person, after, actor)
    if actor.access_role is not AccessRole.OWNER:
        _check_owners(person, after)
    whole_positions(after.assignments)
    check_employment(after)
    writes: list[Write | Raw] = [Write(refs.person(person.company_id, person.id), after, before=person)]
    if _access(after) != _access(person):
        writes.append(_new_access(after.company_id, after.id, after.access_role, after.status))
    if (days := changed_days(person, after)) is not None:
        writes += score_again(company, days[0], at=at, until=days[1])
    return after, Command("person.change", writes)


def _check_own(person: Person, after: Person, actor: Member) -> None:
    """
    Check what somebody changes of themselves: neither what they may, nor what their weights and targets go by.

    An owner, whom nobody scores unless asked, says what their own positions are: there may be nobody else who could.

    :raises OwnAccess: as `change_person`.
    """
    unchanged = {
        "/manager_id": after.manager_id == person.manager_id,
        "/access_role": _access(after) == _access(person),
        "/working_times": set(after.working_times) == set(person.working_times),
        "/leaves": set(after.leaves) == set(person.leaves),
        "/left_on": after.left_on == person.left_on,
        "/positions": actor.access_role is AccessRole.OWNER
        or set(after.assignments) == set(person.assignments),
    }
    for pointer, is_unchanged in unchanged.items():
        if not is_unchanged:
            raise OwnAccess(pointer=pointer)


def _check_owners(person: Person, after: Person) -> None:
    """
    Check what somebody who is no owner changes of a person; a company must not lose its last owner that way.

    :raises OwnerOnly: as `change_person`.
    """
    if AccessRole.OWNER not in (after.access_role, person.access_role):
        return
    if _access(after) != _access(person):
        raise OwnerOnly(pointer="/access_role")
    if after.left_on != person.left_on:
        raise OwnerOnly(pointer="/left_on")


def _access(person: Person) -> tuple[AccessRole, MemberStatus]:
    return person.access_role, person.status


def _new_access(company_id: str, person_id: str, access_role: AccessRole, status: MemberStatus) -> Raw:
    row = refs.member(company_id, person_id)
    return Raw(
        Record(row.pk, row.sk),
        actions=(Record.access_role.set(access_role), Record.status.set(status)),
        condition=Record.pk.exists(),
    )
