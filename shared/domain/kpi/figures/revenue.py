"""What revenue is made of (销售额的构成): existing customers, refunds and margins."""

from collections import defaultdict

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts, share_of
from shared.domain.kpi.fields import text
from shared.domain.kpi.figures.samples import ZERO, Sample, ids_of
from shared.domain.kpi.ledger import Ledger
from shared.domain.kpi.windows import Window

REFUND_DAYS = 90


def existing_customer_revenue(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Net amount of the orders of customers who are not new (老客户销售额), refunds booked in the window taken off.

    The mirror of the new-customer share: both and the orders of unknown customers make the net sales.
    """
    ledger, lookback = facts.once(Ledger.of), facts.settings.new_customer_lookback
    booked = ledger.bookings(subject, window)
    known = [each for each in booked if each.order.customer is not None]
    existing = [each for each in known if not ledger.is_new(each.order, lookback)]
    unknown = tuple((each.event.id, "order.no_customer") for each in booked if each.order.customer is None)
    return Sample(
        facts.settings.major(sum(each.minor(subject) for each in existing)),
        None,
        len(existing),
        ids_of(each.event for each in existing),
        excluded=(*ledger.refused(subject, window), *unknown),
    )


def refund_rate(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Refunds and cancellations booked in the window ÷ confirmed amount of the 90 days that end with it (退款率).

    The confirmed amount is that before refunds, so that none counts twice. n counts the orders of the 90 days.
    """
    ledger, ninety = facts.once(Ledger.of), Window.rolling(REFUND_DAYS, window.until_on)
    taken = [each for each in ledger.bookings(subject, window) if each.event is not each.order.event]
    sold = [each for each in ledger.bookings(subject, ninety) if each.event is each.order.event]
    return Sample(
        -facts.settings.major(sum(each.minor(subject) for each in taken)),
        facts.settings.major(sum(each.minor(subject) for each in sold)),
        len(sold),
        ids_of(each.event for each in (*taken, *sold)),
        excluded=ledger.refused(subject, window),
    )


def gross_margin(facts: Facts, subject: str, window: Window) -> Sample:
    """
    (Net revenue − cost) ÷ net revenue of the orders of the window (毛利率).

    An order counts less its refunds, and with the costs posted on it (`order_ref` or `ref` of `cost.posted`), by the
    end of the window. One order without a cost leaves the margin unknown.
    """
    until, posted = window.until_on, facts.once(costs_by_order)
    orders = facts.once(Ledger.of).orders(subject, window)
    costs = {
        each.event.id: [cost for cost in posted.get(each.event.entity_id, ()) if cost.on < until]
        for each in orders
    }
    uncosted = tuple((key, "order.no_cost") for key, lines in costs.items() if not lines)
    if uncosted:
        return Sample(ZERO, ZERO, 0, excluded=uncosted, reason="kpi.cost_unknown")
    revenue, cost = ZERO, ZERO
    for each in orders:
        share = share_of(each.event, subject)
        revenue += share * each.order.net_before(until)
        cost += share * sum(line.amount_minor or 0 for line in costs[each.event.id])
    major = facts.settings.major
    events = ids_of((each.event for each in orders), (line for lines in costs.values() for line in lines))
    return Sample(major(revenue - cost), major(revenue), len(orders), events)


def costs_by_order(facts: Facts) -> dict[str, list[Event]]:
    """Return the costs that were posted with an amount, by the order they name."""
    found = defaultdict(list)
    for each in facts.newest("cost.posted"):
        if (order := text(each, "order_ref", "ref")) and each.amount_minor is not None:
            found[order].append(each)
    return dict(found)
