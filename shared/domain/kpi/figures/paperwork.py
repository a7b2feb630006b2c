"""Paperwork figures (单据): invoices in time and without error, contracts filed, accounts reconciled."""

from collections import defaultdict
from datetime import date, timedelta

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.fields import text
from shared.domain.kpi.figures.deadlines import Duty, Links, deadline, kept, part_of
from shared.domain.kpi.figures.samples import ZERO, Sample, ids_of
from shared.domain.kpi.windows import Window
from shared.domain.periods import NotAPeriod, Period

INVOICE_WORKDAYS = 2
FILING_DAYS = 3
RECONCILED_BY_DAY = 5
BY_CUSTOMER = "customer"
_INVOICE = (("invoice_ref",), ("order_ref",))
_CONTRACT = (("contract_ref",), ("order_ref", "deal_ref"))
"""How records of one invoice or contract find each other: by its id, else by what it belongs to."""


def invoice_on_time(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Invoices issued by the second workday after the request ÷ invoices requested (开票及时率).

    A request counts in the window in which it was made if it was met in time, else in the one in which it became
    late. Records belong together by `invoice_ref` or their own id, else by `order_ref`.
    """
    if not facts.delivers("invoice.issued"):
        return Sample(ZERO, ZERO, 0, reason="kpi.no_source")
    return kept((each for each in facts.once(_invoices) if each.settled_on in window), subject)


def invoice_accuracy(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Invoices that were not voided for an error ÷ invoices issued in the window (开票准确率).

    A void counts if it was known by the end of the window. One that the customer caused is no error.
    """
    voids = facts.once(_voids)
    issued = [
        (each, part)
        for each in facts.newest("invoice.issued")
        if each.on in window and (part := part_of(subject, each))
    ]
    errors = {
        each.id: [void for void in voids.get(each.id, ()) if void.on < window.until_on] for each, _ in issued
    }
    right = sum((part for each, part in issued if not errors[each.id]), ZERO)
    total = sum((part for _, part in issued), ZERO)
    events = ids_of((each for each, _ in issued), (void for found in errors.values() for void in found))
    return Sample(right, total, len(issued), events)


def contract_filing_on_time(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Contracts uploaded by the third calendar day after signing ÷ contracts signed (合同归档及时率).

    A contract counts in the window in which it was signed if it was filed in time, else in the one in which the
    third day passed. Records belong together by `contract_ref` or their own id, else by `order_ref` or `deal_ref`.
    """
    if not facts.delivers("contract.uploaded"):
        return Sample(ZERO, ZERO, 0, reason="kpi.no_source")
    return kept((each for each in facts.once(signed_contracts) if each.settled_on in window), subject)


def reconciliation_on_time(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Reconciliations closed by the 5th ÷ reconciliations due in the window (对账按时完成率).

    `due_at` or `due_on` says when, else it is the 5th after the `period` that was reconciled, else the 5th of the
    month of closing. A record whose `closed` is false is due and still open.
    """
    return kept((each for each in facts.once(reconciliations) if each.due_on in window), subject)


def _invoices(facts: Facts) -> list[Duty]:
    issued = Links.of(facts.newest("invoice.issued"), *_INVOICE)
    return [
        Duty(each, issued.first_since(each), facts.calendar.add(each.on, INVOICE_WORKDAYS))
        for each in facts.newest("invoice.requested")
    ]


def signed_contracts(facts: Facts) -> list[Duty]:
    """Return the filing of each contract that was signed."""
    uploaded = Links.of(facts.newest("contract.uploaded"), *_CONTRACT)
    return [
        Duty(each, uploaded.first_since(each), each.on + timedelta(days=FILING_DAYS))
        for each in facts.newest("contract.signed")
    ]


def reconciliations(facts: Facts) -> list[Duty]:
    """Return the reconciliations that were closed, or that are told to be open."""
    found = []
    for each in facts.newest("recon.closed"):
        due_on, due_at = deadline(facts, each) or (_fifth_after(each), None)
        done = each if each.data.get("closed") is not False else None
        found.append(Duty(each, done, due_on, due_at))
    return found


def _fifth_after(closed: Event) -> date:
    try:
        begins = Period.parse(text(closed, "period") or "").until_on
    except NotAPeriod:
        begins = closed.on
    return begins.replace(day=RECONCILED_BY_DAY)


def _voids(facts: Facts) -> dict[str, list[Event]]:
    """Return the voids for an error by invoice; one that names only an order voids its last invoice until then."""
    issued = Links.of(facts.newest("invoice.issued"), *_INVOICE)
    found = defaultdict(list)
    for void in facts.newest("invoice.voided"):
        before = [each for each in issued.to(void) if each.on <= void.on]
        if before and void.data.get("error_class") != BY_CUSTOMER:
            found[before[-1].id].append(void)
    return dict(found)
