"""The operations whose cost is watched, driven through the app itself, without HTTP: one number each, repeatable."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from functions import wiring
from functions.app import app
from infra.bench.meter import Meter
from shared.adapters import tokens
from shared.adapters.dynamo.records import Record

AT = datetime(2026, 4, 1, 2, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one operation asks for: calls to AWS, read and write units."""

    operation: str
    round_trips: int
    read_units: Fraction
    write_units: Fraction


class Bench:
    """A company with a month of logs, a score and a declaration that waits for its manager."""

    def __init__(self) -> None:
        self.at = AT
        wiring.set_clock(lambda: self.at)
        from infra.local.provisioning import create_company

        made = create_company(
            {
                "name": "计量商贸",
                "people": [
                    {"name": "周敏", "access_role": "owner", "positions": []},
                    {"name": "王磊", "access_role": "manager", "positions": _SALES},
                    {"name": "李婷", "access_role": "employee", "manager": "王磊", "positions": _SALES},
                ],
            }
        )
        self.company_id = made["company_id"]
        self.people = {each["name"]: each["id"] for each in made["people"]}

    def measure(self) -> list[Cost]:
        """Return the cost of each operation, in the order in which a month goes."""
        declaration = self._prepare_month()
        month = "/v1/work-logs?month=2026-03"
        score = f"/v1/scores/{self.people['李婷']}?period=2026-03"
        return [
            self._cost("submit one log", lambda: self.call("李婷", "POST", "/v1/work-logs", _log(99))),
            self._cost("list a month's logs (40)", lambda: self.call("李婷", "GET", month)),
            self._cost("read a score", lambda: self.call("李婷", "GET", score)),
            self._cost(
                "approve a declaration",
                lambda: self.call(
                    "王磊",
                    "POST",
                    "/v1/declarations/{declaration_id}/approve",
                    {},
                    declaration_id=declaration,
                ),
            ),
        ]

    def call(self, name: str, method: str, path: str, body: Any = None, **parameters: str) -> dict[str, Any]:
        """Send one request as API Gateway would, and return its body.

        :raises RuntimeError: on any refusal.
        """
        plain, _, query = path.partition("?")
        resource = plain.replace(self.people["李婷"], "{person_id}")
        if resource != plain:
            parameters = {"person_id": self.people["李婷"], **parameters}
        token = tokens.issue(self.people[name], self.company_id, keys=wiring.keys(), now=self.at, minutes=60)
        event = {
            "httpMethod": method,
            "path": plain,
            "headers": {
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/json",
                "Idempotency-Key": f"{name}-{path}-{parameters}".encode("ascii", "ignore")
                .decode()
                .replace(" ", ""),
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
        found: dict[str, Any] = json.loads(answer["body"])
        return found

    def _prepare_month(self) -> str:
        from shared.usecases.review.draft_declarations import draft_declarations
        from shared.usecases.scores.compute_scores import compute_scores

        self.call("李婷", "POST", "/v1/work-logs/batch", {"items": [_log(number) for number in range(40)]})
        version = wiring.settings().code_version
        compute_scores(company_id=self.company_id, month="2026-03", at=self.at, code_version=version)
        draft_declarations(company_id=self.company_id, month="2026-03", at=self.at)
        forms = self.call("李婷", "GET", "/v1/declarations?period=2026-03")
        declaration = str(forms["items"][0]["id"])
        self.call("李婷", "POST", "/v1/declarations/{declaration_id}/confirm", {}, declaration_id=declaration)
        return declaration

    def _cost(self, operation: str, act: Callable[[], Mapping[str, Any]]) -> Cost:
        dynamo = Record._get_connection().connection.client
        with Meter((dynamo, wiring.documents().client, wiring.inbound().client)) as meter:
            act()
        return Cost(operation, meter.round_trips, meter.read, meter.write)


def _log(number: int) -> dict[str, Any]:
    started_at = datetime(2026, 3, 2, 1, 0, tzinfo=UTC) + timedelta(hours=number)
    return {
        "client_id": f"bench-{number}",
        "kind": "customer_contact",
        "started_at": started_at.isoformat(),
        "minutes": 40,
        "activity": "key_account",
        "customer": "远山贸易",
        "text": "谈续约，客户希望下周给报价",
    }


_SALES = [{"position": "sales", "share_bp": 10_000}]
