"""Receive a webhook: prove who sent it, keep the bytes, queue it, answer."""

from collections.abc import Callable, Mapping
from datetime import datetime

from shared.adapters.documents.store import Documents
from shared.adapters.dynamo.dispatch import Connection
from shared.adapters.queues.queue import Queue
from shared.adapters.vendors import standard_webhooks
from shared.domain.ids import digest32
from shared.usecases.events.deliveries import Delivery


def receive_delivery(
    *,
    connection: Connection,
    headers: Mapping[str, str],
    body: bytes,
    at: datetime,
    documents: Documents,
    inbound: Queue,
    check: Callable[[bytes], object],
    correlation_id: str = "",
) -> Delivery:
    """
    Keep a delivery and queue it for the normaliser; nothing is kept of one that cannot be proven.

    The object's key is derived from the delivery's id and bytes, so a repeat overwrites the same bytes. `check`
    reads the proven body and raises if it is no JSON.

    :raises Refused: if the signature or the timestamp does not hold.
    :raises DomainError: whatever `check` raises; nothing is kept then.
    """
    delivery_id = standard_webhooks.verify(
        headers,
        body,
        secrets=secrets_of(connection),
        at=at,
        tolerance_s=int(connection.config.get("tolerance_s", standard_webhooks.TOLERANCE_S)),
    )
    check(body)
    delivery = Delivery(
        company_id=connection.company_id,
        connection_id=connection.id,
        delivery_id=delivery_id,
        raw_key=raw_key(connection, digest32(24, delivery_id, body.hex()), at),
        received_at=at,
        correlation_id=correlation_id,
    )
    documents.put(delivery.raw_key, body, content_type="application/octet-stream")
    inbound.send(delivery.to_message())
    return delivery


def secrets_of(connection: Connection) -> list[str]:
    """Return the secrets that may sign for a connection: several while one is being rotated."""
    many = connection.config.get("secrets")
    one = connection.config.get("secret")
    return [str(each) for each in many] if many else [str(one)] if one else []


def raw_key(connection: Connection, name: str, at: datetime) -> str:
    """Return where the raw bytes of a delivery lie: under the company's prefix, by connection and day."""
    return f"{connection.company_id}/raw/{connection.id}/{at:%Y-%m-%d}/{name}"
