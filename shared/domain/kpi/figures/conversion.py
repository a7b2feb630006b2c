"""Event leads that became customers (活动转化率), by cohorts that had their full time.

The leads of one event are a cohort. It matures on the 60th day after the event, which is when everybody in it had
the same chance, and belongs to the period that holds this day. A lead of several events within 60 days belongs to
the first of them; one who was a customer already is in no cohort.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts, share_of
from shared.domain.kpi.fields import text
from shared.domain.kpi.figures.marketing import event_of, was_held
from shared.domain.kpi.figures.samples import ZERO, Sample, ids_of
from shared.domain.kpi.ledger import Ledger
from shared.domain.kpi.windows import Window, lookback_start

CONVERSION_DAYS = 60
POOLED_COHORTS = 3


@dataclass(frozen=True, slots=True)
class Cohort:
    """One event that was held, and the leads whose first event it was."""

    event: Event
    leads: tuple[Event, ...]

    @property
    def matures_on(self) -> date:
        """The last date on which an order still counts."""
        return self.event.on + timedelta(days=CONVERSION_DAYS)


def event_conversion(facts: Facts, subject: str, window: Window) -> Sample:
    """Event leads with an order by day 60 ÷ leads, of the cohorts that mature in the window; n counts leads."""
    cohorts = [each for each in _own(facts, subject) if each.matures_on in window]
    converted, counted, excluded = ZERO, ZERO, []
    n, events = 0, [each.event for each in cohorts]
    for cohort in cohorts:
        share = share_of(cohort.event, subject)
        for lead in cohort.leads:
            if _bought(facts, lead, _before(facts, cohort), window.until_on):
                excluded.append((lead.id, "lead.already_customer"))
                continue
            orders = _bought(facts, lead, _chance(cohort), window.until_on)
            n, counted = n + 1, counted + share
            converted += share if orders else ZERO
            events += [lead, *orders[:1]]
    return Sample(converted, counted, n, ids_of(events), occasions=len(cohorts), excluded=tuple(excluded))


def last_cohorts(facts: Facts, subject: str, until_on: date) -> Window | None:
    """Return the window in which the last three cohorts before `until_on` mature; None if there is none."""
    matured = sorted(each.matures_on for each in _own(facts, subject) if each.matures_on < until_on)
    return Window.between(matured[-POOLED_COHORTS:][0], until_on) if matured else None


def _own(facts: Facts, subject: str) -> list[Cohort]:
    return [each for each in facts.once(_cohorts) if share_of(each.event, subject)]


def _cohorts(facts: Facts) -> list[Cohort]:
    held = {event_of(each): each for each in facts.newest("event.held") if was_held(each)}
    touches: dict[str, list[tuple[date, str, Event]]] = defaultdict(list)
    for lead in facts.newest("lead.created"):
        event = held.get(text(lead, "event_ref") or "")
        if event is not None:
            person = facts.customer(lead.customer) or lead.entity_id
            touches[person].append((event.on, event_of(event), lead))
    leads = defaultdict(list)
    for touched in touches.values():
        until = date.min
        for on, key, lead in sorted(touched, key=lambda touch: (touch[0], touch[2].occurred_at, touch[2].id)):
            if on > until:
                leads[key].append(lead)
                until = on + timedelta(days=CONVERSION_DAYS)
    return [Cohort(event, tuple(leads[key])) for key, event in held.items()]


def _before(facts: Facts, cohort: Cohort) -> Window:
    day = cohort.event.on
    return Window.between(lookback_start(day, facts.settings.new_customer_lookback), day)


def _chance(cohort: Cohort) -> Window:
    return Window.between(cohort.event.on, cohort.matures_on + timedelta(days=1))


def _bought(facts: Facts, lead: Event, window: Window, known_before: date) -> list[Event]:
    customer = facts.customer(lead.customer)
    if customer is None:
        return []
    return [order.event for order in facts.once(Ledger.of).bought(customer, window, known_before)]


@dataclass(frozen=True, slots=True)
class CohortSoFar:
    """How far a cohort came: leads that count with the order each of them placed in time, and who was a customer."""

    cohort: Cohort
    leads: tuple[Event, ...]
    orders: tuple[Event, ...]
    customers_before: tuple[Event, ...]


def cohorts_so_far(facts: Facts, known_before: date) -> list[CohortSoFar]:
    """Return every cohort with what is known of it before a date, whether it matured or not."""
    found = []
    for cohort in facts.once(_cohorts):
        before = [each for each in cohort.leads if _bought(facts, each, _before(facts, cohort), known_before)]
        leads = [each for each in cohort.leads if each not in before]
        bought = (_bought(facts, each, _chance(cohort), known_before)[:1] for each in leads)
        orders = tuple(order for orders in bought for order in orders if order.on < known_before)
        found.append(CohortSoFar(cohort, tuple(leads), orders, tuple(before)))
    return found
