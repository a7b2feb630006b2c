"""Back-office records of the demo company: how the month's orders were handled."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from infra.local.demo.month import ReviewMonth, at
from infra.local.demo.records import Record, record
from infra.local.demo.selling import month_orders


@dataclass(frozen=True, slots=True)
class Clerk:
    """
    Who handles how many orders, and the minutes from received to ready, in turn.

    The `late` first ones are ready three workdays later, and the `corrected` last ones had a mistake in them.
    """

    name: str
    orders: int
    minutes: tuple[int, ...]
    late: int
    corrected: int


CLERKS: Final = (Clerk("赵敏", 20, (480, 450, 420, 450), 1, 1), Clerk("林晓", 12, (510, 528, 540), 0, 0))


def records(month: ReviewMonth) -> list[Record]:
    """Return the steps of the orders that were handled to the end within the month, clerk by clerk."""
    orders = iter(month_orders(month))
    return [
        step
        for clerk in CLERKS
        for place in range(clerk.orders)
        for step in _steps(clerk, place, next(orders), month)
    ]


def _steps(clerk: Clerk, place: int, order: Record, month: ReviewMonth) -> Iterator[Record]:
    ordered_on = datetime.fromisoformat(order["timestamp"]).date()
    received_on = _workday_after(month, ordered_on, 1)
    ready_on = _workday_after(month, received_on, 3) if place < clerk.late else received_on
    minutes = clerk.minutes[place % len(clerk.minutes)]
    about = {"order_ref": order["data"]["id"], "customer_ref": order["data"]["customer_ref"]}
    id, opening = f"OP-{order['data']['id']}", "09:00"
    ready_at = at(ready_on, opening) + timedelta(minutes=minutes)
    done_at = at(_workday_after(month, ready_on, 1), "10:00")
    yield record("orderproc.received", id, at(received_on, opening), clerk.name, **about)
    yield record("orderproc.ready", id, ready_at, clerk.name, **about)
    yield record("orderproc.completed", id, done_at, clerk.name, **about)
    if place >= clerk.orders - clerk.corrected:
        mistake = {"error_class": "price", "note": "单价录入有误"}
        yield record("orderproc.corrected", id, done_at + timedelta(hours=2), clerk.name, **mistake, **about)


def _workday_after(month: ReviewMonth, day: date, number: int) -> date:
    place = month.workdays.index(day) + number
    return month.workdays[min(place, len(month.workdays) - 1)]
