"""Orders and refunds as signed bookings, shared out to the minor unit.

A refund is booked when it happens and follows the owners and the shares of its order; it never takes back more
than the order brought. What people are credited with adds up to the booking, so a refunded order nets to zero for
everybody. An order whose net amount is zero at the end of its period is no order.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from shared.domain.kpi.carried import happened_on, refund_key
from shared.domain.kpi.deals import Deals, survivors
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import COMPANY, Facts, by_version, in_order, share_of, survivor_of
from shared.domain.kpi.fields import number, text
from shared.domain.kpi.windows import Timeline, Window, lookback_start
from shared.domain.numbers import WHOLE_BP, largest_remainder, quantize
from shared.domain.periods import Period

Credits = tuple[tuple[str, int], ...]
NOBODY = "\U0010ffff"
"""Sorts after every person id, so that nobody wins no tie."""


@dataclass(frozen=True, slots=True)
class Order:
    """A confirmed order: a paid one, or a won deal where deals are the company's source of revenue."""

    event: Event
    customer: str | None
    amount_minor: int
    refunds: tuple[tuple[date, int], ...] = ()

    def net_before(self, day: date) -> int:
        """Return the amount less what was refunded before `day`, in minor units."""
        return self.amount_minor - sum(minor for on, minor in self.refunds if on < day)

    @property
    def happened_on(self) -> date:
        """The date of the order, in whatever month it counts."""
        return happened_on(self.event)

    @property
    def month_end(self) -> date:
        """The date after the last one of the calendar month in which the order counts."""
        return Period.month_of(self.event.on).until_on


@dataclass(frozen=True, slots=True)
class Booking:
    """A signed amount on a date; `credits` share it out to people, in minor units."""

    event: Event
    on: date
    order: Order
    amount_minor: int
    credits: Mapping[str, int]

    def minor(self, subject: str) -> int:
        """Return the part of `subject` in minor units."""
        return self.amount_minor if subject == COMPANY else self.credits.get(subject, 0)


@dataclass(frozen=True, slots=True)
class Ledger:
    """All bookings of a company, its orders by customer, and the records that could not be booked."""

    _bookings: dict[str, Timeline[Booking]]
    _by_customer: dict[str, Timeline[Order]]
    _as_happened: dict[str, Timeline[Order]]
    _refused: tuple[tuple[Event, str], ...]

    @classmethod
    def of(cls, facts: Facts) -> "Ledger":
        """Book the company's orders, refunds and cancellations from its one source of revenue."""
        refused: list[tuple[Event, str]] = []
        returns = _returns(facts, refused)
        booked: list[Booking] = []
        orders = [
            _book(event, returns.pop(event.entity_id, []), facts, booked, refused) for event in _sold(facts)
        ]
        refused += [(event, "refund.order_unknown") for events in returns.values() for event in events]
        by_customer = defaultdict(list)
        for order in orders:
            if order is not None and order.customer is not None:
                by_customer[order.customer].append(order)
        timelines = {key: Timeline(each, lambda order: order.event.on) for key, each in by_customer.items()}
        carried = {
            key: Timeline(each, lambda order: order.happened_on)
            for key, each in by_customer.items()
            if any(order.happened_on != order.event.on for order in each)
        }
        return cls(_by_subject(booked), timelines, {**timelines, **carried}, tuple(refused))

    def bookings(self, subject: str, window: Window) -> list[Booking]:
        """Return what was booked for `subject` in `window`, oldest first."""
        timeline = self._bookings.get(subject)
        return list(timeline.within(window)) if timeline else []

    def orders(self, subject: str, window: Window) -> list[Booking]:
        """Return the bookings of orders in `window` that are still orders at its end."""
        return [
            each
            for each in self.bookings(subject, window)
            if each.event is each.order.event and each.order.net_before(window.until_on) > 0
        ]

    def bought(self, customer: str, window: Window, known_before: date) -> list[Order]:
        """Return the customer's orders in `window`, at any seller, that are orders with what is known."""
        timeline = self._by_customer.get(customer)
        found = timeline.within(window) if timeline else iter(())
        return [order for order in found if order.net_before(known_before) > 0]

    @property
    def customers(self) -> frozenset[str]:
        """Everybody who ever ordered."""
        return frozenset(self._by_customer)

    def is_new(self, order: Order, lookback: int | None) -> bool:
        """
        Return whether the customer of `order` was new (新客户) to the company in the calendar month of the order.

        New means: no order in the lookback before the first order of that month. The class is that of the
        month's end, so that a later refund keeps the class of its order. An order that is carried to a later month
        keeps the class of the month in which the customer bought.
        """
        if order.customer is None:
            return False
        month = Period.month_of(order.happened_on)
        ordered = [
            each.happened_on for each in self._placed(order.customer, Window.of(month), order.month_end)
        ]
        first = min([*ordered, order.happened_on])
        before = Window.between(lookback_start(first, lookback), first)
        return not self._placed(order.customer, before, order.month_end)

    def _placed(self, customer: str, window: Window, known_before: date) -> list[Order]:
        """Return what `bought` does, by the dates of the orders and not by those on which they count."""
        timeline = self._as_happened.get(customer)
        found = timeline.within(window) if timeline else iter(())
        return [order for order in found if order.net_before(known_before) > 0]

    def is_first(self, order: Order) -> bool:
        """Return whether `order` is the first one that its customer ever placed."""
        if order.customer is None:
            return False
        known = self.bought(order.customer, Window.between(date.min, order.month_end), order.month_end)
        return bool(known) and min(known, key=lambda each: in_order(each.event)) is order

    def refused(self, subject: str, window: Window) -> tuple[tuple[str, str], ...]:
        """Return (event id, reason) of the records in `window` that could not be booked."""
        return tuple(
            (event.id, reason)
            for event, reason in self._refused
            if event.on in window and share_of(event, subject)
        )


