"""What the edge is given from outside: who verifies a token, who admits a caller, the clock, ids, log, secrets."""

import logging
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.edge.cursors import Cursors
from functions.edge.request import Admission, Caller, CommandKey
from functions.edge.wire import Wire
from shared.adapters.tokens import Claims


@dataclass(frozen=True, slots=True)
class Finished:
    """What is known of a request once it is answered: no more than a log may hold."""

    route: str
    status: int
    request_id: str
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Gate:
    """
    The edge's only way to the rest of the service; one object for each app.

    `verify(token, at)` returns what the token says or raises `Unauthenticated`. `admit(caller, refs, key)` reads
    the member row, the `refs` that the operation asks for and the earlier answer of `key` in one go; it raises
    an error of kind `unauthenticated` for somebody who is no longer a member. `done` is told of every answer.
    """

    verify: Callable[[str, datetime], Claims]
    admit: Callable[[Caller, Sequence[Any], CommandKey | None], Admission]
    now: Callable[[], datetime]
    new_request_id: Callable[[], str]
    cursors: Cursors
    log: logging.Logger
    done: Callable[[Finished], None] = lambda finished: None


@dataclass(slots=True)
class Exchange:
    """One request in flight; `status` is that of the answer, once there is one."""

    gate: Gate
    wire: Wire
    request_id: str
    status: int | None = None


CURRENT: ContextVar[Exchange] = ContextVar("exchange")
"""The request that this thread is answering."""
