"""Lead figures (线索): accepted by sales, handed over in time, become customers. A lead is of its campaign's owner."""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import COMPANY, Facts, in_order, share_of
from shared.domain.kpi.fields import text
from shared.domain.kpi.figures.cohorts import CONVERSION_DAYS, begun_for, chance_from
from shared.domain.kpi.figures.orders import sales_are_known
from shared.domain.kpi.figures.samples import ZERO, Sample, ids_of
from shared.domain.kpi.ledger import Ledger
from shared.domain.kpi.windows import Window, lookback_start


def lead_acceptance_rate(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Leads accepted by sales ÷ leads that sales decided on (线索接受率).

    A lead counts in the window of the first decision about it. It is accepted if sales ever accepted it, or if its
    customer ordered after it was rejected. One that was handed over and never decided on is in neither part.
    """
    decisions, created = facts.once(_decisions), facts.once(_created)
    n, accepted, decided, events = 0, ZERO, ZERO, []
    for key, told in decisions.items():
        lead = created.get(key, told[0] if subject == COMPANY else None)
        if told[0].on not in window or lead is None or not (share := share_of(lead, subject)):
            continue
        proof = next((each for each in told if each.type == "lead.accepted"), None)
        proof = proof or _bought_later(facts, lead, told[0])
        n, decided = n + 1, decided + share
        accepted += share if proof is not None else ZERO
        events += [*told, *((proof,) if proof is not None else ())]
    open_ones = (each for each in facts.newest("lead.assigned") if each.entity_id not in decisions)
    excluded = tuple(
        (each.id, "lead.undecided")
        for each in open_ones
        if each.on in window and share_of(created.get(each.entity_id, each), subject)
    )
    return Sample(accepted, decided, n, ids_of(events), excluded=excluded)


def lead_to_order_rate(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Leads with an order by day 60 ÷ leads (线索成交率), of the leads whose 60 days end in the window.

    Several leads of one person within 60 days are the first of them. Who was a customer already is in neither part.
    """
    if not sales_are_known(facts):
        return Sample(ZERO, ZERO, 0, reason="kpi.no_source")
    begun, known = begun_for(window), window.until_on
    n, customers, leads, events, excluded = 0, ZERO, ZERO, [], []
    for lead in facts.once(_first_leads):
        if lead.on not in begun or not (share := share_of(lead, subject)):
            continue
        before = Window.between(lookback_start(lead.on, facts.settings.new_customer_lookback), lead.on)
        if _orders(facts, lead, before, known):
            excluded.append((lead.id, "lead.already_customer"))
            continue
        orders = _orders(facts, lead, chance_from(lead.on), known)
        n, leads = n + 1, leads + share
        customers += share if orders else ZERO
        events += [lead, *orders[:1]]
    return Sample(customers, leads, n, ids_of(events), excluded=tuple(excluded))


def handover_hours(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Working hours from the creation of a lead to its first assignment (线索移交时长), of those assigned in the window.

    A lead that was assigned before it was created is a mistake in the records and is left out.
    """
    created, company = facts.once(_created), facts.settings
    timed: list[tuple[Fraction, Event, Event]] = []
    excluded = []
    for key, assigned in facts.once(_assigned).items():
        lead = created.get(key)
        if assigned.on not in window or lead is None or not share_of(lead, subject):
            continue
        begun, ended = lead.occurred_at, assigned.occurred_at
        if ended < begun:
            excluded.append((assigned.id, "lead.assigned_before_created"))
            continue
        hours = facts.calendar.working_hours(begun, ended, company.zone, company.opens_at, company.closes_at)
        timed.append((hours, lead, assigned))
    values = tuple(hours for hours, _, _ in timed)
    events = ids_of(each for _, *records in timed for each in records)
    n = len(values)
    return Sample(sum(values, ZERO), Fraction(n), n, events, values, excluded=tuple(excluded))


def _created(facts: Facts) -> dict[str, Event]:
    return {each.entity_id: each for each in facts.newest("lead.created")}


def _assigned(facts: Facts) -> dict[str, Event]:
    """Return the first assignment of each lead: a later one is no hand-over."""
    return {each.entity_id: each for each in reversed(facts.every("lead.assigned"))}


def _decisions(facts: Facts) -> dict[str, list[Event]]:
    found = defaultdict(list)
    for each in facts.every("lead.accepted", "lead.rejected"):
        found[each.entity_id].append(each)
    return dict(found)


def _bought_later(facts: Facts, lead: Event, rejected: Event) -> Event | None:
    known = next((each for each in (lead.customer, rejected.customer) if each is not None), None)
    if (customer := facts.customer(known)) is None:
        return None
    later = Window.between(rejected.on, date.max)
    orders = facts.once(Ledger.of).bought(customer, later, date.max)
    return orders[0].event if orders else None


def _first_leads(facts: Facts) -> list[Event]:
    """Return the leads of each person that are not within 60 days of the one before."""
    found, latest = [], dict[str, date]()
    for lead in sorted(facts.newest("lead.created"), key=lambda each: (each.on, in_order(each))):
        person = facts.customer(lead.customer) or lead.entity_id
        again = person in latest and lead.on <= latest[person] + timedelta(days=CONVERSION_DAYS)
        if not again and not text(lead, "duplicate_of"):
            latest[person] = lead.on
            found.append(lead)
    return found


def _orders(facts: Facts, lead: Event, window: Window, known_before: date) -> list[Event]:
    customer = facts.customer(lead.customer)
    if customer is None:
        return []
    return [order.event for order in facts.once(Ledger.of).bought(customer, window, known_before)]
