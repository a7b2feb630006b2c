"""What is found before the company is known: a connection by its id, and the companies a schedule walks over."""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.adapters.dynamo.codec import decode, encode
from shared.adapters.dynamo.records import Post
from shared.domain.errors import NotFound

SHARDS = 8
"""Partitions that the companies are spread over."""


@dataclass(frozen=True, slots=True)
class Connection:
    """
    A company's connection to one vendor account.

    `config` holds secrets, pull address and account bindings; it is never answered to anybody. `delivers` are
    the canonical event types that the account is known to send even before the first one arrived.
    """

    id: str
    company_id: str
    vendor: str
    config: Mapping[str, Any]
    delivers: tuple[str, ...] = ()
    cursor: str | None = None
    created_at: datetime | None = None
    version: int = 1
    paused: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)


def connection(connection_id: str) -> Connection:
    """Return the connection of this id.

    :raises NotFound: if there is none.
    """
    found = next(
        iter(Post.batch_get([(f"connection#{connection_id}", "connection")], consistent_read=True)), None
    )
    if found is None:
        raise NotFound()
    return decode(Connection, found.body or "{}")


def connections(connection_ids: Iterable[str]) -> dict[str, Connection]:
    """Return the connections that there are among these ids, in one batch read."""
    keys = [(f"connection#{each}", "connection") for each in sorted(set(connection_ids))]
    posts = Post.batch_get(keys, consistent_read=True) if keys else ()
    found = (decode(Connection, each.body or "{}") for each in posts)
    return {each.id: each for each in found}


def connection_post(value: Connection) -> Post:
    """Return the dispatch item of a connection."""
    return Post(f"connection#{value.id}", "connection", body=encode(value), version=value.version)


def pulled_post(value: Connection) -> Post:
    """Return the item by which the pull schedule finds a connection."""
    return Post(f"pulled#{zlib.crc32(value.company_id.encode()) % SHARDS}", f"{value.company_id}#{value.id}")


def pulled_connections() -> Iterator[tuple[str, str]]:
    """Yield company id and connection id of all connections that have a source to pull, a shard at a time."""
    for shard in range(SHARDS):
        for post in Post.query(f"pulled#{shard}"):
            company_id, _, connection_id = post.sk.partition("#")
            yield company_id, connection_id


def due_post(company_id: str) -> Post:
    """Return the item by which schedules find a company."""
    return Post(f"companies#{zlib.crc32(company_id.encode()) % SHARDS}", company_id)


def company_ids() -> Iterator[str]:
    """Yield the ids of all companies, a shard at a time."""
    for shard in range(SHARDS):
        for post in Post.query(f"companies#{shard}"):
            yield post.sk
