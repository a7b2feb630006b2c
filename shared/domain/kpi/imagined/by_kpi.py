"""Imagined records that a KPI waits for (待补的记录): each closes a case that is still open, or is of its own sort."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import in_course
from shared.domain.kpi.fields import text
from shared.domain.kpi.figures.cohorts import CONVERSION_DAYS, begun_for, chance_from
from shared.domain.kpi.figures.customer_records import CustomerRecord
from shared.domain.kpi.figures.marketing import event_of
from shared.domain.kpi.figures.occasions import Occasion
from shared.domain.kpi.figures.quotes import Quotes
from shared.domain.kpi.figures.work_logs import is_prompt
from shared.domain.kpi.imagined.by_type import Each, Recipe, worked
from shared.domain.kpi.imagined.scene import Edit, Scene, edit
from shared.domain.kpi.steps.changes import Add
from shared.domain.kpi.steps.moves import PER_EVENT

BEST_RECOMMENDATION = 10
SELLER = "imagined:seller"
"""Who bears an imagined joint action out: nobody of the company, so that nobody's figures change."""


def of_open(cases: Callable[[Scene], Iterator[Event] | list[Event]]) -> Recipe:
    """Return the recipe that closes as many of the open cases as are asked for, each by the record that it needs."""

    def recipe(scene: Scene, add: Add) -> Edit:
        found = list(cases(scene))
        return edit(found[: add.count])

    return recipe


def repurchases(scene: Scene) -> Iterator[Event]:
    """Yield an order of each existing customer who did not buy again in the window."""
    told = scene.seen(scene.sold)
    customers = _by_customer(scene, told)
    for number, (customer, orders) in enumerate(sorted(customers.items())):
        if not any(each.on in scene.window for each in orders):
            yield _sale(scene, f"repurchase-{number}", customer, scene.on)


def accepted_quotes(scene: Scene) -> Iterator[Event]:
    """Yield an order for each quote that matures in the window without one."""
    quotes, sent_in = scene.facts.once(Quotes.of), begun_for(scene.window)
    for key, quote in sorted(quotes.all.items()):
        is_open = quotes.order_for(key, scene.window.until_on) is None
        if quote.sent_on in sent_in and quote.share(scene.person_id) and is_open:
            on = _in_time(scene, quote.sent_on)
            yield _sale(scene, f"quote-{key}", quote.customer(scene.facts), on, quote_ref=key)


def visited_buyers(scene: Scene) -> Iterator[Event]:
    """Yield an order of each visited customer who did not buy within the time of a visit."""
    visits = _by_customer(scene, scene.seen("activity.logged"))
    bought = _by_customer(scene, scene.seen(scene.sold))
    for number, (customer, of_them) in enumerate(sorted(visits.items())):
        if customer not in bought:
            yield _sale(scene, f"visited-{number}", customer, _in_time(scene, of_them[-1].on))


def buying_leads(scene: Scene, add: Add) -> Edit:
    """Let leads buy within their time that did not; one without a customer is given one."""
    bought = {scene.facts.customer(each.customer) for each in scene.seen(scene.sold)}
    held = {event_of(each): each for each in scene.seen("event.held")}
    put: list[Event] = []
    drop: list[str] = []
    leads = scene.seen("lead.created")
    waiting = [
        each for each in leads if each.customer is None or scene.facts.customer(each.customer) not in bought
    ]
    for number, lead in enumerate(waiting[: add.count]):
        customer = scene.facts.customer(lead.customer)
        if customer is None:
            customer = scene.name(f"lead-customer-{number}")
            put.append(replace(lead, id=f"{lead.id}:imagined", customer=customer))
            drop.append(lead.id)
        event = held.get(text(lead, "event_ref") or "")
        begun = event.on if event is not None else lead.on
        put.append(_sale(scene, f"lead-order-{number}", customer, _in_time(scene, begun)))
    return edit(put, drop=drop)


