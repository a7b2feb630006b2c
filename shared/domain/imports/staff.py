"""Make people of the rows of a list: each once, each under a manager who is there and may manage.

A row whose manager is nobody is refused unless new people may be created. Kept without its manager, the person
would be a duplicate when the file comes again, and the wrong one would go on deciding on them. Somebody named as a
manager by other rows, whose own row leaves the access role open, becomes a manager.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from shared.domain.imports.cells import BadCell, RefusedRow
from shared.domain.imports.newcomers import OWNER_NAME, default_position, newcomer
from shared.domain.imports.people_rows import PersonRow
from shared.domain.imports.roster import PersonUnknown, Roster, plain_name
from shared.domain.people import AccessRole, Person

_MAY_MANAGE: Final = frozenset({AccessRole.MANAGER, AccessRole.HR, AccessRole.OWNER})


class EmailTaken(BadCell):
    """Another person has this e-mail."""

    code = "import.email_taken"
    zh = "邮箱“{text}”已属于另一人，请核对。"
    en = "The e-mail “{text}” belongs to somebody else. Check it."


class OwnManager(BadCell):
    """Somebody is named as their own manager."""

    code = "import.own_manager"
    zh = "“{text}”不能是自己的上级；没有上级请留空。"
    en = "“{text}” cannot be their own manager. Leave it empty if there is none."


class MayNotManage(BadCell):
    """The named manager's access role does not let them decide on anybody."""

    code = "import.may_not_manage"
    zh = "“{text}”没有经理权限，不能作为上级，请先调整其权限。"
    en = "“{text}” has no manager's access role. Give it to them first."


class ManagerNotImported(BadCell):
    """The manager's own row was refused, or the rows name each other as managers in a circle."""

    code = "import.manager_not_imported"
    zh = "上级“{text}”所在的行未能导入，或互为上级，请先改正。"
    en = "The row of the manager “{text}” was refused, or they manage each other. Correct that first."


class OwnerByHand(BadCell):
    """A file would make somebody the owner of a company that has one."""

    code = "import.owner_by_hand"
    zh = "负责人权限不能通过文件授予，请由现任负责人在系统中设置。"
    en = "A file cannot give the owner's access role. The owner does that."


@dataclass(frozen=True, slots=True)
class Staff:
    """
    `people` to seat: those of the rows, in the file's order, and the managers whom only rows of others name.

    `founder` is the owner of a new company for whom the file has no row.
    """

    people: list[Person]
    imported: int
    duplicates: int
    refused: list[RefusedRow]
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
    made. Rows and `roster` are compared by name; a row of somebody who is there is a duplicate.
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

    def make(self, rows: list[PersonRow]) -> Staff:
        entries = self._entries(rows)
        managers = {plain_name(row.manager.text) for row in rows}
        drafts = {key: self._draft(row, key in managers) for key, row in entries.items()}
        founder = self._take_owner(drafts)
        placed = self._place(entries, drafts, listed={plain_name(row.name.text) for row in rows})
        people = [placed[key] for key in entries if key in placed]
        self.refused.sort(key=lambda each: each.line)
        return Staff([*people, *self.created.values()], len(people), self.duplicates, self.refused, founder)

    def _entries(self, rows: list[PersonRow]) -> dict[str, PersonRow]:
        """Return the rows of people who are not there yet, by name."""
        entries: dict[str, PersonRow] = {}
        emails: set[str] = set()
        for row in rows:
            key = plain_name(row.name.text)
            try:
                if key in entries or self.roster.knows(row.name):
                    self.duplicates += 1
                else:
                    self._check(row, emails)
                    entries[key] = row
            except BadCell as error:
                self.refused.append(error.on(row.line))
        return entries

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
            position=row.position or default_position(role),
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

    def _place(
        self, entries: dict[str, PersonRow], drafts: dict[str, Person], *, listed: set[str]
    ) -> dict[str, Person]:
        """Give each draft its manager, from the top down, so that nobody stands under somebody refused."""
        placed: dict[str, Person] = {}
        below: defaultdict[str, list[str]] = defaultdict(list)
        ready: list[tuple[str, str | None]] = []
        for key, row in entries.items():
            manager = plain_name(row.manager.text)
            if manager in entries and manager != key:
                below[manager].append(key)
                continue
            try:
                ready.append((key, self._manager_elsewhere(row, drafts[key], listed)))
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

    def _manager_elsewhere(self, row: PersonRow, draft: Person, listed: set[str]) -> str | None:
        """Return the id of a manager who has no row of their own: the owner, somebody there, somebody new."""
        cell, key = row.manager, plain_name(row.manager.text)
        assert self.owner is not None
        if cell.is_empty:
            return None if draft.id == self.owner.id else self.owner.id
        if key == plain_name(row.name.text):
            raise OwnManager(cell)
        found = self.roster.find(cell) or self.created.get(key)
        if found is None:
            found = self._create(row, listed)
        if found.access_role not in _MAY_MANAGE:
            raise MayNotManage(cell)
        return found.id

    def _create(self, row: PersonRow, listed: set[str]) -> Person:
        key = plain_name(row.manager.text)
        if key in listed:
            raise ManagerNotImported(row.manager)
        if not self.create_people:
            raise PersonUnknown(row.manager)
        assert self.owner is not None
        # nobody said what such a manager does: without a position there is no scorecard to fail
        self.created[key] = newcomer(
            row.manager.text,
            AccessRole.MANAGER,
            id=self.new_id(),
            company_id=self.company_id,
            manager_id=self.owner.id,
        )
        return self.created[key]
