"""Customer-success figures (客户成功): retention, satisfaction, upgrades."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from shared.domain.kpi.customers import Customers
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import COMPANY, Facts, share_of
from shared.domain.kpi.fields import number, whole
from shared.domain.kpi.figures.samples import ZERO, Sample, ids_of
from shared.domain.kpi.owners import Owners
from shared.domain.kpi.windows import Window

ONE_ANSWER_DAYS = 30
LEAST_ANSWERS = 5
LEAST_ANSWERED = Fraction(1, 5)
HIGHEST_MARK = 5
BASIC = "basic"


def retention_rate(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Customers active at the start and at the end ÷ customers active at the start (老客户留存率).

    Active is an open subscription or, for customers who never had one, an order in the last 180 days. New and
    returning customers do not count. A customer is its recorded customer-success owner's, else of the people
    credited on its last subscription or order before the start.
    """
    book = facts.once(Customers.of)
    start, end = window.first_on, window.until_on
    active = [
        each for each in book.all if book.active(each, start, end) and _owns(facts, subject, each, start)
    ]
    kept = [each for each in active if book.active(each, end, end)]
    events = {event.id for each in active for event in book.evidence(each, window)}
    return Sample(Fraction(len(kept)), Fraction(len(active)), len(active), tuple(sorted(events)))


def csat(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Mean of the valid answers on a scale of 1 to 5 (客户满意度).

    The first answer of a customer within 30 days is valid. Other scales (`scale` in the data is the highest
    mark) are stretched so that 1 stays 1. `needed` is the larger of 5 and a fifth of the invitations delivered.
    """
    later = facts.once(_later_answers)
    answers = [each for each in facts.once(_answers) if each.on in window and share_of(each, subject)]
    valid = [each for each in answers if each.id not in later]
    values = tuple(mark for each in valid if (mark := _mark(each)) is not None)
    sent = [whole(each, "count") or 1 for each in facts.within("survey.sent", subject, window)]
    return Sample(
        sum(values, ZERO),
        Fraction(len(values)),
        len(values),
        ids_of(valid),
        values,
        needed=max(Fraction(LEAST_ANSWERS), sum(sent) * LEAST_ANSWERED),
        excluded=tuple((each.id, "survey.answered_before") for each in answers if each.id in later),
    )


def upgrade_rate(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Basic customers at the start that upgraded ÷ basic customers at the start (升级客户占比).

    An upgrade that is taken back within 60 days, the 60th included, does not count.
    """
    book = facts.once(Customers.of)
    start = window.first_on
    basic = [
        each for each in book.all if book.tier(each, start) == BASIC and _owns(facts, subject, each, start)
    ]
    upgrades = {each: book.upgrade(each, window) for each in basic}
    kept = [event for event in upgrades.values() if event is not None]
    basis = (event for each in basic for event in book.evidence(each, window))
    return Sample(Fraction(len(kept)), Fraction(len(basic)), len(basic), ids_of(kept, basis))


def _owns(facts: Facts, subject: str, customer: str, day: date) -> bool:
    if subject == COMPANY:
        return True
    recorded = facts.once(Owners.of).at(customer, day, "customer_success")
    return subject in dict(recorded or facts.once(Customers.of).credited(customer, day))


def _answers(facts: Facts) -> list[Event]:
    """Return the answers of customers, revised ones in their newest form and removed ones left out."""
    removed = {each.entity_id for each in facts.every("survey.removed")}
    newest = {each.entity_id: each for each in facts.every("survey.responded", "survey.revised")}
    first = {each.entity_id: each for each in reversed(facts.every("survey.responded"))}
    return [
        each if each.type == "survey.responded" else _revised(first.get(key, each), each)
        for key, each in newest.items()
        if key not in removed and _mark(each) is not None and not each.data.get("internal")
    ]


def _later_answers(facts: Facts) -> frozenset[str]:
    valid: dict[str, date] = {}
    later = set()
    for each in sorted(facts.once(_answers), key=lambda answer: (answer.on, answer.occurred_at, answer.id)):
        customer = facts.customer(each.customer)
        if customer is None:
            continue
        if customer in valid and each.on < valid[customer] + timedelta(days=ONE_ANSWER_DAYS):
            later.add(each.id)
        else:
            valid[customer] = each.on
    return frozenset(later)


def _revised(first: Event, newest: Event) -> Event:
    """Return an answer as it stands now, on the date on which it was first given."""
    return replace(
        newest,
        on=first.on,
        customer=newest.customer or first.customer,
        credits=newest.credits or first.credits,
        data={**first.data, **newest.data},
    )


def _mark(event: Event) -> Fraction | None:
    """Return the mark on a scale of 1 to 5; None if there is none or it lies outside its scale."""
    marks = (number(event.data.get(key)) for key in ("csat", "rating"))
    raw = next((mark for mark in marks if mark is not None), None)
    highest = whole(event, "scale") or HIGHEST_MARK
    if raw is None or highest <= 1 or not 1 <= raw <= highest:
        return None
    return 1 + (raw - 1) * (HIGHEST_MARK - 1) / (highest - 1)
