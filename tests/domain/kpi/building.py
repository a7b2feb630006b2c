"""Short ways to say what happened, for stories in tests. Times are Shanghai time, amounts yuan."""

from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts, Settings
from shared.domain.periods import Period
from shared.domain.workdays import Calendar

SHANGHAI = timezone(timedelta(hours=8))
MARCH = Period.parse("2026-03")
LI = "per_li"
WANG = "per_wang"
ALL_OF_IT = 10_000


def event(kind, /, entity, when, by=LI, customer=None, yuan=None, version="", id=None, **data):
    """One event on a date (noon) or at an ISO instant; `by` is a person, a list of shares, or None."""
    if "T" in when:
        at = datetime.fromisoformat(when).astimezone(UTC)
    else:
        at = datetime.fromisoformat(f"{when}T12:00").replace(tzinfo=SHANGHAI).astimezone(UTC)
    return Event(
        id=id or f"{kind}/{entity}/{version or when}",
        type=kind,
        occurred_at=at,
        on=at.astimezone(SHANGHAI).date(),
        entity_id=entity,
        credits=((by, ALL_OF_IT),) if isinstance(by, str) else tuple(by or ()),
        customer=customer,
        amount_minor=None if yuan is None else int(Fraction(str(yuan)) * 100),
        version=version,
        data=data,
    )


def paid(order, when, yuan, customer, by=LI, **data):
    return event("order.paid", order, when, by, customer, yuan, **data)


def refunded(refund, when, yuan, order, by=None, **data):
    return event("order.refunded", refund, when, by, None, yuan, order_ref=order, **data)


def deal(name, created, closed, by=LI, outcome="won", yuan=1000):
    """A deal from its creation to its outcome; None leaves one of them away."""
    events = [event("deal.created", name, created, by)] if created else []
    return events + ([event(f"deal.{outcome}", name, closed, by, yuan=yuan)] if closed else [])


def facts(*events, sick=(), feeds=None, settings=None, calendar=None):
    """Facts of the events (nested lists are fine); every type that occurs is delivered by a healthy feed."""
    flat = list(_flat(events))
    health = dict.fromkeys((*(each.type for each in flat), *(feeds or ())), "ok")
    health.update(dict.fromkeys(sick, "sick"))
    return Facts(flat, settings or Settings(), calendar or Calendar(), health)


def _flat(events):
    for each in events:
        if isinstance(each, list | tuple):
            yield from _flat(each)
        else:
            yield each


def days(first, *offsets):
    """ISO dates at these distances from the first one."""
    begun = date.fromisoformat(first)
    return [(begun + timedelta(days=offset)).isoformat() for offset in offsets]
