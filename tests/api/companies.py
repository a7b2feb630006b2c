"""The running service from outside, and companies made in it by its local handles."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from shared.adapters.vendors.standard_webhooks import sign
from tests.api.client import Client, Reply, Wire
from tests.api.contract import Contract

SECRET = "whsec_bWVhc3VyZSB0d2ljZSwgY3V0IG9uY2Uh"
"""What connections sign with unless a test says otherwise."""
SALES = ({"position": "sales", "share_bp": 10_000},)
ROSTER: Mapping[str, tuple[str, str | None]] = {
    "周敏": ("owner", None),
    "林晓": ("hr", "周敏"),
    "顾平": ("auditor", "周敏"),
    "王磊": ("manager", "周敏"),
    "何静": ("manager", "周敏"),
    "李婷": ("employee", "王磊"),
    "陈浩": ("employee", "王磊"),
    "孙倩": ("employee", "王磊"),
    "赵强": ("employee", "王磊"),
    "吴敏": ("employee", "王磊"),
    "郑凯": ("employee", "王磊"),
    "冯雪": ("employee", "何静"),
}
"""Twelve people without departments: access role and manager by name."""


@dataclass(frozen=True)
class House:
    """One company in the service: its people's ids, and a client for each of them by name."""

    running: "Running"
    id: str
    people: Mapping[str, str]
    tokens: Mapping[str, str]
    unseen: tuple[str, ...] = ()
    _refreshed: dict[str, str] = field(default_factory=dict)

    def as_(self, name: str, *, language: str | None = None) -> Client:
        """Return the client of a person."""
        token = self._refreshed.get(name, self.tokens[name])
        return Client(self.running.wire, self.running.contract, token, language, self.unseen)

    def sign_in_again(self) -> None:
        """Give everybody a fresh token, as is needed once the clock was moved."""
        for name, person_id in self.people.items():
            body = {"company": self.id, "person": person_id, "minutes": 720}
            reply = self.running.local("POST", "/local/tokens", body)
            if reply.status == 200:  # nobody gives one to somebody who left
                self._refreshed[name] = reply.body["token"]

    def job(self, name: str, **more: str) -> dict[str, Any]:
        """Run a scheduled job for this company and return its report; nothing may end as a dead letter."""
        reply = self.running.local("POST", f"/local/jobs/{name}", {"company_id": self.id, **more})
        assert reply.status == 200, reply.raw
        assert reply.body["done"] and not reply.body["dead_letters"], reply.raw
        return dict(reply.body)

    def settle(self) -> None:
        """Wait until what was delivered is consumed; nothing may end as a dead letter."""
        reply = self.running.local("POST", "/local/jobs/pull", {"company_id": "nobody's"})
        assert reply.body["done"] and not reply.body["dead_letters"], reply.raw

    def connect(self, **config: Any) -> "Connection":
        """Set a connection up and return it; without a config it takes signed deliveries."""
        found = Connection(self, f"con_{uuid.uuid4().hex[:12]}", config.get("secret", SECRET))
        found.configure(**(config or {"secret": SECRET}))
        return found

    def measure(self, kpi: str, subject: str = "company", period: str = "2026-03") -> dict[str, Any]:
        """Read a measure as HR does."""
        reply = self.as_("林晓").get("/v1/measures", kpi=kpi, subject=subject, period=period)
        assert reply.status == 200, reply.raw
        return dict(reply.body)

    def forms(self, period: str = "2026-03", *, by: str = "林晓") -> dict[str, dict[str, Any]]:
        """Return the month's declarations that somebody sees, by the person's name."""
        names = {id_: name for name, id_ in self.people.items()}
        items = self.as_(by).get("/v1/declarations", period=period, limit=100).body["items"]
        return {names[each["person_id"]]: each for each in items}

    def log_work(self, name: str, **changes: Any) -> dict[str, Any]:
        """Keep a work log of a person and return it."""
        reply = self.as_(name).post("/v1/work-logs", a_log(**changes), key=None)
        assert reply.status == 201, reply.raw
        return dict(reply.body)


