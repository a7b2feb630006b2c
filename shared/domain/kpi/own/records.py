"""Which records a measure of a company's own counts, and what each of them is worth to whom.

The newest version of each record counts, and what was taken back does not, as everywhere in the library: a removed
activity or answer, a deleted or merged deal, a deal that was reopened, a cancelled order. Refunds and cancellations
follow the owners of their order. What colleagues answer about each other stays out with every version, so that nobody
can be told by it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from shared.domain.kpi.deals import Deals
from shared.domain.kpi.definition import REVENUE_TYPES, WORK_LOGGED
from shared.domain.kpi.event_types import family_of
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import COMPANY, Facts, Settings, share_of
from shared.domain.kpi.fields import text, texts
from shared.domain.kpi.figures.samples import Refused
from shared.domain.kpi.figures.visits import removed_activities
from shared.domain.kpi.ledger import Booking, Ledger, split_minor
from shared.domain.kpi.surveys import SURVEY, current_answers, of_colleagues
from shared.domain.kpi.windows import Timeline, Window

PAID, CANCELLED = "order.paid", "order.cancelled"
RETURNS: Final = frozenset({"order.refunded", CANCELLED})
_OUTCOMES = ("deal.won", "deal.lost")
_ANSWERED = "survey.responded"


@dataclass(frozen=True, slots=True)
class Record:
    """
    A record that counts, with the part of it that is credited.

    `minor` is that part of its amount in minor units, None if it has no amount. `undone` says that nothing is left of
    an order as the window ends.
    """

    event: Event
    part: Fraction
    customer: str | None
    minor: int | None
    undone: bool = False


def records(
    facts: Facts, event_types: Iterable[str], subject: str, window: Window
) -> tuple[list[Record], Refused]:
    """Return the records of the types that count for `subject` in `window`, and those that were left out, with why."""
    found: dict[str, Record] = {}
    refused: list[tuple[str, str]] = []
    wanted = frozenset(event_types)
    for kind in sorted(wanted):
        hidden = facts.once(_of_colleagues) if kind in SURVEY else frozenset[str]()
        for each in _of_type(facts, kind, wanted, subject, window, refused):
            if each.event.id not in hidden and not of_colleagues([each.event]):
                found.setdefault(each.event.id, each)
    return sorted(found.values(), key=lambda each: (each.event.occurred_at, each.event.id)), tuple(refused)


def is_delivered(facts: Facts, event_types: Iterable[str]) -> bool:
    """
    Return whether a connection delivers what is counted: one of the types, or another fact about the same things.

    A company that never had a refund has a feed of refunds all the same: that of its orders.
    """
    heard = {family_of(each) for each in facts.feeds}
    return any(family_of(source_of(each, facts.settings)) in heard for each in event_types)


def source_of(event_type: str, settings: Settings) -> str:
    """Return the type that tells of sales where `event_type` does: won deals are the orders of some companies."""
    sold_as_deals = settings.revenue_source == "deals" and event_type in REVENUE_TYPES
    return "deal.won" if sold_as_deals else event_type


def _of_type(
    facts: Facts,
    kind: str,
    wanted: frozenset[str],
    subject: str,
    window: Window,
    refused: list[tuple[str, str]],
) -> Iterator[Record]:
    if kind in REVENUE_TYPES:
        if kind == PAID:
            refused += facts.once(Ledger.of).refused(subject, window)
        yield from _booked(facts, kind, wanted, subject, window)
        return
    for event in _events(facts, kind, subject, window):
        if kind == "activity.logged" and (reason := _doubt(event)):
            refused.append((event.id, reason))
            continue
        amount = event.amount_minor
        minor = (
            amount
            if amount is None or subject == COMPANY
            else split_minor(amount, event.credits).get(subject, 0)
        )
        yield Record(event, share_of(event, subject), facts.customer(event.customer), minor)


def _of_colleagues(facts: Facts) -> frozenset[str]:
    return of_colleagues(facts.every(*SURVEY))


def _events(facts: Facts, kind: str, subject: str, window: Window) -> Iterator[Event]:
    if kind in _OUTCOMES:
        outcomes = (deal.outcome for deal in facts.once(Deals.of).closed(subject, window))
        return (each for each in outcomes if each is not None and each.type == kind)
    if kind == _ANSWERED:
        timeline = facts.once(_answers).get(subject)
        return timeline.within(window) if timeline else iter(())
    stands = _standing(facts, kind, window.until_on)
    return (each for each in facts.within(kind, subject, window) if stands(each))


def _booked(
    facts: Facts, kind: str, wanted: frozenset[str], subject: str, window: Window
) -> Iterator[Record]:
    """Yield orders or what went back of them. A cancelled order is gone unless its cancellation is counted itself."""
    cancelled = facts.once(_cancelled_on)
    for each in facts.once(Ledger.of).bookings(subject, window):
        sold = each.event is each.order.event
        if sold is not (kind == PAID) or not (sold or each.event.type == kind):
            continue
        gone_on = cancelled.get(each.order.event.id)
        if CANCELLED not in wanted and gone_on is not None and gone_on < window.until_on:
            continue
        minor = each.minor(subject)
        undone = sold and each.order.net_before(window.until_on) <= 0
        signed = minor if sold or PAID in wanted else -minor
        yield Record(each.event, share_of(each.order.event, subject), each.order.customer, signed, undone)


def _standing(facts: Facts, kind: str, until: date) -> Callable[[Event], bool]:
    """Return what tells whether a record of this type still stands as a window ends."""
    if kind.startswith("deal.") and kind not in ("deal.deleted", "deal.merged"):
        live = facts.once(_live_deals)
        return lambda event: event.entity_id in live
    if kind == "activity.logged":
        removed = facts.once(removed_activities)
        return lambda event: event.id not in removed
    if kind == WORK_LOGGED:
        return lambda event: event.data.get("counts") is not False
    if kind not in _TAKEN_BACK_BY:
        return lambda event: True
    taken_back = facts.once(_TAKEN_BACK_BY[kind])

    def stands(event: Event) -> bool:
        on, at = taken_back.get(event.entity_id, (date.max, event.occurred_at))
        return on >= until or at < event.occurred_at

    return stands


_TakenBack = Mapping[str, tuple[date, datetime]]


def _by(kind: str, *references: str) -> Callable[[Facts], _TakenBack]:
    """Return what collects when each record was last taken back by an event of this type."""

    def collected(facts: Facts) -> _TakenBack:
        return {
            text(each, *references) or each.entity_id: (each.on, each.occurred_at)
            for each in facts.every(kind)
        }

    return collected


_CANCELLATIONS = _by(CANCELLED, "order_ref")
_TAKEN_BACK_BY: Final[Mapping[str, Callable[[Facts], _TakenBack]]] = {
    "event.attended": _by("event.attendance_reverted"),
    "event.registered": _by("event.registration_cancelled"),
    "customer.upserted": _by("customer.deleted"),
    "order.placed": _CANCELLATIONS,
    "order.completed": _CANCELLATIONS,
}


def _doubt(activity: Event) -> str:
    """Return why a logged activity waits for a review, or was excluded by one; nothing if it counts."""
    verdict = text(activity, "review")
    if verdict == "exclude":
        return "activity.excluded"
    return "activity.flagged" if texts(activity, "flags") and verdict != "accept" else ""


def _live_deals(facts: Facts) -> frozenset[str]:
    return frozenset(each.id for each in facts.once(Deals.of).all)


def _cancelled_on(facts: Facts) -> dict[str, date]:
    everything: list[Booking] = facts.once(Ledger.of).bookings(COMPANY, Window.between(date.min, date.max))
    return {each.order.event.id: each.on for each in everything if each.event.type == CANCELLED}


def _answers(facts: Facts) -> dict[str, Timeline[Event]]:
    found: dict[str, list[Event]] = defaultdict(list)
    for event in current_answers(facts):
        for subject in (COMPANY, *dict(event.credits)):
            found[subject].append(event)
    return {key: Timeline(events, lambda event: event.on) for key, events in found.items()}
