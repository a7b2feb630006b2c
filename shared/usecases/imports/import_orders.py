"""Import orders (订单) from a shop's or an ERP's export: orders and their lines become canonical events."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from shared.adapters.documents.store import Documents
from shared.domain.imports.days import DayOrder
from shared.domain.imports.order_book import OrderBook
from shared.domain.imports.order_history import CONNECTION, OrderHistory
from shared.domain.imports.order_sheets import read_sheets
from shared.domain.imports.roster import Roster
from shared.usecases.imports.carry_out import finish, keep_file
from shared.usecases.imports.desk import HELD, Desk
from shared.usecases.imports.opening import people_and_owner, told_before
from shared.usecases.imports.order_desk import OrderDesk
from shared.usecases.imports.revenue_source import count_orders
from shared.usecases.imports.summary import Progress, Summary
from shared.usecases.imports.target_company import target_company


def import_orders(
    *,
    files: Sequence[tuple[str, bytes]],
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
    Import orders and their lines, from `files` by name and content, into the company of that name.

    Which file holds what is told by its columns; a company that is not there is founded. Every row counts: an order
    is taken with all of its lines or refused with all of them. The same files again add nothing; a corrected one
    supersedes what it corrects (`Revisions` says how). With `create_people` unknown owners who are named, not
    numbered, become people. `dates` says how dates such as 7/4/1996 are meant if a file itself does not tell.
    If this is cut off, what was written stands, and the same files again complete it.

    :raises DomainError: if the files are no orders, or the company cannot be told; nothing is changed then.
    """
    files = _distinct_names(files)
    sheets = read_sheets(files, columns or {}, dates)
    target = target_company(company, currency=currency, revenue_source="orders", at=at)
    book = OrderBook.of(sheets, currency=target.company.currency)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files}
    digest = _together(sorted(digests.values()))
    people, owner = people_and_owner(target, kind="orders", digest=digest, at=at)
    company_id = target.company.id
    raw_refs = {
        name: keep_file(
            content, kind="orders", company_id=company_id, digest=digests[name], documents=documents
        )
        for name, content in files
    }
    summary = Summary(company_id, refused=book.refused)
    desk = Desk(
        company=target.company,
        owner=owner,
        roster=Roster(people),
        connection_id=CONNECTION,
        create_people=create_people,
        at=at,
        digest=digest,
        summary=summary,
    )
    summary.notes += count_orders(target, at=at)
    orders = OrderDesk(
        desk,
        book,
        OrderHistory(told_before(company_id, CONNECTION)),
        today=at.astimezone(target.company.tz).date(),
        raw_refs=raw_refs,
    )
    lines = sum(each.table.lines for each in sheets)
    for number, (sheet, row) in enumerate(book.orders(), 1):
        orders.take(sheet, row)
        is_full = desk.is_full
        if is_full:
            desk.write()
        if is_full or number % HELD == 0:
            progress(summary.rows, max(lines, summary.rows))
    desk.write()
    summary.refused += book.leftovers()
    places = {name: place for place, (name, _) in enumerate(files)}
    summary.refused.sort(key=lambda each: (places[each.file], each.line))
    finish(summary, kind="orders", digest=digest, documents=documents, at=at, files=digests)
    progress(summary.rows, summary.rows)
    return summary


def _distinct_names(files: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Number the files whose name another one has, so that each place in the report is one place."""
    named: dict[str, bytes] = {}
    for name, content in files:
        number = 1
        while (distinct := name if number == 1 else f"{name} ({number})") in named:
            number += 1
        named[distinct] = content
    return list(named.items())


def _together(digests: Sequence[str]) -> str:
    """Return one digest of several files; that of a single file is its own."""
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()
