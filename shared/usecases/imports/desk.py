"""Where what an import learns is held and written in batches: new people, then events."""

from dataclasses import dataclass, field
from datetime import datetime

from shared.domain.company import Company
from shared.domain.ids import digest32, new_id
from shared.domain.imports.cells import Cell, text_of
from shared.domain.imports.newcomers import default_position, newcomer
from shared.domain.imports.people_rows import LONGEST_NAME
from shared.domain.imports.roster import Roster, new_name
from shared.domain.kpi.events import Event
from shared.domain.people import AccessRole, Person
from shared.usecases.company.found_company import seat_people
from shared.usecases.events.ingest import batches, ingest
from shared.usecases.imports.carry_out import carry_out
from shared.usecases.imports.summary import Summary

HELD = 1000
"""Events held back before they are written, so that each transaction meets few months."""


@dataclass(slots=True)
class Desk:
    """
    One import at work for `company`, under whose `owner` new people stand if `create_people` is set.

    Events come by `connection_id`; `digest` is the SHA-256 of what is imported. `summary` counts what was written.
    """

    company: Company
    owner: Person
    roster: Roster
    connection_id: str
    create_people: bool
    at: datetime
    digest: str
    summary: Summary
    _held: list[Event] = field(default_factory=list)
    _newcomers: list[Person] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        """Whether what is held should be written before more is taken in."""
        return len(self._held) >= HELD

    def hold(self, events: list[Event]) -> None:
        """Keep events until they are written."""
        self._held += events

    def seller(self, cell: Cell) -> Person:
        """
        Return the person whom a cell names; an unknown one becomes a person where that is wanted.

        :raises PersonUnknown: if it names nobody.
        :raises PersonAmbiguous: if it names several.
        :raises NumberUnknown: if it is a number that nobody has: a number alone makes no person.
        """
        if not self.create_people or self.roster.knows(cell):
            return self.roster.get(cell)
        role = AccessRole.EMPLOYEE
        person = newcomer(
            text_of(new_name(cell), longest=LONGEST_NAME),
            role,
            id=new_id("per", self.at),
            company_id=self.company.id,
            manager_id=self.owner.id,
            position=default_position(role),
        )
        self.roster.add(person)
        self._newcomers.append(person)
        return person

    def write(self) -> None:
        """Seat the newcomers, then write the events that are held."""
        if self._newcomers:
            key = digest32(26, *(each.id for each in self._newcomers))
            acts = seat_people(self._newcomers)
            carry_out(acts, company_id=self.company.id, key=key, body_hash=self.digest, at=self.at)
            self.summary.people_created += len(self._newcomers)
            self._newcomers = []
        for batch in batches(self._held):
            # the key covers what is written: the same file may add more when it comes with other choices
            key = digest32(26, *(each.id for each in batch))
            added = ingest(
                company_id=self.company.id,
                connection_id=self.connection_id,
                key=f"{self.digest}:{key}",
                body_hash=key,
                found=batch,
                at=self.at,
            )
            self.summary.events_added += added.added
        self._held = []
