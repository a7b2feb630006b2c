"""People as HR sees them, and when they are there as HR enters it."""

from typing import Annotated

from pydantic import ConfigDict, Field

from functions.edge.fields import Bp, Day
from functions.edge.models import Body, Shape
from shared.domain.numbers import WHOLE_BP
from shared.domain.people import AccessRole, MemberStatus, Person


class NewWorkingTime(Body):
    """How much of full time somebody works (FTE, 10000 is full time); from a date on, by default from today."""

    fte_bp: Annotated[Bp, Field(ge=1)]
    from_: Annotated[Day | None, Field(alias="from")] = None


class NewLeave(Body):
    """Days away, up to but not on `until`, the first day back; `share_bp` is how much of each (5000: half days)."""

    from_: Annotated[Day, Field(alias="from")]
    until: Day
    share_bp: Annotated[Bp, Field(ge=1)] = WHOLE_BP


class AssignmentShape(Shape):
    """A position with its share in basis points, from a date on."""

    model_config = ConfigDict(serialize_by_alias=True)

    position: str
    share_bp: int
    from_: Annotated[Day, Field(serialization_alias="from", validation_alias="from")]


class WorkingTimeShape(Shape):
    """How much of full time somebody works (FTE), in basis points, from a date on."""

    fte_bp: int
    from_: Annotated[Day, Field(alias="from")]


class LeaveShape(Shape):
    """Days away, up to but not on `until`; `share_bp` is how much of each."""

    from_: Annotated[Day, Field(alias="from")]
    until: Day
    share_bp: int


class PersonShape(Shape):
    """A person as HR sees them; without working times they work full time."""

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
    joined_on: Day | None
    left_on: Day | None
    working_times: list[WorkingTimeShape]
    leaves: list[LeaveShape]
    version: int


def person_shape(person: Person) -> PersonShape:
    """Return a person as HR sees them, what holds by date in the order of its dates."""
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
        joined_on=person.joined_on,
        left_on=person.left_on,
        working_times=[
            WorkingTimeShape(fte_bp=each.fte_bp, from_=each.from_on)
            for each in sorted(person.working_times, key=lambda each: each.from_on)
        ],
        leaves=[
            LeaveShape(from_=each.from_on, until=each.until_on, share_bp=each.share_bp)
            for each in sorted(person.leaves, key=lambda each: (each.from_on, each.until_on))
        ],
        version=person.version,
    )
