"""Revenue that marketing found (市场来源): bookings of customers whose first touch was marketing's.

A customer's first touch is their first lead, if they had not ordered before it. It is marketing's unless its `source`
or `channel` says that the customer came by a referral or by sales, and always if it names a campaign or an event. It
counts for the orders of 180 days, the 180th included, and for their refunds whenever they come. Each is credited to
the owners of that lead, so that a refunded order nets to zero for everybody.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import COMPANY, Facts
from shared.domain.kpi.fields import text
from shared.domain.kpi.ledger import Booking, Ledger, split_minor
from shared.domain.kpi.windows import Timeline, Window

SOURCED_DAYS = 180
NOT_MARKETING = frozenset({"referral", "sales"})
EVER = Window.between(date.min, date.max)


@dataclass(frozen=True, slots=True)
class SourcedBooking:
    """A booking of the ledger with the lead that it goes back to; `credits` are in minor units."""

    booking: Booking
    touch: Event
    credits: Mapping[str, int]

    def minor(self, subject: str) -> int:
        """Return the part of `subject` in minor units."""
        return self.booking.amount_minor if subject == COMPANY else self.credits.get(subject, 0)


@dataclass(frozen=True, slots=True)
class Sourced:
    """All bookings of a company that marketing found, by who is credited."""

    _by_subject: dict[str, Timeline[SourcedBooking]]

    @classmethod
    def of(cls, facts: Facts) -> "Sourced":
        """Find the first touches and the bookings that go back to them."""
        touches = _touches(facts)
        net: dict[str, int] = defaultdict(int)
        held: dict[str, Mapping[str, int]] = {}
        found = []
        for booking in facts.once(Ledger.of).bookings(COMPANY, EVER):
            touch = touches.get(booking.order.customer or "")
            if touch is None or not _is_in_time(touch, booking):
                continue
            key = booking.order.event.id
            net[key] += booking.amount_minor
            left, before = split_minor(net[key], touch.credits), held.get(key, {})
            held[key] = left
            found.append(
                SourcedBooking(booking, touch, {each: left[each] - before.get(each, 0) for each in left})
            )
        return cls(_timelines(found))

    def bookings(self, subject: str, window: Window) -> list[SourcedBooking]:
        """Return what is credited to `subject` in `window`, oldest first."""
        timeline = self._by_subject.get(subject)
        return list(timeline.within(window)) if timeline else []


def _touches(facts: Facts) -> dict[str, Event]:
    """Return the first lead of each customer whom marketing touched first."""
    first: dict[str, Event] = {}
    for lead in facts.newest("lead.created"):
        if (customer := facts.customer(lead.customer)) is not None:
            first.setdefault(customer, lead)
    ledger = facts.once(Ledger.of)
    return {
        customer: lead
        for customer, lead in first.items()
        if _is_marketing(lead) and not ledger.bought(customer, Window.between(date.min, lead.on), date.max)
    }


def _is_marketing(lead: Event) -> bool:
    if text(lead, "campaign_ref", "event_ref"):
        return True
    said = (text(lead, "source"), text(lead, "channel"))
    return not any(each is not None and each.casefold() in NOT_MARKETING for each in said)


def _is_in_time(touch: Event, booking: Booking) -> bool:
    return touch.on <= booking.order.event.on <= touch.on + timedelta(days=SOURCED_DAYS)


def _timelines(found: Iterable[SourcedBooking]) -> dict[str, Timeline[SourcedBooking]]:
    by_subject = defaultdict(list)
    for each in found:
        for subject in (COMPANY, *each.credits):
            by_subject[subject].append(each)
    return {key: Timeline(each, lambda one: one.booking.on) for key, each in by_subject.items()}
