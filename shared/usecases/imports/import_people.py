"""Import people from a list, as a CRM or a spreadsheet writes it."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from shared.adapters.documents.store import Documents
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Write
from shared.adapters.dynamo.store import every
from shared.domain.ids import new_id
from shared.domain.imports.cells import BadCell, RefusedRow
from shared.domain.imports.columns import PEOPLE
from shared.domain.imports.people_rows import PersonRow, read_person
from shared.domain.imports.roster import Roster
from shared.domain.imports.staff import make_staff
from shared.domain.imports.table import Table
from shared.domain.people import Person
from shared.usecases.company.found_company import found_company, seat_people
from shared.usecases.imports.carry_out import carry_out, finish, keep_file
from shared.usecases.imports.opening import first_owner
from shared.usecases.imports.summary import Progress, Summary
from shared.usecases.imports.target_company import target_company


def import_people(
    *,
    content: bytes,
    company: str,
    currency: str | None = None,
    columns: Mapping[str, str] | None = None,
    create_people: bool = False,
    at: datetime,
    documents: Documents,
    progress: Progress = lambda done, of: None,
) -> Summary:
    """
    Give every person of a list a seat in the company of that name; the company is founded if there is none.

    The same list again adds nobody; of somebody who is there it adds number and region where none is known.
    `columns` says which column (title) holds which field. With `create_people`
    managers whom the list names but does not list become people too; without it such rows are refused.

    :raises DomainError: if the file is no such table, or the company cannot be told; nothing is changed then.
    """
    table = Table.read(content, PEOPLE, columns, kind="people")
    target = target_company(company, currency=currency, at=at)
    there = [] if target.is_new else list(every(refs.people(target.company.id)))
    rows, unreadable = _read(table)
    staff = make_staff(
        rows,
        company_id=target.company.id,
        roster=Roster(there),
        owner=first_owner(there),
        create_people=create_people,
        new_id=lambda: new_id("per", at),
    )
    digest = hashlib.sha256(content).hexdigest()
    keep_file(content, kind="people", company_id=target.company.id, digest=digest, documents=documents)
    people = [*([staff.founder] if staff.founder else []), *staff.people]
    acts = found_company(company=target.company, people=people, at=at).commands if target.is_new else ()
    added = complete_people(staff.completed)
    summary = Summary(
        target.company.id,
        imported=staff.imported,
        duplicates=staff.duplicates,
        refused=sorted([*unreadable, *staff.refused], key=lambda each: each.line),
        people_created=len(staff.people),
    )
    carry_out(
        [*(acts or seat_people(people)), *added],
        company_id=target.company.id,
        key=f"people:{digest}:{at.isoformat()}",
        body_hash=digest,
        at=at,
    )
    finish(summary, kind="people", digest=digest, documents=documents, at=at)
    progress(summary.rows, summary.rows)
    return summary


def complete_people(completed: Sequence[tuple[Person, Person]], *, batch: int = 80) -> list[Command]:
    """Return the commands that write what a list added to people who are there."""
    return [
        Command(
            "people.complete",
            [
                Write(refs.person(after.company_id, after.id), after, before)
                for before, after in completed[first : first + batch]
            ],
        )
        for first in range(0, len(completed), batch)
    ]


def _read(table: Table) -> tuple[list[PersonRow], list[RefusedRow]]:
    found: list[PersonRow] = []
    refused: list[RefusedRow] = []
    for row in table.rows():
        try:
            if isinstance(row, RefusedRow):
                refused.append(row)
            else:
                found.append(read_person(row))
        except BadCell as error:
            refused.append(error.on(row.line))
    return found, refused
