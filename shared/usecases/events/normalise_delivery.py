"""Normalise a delivery that was kept and queued: its raw bytes become canonical events."""

import hashlib
import json
from decimal import Decimal
from typing import Any

from shared.adapters.documents.store import Documents
from shared.adapters.dynamo import dispatch, refs
from shared.adapters.dynamo.commands import KeyReused
from shared.adapters.dynamo.dispatch import Connection
from shared.adapters.dynamo.store import every, load
from shared.domain.company import Company
from shared.domain.errors import DomainError
from shared.domain.kpi.events import Event
from shared.usecases.events.deliveries import Delivery, Quarantined
from shared.usecases.events.ingest import Ingested, ingest, quarantined
from shared.usecases.events.map_event import Directory, NotAnEvent, map_event


def normalise_delivery(*, delivery: Delivery, documents: Documents) -> Ingested:
    """
    Turn one kept delivery into events. The same delivery again, or another body under its id, adds nothing.

    Records that cannot be read are set aside with the reason; the others count.
    """
    raw = documents.get(delivery.raw_key)
    connection = dispatch.connection(delivery.connection_id)
    company_ref = refs.company(delivery.company_id)
    company = load([company_ref]).get(company_ref)
    directory = directory_of(connection, company)
    found, aside = read_payloads(payloads_of(raw), delivery=delivery, company=company, directory=directory)
    try:
        return ingest(
            company_id=company.id,
            connection_id=connection.id,
            key=delivery.delivery_id,
            body_hash=hashlib.sha256(raw).hexdigest(),
            found=found,
            set_aside=aside,
            at=delivery.received_at,
        )
    except KeyReused:
        return Ingested(known=len(found))


def read_payloads(
    payloads: list[Any], *, delivery: Delivery, company: Company, directory: Directory
) -> tuple[list[Event], list[Quarantined]]:
    """Map each payload; those that are no event are set aside, each with its reason."""
    found: list[Event] = []
    aside: list[Quarantined] = []
    for place, payload in enumerate(payloads):
        try:
            if not isinstance(payload, dict):
                raise NotAnEvent(field="type")
            found.append(
                map_event(
                    payload,
                    company=company,
                    directory=directory,
                    connection_id=delivery.connection_id,
                    received_at=delivery.received_at,
                    raw_ref=delivery.raw_key,
                )
            )
        except DomainError as error:
            aside.append(quarantined(delivery, place, error))
    return found, aside


def payloads_of(raw: bytes) -> list[Any]:
    """Return the events of a body: one object, a list of them, or `{"events": […]}`; numbers stay exact."""
    body = json.loads(raw, parse_float=Decimal)
    if isinstance(body, dict) and isinstance(body.get("events"), list):
        return list(body["events"])
    return body if isinstance(body, list) else [body]


def directory_of(connection: Connection, company: Company) -> Directory:
    """Return who is meant by the names that a connection uses."""
    return Directory.of(every(refs.people(company.id)), connection.config.get("people"))
