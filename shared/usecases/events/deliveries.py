"""What arrives from outside: a delivery kept as it came, and the way it takes through the queue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Delivery:
    """
    One delivery: its vendor's id, where its raw bytes lie, and when it arrived.

    `delivery_id` is the idempotency key: the same one again changes nothing. `correlation_id` ties the logs of
    the request that received it to those of whoever handles it later.
    """

    company_id: str
    connection_id: str
    delivery_id: str
    raw_key: str
    received_at: datetime
    correlation_id: str = ""

    def to_message(self) -> dict[str, str]:
        """Return the delivery as a queue message."""
        return {
            "company_id": self.company_id,
            "connection_id": self.connection_id,
            "delivery_id": self.delivery_id,
            "raw_key": self.raw_key,
            "received_at": self.received_at.isoformat(),
            "correlation_id": self.correlation_id,
        }

    @classmethod
    def of_message(cls, message: Mapping[str, Any]) -> "Delivery":
        """Read a queue message."""
        return cls(
            company_id=str(message["company_id"]),
            connection_id=str(message["connection_id"]),
            delivery_id=str(message["delivery_id"]),
            raw_key=str(message["raw_key"]),
            received_at=datetime.fromisoformat(str(message["received_at"])),
            correlation_id=str(message.get("correlation_id", "")),
        )


@dataclass(frozen=True, slots=True)
class Quarantined:
    """One record of a delivery that was kept but not counted, and why; `place` counts the records from 0."""

    delivery_id: str
    place: int
    connection_id: str
    raw_key: str
    code: str
    reason_zh: str
    reason_en: str
    received_at: datetime
    version: int = 1
