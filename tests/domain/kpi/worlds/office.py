"""What happens in the office: orders handled and delivered, money, papers, errands and tasks."""

from datetime import datetime, timedelta

from shared.domain.kpi.facts import CHINA_TIME
from shared.domain.periods import Period
from tests.domain.kpi.worlds.teller import Teller


def an_order(t: Teller, n: int) -> None:
    """An order, at times corrected, refunded in part or in whole, cancelled, costed and delivered."""
    at, key, customer = t.at() if t.maybe(75) else t.long_ago(), f"o{n}", t.customer()
    minor, credits = t.minor(), t.credits()
    fields: dict[str, object] = (
        {"list_minor": (minor or 0) + t.chance.randrange(5_000)} if t.maybe(70) else {}
    )
    fields |= {"channel": "online", "store_ref": f"s{n % 3}"} if t.maybe(30) else {}
    fields |= {"quote_ref": f"q{n // 2}"} if t.maybe(10) else {}
    fields |= {"currency": "USD", "rate": "7.1"} if t.maybe(8) else {}
    t.tell("order.placed", key, at, customer, minor, credits, 1)
    t.tell("order.paid", key, at, customer, minor, credits, 2, **fields)
    if t.maybe(12):
        t.tell("order.paid", key, at, t.customer(), t.minor(), t.credits(), 3, **fields)
    for part in range(t.chance.choice([0, 0, 0, 0, 1, 2])):
        back = t.chance.randrange(1, (minor or 900) + 500)
        rate = {"currency": "USD", "rate": "7.25"} if "rate" in fields else {}
        t.tell("order.refunded", f"r{n}.{part}", t.at(at, 40), customer, back, (), 4, order_ref=key, **rate)
    if t.maybe(6):
        t.tell("order.cancelled", key, t.at(at, 20), customer, None, credits, 5)
    if n % 40:
        t.tell("cost.posted", f"cost{n}", at, None, t.chance.randrange(900_000), (), 1, order_ref=key)
    if t.maybe(60):
        _handled(t, n, at)


def _handled(t: Teller, n: int, at: datetime) -> None:
    """The way of an order through the back office to the customer."""
    received, ready = t.at(at, 1), t.at(at, 5)
    due = {"due_on": str(t.at(at, 4).date())} if t.maybe(50) else {}
    t.tell("orderproc.received", f"p{n}", received, version=1, order_ref=f"o{n}", **due)
    t.tell("orderproc.ready", f"p{n}", ready, version=2, order_ref=f"o{n}", waiting_minutes=n % 90)
    t.tell("orderproc.completed", f"p{n}", t.at(ready, 2), version=3, order_ref=f"o{n}")
    if t.maybe(15):
        blame = t.chance.choice(["customer", "address", "price"])
        t.tell(
            "orderproc.corrected", f"p{n}", t.at(ready, 3), version=4, order_ref=f"o{n}", error_class=blame
        )
    fields: dict[str, object] = {"promised_on": str(t.at(ready, 5).date())} if t.maybe(85) else {}
    fields |= {"complete": False} if t.maybe(6) else {}
    fields |= {"damaged": True} if t.maybe(4) else {}
    t.tell("shipment.delivered", f"d{n}", t.at(ready, 6), version=1, order_ref=f"o{n}", **fields)


def an_invoice(t: Teller, n: int) -> None:
    """Money asked for and paid, contracts, and what the office did about them."""
    at, key = t.at(), f"inv{n}"
    minor = t.minor(800_000)
    t.tell(
        "invoice.due",
        key,
        at,
        t.customer(),
        minor,
        version=1,
        due_on=str(t.at(at, 40).date()),
        order_ref=f"o{n}",
    )
    for part in range(t.chance.randrange(3)):
        named = {"invoice_ref": key} if t.maybe(70) else {"order_ref": f"o{n}"}
        t.tell("payment.received", f"pay{n}.{part}", t.at(at, 45), None, t.minor(500_000), (), 1, **named)
    t.tell("invoice.requested", f"want{n}", at, version=1, invoice_ref=f"bill{n}")
    t.tell("invoice.issued", f"bill{n}", t.at(at, 5), version=1)
    if t.maybe(12):
        told = {
            "reason": t.chance.choice(["error", "write_off"]),
            "invoice_ref": t.chance.choice([key, f"bill{n}"]),
        }
        t.tell("invoice.voided", f"void{n}", t.at(at, 12), version=1, approved=t.maybe(50), **told)
    t.tell("contract.signed", f"contract{n}", at, version=1)
    if t.maybe(85):
        t.tell("contract.uploaded", f"contract{n}", t.at(at, 6), version=2)
    month = Period.month_of(at.astimezone(CHINA_TIME).date()).key
    t.tell("recon.closed", f"recon{n}", t.at(at, 30), version=1, period=month, closed=t.maybe(90))


def an_errand(t: Teller, n: int) -> None:
    """What colleagues ask for, cases after a sale, mistakes of entry, tasks and improvements."""
    at = t.at()
    t.tell("request.opened", f"req{n}", at, version=1)
    t.tell("aftersale.opened", f"case{n}", at, t.customer(), version=1)
    if t.maybe(80):
        t.tell("request.closed", f"req{n}", t.at(at, 5), version=2)
        t.tell("aftersale.closed", f"case{n}", t.at(at, 7), version=2)
    if t.maybe(50):
        t.tell("record.corrected", f"fix{n}", at, version=1, self_reported=t.maybe(50),
               entered_at=(at - timedelta(hours=t.chance.randrange(50))).isoformat())  # fmt: skip
    due = str(t.at(at, 20).date())
    t.tell(
        "task.completed", f"task{n}", t.at(at, 25), version=1, kind="onboarding", due_on=due, done=t.maybe(85)
    )
    t.tell("improvement.closed", f"better{n}", t.at(at, 25), version=1, due_on=due, kpi_effect=t.maybe(60))
