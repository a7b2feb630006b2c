"""Order figures (订单): sales, order value, discount, new customers, repeat purchases."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from shared.domain.kpi.facts import COMPANY, Facts, share_of
from shared.domain.kpi.fields import number, whole
from shared.domain.kpi.figures.samples import ZERO, Sample, ids_of
from shared.domain.kpi.ledger import Booking, Ledger
from shared.domain.kpi.owners import Owners
from shared.domain.kpi.windows import Window, lookback_start


def net_sales(facts: Facts, subject: str, window: Window) -> Sample:
    """Net amount of confirmed orders less the refunds booked in the window (销售额), in major units."""
    ledger = facts.once(Ledger.of)
    booked = ledger.bookings(subject, window)
    total = facts.settings.major(sum(each.minor(subject) for each in booked))
    return Sample(total, None, len(booked), _ids(booked), excluded=ledger.refused(subject, window))


def order_count(facts: Facts, subject: str, window: Window) -> Sample:
    """Confirmed orders (订单数); a shared order counts by its shares."""
    orders = facts.once(Ledger.of).orders(subject, window)
    return Sample(_shares(orders, subject), None, len(orders), _ids(orders))


def avg_order_value(facts: Facts, subject: str, window: Window) -> Sample:
    """Net amount of confirmed orders ÷ confirmed orders (客单价); partial refunds do not lower it."""
    orders = facts.once(Ledger.of).orders(subject, window)
    total = facts.settings.major(sum(each.minor(subject) for each in orders))
    return Sample(total, _shares(orders, subject), len(orders), _ids(orders))


def discount_rate(facts: Facts, subject: str, window: Window) -> Sample:
    """
    (List amount − net amount) ÷ list amount (平均折扣率).

    The list amount of an order is `list_minor`, else the sum of `unit_price` × `quantity` of its `lines`; an
    order without either is left out.
    """
    orders = facts.once(Ledger.of).orders(subject, window)
    list_price = {each.event.id: _list_amount(facts, each) for each in orders}
    priced = [each for each in orders if list_price[each.event.id] is not None]
    listed = sum(((list_price[each.event.id] or 0) * share_of(each.event, subject) for each in priced), ZERO)
    net = sum(
        (facts.settings.major(each.amount_minor) * share_of(each.event, subject) for each in priced), ZERO
    )
    unpriced = tuple((key, "order.no_list_amount") for key, amount in list_price.items() if amount is None)
    return Sample(listed - net, listed, len(priced), _ids(priced), excluded=unpriced)


def new_customer_share(facts: Facts, subject: str, window: Window) -> Sample:
    """Net amount of new customers' orders ÷ net amount of all orders (新客户销售额占比); n counts orders."""
    ledger, lookback = facts.once(Ledger.of), facts.settings.new_customer_lookback
    booked = ledger.bookings(subject, window)
    new = sum(each.minor(subject) for each in booked if ledger.is_new(each.order, lookback))
    total = sum(each.minor(subject) for each in booked)
    orders, major = len(ledger.orders(subject, window)), facts.settings.major
    return Sample(major(new), major(total), orders, _ids(booked), excluded=ledger.refused(subject, window))


def new_customers(facts: Facts, subject: str, window: Window) -> Sample:
    """Customers whose first order ever is in the window (新客户开发数), credited by the shares of that order."""
    ledger = facts.once(Ledger.of)
    first = [each for each in ledger.orders(subject, window) if ledger.is_first(each.order)]
    return Sample(_shares(first, subject), None, len(first), _ids(first))


def repurchase_rate(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Existing customers that bought again ÷ existing customers at the start of the window (老客户复购率).

    Existing means an order in the lookback before the start. A person's customers are those recorded as theirs
    at the start; where no owner is recorded, those who bought from them, and then only orders with them count.
    """
    ledger, owners = facts.once(Ledger.of), facts.once(Owners.of)
    start, known = window.first_on, window.until_on
    before = Window.between(lookback_start(start, facts.settings.repurchase_lookback), start)
    basis = _last_orders(ledger, subject, before, known)
    again = _last_orders(ledger, subject, window, known)
    recorded = {each: dict(owners.at(each, start, "sales")) for each in {*basis, *owners.ever_of(subject)}}
    for customer in owners.ever_of(subject):
        if subject in recorded[customer] and (bought := ledger.bought(customer, before, known)):
            basis[customer] = bought[-1].event.id
            later = ledger.bought(customer, window, known)
            again.update({customer: later[-1].event.id} if later else {})
    existing = {
        each for each in basis if not recorded[each] or subject in recorded[each] or subject == COMPANY
    }
    repeaters = existing & again.keys()
    events = {basis[each] for each in existing} | {again[each] for each in repeaters}
    return Sample(Fraction(len(repeaters)), Fraction(len(existing)), len(existing), tuple(sorted(events)))


def sales_are_known(facts: Facts) -> bool:
    """Return whether a connection delivers what revenue is made of; without one nobody knows that nothing was sold."""
    return facts.delivers("deal.won" if facts.settings.revenue_source == "deals" else "order.paid")


def _list_amount(facts: Facts, booking: Booking) -> Fraction | None:
    if (minor := whole(booking.event, "list_minor")) is not None:
        return facts.settings.major(minor)
    lines = booking.event.data.get("lines")
    if not isinstance(lines, list | tuple) or not lines:
        return None
    amounts = [_line_amount(line) for line in lines]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, ZERO) if len(known) == len(amounts) else None


def _line_amount(line: object) -> Fraction | None:
    if not isinstance(line, Mapping):
        return None
    price, quantity = number(line.get("unit_price")), number(line.get("quantity"))
    return None if price is None or quantity is None else price * quantity


def _last_orders(ledger: Ledger, subject: str, window: Window, known_before: date) -> dict[str, str]:
    """Return the event of each customer's last order with the subject in the window, with what is known."""
    return {
        each.order.customer: each.event.id
        for each in ledger.bookings(subject, window)
        if each.event is each.order.event
        and each.order.customer is not None
        and each.order.net_before(known_before) > 0
    }


def _shares(orders: Iterable[Booking], subject: str) -> Fraction:
    return sum((share_of(each.event, subject) for each in orders), ZERO)


def _ids(bookings: Iterable[Booking]) -> tuple[str, ...]:
    return ids_of(each.event for each in bookings)
