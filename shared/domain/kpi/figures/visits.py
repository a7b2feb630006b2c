"""Customer visits (客户拜访): which of them count, and how many led to an order.

A visit counts if it lasted at least 10 minutes, names its customer and has evidence. One that was flagged waits for
somebody to look at it, and one that was looked at and excluded does not count.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import COMPANY, Facts, lifts, share_of
from shared.domain.kpi.fields import number, text, texts
from shared.domain.kpi.figures.cohorts import begun_for, chance_from
from shared.domain.kpi.figures.orders import sales_are_known
from shared.domain.kpi.figures.samples import ZERO, Refused, Sample, ids_of
from shared.domain.kpi.ledger import Ledger
from shared.domain.kpi.windows import Window

LEAST_SECONDS = 600
EVIDENCE = ("geo", "photo", "contact")
"""What proves a visit: named in `evidence`, or a field of its own."""
JOINT = Fraction(1, 2)
"""What a visit counts for each of several visitors, however many they are."""


def offline_visits(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Customers visited, each once a day (线下客户拜访次数).

    A joint visit, of several visitors or with `joint` in its data, counts one half for each of them and once for the
    company. A visitor who saw the same customer alone on that day has the whole.
    """
    counted, excluded = _visits(facts, subject, window)
    worth: dict[tuple[str | None, date], Fraction] = {}
    for visit in counted:
        key = facts.customer(visit.customer), visit.on
        worth[key] = max(worth.get(key, ZERO), _part(visit, subject))
    return Sample(sum(worth.values(), ZERO), None, len(worth), ids_of(counted), excluded=excluded)


def visit_to_order(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Visited customers with an order by day 60 ÷ customers visited (拜访成交率), of the visits that are 60 days old.

    A visit belongs to the window that holds its 60th day, which is when every visit in it had the same chance. The
    day of the visit counts too; the order may be with anybody. n counts customers.
    """
    if not sales_are_known(facts):
        return Sample(ZERO, ZERO, 0, reason="kpi.no_source")
    counted, excluded = _visits(facts, subject, begun_for(window))
    visits = defaultdict(list)
    for visit in counted:
        visits[facts.customer(visit.customer)].append(visit)
    orders = [
        found for own in visits.values() if (found := _first_order(facts, own, window.until_on)) is not None
    ]
    return Sample(
        Fraction(len(orders)), Fraction(len(visits)), len(visits), ids_of(counted, orders), excluded=excluded
    )


def _visits(facts: Facts, subject: str, window: Window) -> tuple[list[Event], Refused]:
    """Return the visits of `subject` in the window that count, and those that do not, with the reason."""
    counted: list[Event] = []
    excluded: list[tuple[str, str]] = []
    for visit in _recorded(facts, subject, window):
        if reason := _reason_against(visit):
            excluded.append((visit.id, reason))
        else:
            counted.append(visit)
    return counted, tuple(excluded)


def _recorded(facts: Facts, subject: str, window: Window) -> Iterator[Event]:
    removed = facts.once(removed_activities)
    for each in facts.within("activity.logged", subject, window):
        if each.data.get("kind") == "visit" and each.id not in removed:
            yield each


def removed_activities(facts: Facts) -> frozenset[str]:
    """Return the ids of the `activity.logged` events that were taken back; a higher version of one restores it."""
    removals: dict[str, list[Event]] = defaultdict(list)
    for each in facts.every("activity.removed"):
        removals[each.entity_id].append(each)
    return frozenset(
        each.id
        for each in facts.newest("activity.logged")
        if any(not lifts(each, removal) for removal in removals.get(each.entity_id, ()))
    )


def _reason_against(visit: Event) -> str:
    """Return why a visit does not count; nothing if it does."""
    seconds = number(visit.data.get("duration_s"))
    if visit.customer is None:
        return "visit.no_customer"
    if seconds is None or seconds < LEAST_SECONDS:
        return "visit.too_short"
    if not _is_proven(visit):
        return "visit.no_evidence"
    verdict = text(visit, "review")
    if verdict == "exclude":
        return "visit.excluded"
    return "visit.flagged" if texts(visit, "flags") and verdict != "accept" else ""


def _is_proven(visit: Event) -> bool:
    return not set(EVIDENCE).isdisjoint(texts(visit, "evidence")) or any(
        visit.data.get(each) for each in EVIDENCE
    )


def _part(visit: Event, subject: str) -> Fraction:
    joint = share_of(visit, subject) < 1 or visit.data.get("joint") is True
    return JOINT if joint and subject != COMPANY else Fraction(1)


def _first_order(facts: Facts, visits: list[Event], known_before: date) -> Event | None:
    """Return the first order of the visited customer that one of the visits had the chance to bring."""
    customer = facts.customer(visits[0].customer)
    assert customer is not None
    for visit in visits:
        if orders := facts.once(Ledger.of).bought(customer, chance_from(visit.on), known_before):
            return orders[0].event
    return None
