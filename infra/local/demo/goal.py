"""Set the company a goal for the coming quarter, which becomes its sellers' personal targets."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from infra.local.demo.desk import Desk
from infra.local.demo.people import OWNER

KPI: Final = "sales.revenue"
TARGET_YUAN: Final = 720_000
"""A little more than the cap lets the sellers take after a month such as the reviewed one: there is a rest to show."""


@dataclass(frozen=True, slots=True)
class SetGoal:
    """The goal as it stands: its quarter, how many have a part in it, and what nobody takes, in yuan."""

    period: str
    target: int
    people: int
    unallocated: int


def set_goal(desk: Desk) -> SetGoal:
    """Let the owner draft and publish the goal, if an earlier run did not, and tell everybody with a part."""
    found = next((each for each in goals(desk) if each["state"] != "withdrawn"), None)
    if found is None:
        wanted = {
            "kpi": KPI,
            "period": desk.office.month.coming_quarter,
            "target": {"amount": f"{TARGET_YUAN}.00", "currency": "CNY"},
        }
        found = desk.post("/v1/goals", OWNER, "draft-goal", wanted)
    path = f"/v1/goals/{found['id']}"
    if found["state"] == "draft":
        # the quarter may have begun by the time that an interrupted run is taken up again
        body = {"version": found["version"]}
        desk.post(f"{path}/publish", OWNER, f"publish-{found['id']}", body, allow=(409,))
        desk.run("deliver")
    return _as_it_stands(desk.api.get(path, desk.office.owner))


def goals(desk: Desk) -> list[dict[str, Any]]:
    """Return the goals of the coming quarter's revenue."""
    found = desk.api.every("/v1/goals", desk.office.owner)
    period = desk.office.month.coming_quarter
    return [each for each in found if (each["kpi"], each["period"]) == (KPI, period)]


def _as_it_stands(goal: dict[str, Any]) -> SetGoal:
    people = {share["person_id"] for month in goal["months"] for share in month["shares"]}
    return SetGoal(goal["period"], _yuan(goal["target"]), len(people), _yuan(goal["unallocated"]))


def _yuan(money: dict[str, str]) -> int:
    return int(Decimal(money["amount"]))
