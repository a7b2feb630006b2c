"""Quotes that became orders (报价转化率), by cohorts that had their full 60 days.

A quote and its revisions are one, sent on the day of the first of them. An order accepts the quote that it names,
else the newest of its customer that is not older than 60 days; one order accepts one quote.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import COMPANY, Facts, share_of
from shared.domain.kpi.fields import text
from shared.domain.kpi.figures.cohorts import begun_for, chance_from
from shared.domain.kpi.figures.orders import sales_are_known
from shared.domain.kpi.figures.samples import ZERO, Sample, ids_of
from shared.domain.kpi.ledger import Ledger, Order
from shared.domain.kpi.windows import Window

EVER = Window.between(date.min, date.max)


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote with its revisions, oldest first; the newest that names somebody says whose it is."""

    events: tuple[Event, ...]

    @property
    def sent_on(self) -> date:
        """The date of the first of them."""
        return self.events[0].on

    def share(self, subject: str) -> Fraction:
        """Return the part of `subject` in the quote."""
        named = [each for each in self.events if each.credits]
        return share_of((named or self.events)[-1], subject)

    def customer(self, facts: Facts) -> str | None:
        """Return the customer of the newest of them that names one."""
        named = [each.customer for each in self.events if each.customer is not None]
        return facts.customer(named[-1]) if named else None


@dataclass(frozen=True, slots=True)
class Quotes:
    """All quotes of a company by id, each known by the ids of its revisions, and the orders that accepted them."""

    all: Mapping[str, Quote]
    orders: Mapping[str, tuple[Order, ...]]

    @classmethod
    def of(cls, facts: Facts) -> "Quotes":
        """Chain the revisions and find the orders."""
        root = _roots(facts)
        chains: dict[str, list[Event]] = defaultdict(list)
        for event in facts.happened("quote.sent"):
            chains[root[event.entity_id]].append(event)
        quotes = {key: Quote(tuple(events)) for key, events in chains.items()}
        return cls(quotes, _accepted(facts, quotes, root))

    def order_for(self, key: str, known_before: date) -> Event | None:
        """Return the first order that accepted the quote and is one with what is known."""
        standing = (each for each in self.orders.get(key, ()) if each.net_before(known_before) > 0)
        return next((each.event for each in standing), None)


def quote_conversion(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Quotes with an order by day 60 ÷ quotes sent (报价转化率), of the quotes whose 60 days end in the window.

    A shared quote counts by its shares; n counts quotes.
    """
    if not sales_are_known(facts):
        return Sample(ZERO, ZERO, 0, reason="kpi.no_source")
    quotes, sent_in = facts.once(Quotes.of), begun_for(window)
    sent = {
        key: (quote, share)
        for key, quote in quotes.all.items()
        if quote.sent_on in sent_in and (share := quote.share(subject))
    }
    orders = {key: order for key in sent if (order := quotes.order_for(key, window.until_on))}
    return Sample(
        sum((sent[key][1] for key in orders), ZERO),
        sum((share for _, share in sent.values()), ZERO),
        len(sent),
        ids_of((event for quote, _ in sent.values() for event in quote.events), orders.values()),
    )


def _roots(facts: Facts) -> dict[str, str]:
    """Return the id of the first quote of each chain by the ids of all quotes in it."""
    revised: dict[str, str] = {}
    for event in facts.happened("quote.sent"):
        named = text(event, "revises", "revision_of")
        if named and named != event.entity_id:
            revised[event.entity_id] = named
    found = {}
    for event in facts.happened("quote.sent"):
        chain = [event.entity_id]
        while (before := revised.get(chain[-1])) and before not in chain:
            chain.append(before)
        first = min(chain) if before else chain[-1]  # quotes that revise each other have no first one
        found[event.entity_id] = found[first] = first
    return found


def _accepted(
    facts: Facts, quotes: Mapping[str, Quote], root: Mapping[str, str]
) -> dict[str, tuple[Order, ...]]:
    """Return the orders of each quote within its time, oldest first."""
    of_customer: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for key, quote in quotes.items():
        if customer := quote.customer(facts):
            of_customer[customer].append((quote.sent_on, key))
    found: dict[str, list[Order]] = defaultdict(list)
    for order in _all_orders(facts):
        named = text(order.event, "quote_ref")
        sent = of_customer.get(order.customer or "", [])
        accepts = root.get(named) if named else _newest(sent, order.event.on)
        if accepts is not None and order.event.on in chance_from(quotes[accepts].sent_on):
            found[accepts].append(order)
    return {key: tuple(orders) for key, orders in found.items()}


def _all_orders(facts: Facts) -> list[Order]:
    bookings = facts.once(Ledger.of).bookings(COMPANY, EVER)
    return [each.order for each in bookings if each.event is each.order.event]


def _newest(sent: list[tuple[date, str]], day: date) -> str | None:
    """Return the quote that was sent last, by `day` at the latest."""
    known = [each for each in sent if each[0] <= day]
    return max(known)[1] if known else None
