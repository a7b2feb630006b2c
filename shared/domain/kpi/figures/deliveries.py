"""Delivery figures (交付): on time and complete, and perfect orders.

An order's deliveries are the `shipment.delivered` that name it in `order_ref`; one that names none is an order of its
own. `promised_at` or `promised_on` is the date that the customer was given, its last day included; without one nobody
can say whether it was kept, and the delivery is left out.
"""

from collections import defaultdict
from dataclasses import dataclass

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.fields import day, instant, text, texts
from shared.domain.kpi.figures.deadlines import Duty, deadline, part_of
from shared.domain.kpi.figures.samples import ZERO, Sample, ids_of
from shared.domain.kpi.windows import Window

DELIVERED = "shipment.delivered"
NO_PROMISE = "delivery.no_promise"
OWN_POSITION = "back_office"


def on_time_delivery(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Deliveries received complete by the promised date ÷ deliveries in the window (准时交付率).

    A partial delivery (`complete` false, or `partial` true) is not on time.
    """
    delivered = [
        (each, part)
        for each in facts.newest(DELIVERED)
        if each.on in window and (part := part_of(subject, each))
    ]
    judged = [(each, part) for each, part in delivered if _is_promised(each) or _is_partial(each)]
    on_time = (part for each, part in judged if not _is_partial(each) and not _is_late(facts, each))
    total = sum((part for _, part in judged), ZERO)
    known = {each.id for each, _ in judged}
    excluded = tuple((each.id, NO_PROMISE) for each, _ in delivered if each.id not in known)
    return Sample(sum(on_time, ZERO), total, len(judged), tuple(sorted(known)), excluded=excluded)


def perfect_order(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Orders on time and complete and undamaged and with the right documents ÷ orders (完美订单率), counted jointly.

    An order belongs to the window of its first delivery. What is known by the end of the window counts: every one of
    its deliveries, `damaged` or `documents_ok` of each, and complaints that name the order, unless they name only
    positions other than the back office as `responsible`.
    """
    orders = [
        (each, part)
        for each in facts.once(_orders)
        if each.first.on in window and (part := part_of(subject, *each.deliveries))
    ]
    judged = [
        (each, part, each.faults(facts, window))
        for each, part in orders
        if each.is_promised(window) or each.faults(facts, window)
    ]
    perfect = sum((part for _, part, faults in judged if not faults), ZERO)
    total = sum((part for _, part, _ in judged), ZERO)
    known = {each.first.id for each, _, _ in judged}
    excluded = tuple((each.first.id, NO_PROMISE) for each, _ in orders if each.first.id not in known)
    events = ids_of(event for each, _, _ in judged for event in each.known(window))
    return Sample(perfect, total, len(judged), events, excluded=excluded)


@dataclass(frozen=True, slots=True)
class _Order:
    """The deliveries of one order, oldest first, and the complaints about it."""

    deliveries: tuple[Event, ...]
    complaints: tuple[Event, ...]

    @property
    def first(self) -> Event:
        return self.deliveries[0]

    def known(self, window: Window) -> list[Event]:
        return [each for each in (*self.deliveries, *self.complaints) if each.on < window.until_on]

    def is_promised(self, window: Window) -> bool:
        return all(_is_promised(each) for each in self.known(window) if each.type == DELIVERED)

    def faults(self, facts: Facts, window: Window) -> list[Event]:
        """Return what spoils the order by what is known at the end of the window."""
        return [
            each
            for each in self.known(window)
            if each.type != DELIVERED or _is_partial(each) or _is_bad(each) or _is_late(facts, each)
        ]


def _orders(facts: Facts) -> list[_Order]:
    deliveries: dict[str, list[Event]] = defaultdict(list)
    for event in facts.newest(DELIVERED):
        deliveries[text(event, "order_ref") or event.entity_id].append(event)
    responsible = {
        each.entity_id: named
        for each in facts.happened("complaint.opened", "complaint.updated")
        if (named := texts(each, "responsible", "responsible_role"))
    }
    complaints = defaultdict(list)
    for event in facts.newest("complaint.opened"):
        ours = OWN_POSITION in responsible.get(event.entity_id, (OWN_POSITION,))
        if (order := text(event, "order_ref")) is not None and ours:
            complaints[order].append(event)
    return [_Order(tuple(each), tuple(complaints[key])) for key, each in deliveries.items()]


def _is_promised(delivery: Event) -> bool:
    return instant(delivery, "promised_at") is not None or day(delivery, "promised_on") is not None


def _is_late(facts: Facts, delivery: Event) -> bool:
    promise = deadline(facts, delivery, "promised")
    return promise is not None and not Duty(delivery, delivery, *promise).in_time


def _is_partial(delivery: Event) -> bool:
    return delivery.data.get("complete") is False or delivery.data.get("partial") is True


def _is_bad(delivery: Event) -> bool:
    return delivery.data.get("damaged") is True or delivery.data.get("documents_ok") is False
