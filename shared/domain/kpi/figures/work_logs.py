"""What work logs (工作日志) tell: joint customer care that the seller bears out, and how promptly people log.

A log is a `worklog.logged` of the day on which the work began; `minutes` is how long it took, `created_at` when it was
written down.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import COMPANY, Facts
from shared.domain.kpi.fields import instant, texts, whole
from shared.domain.kpi.figures.samples import Sample, ids_of
from shared.domain.kpi.figures.visits import removed_activities
from shared.domain.kpi.owners import Owners
from shared.domain.kpi.windows import Window

LOGGED, JOINT_CARE = "worklog.logged", "joint_care"
LOGGED_WITHIN = timedelta(hours=24)
MOST_MINUTES = 24 * 60


def joint_care_actions(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Joint care actions that the seller accepted (协助销售老客户维护次数): one a customer and day.

    A seller accepts an action by name (`accepted_by`, person ids), or by a record of their own about the same customer
    on the same day that is not joint care itself. The seller is the recorded one, else anybody but who logged it.
    """
    accepted: dict[tuple[str, date], list[Event]] = defaultdict(list)
    excluded: list[tuple[str, str]] = []
    for log in facts.within(LOGGED, subject, window):
        if log.data.get("activity") != JOINT_CARE:
            continue
        customer = facts.customer(log.customer)
        proof = _acceptance(facts, log, customer)
        if customer is None or proof is None:
            excluded.append((log.id, "worklog.no_customer" if customer is None else "worklog.not_accepted"))
        else:
            accepted[customer, log.on] += [log, *proof]
    events = ids_of(event for records in accepted.values() for event in records)
    return Sample(Fraction(len(accepted)), None, len(accepted), events, excluded=tuple(excluded))


def log_timeliness(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Workdays logged within 24 hours ÷ workdays in the window (日志及时率); n counts workdays.

    A day is logged if one log of it was written at most 24 hours after the work that it tells of ended. Who logged
    nothing in the window, as somebody on leave does, is not measured; the company's figure adds up all others.
    """
    logs = list(facts.within(LOGGED, subject, window))
    people = {person for each in logs for person in dict(each.credits) if subject in (COMPANY, person)}
    workdays = [each for each in _dates(window) if facts.calendar.is_workday(each)]
    logged = {
        (person, log.on)
        for log in logs
        if is_prompt(log) and facts.calendar.is_workday(log.on)
        for person in dict(log.credits)
        if person in people
    }
    total = len(workdays) * len(people)
    return Sample(Fraction(len(logged)), Fraction(total), total, ids_of(logs))


def _acceptance(facts: Facts, log: Event, customer: str | None) -> list[Event] | None:
    """Return the records by which the seller bears a log out, none if it names the seller; None if nothing does."""
    own = dict(log.credits)
    recorded = dict(facts.once(Owners.of).at(customer, log.on, "sales")) if customer is not None else {}
    sellers = set(recorded) - set(own)

    def is_seller(person: str) -> bool:
        return person in sellers if sellers else person not in own

    if any(is_seller(each) for each in texts(log, "accepted_by")):
        return []
    theirs = facts.once(_others).get((customer or "", log.on), [])
    return [each for each in theirs if any(is_seller(person) for person in dict(each.credits))] or None


def _others(facts: Facts) -> dict[tuple[str, date], list[Event]]:
    """Return what people recorded about each customer and day, joint care left out."""
    found: dict[tuple[str, date], list[Event]] = defaultdict(list)
    for each in _records(facts):
        if (customer := facts.customer(each.customer)) is not None:
            found[customer, each.on].append(each)
    return dict(found)


def _records(facts: Facts) -> Iterable[Event]:
    removed = facts.once(removed_activities)
    yield from (each for each in facts.newest(LOGGED) if each.data.get("activity") != JOINT_CARE)
    yield from (each for each in facts.newest("activity.logged") if each.id not in removed)


def is_prompt(log: Event) -> bool:
    """Return whether a log was written at most 24 hours after the work that it tells of ended."""
    written = instant(log, "created_at") or log.received_at
    minutes = min(max(whole(log, "minutes") or 0, 0), MOST_MINUTES)
    ended = log.occurred_at + timedelta(minutes=minutes)
    return written is not None and written - ended <= LOGGED_WITHIN


def _dates(window: Window) -> Iterable[date]:
    for first, until in window.spans:
        yield from (first + timedelta(days=offset) for offset in range((until - first).days))
