"""Imagined records by their type: each with whatever beside it lets it count, done well and in time."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from shared.domain.kpi.events import Event
from shared.domain.kpi.imagined.scene import Edit, Scene, edit
from shared.domain.kpi.steps.changes import EXISTING, Add
from shared.domain.kpi.steps.moves import PER_EVENT
from shared.domain.periods import Period

Recipe = Callable[[Scene, Add], Edit]
Each = Callable[[Scene, Add, int], Iterator[Event]]
USUAL_MINUTES = 30
BEST_MARK = Decimal(5)
LONGEST_PAUSE = 31
LATEST_HOURS = Decimal(23)
"""What began at midnight can have taken so long on its own day."""


def each(make: Each) -> Recipe:
    """Return the recipe that makes each of the records on its own."""

    def recipe(scene: Scene, add: Add) -> Edit:
        return edit(*(make(scene, add, number) for number in range(add.count)))

    return recipe


def sale(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield an order, or where deals are the revenue a won deal; to an existing customer if so asked."""
    customer = scene.customer_of(add, number)
    yield from _made_old(scene, add, number)
    yield scene.record(scene.sold, f"sale-{number}", customer=customer, minor=scene.amount_of(add))


def won_deal(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield a won deal; with `days` it was created so many days before."""
    customer = scene.customer_of(add, number)
    yield from _made_old(scene, add, number)
    if add.days is not None:
        created_on = scene.on - timedelta(days=add.days)
        yield scene.record("deal.created", f"deal-{number}", on=created_on, customer=customer)
    yield scene.record("deal.won", f"deal-{number}", customer=customer, minor=scene.amount_of(add))


def lost_deal(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield a lost deal."""
    yield scene.record("deal.lost", f"deal-{number}", customer=scene.customer_of(add, number))


def open_deal(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield an open deal that is sure to close in the next period."""
    next_period = Period.month_of(scene.period.until_on)
    yield scene.record(
        "deal.created",
        f"deal-{number}",
        customer=scene.customer_of(add, number),
        minor=scene.amount_of(add),
        probability="1",
        close_date=next_period.first_on.isoformat(),
    )


def visit(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield a visit with evidence and an outcome, each to another customer unless one is named."""
    yield scene.record(
        "activity.logged",
        f"visit-{number}",
        customer=scene.customer_of(add, number),
        kind="visit",
        duration_s=(add.minutes or USUAL_MINUTES) * 60,
        evidence=["geo"],
        outcome="imagined",
    )


def complaint(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield a complaint that nobody shares."""
    yield scene.record("complaint.opened", f"complaint-{number}", customer=scene.customer_of(add, number))


def lead(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield a lead that can be reached and is in the segment."""
    yield scene.record("lead.created", f"lead-{number}", customer=scene.customer_of(add, number))


def accepted_lead(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield a lead and its acceptance by sales."""
    yield from lead(scene, add, number)
    yield scene.record(
        "lead.accepted", f"lead-{number}", at=scene.noon(scene.on) + timedelta(minutes=1), credited=False
    )


def answer(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield a customer's answer with a mark."""
    yield scene.record(
        "survey.responded",
        f"answer-{number}",
        customer=scene.customer_of(add, number),
        csat=str(add.mark or BEST_MARK),
    )


def held_event(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield a marketing event that took place, with so many people."""
    people = PER_EVENT if add.quantity is None else add.quantity
    yield scene.record("event.held", f"event-{number}", attendees=people, per_event_target=PER_EVENT)


def came(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield a registration for a marketing event and the person's coming to it."""
    event, person = scene.name("event"), scene.customer_of(add, number)
    for kind in ("event.registered", "event.attended"):
        yield scene.record(kind, f"person-{number}", customer=person, event_ref=event)


def published(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield a content that was planned for the day and published on it."""
    yield scene.record("content.planned", f"content-{number}", due_on=scene.on.isoformat())
    yield scene.record("content.published", f"content-{number}")


def ready_order(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield an order that was received and made ready, after so many working hours."""
    begun, ended = worked(scene, add.hours or Decimal(0))
    due_on = ended.astimezone(scene.facts.settings.zone).date().isoformat()
    yield scene.record("orderproc.received", f"order-{number}", at=begun, due_on=due_on)
    yield scene.record("orderproc.ready", f"order-{number}", at=ended)


def completed_order(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield an order that was completed and never corrected."""
    yield scene.record("orderproc.completed", f"order-{number}")


def delivery(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield a complete delivery of an order on the promised day."""
    yield scene.record("shipment.delivered", f"order-{number}", promised_on=scene.on.isoformat())


def invoice(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield an invoice that was asked for and issued on one day."""
    yield scene.record("invoice.requested", f"invoice-{number}")
    yield scene.record("invoice.issued", f"invoice-{number}")


def filed_contract(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield a contract that was signed and filed on one day."""
    yield scene.record("contract.signed", f"contract-{number}")
    yield scene.record("contract.uploaded", f"contract-{number}")


def _made_old(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield what makes the customer an old one if no real one is: an order before the period, and nobody's."""
    if add.customer == EXISTING and scene.existing is None and number == 0:
        before = scene.period.first_on - timedelta(days=30)
        customer = scene.customer_of(add, number)
        yield scene.record(scene.sold, "old-order", on=before, customer=customer, minor=1, credited=False)


def on_time(type_: str, /, **data: Any) -> Each:
    """Return the recipe of a record that was done on the day on which it was due."""

    def make(scene: Scene, add: Add, number: int) -> Iterator[Event]:
        yield scene.record(type_, f"{type_}-{number}", due_on=scene.on.isoformat(), **data)

    return make


def opened_and(first: str, second: str) -> Each:
    """Return the recipe of something that was opened and then answered or closed, after so many hours on the clock."""

    def make(scene: Scene, add: Add, number: int) -> Iterator[Event]:
        begun, ended = elapsed(scene, add.hours or Decimal(0))
        yield scene.record(first, f"{first}-{number}", at=begun)
        yield scene.record(second, f"{first}-{number}", at=ended)

    return make


def request(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield a colleague's request that was closed on the day on which it was due."""
    yield scene.record("request.opened", f"request-{number}", due_on=scene.on.isoformat())
    yield scene.record("request.closed", f"request-{number}")


def correction(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield a correction that goes back to an error of entry."""
    yield scene.record("record.corrected", f"correction-{number}", error_class="entry")


def elapsed(scene: Scene, hours: Decimal) -> tuple[datetime, datetime]:
    """Return two instants so many hours apart, both on the day if there is room, else the earlier one before it."""
    took = timedelta(seconds=int(hours * 3600))
    if hours <= LATEST_HOURS:
        begun = scene.opening(scene.on)
        return begun, begun + took
    ended = scene.noon(scene.on)
    return ended - took, ended


def worked(scene: Scene, hours: Decimal) -> tuple[datetime, datetime]:
    """
    Return two instants so many working hours apart, as the day opens and later.

    What does not fit into the day, or into the workday before a day off, began on workdays before it.
    """
    settings = scene.facts.settings
    day = begun_on = _workday(scene, scene.on)
    a_day, left = _hours(settings.closes_at) - _hours(settings.opens_at), hours
    while left > a_day:
        left -= a_day
        begun_on = _workday(scene, begun_on - timedelta(days=1))
    took = timedelta(seconds=int(left * 3600))
    if begun_on == day:
        begun = scene.opening(day, settings.opens_at)
        return begun, begun + took
    return scene.opening(begun_on, settings.closes_at) - took, scene.opening(day, settings.closes_at)


def _workday(scene: Scene, day: date) -> date:
    """Return the day if people work on it, else the last workday before it, else the first one of the period."""
    before = (day - timedelta(days=back) for back in range(LONGEST_PAUSE))
    known = [each for each in before if scene.facts.calendar.is_workday(each)]
    if known and (known[0] in scene.period or day not in scene.period):
        return known[0]
    return next((each for each in scene.period.days() if scene.facts.calendar.is_workday(each)), day)


def _hours(moment: time) -> Decimal:
    return Decimal(moment.hour) + Decimal(moment.minute) / 60


BY_TYPE: Final[Mapping[str, Recipe]] = MappingProxyType(
    {
        "order.paid": each(sale),
        "deal.won": each(won_deal),
        "deal.lost": each(lost_deal),
        "deal.created": each(open_deal),
        "activity.logged": each(visit),
        "complaint.opened": each(complaint),
        "lead.created": each(lead),
        "lead.accepted": each(accepted_lead),
        "survey.responded": each(answer),
        "event.held": each(held_event),
        "event.attended": each(came),
        "content.published": each(published),
        "orderproc.ready": each(ready_order),
        "orderproc.completed": each(completed_order),
        "shipment.delivered": each(delivery),
        "invoice.issued": each(invoice),
        "contract.uploaded": each(filed_contract),
        "recon.closed": each(on_time("recon.closed")),
        "task.completed": each(on_time("task.completed", kind="onboarding")),
        "improvement.closed": each(on_time("improvement.closed", kpi_effect=True)),
        "request.closed": each(request),
        "ticket.first_response": each(opened_and("ticket.opened", "ticket.first_response")),
        "ticket.closed": each(opened_and("ticket.opened", "ticket.closed")),
        "aftersale.closed": each(opened_and("aftersale.opened", "aftersale.closed")),
        "record.corrected": each(correction),
    }
)
"""What can be imagined without a KPI; the other types are imagined for a KPI that waits for them."""
