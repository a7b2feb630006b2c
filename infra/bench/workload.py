"""The watched operations, driven through the app itself without HTTP: a team's month, its review, what follows."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from functions import wiring
from functions.app import app
from infra.bench.aiming import Aiming
from shared.adapters import tokens
from shared.adapters.dynamo.records import Record

MARCH = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
APRIL = datetime(2026, 3, 31, 16, 0, tzinfo=UTC)
WORKING = datetime(2026, 3, 30, 2, 0, tzinfo=UTC)
REVIEWING = datetime(2026, 4, 1, 2, 0, tzinfo=UTC)
QUARTER = "from=2026-01-01&to=2026-04-01"
LOGS = 40
"""Logs of a person's month when it is listed."""
AIMED = 12
"""How often goals and directions are done at most: each of them concerns everybody."""


@dataclass(frozen=True, slots=True)
class Operation:
    """
    One watched operation; `act(n)` does it the n-th time, `times` is how often it can be done.

    One `again` is measured the second time: what it reads was read before and has not changed since.
    """

    name: str
    act: Callable[[int], Mapping[str, Any]]
    times: int
    again: bool = False


class Workload:
    """A company of `team` sellers under one manager; the first of them has a month of logs."""

    def __init__(self, team: int = 1) -> None:
        from infra.local.provisioning import create_company

        self.at = WORKING
        wiring.set_clock(lambda: self.at)
        sales = [{"position": "sales", "share_bp": 10_000}]
        sellers = [
            {"name": f"销售{number}", "access_role": "employee", "manager": "王磊", "positions": sales}
            for number in range(team)
        ]
        lead = [
            {"name": "周敏", "access_role": "owner", "positions": []},
            {"name": "王磊", "access_role": "manager", "positions": []},
        ]
        made = create_company({"name": "计量商贸", "people": [*lead, *sellers]})
        self.company_id = made["company_id"]
        self.people = {each["name"]: each["id"] for each in made["people"]}
        self.seller = self.people["销售0"]
        self._forms: list[str] = []
        self._aiming = Aiming(self)
        first = [_log(number, MARCH) for number in range(LOGS - 1)]
        self.request("销售0", "POST", "/v1/work-logs/batch", {"items": first})

    def operations(self) -> list[Operation]:
        """Return the operations in the order in which a month goes; the first must be done before the others."""
        submit = Operation("submit one log", self._submit, 10_000)
        listing = Operation(f"list a month's logs ({LOGS})", self._list, 10_000)
        reading = Operation("read a score", self._read_score, 10_000)
        return [
            submit,
            listing,
            Operation("read a job profile (90 days)", self._read_profile, 10_000, again=True),
            Operation("read the work distribution (90 days)", self._read_distribution, 10_000, again=True),
            Operation("read the duty matrix (90 days)", self._read_matrix, 10_000, again=True),
            reading,
            Operation("approve a declaration", self._approve, len(self.people) - 2),
            *(Operation(name, act, AIMED) for name, act in self._aiming.acts().items()),
            Operation("advice job, nothing new", self._aiming.look_for_advice, 10_000, again=True),
        ]

    def clients(self) -> tuple[Any, ...]:
        """Return the SDK clients that the app uses."""
        dynamo = Record._get_connection().connection.client
        return dynamo, wiring.documents().client, wiring.inbound().client

    @property
    def is_reviewed(self) -> bool:
        """Whether the month has ended."""
        return bool(self._forms)

    def review(self) -> None:
        """End the month: scores, declarations, and each person's confirmation."""
        from shared.usecases.review.draft_declarations import draft_declarations
        from shared.usecases.scores.compute_scores import compute_scores

        self.at = REVIEWING
        version = wiring.settings().code_version
        compute_scores(company_id=self.company_id, month="2026-03", at=self.at, code_version=version)
        draft_declarations(company_id=self.company_id, month="2026-03", at=self.at, code_version=version)
        forms = self.request("周敏", "GET", "/v1/declarations?period=2026-03&limit=100")["items"]
        names = {person_id: name for name, person_id in self.people.items()}
        for form in forms:
            who = names[form["person_id"]]
            self.request(
                who, "POST", "/v1/declarations/{declaration_id}/confirm", {}, declaration_id=form["id"]
            )
        self._forms = [form["id"] for form in forms]

    def _submit(self, number: int) -> Mapping[str, Any]:
        since = APRIL if self.is_reviewed else MARCH  # the declared month takes no more logs
        return self.request("销售0", "POST", "/v1/work-logs", _log(LOGS - 1 + number, since))

    def _list(self, number: int) -> Mapping[str, Any]:
        return self.request("销售0", "GET", f"/v1/work-logs?month=2026-03&limit={LOGS}")

    def _read_profile(self, number: int) -> Mapping[str, Any]:
        path = f"/v1/people/{{person_id}}/profile?{QUARTER}"
        return self.request("销售0", "GET", path, person_id=self.seller)

    def _read_distribution(self, number: int) -> Mapping[str, Any]:
        return self.request("周敏", "GET", f"/v1/work-distribution?{QUARTER}")

    def _read_matrix(self, number: int) -> Mapping[str, Any]:
        return self.request("周敏", "GET", f"/v1/duty-matrix?{QUARTER}")

    def _read_score(self, number: int) -> Mapping[str, Any]:
        return self.request("销售0", "GET", "/v1/scores/{person_id}?period=2026-03", person_id=self.seller)

    def _approve(self, number: int) -> Mapping[str, Any]:
        path = "/v1/declarations/{declaration_id}/approve"
        return self.request("王磊", "POST", path, {}, declaration_id=self._forms[number])

    def request(
        self, name: str, method: str, path: str, body: Any = None, *, key: str = "", **parameters: str
    ) -> Mapping[str, Any]:
        """Send one request as API Gateway would, and return its body; the path's parameters make a `key` of their own.

        :raises RuntimeError: on any refusal.
        """
        resource, _, query = path.partition("?")
        token = tokens.issue(self.people[name], self.company_id, keys=wiring.keys(), now=self.at, minutes=60)
        event = {
            "httpMethod": method,
            "path": resource.format(**parameters),
            "headers": {
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/json",
                "Idempotency-Key": "-".join(filter(None, ("bench", key, *parameters.values()))),
            },
            "multiValueHeaders": {},
            "multiValueQueryStringParameters": {
                key: [value] for key, _, value in (each.partition("=") for each in query.split("&")) if key
            },
            "pathParameters": parameters or None,
            "body": None if body is None else json.dumps(body),
            "isBase64Encoded": False,
            "requestContext": {"resourcePath": resource, "httpMethod": method, "requestId": "bench"},
        }
        answer = app(event, None)
        if answer["statusCode"] >= 300:
            raise RuntimeError(f"{method} {path}: {answer['statusCode']} {answer['body']}")
        found: Mapping[str, Any] = json.loads(answer["body"])
        return found


def _log(number: int, since: datetime) -> dict[str, Any]:
    started_at = since + timedelta(minutes=number % 600)
    return {
        "client_id": f"bench-{number}",
        "kind": "customer_contact",
        "started_at": started_at.isoformat(),
        "minutes": 40,
        "activity": "key_account",
        "customer": "远山贸易",
        "text": "谈续约，客户希望下周给报价",
    }
