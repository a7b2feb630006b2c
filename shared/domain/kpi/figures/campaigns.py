"""Campaign figures (市场投入): what a lead costs, the revenue that marketing found, and its return.

What an owner spent are the `campaign.spend` records credited to them; the newest version of each record counts.
"""

from fractions import Fraction

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import COMPANY, Facts, share_of
from shared.domain.kpi.figures.marketing import valid_leads
from shared.domain.kpi.figures.orders import sales_are_known
from shared.domain.kpi.figures.revenue import costs_by_order
from shared.domain.kpi.figures.samples import ZERO, Refused, Sample, ids_of
from shared.domain.kpi.ledger import split_minor
from shared.domain.kpi.sourced import Sourced
from shared.domain.kpi.windows import Window


def cost_per_lead(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Spend on campaigns ÷ valid leads (单条有效线索成本), in major units; n counts the leads.

    `occasions` are the records of spend, none if nothing was spent on balance. The leads are those of `valid_leads`.
    """
    spent, records, unread = _spend(facts, subject, window)
    leads = valid_leads(facts, subject, window)
    events = tuple(sorted({*ids_of(records), *leads.event_ids}))
    reason = "kpi.no_lead" if spent > 0 else "kpi.nothing_spent"
    known = facts.delivers("lead.created")
    return Sample(
        spent,
        leads.numerator,
        leads.n,
        events,
        occasions=len(records) if spent > 0 and known else 0,
        excluded=(*unread, *leads.excluded),
        reason=reason if known else "kpi.no_source",
    )


def sourced_revenue(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Net revenue from the customers whom marketing touched first (市场来源销售额), refunds of the window taken off.

    An order counts up to the 180th day after the customer's first lead. It stays with its seller as well: this is
    credit beside theirs, not a part of it.
    """
    if not _is_traceable(facts):
        return Sample(ZERO, None, 0, occasions=0, reason="kpi.no_source")
    booked = facts.once(Sourced.of).bookings(subject, window)
    total = facts.settings.major(sum(each.minor(subject) for each in booked))
    events = ids_of(event for each in booked for event in (each.booking.event, each.touch))
    return Sample(total, None, len(booked), events)


def campaign_roi(facts: Facts, subject: str, window: Window) -> Sample:
    """
    (Gross margin of the revenue that marketing found − spend) ÷ spend (市场活动ROI); n counts the records of spend.

    The margin is that revenue less the costs posted on its orders by the end of the window. One order without a cost
    leaves it unknown.
    """
    if not _is_traceable(facts):
        return Sample(ZERO, ZERO, 0, reason="kpi.no_source")
    spent, records, unread = _spend(facts, subject, window)
    if spent <= 0:
        return Sample(ZERO, ZERO, 0, ids_of(records), excluded=unread, reason="kpi.nothing_spent")
    revenue = sourced_revenue(facts, subject, window)
    cost, lines, uncosted = _costs(facts, subject, window)
    if uncosted:
        return Sample(
            ZERO, ZERO, 0, ids_of(records), excluded=(*unread, *uncosted), reason="kpi.cost_unknown"
        )
    events = tuple(sorted({*revenue.event_ids, *ids_of(records, lines)}))
    return Sample(revenue.numerator - cost - spent, spent, len(records), events, excluded=unread)


def _is_traceable(facts: Facts) -> bool:
    """Return whether both ends are delivered: what was sold, and the leads that it goes back to."""
    return sales_are_known(facts) and facts.delivers("lead.created")


def _spend(facts: Facts, subject: str, window: Window) -> tuple[Fraction, list[Event], Refused]:
    """Return what was spent, the records of it, and the records without an amount."""
    told = list(facts.within("campaign.spend", subject, window))
    records = [each for each in told if each.amount_minor is not None]
    minor = sum(_minor(each, subject) for each in records)
    unread = tuple((each.id, "spend.no_amount") for each in told if each.amount_minor is None)
    return facts.settings.major(minor), records, unread


def _minor(event: Event, subject: str) -> int:
    amount = event.amount_minor or 0
    return amount if subject == COMPANY else split_minor(amount, event.credits).get(subject, 0)


def _costs(facts: Facts, subject: str, window: Window) -> tuple[Fraction, list[Event], Refused]:
    """Return the costs of the orders that marketing found in the window, their records, and orders without any."""
    until, posted = window.until_on, facts.once(costs_by_order)
    cost, counted, uncosted = ZERO, [], []
    for each in facts.once(Sourced.of).bookings(subject, window):
        order = each.booking.order
        if each.booking.event is not order.event:
            continue
        lines = [line for line in posted.get(order.event.entity_id, ()) if line.on < until]
        if not lines and order.net_before(until) > 0:
            uncosted.append((order.event.id, "order.no_cost"))
        cost += share_of(each.touch, subject) * sum(line.amount_minor or 0 for line in lines)
        counted += lines
    return facts.settings.major(cost), counted, tuple(uncosted)
