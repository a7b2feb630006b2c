"""Pull a connection's source, page by page; its cursor moves on only after the last page is stored.

The window overlaps the one before by ten minutes, since sources index late; what comes twice has the same id.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from shared.adapters.documents.store import Documents
from shared.adapters.dynamo import dispatch, events, refs
from shared.adapters.dynamo.commands import Command, Key, Raw, commit, job_actor
from shared.adapters.dynamo.dispatch import Connection
from shared.adapters.dynamo.records import Post
from shared.adapters.dynamo.store import load
from shared.adapters.vendors.paged_source import SourceFailed, pages
from shared.domain.ids import digest32
from shared.usecases.events.deliveries import Delivery
from shared.usecases.events.ingest import Ingested, ingest
from shared.usecases.events.normalise_delivery import directory_of, read_payloads
from shared.usecases.events.receive_delivery import raw_key

OVERLAP = timedelta(minutes=10)


def pull_source(*, connection_id: str, at: datetime, documents: Documents, local: bool) -> Ingested:
    """
    Fetch what is new at a connection's source and add its events. Nothing to pull is zero of everything.

    :raises SourceFailed: if a page cannot be had; the feed is marked, the cursor stays, and the next pull
        fetches it again.
    :raises SourceRefused: if the source's address may not be called.
    """
    connection = dispatch.connection(connection_id)
    source = connection.config.get("pull")
    if connection.paused or not isinstance(source, dict) or not source.get("url"):
        return Ingested()
    try:
        total = _pull_pages(connection, source, at=at, documents=documents, local=local)
    except SourceFailed:
        events.failing(connection.company_id, connection.id, at)
        raise
    _advance(connection, at)
    return total


def _pull_pages(
    connection: Connection, source: Mapping[str, Any], *, at: datetime, documents: Documents, local: bool
) -> Ingested:
    company_ref = refs.company(connection.company_id)
    company = load([company_ref]).get(company_ref)
    directory = directory_of(connection, company)
    total = Ingested()
    for page in pages(str(source["url"]), token=source.get("token"), since=_since(connection), local=local):
        digest = hashlib.sha256(page.raw).hexdigest()
        delivery = Delivery(
            connection.company_id,
            connection.id,
            f"pull-{digest[:32]}",
            raw_key(connection, f"pull-{digest32(24, digest)}", at),
            at,
        )
        documents.put(delivery.raw_key, page.raw, content_type="application/json")
        items = json.loads(page.raw, parse_float=Decimal)["items"]
        read = read_payloads(items, delivery=delivery, company=company, directory=directory)
        total += ingest(
            company_id=company.id,
            connection_id=connection.id,
            key=delivery.delivery_id,
            body_hash=digest,
            found=read.events,
            set_aside=read.set_aside,
            totals=read.totals,
            at=at,
        )
    return total


def _since(connection: Connection) -> str | None:
    if connection.cursor is None:
        return None
    return (datetime.fromisoformat(connection.cursor) - OVERLAP).isoformat()


def _advance(connection: Connection, at: datetime) -> None:
    after = replace(connection, cursor=at.isoformat(), version=connection.version + 1)
    row = refs.member(connection.company_id, "job_pull")
    actor = job_actor(connection.company_id, "pull", load([row]).find(row))
    write = Raw(dispatch.connection_post(after), condition=Post.version == connection.version)
    key = Key("pull", f"{connection.id}:{at.isoformat()}", "")
    commit(Command("connection.pulled", [write]), actor=actor, key=key, answer={}, at=at)
