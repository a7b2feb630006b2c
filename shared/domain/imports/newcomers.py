"""People that a file or a set-up names for the first time."""

from datetime import date
from typing import Final

from shared.domain.numbers import WHOLE_BP
from shared.domain.people import AccessRole, Assignment, Person

SINCE: Final = date(1900, 1, 1)
"""The date from which newcomers hold their positions, so that months long past can be computed."""
OWNER_NAME: Final = "负责人"
"""The name of a company's owner whom nobody named."""
_SELLING: Final = frozenset({AccessRole.EMPLOYEE, AccessRole.MANAGER})


def newcomer(
    name: str,
    access_role: AccessRole,
    *,
    id: str,
    company_id: str,
    manager_id: str | None = None,
    email: str | None = None,
    number: str | None = None,
    position: str | None = None,
    region: str | None = None,
) -> Person:
    """Return a new person, known to vendors by name and `number`; `position` is all of their time."""
    return Person(
        id=id,
        company_id=company_id,
        name=name,
        access_role=access_role,
        manager_id=manager_id,
        email=email,
        vendor_user_ids=(name, number) if number else (name,),
        assignments=(Assignment(position, WHOLE_BP, SINCE),) if position else (),
        region=region,
    )


def default_position(access_role: AccessRole) -> str | None:
    """
    Return the position of somebody for whom none was named.

    Employees and managers sell; HR, auditors and the owner have no position, and so no scorecard.
    """
    return "sales" if access_role in _SELLING else None