def online_buyer(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield an online order of a buyer of its own that names no store."""
    customer = scene.name(f"buyer-{number}")
    yield _sale(scene, f"online-{number}", customer, scene.on, channel="online")


def at_list_price(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield an order without a discount."""
    minor = scene.amount_of(add)
    customer = scene.customer_of(add, number)
    yield scene.record(scene.sold, f"sale-{number}", customer=customer, minor=minor, list_minor=minor)


def staffed_events(scene: Scene) -> Iterator[Event]:
    """Yield the person's part in each event of the window that they took none in."""
    theirs = {text(each, "event_ref") or each.entity_id for each in scene.seen("event.staffed")}
    logs = scene.seen("worklog.logged")
    days = {each.on for each in (*logs, *scene.seen("event.staffed")) if text(each, "event_ref") is None}
    theirs |= {name for each in logs if (name := text(each, "event_ref"))}
    for event in scene.seen("event.held"):
        if event_of(event) not in theirs and event.on not in days:
            yield scene.record("event.staffed", f"part-{event.id}", on=event.on, event_ref=event_of(event))


def held_as_planned(scene: Scene, add: Add) -> Edit:
    """Hold events of the person that were to take place in the window and did not, then further ones."""
    plans = {event_of(each): each for each in scene.facts.newest("event.planned")}
    records = {event_of(each): each for each in scene.facts.newest("event.held")}
    occasions = {key: Occasion(plans.get(key), records.get(key)) for key in sorted({*plans, *records})}
    missed = [
        (key, each)
        for key, each in occasions.items()
        if each.counts_in(scene.window)
        and each.is_planned
        and each.share(scene.person_id)
        and (each.held_on is None or each.held_on not in scene.window)
    ]
    put = [
        replace(
            scene.record("event.held", f"held-{key}", event_ref=key, attendees=PER_EVENT),
            credits=each.records[0].credits,
        )
        for key, each in missed[: add.count]
    ]
    drop = [each.record.id for _, each in missed[: add.count] if each.record is not None]
    more = [
        scene.record("event.held", f"held-{number}", attendees=PER_EVENT)
        for number in range(add.count - len(put))
    ]
    return edit(put, more, drop=drop)


def traffic(content: str, told: str) -> Each:
    """Return the recipe of a day's traffic of something of its own."""

    def make(scene: Scene, add: Add, number: int) -> Iterator[Event]:
        data: dict[str, Any] = {"content": content, told: add.quantity or 0, "date": scene.on.isoformat()}
        yield scene.record("traffic.daily", f"{content}-{number}", **data)

    return make


def followers(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield two days of an account that begins with nobody."""
    account = scene.name(f"account-{number}")
    for back, told in ((1, 0), (0, add.quantity or 0)):
        on = scene.on - timedelta(days=back)
        yield scene.record(
            "traffic.daily",
            f"account-{number}-{back}",
            on=on,
            content="account",
            account_ref=account,
            followers=told,
            date=on.isoformat(),
        )


def sourced(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield a lead of marketing's and its order, which is somebody else's sale."""
    customer = scene.name(f"found-{number}")
    yield scene.record("lead.created", f"found-{number}", customer=customer)
    yield scene.record(
        scene.sold, f"found-{number}", customer=customer, minor=scene.amount_of(add), credited=False
    )


def sourced_margin(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield the same with no cost, so that all of it is margin."""
    yield from sourced(scene, add, number)
    order = scene.name(f"found-{number}")
    yield scene.record("cost.posted", f"cost-{number}", minor=0, order_ref=order, credited=False)


def handed_over(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield a lead that was handed over after so many working hours."""
    begun, ended = worked(scene, add.hours or Decimal(0))
    customer = scene.name(f"handed-{number}")
    yield scene.record("lead.created", f"handed-{number}", at=begun, customer=customer)
    yield scene.record("lead.assigned", f"handed-{number}", at=ended, customer=customer)


def answered_lead(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield a lead that was called so many working hours after it was assigned."""
    begun, ended = worked(scene, add.hours or Decimal(0))
    customer = scene.name(f"called-{number}")
    lead = scene.record("lead.assigned", f"called-{number}", at=begun, customer=customer)
    yield lead
    yield scene.record(
        "activity.logged", f"call-{number}", at=ended, customer=customer, kind="call", lead_ref=lead.entity_id
    )


def complete_records(scene: Scene) -> Iterator[Event]:
    """Yield what completes each record of a customer of the person that lacks something."""
    told: dict[str, list[Event]] = {}
    for event in sorted(scene.facts.every("customer.upserted", "customer.deleted"), key=in_course):
        if (customer := scene.facts.customer(event.customer or event.entity_id)) is not None:
            told.setdefault(customer, []).append(event)
    until = scene.window.until_on
    for number, (customer, events) in enumerate(sorted(told.items())):
        record = CustomerRecord(customer, tuple(events)).at(until)
        if record is not None and record.events[-1].id in scene.evidence and not record.is_complete:
            yield scene.record(
                "customer.upserted",
                f"record-{number}",
                at=scene.evening,
                customer=customer,
                credited=False,
                name="imagined",
                phone_e164="+8600000000000",
                email="imagined",
            )


def referral(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield a referred customer whom sales accepts, of a referrer that the person looks after."""
    referrer, customer = scene.name(f"referrer-{number}"), scene.name(f"referred-{number}")
    yield scene.record(
        "customer.upserted",
        f"referrer-{number}",
        on=scene.on - timedelta(days=1),
        customer=referrer,
        position="customer_success",
        name="imagined",
    )
    yield scene.record(
        "lead.created",
        f"referred-{number}",
        customer=customer,
        source="referral",
        referrer_customer=referrer,
        credited=False,
    )
    accepted_at = scene.noon(scene.on) + timedelta(minutes=1)
    yield scene.record("lead.accepted", f"referred-{number}", at=accepted_at, credited=False)


def joint_care(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield a joint care action that a seller accepts."""
    yield scene.record(
        "worklog.logged",
        f"care-{number}",
        customer=scene.name(f"cared-for-{number}"),
        activity="joint_care",
        accepted_by=[SELLER],
        minutes=30,
        created_at=scene.noon(scene.on).isoformat(),
    )


def recommendation(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield an answer that recommends; it carries no other mark."""
    given = int(add.mark) if add.mark is not None else BEST_RECOMMENDATION
    customer = scene.name(f"promoter-{number}")
    yield scene.record("survey.responded", f"promoter-{number}", customer=customer, nps=given)


def plain_answer(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield an answer to an invitation of the window; it carries no mark."""
    yield scene.record("survey.responded", f"answer-{number}", customer=scene.name(f"asked-{number}"))


def colleagues_answer(scene: Scene, add: Add, number: int) -> Iterator[Event]:
    """Yield a colleague's answer about the person's service."""
    rater, given = scene.name(f"rater-{number}"), str(add.mark or 5)
    yield scene.record("survey.responded", f"rating-{number}", internal=True, rater=rater, rating=given)


def daily_logs(scene: Scene) -> Iterator[Event]:
    """Yield a prompt log of each workday of the window without one, the latest first."""
    logs = scene.facts.within("worklog.logged", scene.person_id, scene.window)
    logged = {each.on for each in logs if is_prompt(each)}
    days = [
        day
        for first, until in scene.window.spans
        for day in (first + timedelta(days=offset) for offset in range((until - first).days))
    ]
    for day in reversed(days):
        if day not in logged and scene.facts.calendar.is_workday(day):
            written = scene.noon(day).isoformat()
            yield scene.record("worklog.logged", f"log-{day}", on=day, minutes=30, created_at=written)


def _in_time(scene: Scene, begun: date) -> date:
    """Return the day of the change if an order of it still counts for what began then, else the last that does."""
    chance = chance_from(begun)
    return scene.on if scene.on in chance else min(begun + timedelta(days=CONVERSION_DAYS), scene.last_day)


def _sale(scene: Scene, name: str, customer: str | None, on: date, **data: Any) -> Event:
    minor = scene.amount_of(Add(scene.sold))
    return scene.record(scene.sold, name, on=on, customer=customer, minor=minor, **data)


def _by_customer(scene: Scene, events: list[Event]) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    for each in events:
        if (customer := scene.facts.customer(each.customer)) is not None:
            found.setdefault(customer, []).append(each)
    return found
