"""Enter a source's own totals by hand, take them back, and see them beside what the store holds."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from shared.adapters.dynamo import dispatch, events, refs
from shared.adapters.dynamo.codec import plain
from shared.adapters.dynamo.commands import ChangedMeanwhile, Command, Raw, Write
from shared.adapters.dynamo.store import every
from shared.domain.company import Company
from shared.domain.errors import NotFound
from shared.domain.kpi.control_totals import (
    AnotherCurrency,
    ControlTotal,
    DayAhead,
    Said,
    Tally,
    differs,
)
from shared.domain.money import Money
from shared.domain.people import Member
from shared.domain.periods import Period
from shared.usecases.scores.reconcile import held_of


@dataclass(frozen=True, slots=True)
class Compared:
    """A source's total beside what the store holds now."""

    total: ControlTotal
    ours: Tally
    state: Literal["ok", "mismatch", "withdrawn"]

    @property
    def difference(self) -> Tally | None:
        """What is held less what the source has; the amount only where the source said one."""
        said = self.total.in_force
        if said is None:
            return None
        theirs, ours = said.tally, self.ours
        amount = None if theirs.amount_minor is None else (ours.amount_minor or 0) - theirs.amount_minor
        return Tally(ours.count - theirs.count, amount)


def compared_totals(*, company: Company, month: Period) -> list[Compared]:
    """Return the totals of a month as they compare now, by connection, day and type."""
    totals = list(every(refs.control_totals(company.id, month.key)))
    return list(_beside(totals, company, month)) if totals else []


def enter_control_total(
    *,
    company: Company,
    connection_id: str,
    day: date,
    event_type: str,
    count: int,
    amount: Money | None,
    seen: int | None,
    before: ControlTotal | None,
    actor: Member,
    at: datetime,
) -> tuple[ControlTotal, Command]:
    """
    Return the total as somebody read it from the source's own report, and the command that keeps it.

    It stands in the place of what the connection sent. Another one that was entered is replaced only by who saw it:
    `seen` is the version of the record.

    :raises NotFound: if the company has no such connection.
    :raises DayAhead: if the day has not begun.
    :raises AnotherCurrency: if the amount is not in the company's currency.
    :raises ChangedMeanwhile: if the record is not as it was seen.
    """
    check_connection(company.id, connection_id)
    if day > at.astimezone(company.tz).date():
        raise DayAhead(pointer="/day", day=day.isoformat())
    if amount is not None and amount.currency != company.currency:
        raise AnotherCurrency(pointer="/amount", currency=amount.currency, home=company.currency)
    if before is not None and (before.typed is not None or seen is not None):
        _check_seen(before, seen)
    said = Said(Tally(count, amount.minor if amount else None), at, by_id=actor.id)
    after = (
        ControlTotal(company.id, connection_id, day, event_type, typed=said)
        if before is None
        else replace(before, typed=said, version=before.version + 1)
    )
    return after, Command("control_total.enter", list(_writes(after, before)))


def withdraw_control_total(*, before: ControlTotal, seen: int) -> tuple[ControlTotal, Command]:
    """
    Return the record without what somebody entered, and the command: what the connection sent counts again.

    :raises NotFound: if nothing was entered.
    :raises ChangedMeanwhile: if the record is not as it was seen.
    """
    if before.typed is None:
        raise NotFound()
    _check_seen(before, seen)
    after = replace(before, typed=None, version=before.version + 1)
    return after, Command("control_total.withdraw", list(_writes(after, before)))


def check_connection(company_id: str, connection_id: str) -> None:
    """
    Let pass who is a connection of the company, one that files are imported by as well.

    :raises NotFound: if there is none of this id.
    """
    if any(feed.connection_id == connection_id for feed in events.feeds(company_id)):
        return
    if dispatch.connection(connection_id).company_id != company_id:
        raise NotFound()


def _check_seen(before: ControlTotal, seen: int | None) -> None:
    if seen != before.version:
        raise ChangedMeanwhile(current=plain(before))


def _writes(after: ControlTotal, before: ControlTotal | None) -> Iterator[Write | Raw]:
    ref = refs.control_total(after.company_id, *after.key)
    yield Write(ref, after, before=before)
    yield from events.moved(after.company_id, [f"{after.day:%Y-%m}"])


def _beside(totals: list[ControlTotal], company: Company, month: Period) -> Iterator[Compared]:
    held = held_of(company, month)
    for total in totals:
        said, ours = total.in_force, held.get(total.key, Tally(0, 0))
        if said is None:
            yield Compared(total, ours, "withdrawn")
        else:
            yield Compared(total, ours, "mismatch" if differs(said.tally, ours) else "ok")
