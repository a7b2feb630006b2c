"""Customer-success records of the demo company: subscriptions, answers to the survey, complaints."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from infra.local.demo import customers
from infra.local.demo.month import ReviewMonth, at
from infra.local.demo.records import Record, customer, record

INVITED: Final = 20
LATE_DAYS: Final = 10
"""How long it took to close the complaint that was closed too late."""


@dataclass(frozen=True, slots=True)
class Caretaker:
    """
    Who looks after which of a seller's customers.

    Of `subscribed` customers the last two are on the premium plan, the first `left` cancel in the month and the
    `upgraded` after them take the premium plan. `late` complaints are closed too late.
    """

    name: str
    customers_of: str
    subscribed: int
    left: int
    upgraded: int
    marks: tuple[int, ...]
    complaints: int
    late: int


CARETAKERS: Final = (
    Caretaker("何静", "李婷", 12, 1, 1, (5, 4, 5, 4, 5, 4), 2, 0),
    Caretaker("冯雪", "陈浩", 12, 3, 1, (4, 4, 5, 3, 4, 5), 4, 1),
)


def records(month: ReviewMonth) -> list[Record]:
    """Return everything that customer success recorded."""
    return [
        each
        for caretaker in CARETAKERS
        for part in (_subscriptions, _survey, _complaints)
        for each in part(caretaker, month)
    ]


def _customers(caretaker: Caretaker) -> tuple[str, ...]:
    return customers.existing(caretaker.customers_of)[: caretaker.subscribed]


def _subscriptions(caretaker: Caretaker, month: ReviewMonth) -> Iterator[Record]:
    who = caretaker.name
    for place, name in enumerate(_customers(caretaker)):
        id, about = f"SUB-{caretaker.customers_of}-{place:02}", {"customer_ref": customer(name)}
        plan = "premium" if place >= caretaker.subscribed - 2 else "basic"
        begun_on = month.day(-240 - 13 * place)
        yield record("subscription.started", id, at(begun_on, "10:00"), who, to=plan, **about)
        if place < caretaker.left:
            yield record("subscription.churned", id, at(month.workday(9 + place), "17:00"), who, **about)
        elif place < caretaker.left + caretaker.upgraded:
            change = {"from": "basic", "to": "premium"}
            yield record("subscription.upgraded", id, at(month.workday(6), "11:00"), who, **change, **about)


def _survey(caretaker: Caretaker, month: ReviewMonth) -> Iterator[Record]:
    who, survey = caretaker.name, f"CS-{month.key}-{caretaker.customers_of}"
    yield record("survey.sent", survey, at(month.workday(3), "09:00"), who, survey_ref=survey, count=INVITED)
    for place, (name, mark) in enumerate(zip(_customers(caretaker), caretaker.marks, strict=False)):
        answered_at = at(month.workday(4 + place), "15:10")
        about = {"customer_ref": customer(name), "survey_ref": survey, "csat": mark, "scale": 5}
        yield record("survey.responded", f"{survey}-{place:02}", answered_at, who, **about)


def _complaints(caretaker: Caretaker, month: ReviewMonth) -> Iterator[Record]:
    who, names = caretaker.name, _customers(caretaker)[caretaker.left :]
    for place in range(caretaker.complaints):
        id, about = (
            f"CP-{month.key}-{caretaker.customers_of}-{place}",
            {"customer_ref": customer(names[place])},
        )
        opened_at = at(month.workday(2 + place), "10:30")
        days = LATE_DAYS if place < caretaker.late else 2
        more = {"subject": "到货延迟", "severity": "normal", "responsible": "back_office"}
        yield record("complaint.opened", id, opened_at, who, **more, **about)
        closed_at = opened_at + timedelta(days=days, hours=4)
        yield record("complaint.resolved", id, closed_at, who, first_reply_s=3600, **about)
