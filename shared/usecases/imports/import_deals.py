"""Import deals (商机) from an opportunity export: rows become canonical events, each fact once."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from shared.adapters.documents.store import Documents
from shared.domain.imports.columns import DEALS
from shared.domain.imports.days import DayOrder, day_order
from shared.domain.imports.deal_history import CONNECTION, DealHistory
from shared.domain.imports.roster import Roster
from shared.domain.imports.table import Table
from shared.usecases.imports.carry_out import finish, keep_file
from shared.usecases.imports.deal_desk import DealDesk
from shared.usecases.imports.desk import HELD, Desk
from shared.usecases.imports.opening import people_and_owner, told_before
from shared.usecases.imports.summary import Progress, Summary
from shared.usecases.imports.target_company import target_company


def import_deals(
    *,
    content: bytes,
    company: str,
    currency: str | None = None,
    columns: Mapping[str, str] | None = None,
    dates: DayOrder | None = None,
    create_people: bool = False,
    at: datetime,
    documents: Documents,
    progress: Progress = lambda done, of: None,
) -> Summary:
    """
    Import the deals of an export into the company of that name, which is founded if there is none.

    The same file again adds nothing; a corrected one supersedes what it corrects (`Revisions` says how). With
    `create_people` unknown owners become people, in sales and under the company's owner; without it their rows are
    refused. `dates` says how dates such as 7/4/1996 are meant if the file itself does not tell. If this is cut
    off, what was written stands, and the same file again completes it.

    :raises DomainError: if the file is no such table, or the company cannot be told; nothing is changed then.
    """
    table = Table.read(content, DEALS, columns, kind="deals")
    target = target_company(company, currency=currency, revenue_source="deals", at=at)
    digest = hashlib.sha256(content).hexdigest()
    people, owner = people_and_owner(target, kind="deals", digest=digest, at=at)
    company_id = target.company.id
    desk = Desk(
        company=target.company,
        owner=owner,
        roster=Roster(people),
        connection_id=CONNECTION,
        create_people=create_people,
        at=at,
        digest=digest,
        summary=Summary(company_id),
    )
    deals = DealDesk(
        desk,
        DealHistory(told_before(company_id, CONNECTION)),
        raw_ref=keep_file(content, kind="deals", company_id=company_id, digest=digest, documents=documents),
        today=at.astimezone(target.company.tz).date(),
        day_order=dates or day_order(table.texts("created", "closed")),
    )
    for number, row in enumerate(table.rows(), 1):
        deals.take(row)
        is_full = desk.is_full
        if is_full:
            desk.write()
        if is_full or number % HELD == 0:
            progress(desk.summary.rows, max(table.lines, desk.summary.rows))
    desk.write()
    finish(desk.summary, kind="deals", digest=digest, documents=documents, at=at)
    progress(desk.summary.rows, desk.summary.rows)
    return desk.summary
