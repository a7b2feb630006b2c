"""Puts the parts together: settings, tables, bucket, queues, keys and the clock, each made on first use.

Jobs use this as well as requests; what only a request needs is in `functions/admission.py`.
"""

from __future__ import annotations

import base64
import functools
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from functions.settings import Settings
from shared.adapters.documents.store import Documents
from shared.adapters.dynamo import records
from shared.adapters.queues.queue import Queue

if TYPE_CHECKING:
    from functions.edge.cursors import Cursors
    from shared.adapters import tokens
    from shared.adapters.documents.uploads import Uploads


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
    """Return the bucket of what is kept."""
    return Documents(_s3(), settings().bucket)


@functools.cache
def transit() -> Documents:
    """Return the bucket whose objects live a day."""
    return Documents(_s3(), settings().transit_bucket)


@functools.cache
def uploads() -> Uploads:
    """Return the same bucket as callers upload into it."""
    from shared.adapters.documents.uploads import Uploads

    return Uploads(_s3(), settings().transit_bucket)


@functools.cache
def _s3() -> Any:
    from botocore.config import Config

    # Links are signed by version 4: by default they are not, and S3 refuses those to encrypted objects. They name
    # the bucket's own region, since a form that is sent on from elsewhere arrives without its content.
    return _client("s3", config=Config(signature_version="s3v4", s3={"addressing_style": "virtual"}))


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
    for made in (settings, documents, transit, uploads, _s3, _sqs, _secret, keys, cursors):
        made.cache_clear()
