"""What people answered in surveys (问卷): the newest form of each answer, on one scale.

An answer that was revised stands as it is now, on the date on which it was first given; one that was removed is gone,
unless a higher version of it came back.
Answers of colleagues (`internal`) are never mixed with those of customers.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts, by_version, lifts
from shared.domain.kpi.fields import number, whole

HIGHEST_MARK = 5
ONE_ANSWER_DAYS = 30
SURVEY: Final = ("survey.sent", "survey.responded", "survey.revised", "survey.removed")
_MARKS = ("csat", "rating", "nps")


def customer_answers(facts: Facts) -> list[Event]:
    """Return the answers of customers that carry a mark."""
    return [each for each in facts.once(all_customer_answers) if mark(each) is not None]


def all_customer_answers(facts: Facts) -> list[Event]:
    """Return the answers of customers, with or without a mark."""
    return [each for each in facts.once(_current) if not each.data.get("internal")]


def internal_answers(facts: Facts) -> list[Event]:
    """Return the answers of colleagues about an internal service that carry a mark."""
    return [each for each in facts.once(_current) if each.data.get("internal") and mark(each) is not None]


def current_answers(facts: Facts) -> list[Event]:
    """Return the newest form of every answer that was not removed, of customers and of colleagues."""
    return facts.once(_current)


def of_colleagues(events: Iterable[Event]) -> frozenset[str]:
    """
    Return the ids of the events that tell what colleagues answered about each other (同事互评).

    That is a matter of the whole answer: where one event of it says so, all do, also a revision that leaves it out.
    A record of another type is one if it says so and carries a mark.
    """
    told = [each for each in events if each.data.get("internal") or is_survey(each)]
    answers = {each.entity_id for each in told if is_survey(each) and each.data.get("internal")}
    return frozenset(
        each.id
        for each in told
        if (each.entity_id in answers if is_survey(each) else any(key in each.data for key in _MARKS))
    )


def is_survey(event: Event) -> bool:
    """Return whether the event tells something about an answer to a survey."""
    return event.type in SURVEY


def mark(answer: Event) -> Fraction | None:
    """
    Return the mark on a scale of 1 to 5; None if there is none or it lies outside its scale.

    Other scales (`scale` in the data is the highest mark) are stretched so that 1 stays 1.
    """
    marks = (number(answer.data.get(key)) for key in ("csat", "rating"))
    raw = next((mark for mark in marks if mark is not None), None)
    highest = whole(answer, "scale") or HIGHEST_MARK
    if raw is None or highest <= 1 or not 1 <= raw <= highest:
        return None
    return 1 + (raw - 1) * (HIGHEST_MARK - 1) / (highest - 1)


def answered_before(facts: Facts, answers: Iterable[Event]) -> frozenset[str]:
    """Return the ids of the answers that come within 30 days of one of the same customer that counts."""
    valid: dict[str, date] = {}
    later = set()
    for each in sorted(answers, key=lambda answer: (answer.on, answer.occurred_at, answer.id)):
        customer = facts.customer(each.customer)
        if customer is None:
            continue
        if customer in valid and each.on < valid[customer] + timedelta(days=ONE_ANSWER_DAYS):
            later.add(each.id)
        else:
            valid[customer] = each.on
    return frozenset(later)


def _current(facts: Facts) -> list[Event]:
    removed = {each.entity_id: each for each in sorted(facts.every("survey.removed"), key=by_version)}
    newest = {each.entity_id: each for each in facts.happened("survey.responded", "survey.revised")}
    first = {each.entity_id: each for each in reversed(facts.happened("survey.responded"))}
    return [
        each if each.type == "survey.responded" else _revised(first.get(key, each), each)
        for key, each in newest.items()
        if key not in removed or lifts(each, removed[key])
    ]


def _revised(first: Event, newest: Event) -> Event:
    return replace(
        newest,
        on=first.on,
        customer=newest.customer or first.customer,
        credits=newest.credits or first.credits,
        data={**first.data, **newest.data},
    )
