"""Customers over time: active or not, on which subscription plan (客户状态).

A subscription is open from its start until it churns; one whose first record is not its start was open before. A
customer who never had a subscription is active for 180 days after an order.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.fields import text
from shared.domain.kpi.ledger import Ledger, Order
from shared.domain.kpi.windows import Window

ACTIVE_DAYS = 180
REVERSED_WITHIN_DAYS = 60
_CHANGES = ("started", "renewed", "upgraded", "downgraded", "churned")
SUBSCRIPTION = tuple(f"subscription.{change}" for change in _CHANGES)
CHURNED, STARTED = "subscription.churned", "subscription.started"


@dataclass(frozen=True, slots=True)
class Customers:
    """The subscription and order history of each customer."""

    all: tuple[str, ...]
    _subscriptions: dict[str, list[Event]]
    _ledger: Ledger

    @classmethod
    def of(cls, facts: Facts) -> "Customers":
        """Collect the customers that ever had a subscription or an order."""
        subscriptions = defaultdict(list)
        for event in facts.every(*SUBSCRIPTION):
            if (customer := facts.customer(event.customer)) is not None:
                subscriptions[customer].append(event)
        ledger = facts.once(Ledger.of)
        return cls(tuple(sorted({*subscriptions, *ledger.customers})), dict(subscriptions), ledger)

    def active(self, customer: str, day: date, known_before: date) -> bool:
        """Return whether the customer is active as `day` begins, with the refunds known before `known_before`."""
        changes = self._subscriptions.get(customer)
        if changes is None:
            return bool(self._recent(customer, day, known_before))
        before = [each for each in changes if each.on < day]
        if before:
            return before[-1].type != CHURNED
        return changes[0].type != STARTED

    def left(self, customer: str, day: date) -> tuple[date, Event] | None:
        """
        Return when a customer who is inactive as `day` begins turned so, and the record that tells it.

        That is the last date on which the customer was active: the one on which the subscription churned, or the
        180th after the last order. None for who is active, or never was a customer.
        """
        changes = self._subscriptions.get(customer, [])
        before = [each for each in changes if each.on < day]
        if before:
            ends = list(takewhile(lambda each: each.type == CHURNED, reversed(before)))
            return (ends[-1].on, ends[-1]) if ends else None
        if changes and changes[0].type != STARTED:
            return None
        orders = self._ledger.bought(customer, Window.between(date.min, day), day)
        if not orders:
            return None
        last = orders[-1].event
        left_on = last.on + timedelta(days=ACTIVE_DAYS)
        return (left_on, last) if left_on < day else None

    def tier(self, customer: str, day: date) -> str | None:
        """Return the subscription plan that the customer is on as `day` begins; None without one."""
        if not self.active(customer, day, day):
            return None
        before = [each for each in self._subscriptions.get(customer, []) if each.on < day]
        after = [each for each in self._subscriptions.get(customer, []) if each.on >= day]
        known = [_plan(each, "to") for each in reversed(before)] + [_plan(each, "from") for each in after]
        return next((plan for plan in known if plan), None)

    def upgrade(self, customer: str, window: Window) -> Event | None:
        """Return the customer's upgrade in the window; None if there is none or it was taken back in 60 days."""
        changes = [each for each in self._subscriptions.get(customer, []) if each.on < window.until_on]
        for index, each in enumerate(changes):
            if each.type == "subscription.upgraded" and each.on in window:
                until = each.on + timedelta(days=REVERSED_WITHIN_DAYS)
                if not any(_taken_back(later) and later.on <= until for later in changes[index + 1 :]):
                    return each
        return None

    def evidence(self, customer: str, window: Window) -> list[Event]:
        """Return what tells whether the customer was active at the start and at the end of the window."""
        changes = self._subscriptions.get(customer)
        if changes is None:
            orders = self._recent(customer, window.first_on, window.until_on)[-1:]
            return [
                each.event
                for each in (*orders, *self._recent(customer, window.until_on, window.until_on)[-1:])
            ]
        return [each for each in changes if each.on < window.first_on][-1:] + [
            e for e in changes if e.on in window
        ]

    def credited(self, customer: str, day: date) -> tuple[tuple[str, int], ...]:
        """Return who is credited on the last subscription or order before `day`."""
        changes = self._subscriptions.get(customer)
        if changes is None:
            orders = self._recent(customer, day, day)
            return orders[-1].event.credits if orders else ()
        before = [each for each in changes if each.on < day]
        return (before[-1] if before else changes[0]).credits

    def _recent(self, customer: str, day: date, known_before: date) -> list[Order]:
        return self._ledger.bought(customer, Window.rolling(ACTIVE_DAYS, day), known_before)


def _plan(event: Event, end: str) -> str | None:
    return text(event, end, f"plan_{end}")


def _taken_back(event: Event) -> bool:
    return event.type in ("subscription.downgraded", CHURNED)
