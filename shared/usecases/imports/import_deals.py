"""Import deals (商机) from an opportunity export: rows become canonical events, each fact once."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime

from shared.adapters.documents.store import Documents
from shared.adapters.dynamo import events, refs
from shared.adapters.dynamo.store import every
from shared.domain.ids import new_id
from shared.domain.imports.columns import DEALS
from shared.domain.imports.deal_history import CONNECTION, DealHistory
from shared.domain.imports.newcomers import OWNER_NAME, newcomer
from shared.domain.imports.roster import Roster
from shared.domain.imports.table import Table
from shared.domain.kpi.events import Event
from shared.domain.people import AccessRole, Person
from shared.usecases.company.found_company import found_company, seat_people
from shared.usecases.imports.carry_out import carry_out, keep_file, note_import
from shared.usecases.imports.deal_desk import DealDesk
from shared.usecases.imports.import_people import first_owner
from shared.usecases.imports.summary import Progress, Summary
from shared.usecases.imports.target_company import Target, target_company


def import_deals(
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
    Import the deals of an export into the company of that name, which is founded if there is none.

    The same file again adds nothing; a corrected one supersedes what it corrects (`DealHistory` says how). With
    `create_people` unknown owners become people, in sales and under the company's owner; without it their rows are
    refused. If this is cut off, what was written stands, and the same file again completes it.

    :raises DomainError: if the file is no such table, or the company cannot be told; nothing is changed then.
    """
    table = Table.read(content, DEALS, columns)
    target = target_company(company, currency=currency, at=at)
    digest = hashlib.sha256(content).hexdigest()
    people, owner = _people_and_owner(target, digest=digest, at=at)
    company_id = target.company.id
    desk = DealDesk(
        company=target.company,
        owner=owner,
        roster=Roster(people),
        history=DealHistory(_told_before(company_id)),
        create_people=create_people,
        at=at,
        digest=digest,
        raw_ref=keep_file(content, kind="deals", company_id=company_id, digest=digest, documents=documents),
        summary=Summary(company_id),
    )
    lines = content.count(b"\n") - 1
    for row in table.rows():
        desk.take(row)
        if desk.is_full:
            desk.write()
            progress(desk.summary.rows, max(lines, desk.summary.rows))
    desk.write()
    note_import(desk.summary, kind="deals", digest=digest, at=at)
    progress(desk.summary.rows, desk.summary.rows)
    return desk.summary


def _people_and_owner(target: Target, *, digest: str, at: datetime) -> tuple[list[Person], Person]:
    """Return who is there and the owner; a company, and an owner, that are not there are made."""
    company_id = target.company.id
    people = [] if target.is_new else list(every(refs.people(company_id)))
    if (owner := first_owner(people)) is not None:
        return people, owner
    owner = newcomer(OWNER_NAME, AccessRole.OWNER, id=new_id("per", at), company_id=company_id)
    acts = (
        found_company(company=target.company, people=[owner], at=at).commands
        if target.is_new
        else seat_people([owner])
    )
    key = f"deals:{digest}:{at.isoformat()}:owner"
    carry_out(acts, company_id=company_id, key=key, body_hash=digest, at=at)
    return [*people, owner], owner


def _told_before(company_id: str) -> Iterator[Event]:
    if any(feed.connection_id == CONNECTION for feed in events.feeds(company_id)):
        for month in events.months(company_id):
            yield from every(refs.events(company_id, month))
