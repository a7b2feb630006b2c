"""What people of a company log over HTTP, and what its reports then say."""

from collections.abc import Sequence
from typing import Any

from tests.api.client import Reply
from tests.api.companies import House, Running, a_log
from tests.api.populated import done

MARCH = {"from": "2026-03-01", "to": "2026-04-01"}
TEN_DAYS = [f"2026-03-{day:02}" for day in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13)]
"""Workdays: as many as make a report more than provisional."""
THREE = {
    "周敏": ("owner", None),
    "林晓": ("hr", "周敏"),
    "李婷": ("employee", "周敏"),
    "陈浩": ("employee", "周敏"),
    "孙倩": ("employee", "周敏"),
}
"""Three people who are looked at, and the two who look."""
DECISIONS = "/v1/duty-matrix/decisions"


def keep(house: House, name: str, *logs: dict[str, Any]) -> list[dict[str, Any]]:
    """Keep logs of a person as one batch and return them."""
    kept = [
        each
        for first in range(0, len(logs), 100)
        for each in done(
            house.as_(name).post("/v1/work-logs/batch", {"items": logs[first : first + 100]}, key=None)
        )["items"]
    ]
    assert [each["status"] for each in kept] == ["created"] * len(logs), kept
    return [each["work_log"] for each in kept]


def work(
    house: House,
    name: str,
    *,
    days: Sequence[str] = TEN_DAYS,
    customers: dict[str, str] | None = None,
    **minutes: int,
) -> list[dict[str, Any]]:
    """Let a person log minutes by activity on each of the days, from midnight on without a break."""
    logs = []
    for day in days:
        start = 0
        for activity, each in minutes.items():
            customer = (customers or {}).get(activity)
            logs.append(
                a_log(
                    kind="customer_contact" if customer else "order_handling",
                    activity=activity,
                    started_at=f"{day}T{start // 60:02}:{start % 60:02}:00+08:00",
                    minutes=each,
                    customer=customer,
                )
            )
            start += each
    return keep(house, name, *logs)


def seat(house: House, name: str, since: str = "2026-01-01", **shares: int) -> None:
    """Let a person hold positions, by their shares in basis points, from a date on; without any they hold none."""
    path, owner = f"/v1/people/{house.people[name]}", house.as_("周敏")
    positions = [
        {"position": position, "share_bp": share, "from": since} for position, share in shares.items()
    ]
    done(owner.patch(path, {"version": owner.get(path).body["version"], "positions": positions}))


def shares(
    house: House, by_whom: str = "林晓", *, language: str | None = None, **query: object
) -> dict[str, Any]:
    """Return the work distribution of March, or of other dates, as somebody sees it."""
    return done(house.as_(by_whom, language=language).get("/v1/work-distribution", **{**MARCH, **query}))


def lines(found: dict[str, Any], *fields: str) -> list[tuple[Any, ...]]:
    """Return the lines of a distribution in short."""
    return [tuple(each[field] for field in fields) for each in found["items"]]


def matrix(house: House, by_whom: str = "林晓", *, language: str | None = None) -> dict[str, Any]:
    """Return the duty matrix of March as somebody sees it."""
    return done(house.as_(by_whom, language=language).get("/v1/duty-matrix", **MARCH))


def duties(house: House, name: str) -> dict[str, dict[str, Any]]:
    """Return a person's duties of March by id, as HR sees them."""
    return {each["duty"]: each for each in matrix(house)["items"] if each["person_id"] == house.people[name]}


def planted(running: Running) -> House:
    """
    Ten days of two sellers and somebody in the back office.

    Both sellers visit the same customer for more than a fifth of their time, and hardly anybody follows up deliveries.
    """
    house = running.found(roster=THREE)
    seat(house, "林晓")
    seat(house, "孙倩", back_office=10_000)
    work(
        house, "李婷", customers={"new_visit": "远山机电", "key_account": "长河贸易"},
        new_visit=200, key_account=220, errand=40, quote=20,
    )  # fmt: skip
    work(
        house, "陈浩", customers={"new_visit": "远山机电", "key_account": "安达物流"},
        new_visit=260, key_account=200, daily_report=20,
    )  # fmt: skip
    work(
        house,
        "孙倩",
        order_entry=320,
        delivery_follow_up=10,
        duplicate_entry=50,
        event_support=96,
        打印标书=4,
    )
    return house


def decide(house: House, name: str, duty: str, by: str = "林晓", **decision: str) -> Reply:
    """Let somebody decide what a duty is to a person; without a class, they take a decision back."""
    return house.as_(by).post(DECISIONS, {"person_id": house.people[name], "duty": duty, **decision})
