"""Internal services (内部服务): after-sales cases, requests of colleagues, how they rate it, errors of entry."""

from datetime import datetime, timedelta
from fractions import Fraction

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts, share_of
from shared.domain.kpi.fields import instant, text
from shared.domain.kpi.figures.deadlines import Duty, Links, deadline, kept, part_of
from shared.domain.kpi.figures.samples import ZERO, Sample, ids_of
from shared.domain.kpi.surveys import internal_answers, mark
from shared.domain.kpi.windows import Window

REQUEST_WORKDAYS = 2
LEAST_RATERS = 3
REPORTED_WITHIN = timedelta(hours=24)
OF_ENTRY = "entry"
_CASE = (("case_ref",), ("order_ref",))


def after_sales_hours(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Hours on the clock from opening to closing an after-sales case (售后处理时长), of the cases closed in the window.

    A case that was closed before it was opened is a mistake in the records and is left out.
    """
    opened = Links.of(facts.newest("aftersale.opened"), *_CASE)
    values: list[Fraction] = []
    events: list[Event] = []
    excluded: list[tuple[str, str]] = []
    for closed in facts.newest("aftersale.closed"):
        begun = next(iter(opened.to(closed)), None)
        if closed.on not in window or not part_of(subject, closed, *([begun] if begun else [])):
            continue
        if begun is None or begun.occurred_at > closed.occurred_at:
            excluded.append((closed.id, "case.not_opened" if begun is None else "case.closed_before_opened"))
            continue
        values.append(_hours(begun.occurred_at, closed.occurred_at))
        events += [begun, closed]
    n = len(values)
    return Sample(sum(values, ZERO), Fraction(n), n, ids_of(events), tuple(values), excluded=tuple(excluded))


def request_sla(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Requests of colleagues closed by their deadline ÷ requests due in the window (行政请求按时率).

    `due_at` or `due_on` of `request.opened` says when; without them it is the second workday after.
    """
    if not facts.delivers("request.closed"):
        return Sample(ZERO, ZERO, 0, reason="kpi.no_source")
    return kept((each for each in facts.once(_requests) if each.due_on in window), subject)


def internal_csat(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Mean of what colleagues answered about the service of a person, 1 to 5 (内部服务满意度); n counts raters.

    Below three raters nothing is told, not even the records, so that nobody's answer can be read off. What people
    answer about themselves does not count.
    """
    answers = [each for each in facts.once(internal_answers) if each.on in window and share_of(each, subject)]
    of_others = [each for each in answers if _rater(each) not in dict(each.credits)]
    raters = {_rater(each) for each in of_others}
    if len(raters) < LEAST_RATERS:
        return Sample(ZERO, ZERO, len(raters))
    values = tuple(found for each in of_others if (found := mark(each)) is not None)
    counted = ids_of(of_others)
    excluded = tuple((each.id, "survey.of_oneself") for each in answers if each.id not in counted)
    return Sample(sum(values, ZERO), Fraction(len(values)), len(raters), counted, values, excluded=excluded)


def data_entry_errors(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Corrections in the window that go back to how a record was entered (数据录入差错数).

    `error_class` says what was wrong; without it, it was the entry. What its author reported (`self_reported`)
    within 24 hours of entering it (`entered_at`) does not count. The observations are the parts.
    """
    traced = [
        (each, part)
        for each in facts.newest("record.corrected")
        if each.on in window
        and (part := part_of(subject, each))
        and text(each, "error_class") in (None, OF_ENTRY)
    ]
    own = {each.id for each, _ in traced if _is_self_reported(each)}
    counted = [(each, part) for each, part in traced if each.id not in own]
    excluded = tuple((each.id, "record.self_reported") for each, _ in traced if each.id in own)
    parts = tuple(part for _, part in counted)
    records = ids_of(each for each, _ in counted)
    return Sample(sum(parts, ZERO), None, len(counted), records, parts, excluded=excluded)


def _requests(facts: Facts) -> list[Duty]:
    closed = Links.of(facts.newest("request.closed"), ("request_ref",))
    found = []
    for each in facts.newest("request.opened"):
        due_on, due_at = deadline(facts, each) or (facts.calendar.add(each.on, REQUEST_WORKDAYS), None)
        found.append(Duty(each, closed.first_since(each), due_on, due_at))
    return found


def _hours(begun: datetime, ended: datetime) -> Fraction:
    return Fraction((ended - begun) // timedelta(microseconds=1), 3_600_000_000)


def _rater(answer: Event) -> str:
    """Tell raters apart; of an anonymous survey every answer is somebody's own."""
    return text(answer, "rater_employee_id", "rater", "rater_id") or answer.entity_id


def _is_self_reported(correction: Event) -> bool:
    entered = instant(correction, "entered_at")
    reported = instant(correction, "reported_at") or correction.occurred_at
    prompt = entered is not None and reported - entered <= REPORTED_WITHIN
    return correction.data.get("self_reported") is True and prompt
