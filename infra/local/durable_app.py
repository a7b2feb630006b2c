"""The ASGI application in front of ministack: no answer leaves before all it tells of is on the disk."""

import asyncio
import contextlib
import logging
import os
import re
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, Final

from infra.local.calls import Answer, Call, Entry, refusal
from infra.local.emulator import Emulator, NotRepeatable
from infra.local.group_commit import GroupCommit
from infra.local.journal import Journal
from infra.local.state_dir import StateDir

log: Final = logging.getLogger("gangji.engine")

LONG_JOURNAL: Final = (
    2_000  # records, a replay of less than a second; from there on a snapshot is worth its time
)
_LONG_BYTES: Final = 32 * 1024 * 1024
_TOO_LONG: Final = 4  # times as long, a snapshot no longer waits for a quiet moment
_QUIET_SECONDS: Final = 0.2
_POLL_SECONDS: Final = 0.25

# Work that goes on in a thread of ministack's after the answer, where it could not be repeated.
_NOT_OFFERED: Final = (
    "dynamodb.ImportTable",
    "dynamodb.ExportTableToPointInTime",
    "secretsmanager.RotateSecret",
)
_RESTORE: Final = re.compile(r"(^|&)restore(=|&|$)")  # of an S3 object from Glacier
_HAS_MESSAGES: Final = b'"Messages"'


@dataclass(frozen=True)
class Fault:
    """What a test does to one request."""

    delay: float = 0.0  # seconds before anything else
    answer: Answer | None = None  # given instead of executing
    lose_answer: bool = (
        False  # execute, then cut the connection; not for HEAD, whose answer has no body to miss
    )


Before = Callable[[Call], Fault | None]


class DurableApp:
    """Executes calls one after another in one event loop, and journals those that changed something."""

    def __init__(
        self,
        emulator: Emulator,
        state: StateDir,
        journal: Journal,
        disk: Executor,
        *,
        before: Before | None,
        long_journal: int,
    ) -> None:
        self._emulator = emulator
        self._state = state
        self._disk = disk
        self._before = before
        self._long_journal = long_journal
        self._commit = GroupCommit(journal, disk)
        self._open = asyncio.Event()
        self._open.set()
        self._stopping = asyncio.Event()
        self._change: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._last_change = 0.0

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            with contextlib.suppress(ConnectionAbortedError):
                await self._serve(Call.received(scope, await _whole_body(receive)), send)

    async def keep_short(self) -> None:
        """Take snapshots at quiet moments until `stop`."""
        while not self._stopping.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), _POLL_SECONDS)
            journal = self._commit.journal
            length = max(journal.records / self._long_journal, journal.bytes / _LONG_BYTES)
            quiet = time.monotonic() - self._last_change > _QUIET_SECONDS
            if length >= _TOO_LONG or (length >= 1 and quiet):
                await self.snapshot()

    async def snapshot(self) -> None:
        """Begin a new generation; calls that arrive meanwhile wait. Nothing to do if nothing was journaled."""
        self._open.clear()
        try:
            await self._commit.settled()
            if self._commit.journal.records:
                state = self._emulator.dump()
                loop = asyncio.get_running_loop()
                fresh = await loop.run_in_executor(self._disk, self._state.begin, state)
                self._commit.journal.close()
                self._commit.journal = fresh
        except OSError as reason:
            self._commit.fail(reason)
            log.error("the local engine cannot write its state any more: %s", reason)
        finally:
            self._open.set()

    async def close(self) -> None:
        """Take the last snapshot; what is still waiting will never be executed."""
        await self.snapshot()
        self._open.clear()
        self._commit.journal.close()

    def stop(self) -> None:
        """Let waiting receivers and `keep_short` return."""
        self._stopping.set()
        self._announce()

    async def _serve(self, call: Call, send: Any) -> None:
        fault = (self._before and self._before(call)) or Fault()
        if fault.delay:
            await asyncio.sleep(fault.delay)
        answer = fault.answer or await self._answer(call)
        if fault.lose_answer:  # it begins and never comes: the server cuts the connection
            await send({"type": "http.response.start", "status": 200, "headers": []})
            return
        await send({"type": "http.response.start", "status": answer.status, "headers": list(answer.headers)})
        await send({"type": "http.response.body", "body": answer.body})

    async def _answer(self, call: Call) -> Answer:
        if not _offered(call):
            return refusal(call, "NotImplemented", f"the local engine does not offer {call.name}", 501)
        try:
            answer = await (self._receive(call) if call.name == "sqs.ReceiveMessage" else self._execute(call))
            await self._commit.settled()
        except OSError as reason:
            message = f"the local engine cannot write its state: {reason}"
            return refusal(call, "ServiceUnavailable", message, 503)
        except NotRepeatable:
            return refusal(call, "NotImplemented", f"the local engine does not offer {call.name}", 501)
        return answer

    async def _execute(self, call: Call) -> Answer:
        """Execute a call; once the engine is open, nothing else runs in this loop until it is done."""
        while not self._open.is_set():
            await self._open.wait()
        self._commit.check()
        if call.changes_nothing:
            return self._emulator.run(call)
        depths = self._emulator.depths()
        at, seed = time.time(), os.urandom(8).hex()
        answer = self._emulator.run(call, at, seed)
        if _changed_something(call, answer) or self._emulator.depths() != depths:
            self._commit.add(Entry(call.admitted(), at, seed, answer.status).to_bytes())
            self._last_change = time.monotonic()
            self._announce()
        return answer

    async def _receive(self, call: Call) -> Answer:
        """Receive, with the waiting done here: each attempt is one step that can be repeated."""
        until = time.monotonic() + self._emulator.waiting_time(call)
        attempt = call.with_json(WaitTimeSeconds=0)
        while True:
            change = self._change
            answer = await self._execute(attempt)
            left = until - time.monotonic()
            if _HAS_MESSAGES in answer.body or answer.status != 200 or left <= 0 or self._stopping.is_set():
                return answer
            await asyncio.wait({change}, timeout=min(left, _POLL_SECONDS))

    def _announce(self) -> None:
        change, self._change = self._change, asyncio.get_running_loop().create_future()
        change.set_result(None)


def _offered(call: Call) -> bool:
    return call.service is not None and call.name not in _NOT_OFFERED and not _RESTORE.search(call.query)


def _changed_something(call: Call, answer: Answer) -> bool:
    """An answer of 5xx may hide half an effect; executed again, it has the same half."""
    if call.name == "sqs.ReceiveMessage":
        return _HAS_MESSAGES in answer.body
    return answer.status < 400 or answer.status >= 500


async def _whole_body(receive: Callable[[], Awaitable[dict[str, Any]]]) -> bytes:
    parts = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise ConnectionAbortedError
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def _lifespan(receive: Any, send: Any) -> None:
    for event in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{event}.complete"})
