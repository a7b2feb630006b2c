"""Complaint figures (投诉): attributed to sales, and closed on time by customer success."""

from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import COMPANY, Facts, share_of
from shared.domain.kpi.fields import text, texts, whole
from shared.domain.kpi.figures.samples import ZERO, Sample, ids_of
from shared.domain.kpi.windows import Window

REPEATED_WITHIN_DAYS = 7
ANSWERED_WITHIN_SECONDS = 24 * 3600
CLOSED_WITHIN_DAYS = 7
REOPENED_WITHIN_DAYS = 14


def complaints(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Complaints opened in the window for which sales is responsible (客户投诉次数).

    `responsible` (or `responsible_role`) of the event, or of its newest update, names the positions at fault;
    without it the credited person is. A fault of n parties counts 1/n for each. Repeats about one customer and
    order within 7 days of the first one are that complaint. The observations are the parts.
    """
    repeats, opened = facts.once(_repeats), list(facts.within("complaint.opened", subject, window))
    parts = parts_of_complaints(facts, subject, opened)
    counted = [each for each in opened if parts.get(each.id)]
    merged = tuple((each.id, "complaint.repeated") for each in opened if each.id in repeats)
    values = tuple(parts[each.id] for each in counted)
    return Sample(sum(values, ZERO), None, len(counted), ids_of(counted), values, excluded=merged)


def complaints_closed_on_time(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Complaints answered within 24 hours and closed within 7 days ÷ complaints due in the window (投诉按时关闭率).

    A complaint is due 7 days after it was opened. One that was opened again within 14 days of being closed does
    not count as closed.
    """
    due_days = timedelta(days=CLOSED_WITHIN_DAYS)
    due = [
        each
        for each in facts.newest("complaint.opened")
        if each.on + due_days in window and _handles(each, subject)
    ]
    course = facts.once(_course)
    on_time = [each for each in due if _in_time(each, course.get(each.entity_id, []), window.until_on)]
    events = ids_of(due, (event for each in due for event in course.get(each.entity_id, [])))
    return Sample(Fraction(len(on_time)), Fraction(len(due)), len(due), events)


def parts_of_complaints(facts: Facts, subject: str, opened: Iterable[Event]) -> dict[str, Fraction]:
    """Return the part of sales, or of the subject, in each complaint by its event; repeats have none."""
    repeats, responsible = facts.once(_repeats), facts.once(_responsible)
    return {
        each.id: _part(each, subject, responsible.get(each.entity_id, ()))
        for each in opened
        if each.id not in repeats
    }


def closed_in_time(facts: Facts, opened: Event, known_before: date) -> bool:
    """Return whether a complaint was answered and closed in time, with what is known before a date."""
    return _in_time(opened, facts.once(_course).get(opened.entity_id, []), known_before)


def _part(event: Event, subject: str, responsible: tuple[str, ...]) -> Fraction:
    """Return the part that sales, or the subject, has in a complaint."""
    if responsible and "sales" not in responsible:
        return ZERO
    parties = len(responsible) if subject == COMPANY else max(len(responsible), len(event.credits))
    return Fraction(1, parties or 1)


def _responsible(facts: Facts) -> dict[str, tuple[str, ...]]:
    found = {}
    for event in facts.happened("complaint.opened", "complaint.updated"):
        if named := texts(event, "responsible", "responsible_role"):
            found[event.entity_id] = named
    return found


def _repeats(facts: Facts) -> frozenset[str]:
    first: dict[tuple[str, str], date] = {}
    repeats = set()
    for event in facts.newest("complaint.opened"):
        customer, order = facts.customer(event.customer), text(event, "order_ref")
        if customer is None or order is None:
            continue
        begun = first.get((customer, order))
        if begun is not None and event.on < begun + timedelta(days=REPEATED_WITHIN_DAYS):
            repeats.add(event.id)
        else:
            first[customer, order] = event.on
    return frozenset(repeats)


def _handles(event: Event, subject: str) -> bool:
    assignee = text(event, "assignee_employee_id")
    if subject == COMPANY or assignee is None:
        return share_of(event, subject) > 0
    return assignee == subject


def _course(facts: Facts) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    for event in facts.happened("complaint.updated", "complaint.resolved", "complaint.reopened"):
        found.setdefault(event.entity_id, []).append(event)
    return found


def _in_time(opened: Event, course: list[Event], known_before: date) -> bool:
    known = [each for each in course if each.on < known_before]
    told = (whole(each, "first_reply_s") for each in (*reversed(known), opened))
    reply = next((each for each in told if each is not None), None)
    answered = reply is not None and reply <= ANSWERED_WITHIN_SECONDS
    resolved = next((each for each in known if each.type == "complaint.resolved"), None)
    if resolved is None or resolved.on > opened.on + timedelta(days=CLOSED_WITHIN_DAYS):
        return False
    prompt = (resolved.occurred_at - opened.occurred_at).total_seconds() <= ANSWERED_WITHIN_SECONDS
    again_until = resolved.on + timedelta(days=REOPENED_WITHIN_DAYS)
    reopened = any(
        each.type == "complaint.reopened" and resolved.on <= each.on <= again_until for each in known
    )
    return (answered or prompt) and not reopened
