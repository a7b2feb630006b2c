"""Make people of the rows of a list: each once, each under a manager who is there and may manage.

Rows and people are the same by number, or by name where a row has none. A row whose manager is nobody is refused
unless new people may be created. Kept without its manager, the person would be a duplicate when the file comes
again, and the wrong one would go on deciding on them. Somebody named as a manager by other rows, whose own row
leaves the access role open, becomes a manager.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from shared.domain.imports.cells import BadCell, Cell, RefusedRow
from shared.domain.imports.listed import Listed, key_of
from shared.domain.imports.newcomers import OWNER_NAME, default_position, newcomer
from shared.domain.imports.people_rows import PersonRow
from shared.domain.imports.roster import PersonAmbiguous, PersonUnknown, Roster, new_name, plain_name
from shared.domain.imports.staff_errors import (
    EmailTaken,
    ManagerNotImported,
    MayNotManage,
    NumberTwice,
    NumberUnclear,
    OwnerByHand,
    OwnManager,
)
from shared.domain.people import AccessRole, Person

_MAY_MANAGE: Final = frozenset({AccessRole.MANAGER, AccessRole.HR, AccessRole.OWNER})


@dataclass(frozen=True, slots=True)
class Staff:
    """
    `people` to seat: those of the rows, in the file's order, and the managers whom only rows of others name.

    `completed` are people who are there, before and after a row added a number or a region that was not known.
    `founder` is the owner of a new company for whom the file has no row.
    """

    people: list[Person]
    imported: int
    duplicates: int
    refused: list[RefusedRow]
    completed: Sequence[tuple[Person, Person]] = ()
    founder: Person | None = None


def make_staff(
    rows: Iterable[PersonRow],
    *,
    company_id: str,
    roster: Roster,
    owner: Person | None,
    create_people: bool,
    new_id: Callable[[], str],
) -> Staff:
    """
    Return the people that the rows make. `roster` is who is there; `owner` manages whoever names no manager.

    Without an `owner` the company is new: the first row with the owner's access role is it, else a founder is
    made. A row of somebody who is there is a duplicate if it adds nothing.
    """
    return _Maker(company_id, roster, owner, create_people, new_id).make(list(rows))


@dataclass(slots=True)
class _Maker:
    company_id: str
    roster: Roster
    owner: Person | None
    create_people: bool
    new_id: Callable[[], str]
    duplicates: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    created: dict[str, Person] = field(default_factory=dict)
    completed: dict[str, tuple[Person, Person]] = field(default_factory=dict)
    completing: int = 0
    listed: Listed = field(default_factory=Listed)

    def make(self, rows: list[PersonRow]) -> Staff:
        self.listed = Listed.of(rows)
        entries = self._entries(rows)
        managers = {self._manager_key(row) for row in rows}
        drafts = {key: self._draft(row, key in managers) for key, row in entries.items()}
        founder = self._take_owner(drafts)
        placed = self._place(entries, drafts)
        people = [placed[key] for key in entries if key in placed]
        self.refused.sort(key=lambda each: each.line)
        return Staff(
            [*people, *self.created.values()],
            len(people) + self.completing,
            self.duplicates,
            self.refused,
            tuple(self.completed.values()),
            founder,
        )

    def _entries(self, rows: list[PersonRow]) -> dict[str, PersonRow]:
        """Return the rows of people who are not there yet, by number or name."""
        entries: dict[str, PersonRow] = {}
        emails: set[str] = set()
        for row in rows:
            try:
                if (known := entries.get(key_of(row))) is not None:
                    if plain_name(known.name.text) != plain_name(row.name.text):
                        raise NumberTwice(row.number, name=known.name.text)
                    self.duplicates += 1
                elif (person := self._there(row)) is not None:
                    self._complete(person, row)
                else:
                    self._check(row, emails)
                    entries[key_of(row)] = row
            except BadCell as error:
                self.refused.append(error.on(row.line))
        return entries

    def _there(self, row: PersonRow) -> Person | None:
        """Return the person whom a row is about; by name only if they have no other number."""
        if row.number.is_empty or self.roster.knows(row.number):
            return self.roster.find(row.name if row.number.is_empty else row.number)
        person = self.roster.find(row.name)
        if person is not None and {plain_name(each) for each in person.vendor_user_ids} - {
            plain_name(person.name)
        }:
            raise NumberUnclear(row.number, name=person.name)
        return person

    def _complete(self, person: Person, row: PersonRow) -> None:
        """Add the number and the region of a row to somebody who is there, where none is known."""
        added: dict[str, Any] = {}
        if not row.number.is_empty and not self.roster.knows(row.number):
            added["vendor_user_ids"] = (*person.vendor_user_ids, row.number.text)
        if row.region is not None and person.region is None:
            added["region"] = row.region
        if not added:
            self.duplicates += 1
            return
        before = self.completed.get(person.id, (person, person))[0]
        after = replace(person, **added, version=before.version + 1)
        self.completed[person.id] = before, after
        self.completing += 1
        self.roster.add(after)

    def _check(self, row: PersonRow, emails: set[str]) -> None:
        if row.access_role is AccessRole.OWNER and self.owner is not None:
            raise OwnerByHand(row.name)
        if not row.email.is_empty:
            email = plain_name(row.email.text)
            if email in emails or self.roster.knows(row.email):
                raise EmailTaken(row.email)
            emails.add(email)

    def _draft(self, row: PersonRow, is_manager: bool) -> Person:
        role = row.access_role or (AccessRole.MANAGER if is_manager else AccessRole.EMPLOYEE)
        return newcomer(
            row.name.text,
            role,
            id=self.new_id(),
            company_id=self.company_id,
            email=row.email.text or None,
            number=row.number.text or None,
            position=row.position or default_position(role),
            region=row.region,
        )

    def _take_owner(self, drafts: dict[str, Person]) -> Person | None:
        """Settle who the owner is; return one that had to be made."""
        if self.owner is None:
            self.owner = next(
                (each for each in drafts.values() if each.access_role is AccessRole.OWNER), None
            )
        if self.owner is not None:
            return None
        self.owner = newcomer(OWNER_NAME, AccessRole.OWNER, id=self.new_id(), company_id=self.company_id)
        self.roster.add(self.owner)
        return self.owner

    def _manager_key(self, row: PersonRow) -> str | None:
        """Return the key of the row of somebody's manager; None if there is none, or several fit."""
        try:
            return self.listed.find(row.manager)
        except PersonAmbiguous:
            return None

    def _place(self, entries: dict[str, PersonRow], drafts: dict[str, Person]) -> dict[str, Person]:
        """Give each draft its manager, from the top down, so that nobody stands under somebody refused."""
        placed: dict[str, Person] = {}
        below: defaultdict[str, list[str]] = defaultdict(list)
        ready: list[tuple[str, str | None]] = []
        for key, row in entries.items():
            manager = self._manager_key(row)
            if manager is not None and manager in entries and manager != key:
                below[manager].append(key)
                continue
            try:
                ready.append((key, self._manager_elsewhere(row, drafts[key])))
            except BadCell as error:
                self.refused.append(error.on(row.line))
        while ready:
            key, manager_id = ready.pop()
            placed[key] = replace(drafts[key], manager_id=manager_id)
            for each in below.pop(key, []):
                if drafts[key].access_role in _MAY_MANAGE:
                    ready.append((each, drafts[key].id))
                else:
                    self.refused.append(MayNotManage(entries[each].manager).on(entries[each].line))
        for each in (key for keys in below.values() for key in keys):
            self.refused.append(ManagerNotImported(entries[each].manager).on(entries[each].line))
        return placed

    def _manager_elsewhere(self, row: PersonRow, draft: Person) -> str | None:
        """Return the id of a manager who has no row of their own: the owner, somebody there, somebody new."""
        cell = row.manager
        assert self.owner is not None
        if cell.is_empty:
            return None if draft.id == self.owner.id else self.owner.id
        key = self.listed.find(cell)
        if key == key_of(row):
            raise OwnManager(cell)
        found = self.roster.find(cell) or self.created.get(plain_name(cell.text))
        if found is None:
            found = self._create(cell, is_listed=key is not None)
        if found.access_role not in _MAY_MANAGE:
            raise MayNotManage(cell)
        return found.id

    def _create(self, cell: Cell, *, is_listed: bool) -> Person:
        if is_listed:
            raise ManagerNotImported(cell)
        name = new_name(cell)
        if not self.create_people:
            raise PersonUnknown(name)
        assert self.owner is not None
        # nobody said what such a manager does: without a position there is no scorecard to fail
        manager = newcomer(
            name.text,
            AccessRole.MANAGER,
            id=self.new_id(),
            company_id=self.company_id,
            manager_id=self.owner.id,
        )
        self.created[plain_name(name.text)] = manager
        return manager
