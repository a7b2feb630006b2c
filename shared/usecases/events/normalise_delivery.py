"""Normalise a delivery that was kept and queued: its raw bytes become canonical events."""

import hashlib
import json
from dataclasses import dataclass
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
from shared.usecases.events.read_total import ReadTotal, is_total, read_total


@dataclass(frozen=True, slots=True)
class Payloads:
    """What the payloads of a delivery are: events, a source's own totals, and what could not be read."""

    events: list[Event]
    totals: list[ReadTotal]
    set_aside: list[Quarantined]


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
    read = read_payloads(payloads_of(raw), delivery=delivery, company=company, directory=directory)
    try:
        return ingest(
            company_id=company.id,
            connection_id=connection.id,
            key=delivery.delivery_id,
            body_hash=hashlib.sha256(raw).hexdigest(),
            found=read.events,
            set_aside=read.set_aside,
            totals=read.totals,
            at=delivery.received_at,
        )
    except KeyReused:
        return Ingested(known=len(read.events))


def read_payloads(
    payloads: list[Any], *, delivery: Delivery, company: Company, directory: Directory
) -> Payloads:
    """Map each payload to an event or a control total; what is neither is set aside, each with its reason."""
    read = Payloads([], [], [])
    for place, payload in enumerate(payloads):
        try:
            if not isinstance(payload, dict):
                raise NotAnEvent(field="type")
            if is_total(payload):
                total = read_total(
                    payload, company=company, received_at=delivery.received_at, raw_ref=delivery.raw_key
                )
                read.totals.append(total)
                continue
            read.events.append(
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
            read.set_aside.append(quarantined(delivery, place, error))
    return read


def payloads_of(raw: bytes) -> list[Any]:
    """Return the events of a body: one object, a list of them, or `{"events": […]}`; numbers stay exact."""
    body = json.loads(raw, parse_float=Decimal)
    if isinstance(body, dict) and isinstance(body.get("events"), list):
        return list(body["events"])
    return body if isinstance(body, list) else [body]


def directory_of(connection: Connection, company: Company) -> Directory:
    """Return who is meant by the names that a connection uses."""
    return Directory.of(every(refs.people(company.id)), connection.config.get("people"))
