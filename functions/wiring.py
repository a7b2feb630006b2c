"""Puts the parts together: settings, tables, bucket, queues, keys and the clock, each made on first use.

Jobs import this module, too: what only a request needs is loaded when there is one.
"""

from __future__ import annotations

import base64
import functools
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from functions.observability import logger, request_done
from functions.settings import Settings
from shared.adapters.documents.store import Documents
from shared.adapters.dynamo import records
from shared.adapters.queues.queue import Queue
from shared.domain.ids import new_id

if TYPE_CHECKING:
    from functions.edge.cursors import Cursors
    from functions.edge.gate import Gate
    from functions.edge.request import Admission, Answer, ApiRequest, Caller, CommandKey
    from shared.adapters import tokens
    from shared.adapters.dynamo.commands import Command
    from shared.adapters.dynamo.refs import Ref
    from shared.domain.people import Member


def _real_time() -> datetime:
    return datetime.now(UTC)


_clock: Callable[[], datetime] = _real_time


def set_clock(clock: Callable[[], datetime]) -> None:
    """Replace the clock that the edge reads; a laptop may run at a set time."""
    global _clock
    _clock = clock


def now() -> datetime:
    """Return the present instant, in UTC."""
    return _clock()


@functools.cache
def settings() -> Settings:
    """Return the settings, read from the environment once; the tables are known from here on."""
    read = Settings.read()
    records.connect(table=read.table, dispatch_table=read.dispatch_table)
    return read


@functools.cache
def documents() -> Documents:
    """Return the bucket."""
    from botocore.config import Config

    # links are signed by version 4: by default they are not, and S3 refuses those to encrypted objects
    return Documents(_client("s3", config=Config(signature_version="s3v4")), settings().bucket)


@functools.cache
def _sqs() -> Any:
    return _client("sqs")


def inbound() -> Queue:
    """Return the queue of deliveries that wait for the normaliser."""
    return Queue(_sqs(), settings().inbound_queue_url)


def work() -> Queue:
    """Return the queue of jobs, one message a company or connection."""
    return Queue(_sqs(), settings().work_queue_url)


@functools.cache
def _secret() -> Mapping[str, Any]:
    found = _client("secretsmanager").get_secret_value(SecretId=settings().keys_secret)
    return dict(json.loads(found["SecretString"]))


def _client(service: str, **more: Any) -> Any:
    settings()  # names the tables, whose session the client shares
    return records.session().create_client(service, **more)


@functools.cache
def keys() -> tokens.Keys:
    """Return the keys that sign and verify access tokens; a short or well-known one stops the start."""
    from shared.adapters import tokens

    return tokens.Keys.read(json.dumps(_secret()["tokens"]))


@functools.cache
def cursors() -> Cursors:
    """Return what seals the cursors of lists."""
    from functions.edge.cursors import Cursors

    return Cursors(base64.urlsafe_b64decode(_secret()["cursors"] + "=="))


def forget() -> None:
    """Drop everything made so far and return to the real time, for a process that changes its environment."""
    set_clock(_real_time)
    for made in (settings, documents, _sqs, _secret, keys, cursors):
        made.cache_clear()


def admit(caller: Caller, wanted: Sequence[Ref[Any]], command: CommandKey | None) -> Admission:
    """
    Read, in one batch, who calls, what the operation needs, and whether this command was done before.

    :raises SeatRemoved: if the caller has no active seat.
    :raises KeyReused: if the command's key was used for another request.
    """
    from functions.edge.request import Admission, PreviousAnswer
    from shared.adapters.dynamo import audit, refs
    from shared.adapters.dynamo.commands import SeatRemoved
    from shared.adapters.dynamo.store import load

    settings()
    seat = refs.member(caller.company_id, caller.person_id)
    entry = (
        [audit.entry_ref(caller.company_id, caller.person_id, command.route, command.key)] if command else []
    )
    loaded = load([seat, *entry, *wanted])
    actor = loaded.find(seat)
    if actor is None or not actor.is_active:
        raise SeatRemoved()
    previous = loaded.find(entry[0]) if entry else None
    return Admission(
        actor=actor,
        loaded=loaded,
        previous=PreviousAnswer(previous.body_hash, _kept(previous.answer)) if previous else None,
    )


def commit(request: ApiRequest, command: Command, answer: Answer, *, actor: Member | None = None) -> Answer:
    """
    Write a command and return its answer, or the first answer if the same command was faster on another way.

    `actor` is the caller's member row if the request has moved it on already.

    :raises DomainError: as `shared.adapters.dynamo.commands.commit`.
    """
    from shared.adapters.dynamo import commands

    # an edit names the version it saw, so what was asked is key enough
    key = commands.Key(request.route, request.key or request.body_hash, request.body_hash)
    done = commands.commit(
        command, actor=actor or actor_of(request), key=key, answer=keep(answer), at=request.received_at
    )
    return _kept(done.answer) if done.replayed else answer


def actor_of(request: ApiRequest) -> Member:
    """Return the admitted caller.

    :raises SeatRemoved: if there is none.
    """
    if request.actor is None:
        from shared.adapters.dynamo.commands import SeatRemoved

        raise SeatRemoved()
    return request.actor


def keep(answer: Answer) -> dict[str, Any]:
    """Return an answer as the audit entry keeps it."""
    return {"status": answer.status, "body": answer.plain()}


def _kept(kept: Mapping[str, Any]) -> Answer:
    from functions.edge.request import Answer

    return Answer(int(kept["status"]), kept["body"], {"Idempotency-Replayed": "true"})


def gate() -> Gate:
    """Return what the edge is given; made once, at the first request."""
    from functions.edge.gate import Gate
    from shared.adapters import tokens

    return Gate(
        verify=lambda token, at: tokens.verify(token, keys=keys(), now=at),
        admit=admit,
        now=now,
        new_request_id=lambda: new_id("req", now()),
        cursors=cursors(),
        log=logger(),
        done=request_done,
    )