def split_minor(amount: int, credits: Credits) -> dict[str, int]:
    """
    Share an amount out in whole minor units; odd units by largest remainder, ties to the smaller id.

    What the shares lack to the whole belongs to somebody unknown and is credited to nobody.

    >>> split_minor(10000, (("a", 3334), ("b", 3333), ("c", 3333))), split_minor(-1, (("a", 5000), ("b", 5000)))
    ({'a': 3334, 'b': 3333, 'c': 3333}, {'a': -1, 'b': 0})
    """
    if not credits:
        return {}
    sign = -1 if amount < 0 else 1
    shares = {**dict(credits), NOBODY: WHOLE_BP - sum(share for _, share in credits)}
    units = largest_remainder(shares, abs(amount))
    return {key: sign * units[key] for key, _ in credits}


def _sold(facts: Facts) -> list[Event]:
    if facts.settings.revenue_source == "orders":
        return facts.newest("order.paid")
    outcomes = (deal.outcome for deal in facts.once(Deals.of).all if deal.won)
    return sorted((event for event in outcomes if event is not None), key=in_order)


def _returns(facts: Facts, refused: list[tuple[Event, str]]) -> dict[str, list[Event]]:
    """Return refunds and cancellations by the order that they name; a refund's newest version counts."""
    merged = facts.once(survivors) if facts.settings.revenue_source == "deals" else {}
    refunds = {refund_key(each): each for each in sorted(facts.every("order.refunded"), key=by_version)}
    found = defaultdict(list)
    for event in sorted([*refunds.values(), *facts.newest("order.cancelled")], key=in_order):
        if event.amount_minor is None and event.type == "order.refunded":
            refused.append((event, "refund.no_amount"))
        else:
            order = text(event, "order_ref") or event.entity_id
            found[survivor_of(order, merged)].append(event)
    return found


def _book(
    event: Event, returns: list[Event], facts: Facts, booked: list[Booking], refused: list[tuple[Event, str]]
) -> Order | None:
    if event.amount_minor is None:
        refused += [(event, "order.no_amount"), *((each, "order.no_amount") for each in returns)]
        return None
    net = event.amount_minor
    taken: list[tuple[Event, int]] = []
    for each in returns:
        wanted = net if each.type == "order.cancelled" else _at_the_orders_rate(each, event)
        taken.append((each, min(wanted, net)))
        net -= taken[-1][1]
        if wanted > taken[-1][1]:
            refused.append((each, "refund.exceeds_order"))
    refunds = tuple((each.on, minor) for each, minor in taken if minor)
    order = Order(event, facts.customer(event.customer), event.amount_minor, refunds)
    net = event.amount_minor
    held = split_minor(net, event.credits)
    booked.append(Booking(event, event.on, order, net, held))
    for each, minor in taken:
        if minor:
            net -= minor
            left = split_minor(net, event.credits)  # of the running net: the last refund leaves nobody a cent
            booked.append(Booking(each, each.on, order, -minor, {key: left[key] - held[key] for key in held}))
            held = left
    return order


def _at_the_orders_rate(refund: Event, order: Event) -> int:
    """Return a refund in the company's currency; a foreign one takes the rate that its order was booked at."""
    assert refund.amount_minor is not None and order.amount_minor is not None
    then, now = _rate(order), _rate(refund)
    amount = Fraction(abs(refund.amount_minor))
    return int(quantize(amount * then / now if then and now else amount, 0))


def _rate(event: Event) -> Fraction | None:
    """Return the rate to the company's currency that a foreign amount came with."""
    return number(event.data.get("rate", event.data.get("fx_rate")))


def _by_subject(booked: list[Booking]) -> dict[str, Timeline[Booking]]:
    found = defaultdict(list)
    for booking in booked:
        for subject in (COMPANY, *booking.credits):
            found[subject].append(booking)
    return {key: Timeline(each, lambda booking: booking.on) for key, each in found.items()}
