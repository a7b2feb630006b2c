"""What each marketing event (市场活动) brought and what it cost: leads, customers so far, spend, cost of a lead."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.fields import text, whole
from shared.domain.kpi.figures.conversion import CohortSoFar, cohorts_so_far
from shared.domain.kpi.figures.marketing import attendances, event_of, planned_for, was_held
from shared.domain.kpi.figures.samples import ids_of
from shared.domain.kpi.windows import Window


@dataclass(frozen=True, slots=True)
class MarketEvent:
    """
    One marketing event of a month.

    `leads` are people whose first event it was and who were no customers before; `converted` of them ordered by
    day 60, as far as is known, and `matures_on` is that day. `cost_minor` is the spend that names the event, in
    minor units; None without a record of it.
    """

    key: str
    name: str
    on: date
    held: bool
    credits: tuple[tuple[str, int], ...]
    attendees: int | None
    leads: int
    converted: int
    customers_before: int
    matures_on: date | None
    cost_minor: int | None
    event_ids: tuple[str, ...]

    @property
    def lead_cost_minor(self) -> Fraction | None:
        """What one lead cost, exact and in minor units; None without a lead or a record of spend."""
        if self.cost_minor is None or not self.leads:
            return None
        return Fraction(self.cost_minor, self.leads)


def market_events(facts: Facts, window: Window, known_before: date) -> list[MarketEvent]:
    """Return the events that were held in the window, or that were planned for it and not held, by date."""
    held = {event_of(each): each for each in facts.newest("event.held")}
    plans = {event_of(each): each for each in facts.newest("event.planned")}
    cohorts = {event_of(each.cohort.event): each for each in cohorts_so_far(facts, known_before)}
    spent = facts.once(_spend_by_event)
    found = []
    for key in sorted({*held, *plans}):
        record, plan = held.get(key), plans.get(key)
        on = record.on if record is not None else planned_for(plans[key])
        if on in window:
            records = [each for each in (record, plan) if each is not None]
            found.append(_told(facts, key, on, records, cohorts.get(key), spent.get(key, [])))
    return sorted(found, key=lambda each: (each.on, each.key))


def _told(
    facts: Facts, key: str, on: date, records: list[Event], so_far: CohortSoFar | None, spent: list[Event]
) -> MarketEvent:
    arrivals = facts.once(attendances).get(key, [])
    leads, orders = (so_far.leads, so_far.orders) if so_far else ((), ())
    before = so_far.customers_before if so_far else ()
    minor = [each.amount_minor for each in spent if each.amount_minor is not None]
    took_place = records[0].type == "event.held" and was_held(records[0])
    counted = whole(records[0], "attendees") if took_place else None
    return MarketEvent(
        key,
        next((name for each in records if (name := text(each, "name", "title"))), key),
        on,
        took_place,
        next((each.credits for each in records if each.credits), ()),
        counted if counted is not None else (len(arrivals) if arrivals else None),
        len(leads),
        len(orders),
        len(before),
        so_far.cohort.matures_on if so_far else None,
        sum(minor) if minor else None,
        ids_of(records, leads, orders, before, spent),
    )


def _spend_by_event(facts: Facts) -> dict[str, list[Event]]:
    found = defaultdict(list)
    for each in facts.newest("campaign.spend"):
        if key := text(each, "event_ref"):
            found[key].append(each)
    return dict(found)
