"""Subscriptions as contracts (订阅合同): what each brings a month, and when it was due for renewal.

A contract is the `subscription_ref` of its records, else their entity. A record without a reference whose entity is new
belongs to the customer's only running contract, or to the last one if none runs; an end like that is one of all that
run. The amount of a record is what the contract brings from then on in `billing_months`, by default in one. `renews_on`
is the date on which the contract is due for renewal, `due_on` of a renewal or an end the one that it is about. Of
several records of one change on one day the newest version counts.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from shared.domain.kpi.carried import record_of
from shared.domain.kpi.customers import CHURNED, STARTED, SUBSCRIPTION
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts, by_version, in_course
from shared.domain.kpi.fields import day, number, text, whole

RENEWED = "subscription.renewed"
_BEGINS_ANEW = (STARTED, RENEWED, CHURNED)


@dataclass(frozen=True, slots=True)
class Price:
    """What a contract brings a month, in minor units, the rate it was converted at, and the record that says so."""

    minor: Fraction
    rate: Fraction | None
    event: Event

    def at_the_rate_of(self, other: "Price | None") -> Fraction:
        """Return the minor units at the rate of another price, so that a rate that moved is no growth and no loss."""
        if other is None or not other.rate or not self.rate:
            return self.minor
        return self.minor * other.rate / self.rate


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a contract: when it was due for renewal, the record that tells it, and the renewal, if any."""

    due_on: date
    told: Event
    renewal: Event | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """The records of one contract, oldest first."""

    customer: str
    changes: tuple[Event, ...]

    def is_open(self, on: date) -> bool:
        """Return whether the contract runs as `on` begins; one whose first record is not its start ran before."""
        before = [each for each in self.changes if each.on < on]
        return before[-1].type != CHURNED if before else self.changes[0].type != STARTED

    def price(self, on: date) -> Price | None:
        """Return what the contract brings as `on` begins; None if it does not run or nobody told."""
        if not self.is_open(on):
            return None
        told = (_price(each) for each in reversed(self.changes) if each.on < on)
        return next((each for each in told if each is not None), None)

    def terms(self, known_before: date) -> list[Term]:
        """
        Return the terms of the contract with what is known before a date.

        A renewal belongs to the term that it renews, however early it came, and is undone by an end before that
        term was over. A contract that ended early is due when it would have been.
        """
        found: dict[date, Term] = {}
        due: date | None = None
        told: Event | None = None
        for each in self.changes:
            if each.on >= known_before:
                break
            ends = day(each, "due_on") or due
            if each.type == RENEWED:
                found[ends or each.on] = Term(ends or each.on, each, each)
            elif each.type == CHURNED and (told is None or told.type != CHURNED):
                undone = [on for on, term in found.items() if term.renewal is not None and each.on < on]
                found |= {on: Term(on, each) for on in undone or [ends or each.on]}
            elif ends is not None and ends < each.on:
                found.setdefault(ends, Term(ends, told or each))
            due, told = day(each, "renews_on") or (None if each.type in _BEGINS_ANEW else due), each
        if due is not None and told is not None:
            found.setdefault(due, Term(due, told))
        return list(found.values())


def contracts(facts: Facts) -> dict[str, list[Contract]]:
    """Return the contracts of each customer."""
    found: dict[str, list[Event]] = defaultdict(list)
    for event in _changes(facts):
        if (customer := facts.customer(event.customer)) is not None:
            found[customer].append(event)
    return {
        customer: [Contract(customer, tuple(changes)) for changes in _told_apart(events)]
        for customer, events in found.items()
    }


def _told_apart(events: list[Event]) -> list[list[Event]]:
    """Return the changes of each contract of one customer, of all changes in their order."""
    found: list[list[Event]] = []
    known: dict[str, list[list[Event]]] = {}
    for event in events:
        named = text(event, "subscription_ref")
        ref = named or event.entity_id
        if ref not in known:
            meant = [changes for changes in found if changes[-1].type != CHURNED] or found[-1:]
            clear = len(meant) == 1 or (meant and event.type == CHURNED)
            if named is not None or event.type == STARTED or not clear:
                meant = [[]]
                found += meant
            known[ref] = meant
        for changes in known[ref]:
            changes.append(event)
    return found


def _changes(facts: Facts) -> list[Event]:
    told = sorted(facts.every(*SUBSCRIPTION), key=by_version)
    newest = {record_of(each): each for each in told}
    return sorted(newest.values(), key=in_course)


def _price(event: Event) -> Price | None:
    if event.amount_minor is None or event.amount_minor < 0 or event.type == CHURNED:
        return None
    months = whole(event, "billing_months") or 1
    rate = number(event.data.get("rate", event.data.get("fx_rate")))
    return Price(Fraction(event.amount_minor, max(months, 1)), rate, event)
