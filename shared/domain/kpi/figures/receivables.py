"""Receivables (应收账款): what customers owed, what they paid, and what is overdue.

An `invoice.due` with a later due date of its own (`due_on`, `due_at`) is due on that date, else on its own. A payment
names its invoice (`invoice_ref`) or its order (`order_ref`), whose invoices it pays in the order of their due dates;
one that names neither pays nothing here. What happened later than a window ends is not known in it.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts, by_version, share_of
from shared.domain.kpi.fields import day, instant, text
from shared.domain.kpi.figures.samples import ZERO, Refused, Sample, ids_of
from shared.domain.kpi.windows import Window

Looked = list[tuple[Event, str]]
"""Records that were looked at and left out, with the reason."""
WRITE_OFFS = ("write_off", "written_off")
"""Reasons of `invoice.voided` that take a receivable away only once they are `approved`."""


@dataclass(frozen=True, slots=True)
class Receivable:
    """One invoice as it stood when a window ended, and what was paid on it by then, signed, in minor units."""

    event: Event
    due_on: date
    amount_minor: int
    payments: tuple[tuple[Event, int], ...] = ()

    def open_before(self, day: date) -> int:
        """Return what was not paid as `day` begins."""
        return self.amount_minor - sum(minor for event, minor in self.payments if event.on < day)

    def fitting(self, wanted: int) -> int:
        """Return as much of a payment as is owed, or as much of one taken back as was paid."""
        paid = sum(minor for _, minor in self.payments)
        return max(min(wanted, self.amount_minor - paid), -paid)


def collection_rate(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Cash received ÷ receivables due in the window or overdue as it begins (回款率), by owner of the invoice.

    A receivable is what is not paid as the window begins. So cash for what is due later (预收款) is in neither, and
    no more is received than was owed. n counts invoices.
    """
    if not facts.delivers("payment.received"):
        return Sample(ZERO, ZERO, 0, reason="kpi.no_source")
    book, excluded = _book(facts, subject, window)
    owed = [(each, minor) for each in book if (minor := _owed(each, window)) > 0]
    received, due, paid = ZERO, ZERO, []
    for each, minor in owed:
        inside = [(payment, part) for payment, part in each.payments if payment.on in window]
        share = share_of(each.event, subject)
        received += share * min(max(sum(part for _, part in inside), 0), minor)
        due += share * minor
        paid += [payment for payment, _ in inside]
    major = facts.settings.major
    events = ids_of((each.event for each, _ in owed), paid)
    return Sample(major(received), major(due), len(owed), events, excluded=excluded)


def overdue_ratio(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Overdue receivables ÷ all receivables as the window ends (逾期应收占比), by owner of the invoice.

    What was due on the last day and is not paid that evening is overdue. A write-off that nobody approved stays.
    """
    if not facts.delivers("payment.received"):
        return Sample(ZERO, ZERO, 0, reason="kpi.no_source")
    book, excluded = _book(facts, subject, window)
    left = [(each, minor) for each in book if (minor := each.open_before(window.until_on)) > 0]
    overdue, total = ZERO, ZERO
    for each, minor in left:
        part = share_of(each.event, subject) * minor
        total += part
        overdue += part if each.due_on < window.until_on else ZERO
    paid = (payment for each, _ in left for payment, _ in each.payments)
    major = facts.settings.major
    events = ids_of((each.event for each, _ in left), paid)
    return Sample(major(overdue), major(total), len(left), events, excluded=excluded)


def receivables_of(facts: Facts, subject: str, window: Window) -> list[Receivable]:
    """Return the invoices of `subject` as they stood when the window ended."""
    return _book(facts, subject, window)[0]


def _owed(each: Receivable, window: Window) -> int:
    return each.open_before(window.first_on) if each.due_on < window.until_on else 0


def _book(facts: Facts, subject: str, window: Window) -> tuple[list[Receivable], Refused]:
    """Return the subject's receivables as they stood at the end, and the records of the window that do not count."""
    until = window.until_on
    invoices, refused = _invoices(facts, until)
    book, unpaid = _paid(facts, invoices, until)
    mine = [each for each in book if share_of(each.event, subject)]
    excluded = (
        (event.id, reason)
        for event, reason in (*refused, *unpaid)
        if event.on in window and share_of(event, subject)
    )
    return mine, tuple(excluded)


def _invoices(facts: Facts, until: date) -> tuple[list[Receivable], Looked]:
    """Return the invoices that were known and not voided before `until`, in the order of their due dates."""
    voids = {
        each.entity_id: each
        for each in sorted(facts.every("invoice.voided"), key=by_version)
        if each.on < until
    }
    voided = {text(each, "invoice_ref") or key for key, each in voids.items() if _takes_away(each)}
    known = {
        each.entity_id: each for each in sorted(facts.every("invoice.due"), key=by_version) if each.on < until
    }
    found: list[Receivable] = []
    refused: Looked = []
    for key, event in known.items():
        if event.amount_minor is None or event.amount_minor <= 0:
            refused.append((event, "invoice.no_amount"))
        elif key not in voided:
            found.append(Receivable(event, _due_on(facts, event), event.amount_minor))
    return sorted(found, key=lambda each: (each.due_on, each.event.entity_id)), refused


def _paid(facts: Facts, invoices: list[Receivable], until: date) -> tuple[list[Receivable], Looked]:
    """Return the invoices with what was paid on them before `until`, and the payments that fit no invoice."""
    book = {each.event.entity_id: each for each in invoices}
    of_order: dict[str, list[str]] = defaultdict(list)
    for each in invoices:
        if order := text(each.event, "order_ref"):
            of_order[order].append(each.event.entity_id)
    refused: Looked = []
    for payment in facts.newest("payment.received"):
        if payment.on >= until:
            continue
        named = text(payment, "invoice_ref") or ""
        keys = [named] if named in book else of_order.get(text(payment, "order_ref") or "", [])
        if payment.amount_minor is None or not keys:
            missing = "payment.no_amount" if payment.amount_minor is None else "payment.no_invoice"
            refused.append((payment, missing))
        elif _spread(payment, payment.amount_minor, keys, book):
            refused.append((payment, "payment.exceeds_invoice"))
    return list(book.values()), refused


def _spread(payment: Event, amount: int, keys: list[str], book: dict[str, Receivable]) -> int:
    """Book a payment on invoices one after the other, one taken back from the last on, and return what is left."""
    for key in keys if amount >= 0 else reversed(keys):
        if taken := book[key].fitting(amount):
            book[key] = replace(book[key], payments=(*book[key].payments, (payment, taken)))
            amount -= taken
    return amount


def _takes_away(voided: Event) -> bool:
    return text(voided, "reason") not in WRITE_OFFS or voided.data.get("approved") is True


def _due_on(facts: Facts, invoice: Event) -> date:
    if due_on := day(invoice, "due_on"):
        return due_on
    due_at = instant(invoice, "due_at")
    return due_at.astimezone(facts.settings.zone).date() if due_at else invoice.on
