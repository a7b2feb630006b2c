"""Found a company: its settings, its people, and the scorecards that its positions begin with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.adapters.dynamo import dispatch, refs
from shared.adapters.dynamo.commands import Command, Raw, Write
from shared.domain.company import Company
from shared.domain.people import Member, Person
from shared.usecases.plans.publish_plan import default_plans


@dataclass(frozen=True, slots=True)
class Founded:
    """A new company and its people."""

    company: Company
    people: Sequence[Person]
    commands: Sequence[Command]


def found_company(*, company: Company, people: Sequence[Person], at: datetime) -> Founded:
    """
    Return the commands that make the company, in the order in which they are to be committed.

    Each command holds at most a transaction's worth of people, so that any size goes; the first one seats the
    first of them, so that a small company is there with everybody or not at all.
    """
    plans = default_plans(company.id, at=at)
    seats = seat_people(people)
    first = Command(
        "company.found",
        (
            Write(refs.company(company.id), company),
            Raw(dispatch.due_post(company.id)),
            *(Write(refs.plans(company.id).at(plan.id), plan) for plan in plans),
            *(write for command in seats[:1] for write in command.writes),
        ),
    )
    return Founded(company, people, (first, *seats[1:]))


def seat_people(people: Sequence[Person], *, batch: int = 40) -> list[Command]:
    """Return the commands that give people a seat: a person and a member row each."""
    return [
        Command(
            "people.seat",
            [write for person in people[first : first + batch] for write in seat(person)],
        )
        for first in range(0, len(people), batch)
    ]


def seat(person: Person) -> tuple[Write, Write]:
    """Return the two rows of a new person."""
    row = Member(person.id, person.company_id, person.access_role, person.status)
    return (
        Write(refs.person(person.company_id, person.id), person),
        Write(refs.member(person.company_id, person.id), row),
    )