@dataclass(frozen=True)
class Connection:
    """A connection of a company, and the vendor at its other end."""

    house: House
    id: str
    secret: str

    def configure(self, **config: Any) -> None:
        """Replace the connection's settings."""
        body = {"company_id": self.house.id, "vendor": "standard-webhooks", "config": config}
        reply = self.house.running.local("PUT", f"/local/connections/{self.id}", body)
        assert reply.status == 200, reply.raw

    def deliver(
        self,
        event: Any,
        *,
        id: str | None = None,
        secret: str | None = None,
        at: int | None = None,
        vendor: str = "standard-webhooks",
        checked: bool = True,
        **headers: str,
    ) -> Reply:
        """Send one signed delivery; `event` is a JSON value, or bytes that go out as they are."""
        raw = event if isinstance(event, bytes) else json.dumps(event).encode()
        delivery_id, at = id or f"msg_{uuid.uuid4().hex}", at or self.house.running.now()
        signature = sign(secret or self.secret, delivery_id=delivery_id, timestamp=at, body=raw)
        signed = {
            "webhook-id": delivery_id,
            "webhook-timestamp": str(at),
            "webhook-signature": signature,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        nobody = Client(self.house.running.wire, self.house.running.contract)
        return nobody.send("POST", f"/v1/in/{vendor}/{self.id}", raw, headers=signed, checked=checked)


@dataclass(frozen=True)
class Running:
    """The service as a child process."""

    wire: Wire
    contract: Contract
    log: Path

    @property
    def nobody(self) -> Client:
        """A caller without a token."""
        return Client(self.wire, self.contract)

    def local(self, method: str, path: str, body: Any = None) -> Reply:
        """Call a local handle."""
        return self.nobody.send(method, path, body, checked=False)

    def set_clock(self, at: datetime) -> None:
        """Set the edge's clock."""
        assert self.local("POST", "/local/clock", {"now": at.isoformat()}).status == 200

    def now(self) -> int:
        """Return the edge's clock in whole seconds, as the newest id tells it."""
        made = self.nobody.get("/healthz").headers["x-request-id"]
        return _millis(made.partition("_")[2][:9]) // 1000

    def found(
        self,
        name: str = "海纳商贸",
        roster: Mapping[str, tuple[str, str | None]] = ROSTER,
        *,
        unseen: Sequence[str] = (),
        **more: Any,
    ) -> House:
        """Make a company."""
        people = [
            {"name": each, "access_role": role, "manager": manager, "positions": list(SALES)}
            for each, (role, manager) in roster.items()
        ]
        for each in people:
            if each["access_role"] in ("owner", "auditor"):
                each["positions"] = []
        reply = self.local("POST", "/local/companies", {"name": name, "people": people, **more})
        assert reply.status == 201, reply.raw
        made = reply.body["people"]
        return House(
            running=self,
            id=reply.body["company_id"],
            people={each["name"]: each["id"] for each in made},
            tokens={each["name"]: each["token"] for each in made},
            unseen=tuple(unseen),
        )


def a_log(**changes: Any) -> dict[str, Any]:
    """Return a work log as a phone sends it, under a client id of its own."""
    return {
        "client_id": uuid.uuid4().hex,
        "kind": "customer_contact",
        "started_at": "2026-03-02T09:00:00+08:00",
        "minutes": 40,
        "activity": "new_visit",
        "customer": "远山机电",
        **changes,
    }


def an_order(entity: str, amount: str = "1000.00", **changes: Any) -> dict[str, Any]:
    """Return a paid order as a shop sends it, of 2 March 2026 at ten o'clock unless `timestamp` says otherwise."""
    timestamp = changes.pop("timestamp", "2026-03-02T10:00:00+08:00")
    data = {
        "id": entity,
        "amount": {"amount": amount, "currency": "CNY"},
        "owner": "李婷",
        "customer_ref": {"vendor_id": f"cust-{entity}"},
        **changes,
    }
    return {"type": "order.paid", "timestamp": timestamp, "data": data}


def _millis(text: str) -> int:
    from shared.domain.ids import ALPHABET

    number = 0
    for character in text:
        number = number * 32 + ALPHABET.index(character)
    return number
