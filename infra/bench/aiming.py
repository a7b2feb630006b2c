"""The watched operations that aim a company: goals, a switch of direction, and the job that looks for advice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

OWNER = "周敏"
QUARTER, SWITCH_ON = "2026-Q3", "2026-04-06"
LOWEST_PIN, PINS = 20, 40
"""Each switch pins other percents than the one before: one that changes nothing is refused."""


class Office(Protocol):
    """Where the operations are done: a company, what time it is there, and its people, who send requests."""

    company_id: str
    at: datetime

    def request(
        self, name: str, method: str, path: str, body: Any = None, *, key: str = "", **parameters: str
    ) -> Mapping[str, Any]:
        """Send one request and return its body."""
        ...


@dataclass
class Aiming:
    """Does the operations; goals are published in the order in which they were drafted."""

    office: Office
    _drafted: list[str] = field(default_factory=list)
    _plans_version: int = 0

    def acts(self) -> dict[str, Callable[[int], Mapping[str, Any]]]:
        """Return the operations by name; the n-th goal that is published is the n-th that was drafted."""
        return {
            "draft a goal (a quarter)": self._draft,
            "publish a goal (a quarter)": self._publish,
            "preview a direction": self._preview,
            "switch the direction": self._switch,
        }

    def look_for_advice(self, number: int) -> Mapping[str, Any]:
        """Run the job, which finds nothing new once it has looked."""
        from shared.usecases.advice.look_for_advice import look_for_advice

        return {"looked": look_for_advice(company_id=self.office.company_id, at=self.office.at).looked}

    def _draft(self, number: int) -> Mapping[str, Any]:
        target = {"amount": f"{600_000 + number}.00", "currency": "CNY"}
        body = {"kpi": "sales.revenue", "period": QUARTER, "target": target}
        made = self.office.request(OWNER, "POST", "/v1/goals", body, key=f"draft-{number}")
        self._drafted.append(made["id"])
        return made

    def _publish(self, number: int) -> Mapping[str, Any]:
        path = "/v1/goals/{goal_id}/publish"
        return self.office.request(OWNER, "POST", path, {"version": 1}, goal_id=self._drafted[number])

    def _preview(self, number: int) -> Mapping[str, Any]:
        return self.office.request(OWNER, "POST", "/v1/direction/preview", _direction(number))

    def _switch(self, number: int) -> Mapping[str, Any]:
        body = {**_direction(number), "version": self._plans_version}
        path, key = "/v1/direction/switch", f"switch-{number}"
        made = self.office.request(OWNER, "POST", path, body, key=key)
        self._plans_version = made["version"]
        return made


def _direction(number: int) -> dict[str, Any]:
    percent = LOWEST_PIN + number % PINS
    pin = {"position": "sales", "kpi": "sales.repurchase_rate", "percent": percent}
    return {"pins": [pin], "from": SWITCH_ON}
