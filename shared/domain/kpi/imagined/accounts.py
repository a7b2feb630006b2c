"""Imagined records about customers one already has (老客户): kept, upgraded, called, renewed, paid."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from shared.domain.kpi.customers import SUBSCRIPTION, Customers
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import share_of
from shared.domain.kpi.fields import text
from shared.domain.kpi.figures.caretakers import cares_for, part_in_care
from shared.domain.kpi.figures.churn import RESPONSIBLE_BEFORE_DAYS
from shared.domain.kpi.figures.complaints import CLOSED_WITHIN_DAYS, closed_in_time
from shared.domain.kpi.figures.contracts import RENEWED, Contract, contracts
from shared.domain.kpi.figures.customer_success import BASIC
from shared.domain.kpi.figures.receivables import Receivable, receivables_of
from shared.domain.kpi.imagined.scene import Edit, Scene, edit
from shared.domain.kpi.steps.changes import Add

PREMIUM = "premium"


def kept_customers(scene: Scene) -> Iterator[Event]:
    """Yield what keeps each customer who was active as the window began and is not as it ends."""
    book, end = scene.facts.once(Customers.of), scene.window.until_on
    for number, customer in enumerate(_active(scene)):
        if not book.active(customer, end, end):
            yield _alive(scene, f"kept-{number}", customer)


def won_back(scene: Scene) -> list[Event]:
    """Return what wins each customer back who left in the window, those that weigh most for the person first."""
    book, until = scene.facts.once(Customers.of), scene.window.until_on
    lost: list[tuple[Fraction, str]] = []
    for customer in book.all:
        left = book.left(customer, until)
        if left is None or left[0] not in scene.window:
            continue
        before = left[0] - timedelta(days=RESPONSIBLE_BEFORE_DAYS)
        if part := part_in_care(scene.facts, scene.person_id, customer, before):
            lost.append((-part, customer))
    return [
        _alive(scene, f"won-back-{number}", customer) for number, (_, customer) in enumerate(sorted(lost))
    ]


def upgrades(scene: Scene) -> Iterator[Event]:
    """Yield an upgrade of each basic customer of the person who did not upgrade in the window."""
    book, start = scene.facts.once(Customers.of), scene.window.first_on
    for number, customer in enumerate(book.all):
        is_basic = book.tier(customer, start) == BASIC
        if is_basic and cares_for(scene.facts, scene.person_id, customer, start):
            if book.upgrade(customer, scene.window) is None:
                yield scene.record(
                    "subscription.upgraded",
                    f"upgrade-{number}",
                    at=scene.evening,
                    customer=customer,
                    plan_from=BASIC,
                    plan_to=PREMIUM,
                )


def follow_ups(scene: Scene) -> Iterator[Event]:
    """Yield a call, with its outcome, to each active customer of the person whom they did not contact."""
    contacted = {scene.facts.customer(each.customer) for each in scene.seen("activity.logged")}
    for number, customer in enumerate(_active(scene)):
        if customer not in contacted:
            yield scene.record(
                "activity.logged", f"call-{number}", customer=customer, kind="call", outcome="imagined"
            )


def added_revenue(scene: Scene, add: Add) -> Edit:
    """Let one customer who was there as the window began bring so much more a month."""
    more = Fraction(scene.amount_of(add))
    begun = [each for each in _contracts(scene) if _price(each, scene, at_start=True) > 0]
    running = [each for each in begun if each.is_open(scene.window.until_on)] or begun
    if not running:
        return edit()
    return edit([_repriced(scene, 0, running[0], _price(running[0], scene) + more)])


def regained_revenue(scene: Scene, add: Add) -> Edit:
    """Let customers bring what they brought as the window began again, one after the other, so much in all."""
    left = Fraction(scene.amount_of(add))
    put = []
    accounts: dict[str, list[Contract]] = {}
    for each in _contracts(scene):
        accounts.setdefault(each.customer, []).append(each)
    for number, (_, own) in enumerate(sorted(accounts.items())):
        begun = sum((_price(each, scene, at_start=True) for each in own), Fraction(0))
        ended = sum((_price(each, scene) for each in own), Fraction(0))
        taken = min(max(begun - ended, Fraction(0)), left)
        first = next((each for each in own if _price(each, scene, at_start=True) > 0), None)
        if taken and first is not None:
            put.append(_repriced(scene, number, first, _price(first, scene) + taken))
            left -= taken
    return edit(put)


def renewals(scene: Scene) -> Iterator[Event]:
    """Yield the renewal of each contract that is due in the window and was not renewed."""
    until, number = scene.window.until_on, 0
    for customer, own in sorted(scene.facts.once(contracts).items()):
        for contract in own:
            for term in contract.terms(until):
                is_due = term.due_on in scene.window and term.renewal is None
                if is_due and cares_for(scene.facts, scene.person_id, customer, term.due_on):
                    number += 1
                    yield _of_contract(
                        scene, f"renewal-{number}", RENEWED, contract, due_on=term.due_on.isoformat()
                    )


def closed_complaints(scene: Scene, add: Add) -> Edit:
    """Close complaints that were due in the window within an hour of being opened, instead of as they were."""
    put: list[Event] = []
    drop: list[str] = []
    due = [
        each
        for each in scene.seen("complaint.opened")
        if each.on + timedelta(days=CLOSED_WITHIN_DAYS) in scene.window
    ]
    late = [each for each in due if not closed_in_time(scene.facts, each, scene.window.until_on)]
    for opened in late[: add.count]:
        told = scene.facts.every("complaint.resolved", "complaint.reopened")
        drop += [each.id for each in told if each.entity_id == opened.entity_id]
        closed = scene.record(
            "complaint.resolved", opened.id, at=opened.occurred_at + timedelta(hours=1), first_reply_s=60
        )
        put.append(replace(closed, entity_id=opened.entity_id))
    return edit(put, drop=drop)


def payments(scene: Scene, add: Add) -> Edit:
    """Collect so much of what the person's invoices still owe, what is due or overdue first."""
    left, put = scene.amount_of(add), []
    until = scene.window.until_on
    for number, each in enumerate(_open_receivables(scene)):
        share = share_of(each.event, scene.person_id)
        paid = min(each.open_before(until), -(-left * share.denominator // share.numerator))
        if paid <= 0:
            continue
        put.append(
            scene.record(
                "payment.received", f"payment-{number}", minor=paid, invoice_ref=each.event.entity_id
            )
        )
        left -= int(paid * share)
    return edit(put)


def _open_receivables(scene: Scene) -> list[Receivable]:
    """Return the person's invoices that are not paid, the earliest due first."""
    until = scene.window.until_on
    book = [
        each
        for each in receivables_of(scene.facts, scene.person_id, scene.window)
        if each.open_before(until) > 0
    ]
    return sorted(book, key=lambda each: (each.due_on, each.event.entity_id))


def _active(scene: Scene) -> list[str]:
    """Return the customers of the person who were active as the window began."""
    book, start, end = scene.facts.once(Customers.of), scene.window.first_on, scene.window.until_on
    return [
        each
        for each in book.all
        if book.active(each, start, end) and cares_for(scene.facts, scene.person_id, each, start)
    ]


def _alive(scene: Scene, name: str, customer: str) -> Event:
    """Return what makes a customer active again: a renewal, or of one who never subscribed an order."""
    subscribed = any(
        scene.facts.customer(each.customer) == customer for each in scene.facts.every(*SUBSCRIPTION)
    )
    if subscribed:
        return scene.record(RENEWED, name, at=scene.evening, customer=customer)
    minor = scene.amount_of(Add(scene.sold))
    return scene.record(scene.sold, name, at=scene.evening, customer=customer, minor=minor)


def _contracts(scene: Scene) -> list[Contract]:
    """Return the contracts of the person's customers, without those of which nobody knows what they brought."""
    start = scene.window.first_on
    return [
        contract
        for customer, own in sorted(scene.facts.once(contracts).items())
        if cares_for(scene.facts, scene.person_id, customer, start)
        for contract in own
        if contract.price(start) is not None or not contract.is_open(start)
    ]


def _price(contract: Contract, scene: Scene, *, at_start: bool = False) -> Fraction:
    """Return what a contract brings a month at either end of the window, at the rate of its start."""
    before = contract.price(scene.window.first_on)
    if at_start:
        return before.minor if before is not None else Fraction(0)
    after = contract.price(scene.window.until_on)
    return after.at_the_rate_of(before) if after is not None else Fraction(0)


def _repriced(scene: Scene, number: int, contract: Contract, minor: Fraction) -> Event:
    """Return the record by which a contract brings so much a month; one that ended is renewed."""
    kind = "subscription.upgraded" if contract.is_open(scene.window.until_on) else RENEWED
    record = _of_contract(scene, f"price-{number}", kind, contract, billing_months=minor.denominator)
    return replace(record, amount_minor=minor.numerator)


def _of_contract(scene: Scene, name: str, kind: str, contract: Contract, **data: object) -> Event:
    """Return a record of a contract, found by its reference, else by its entity."""
    first = contract.changes[0]
    record = scene.record(kind, name, at=scene.evening, customer=first.customer)
    named = text(first, "subscription_ref")
    return replace(
        record, entity_id=first.entity_id, data=data if named is None else {**data, "subscription_ref": named}
    )
