"""ministack in this process: made quiet, and its state as one value.

A call that changes something runs to its end without giving way to another, sees one instant as "now", and
draws its ids from a seed, so that the same calls lead to the same state (see `repeatable`).
"""

import collections
import contextlib
import functools
import importlib
import io
import logging
import os
import pickle
import threading
from collections.abc import Iterator
from typing import Any, Final

from infra.local.calls import Answer, Call
from infra.local.repeatable import Moment, make_repeatable

_SERVICES: Final = ("dynamodb", "s3", "secretsmanager", "sqs")
_LOGGERS: Final = (*_SERVICES, "ministack", "concurrency", "eventbridge", "iam_evaluator", "persistence")
_ENVIRONMENT: Final = {
    "AUTH": "false",
    "LOCALSTACK_PERSISTENCE": "0",
    "LOG_LEVEL": "WARNING",
    "PERSIST_STATE": "0",
    "S3_PERSIST": "0",
    "SERVICES": "",
}
# Would delete items behind the journal. DynamoDB promises no moment for it, so a reader checks the time anyway.
_NO_THREAD: Final = "dynamodb-ttl-reaper"


class NotRepeatable(Exception):
    """The call waited for something, so it cannot be written down as one step."""


@functools.cache
def emulator() -> "Emulator":
    """Return the one ministack of this process; the first call imports it."""
    return Emulator()


class Emulator:
    """To be had from `emulator` only: its modules are prepared once."""

    def __init__(self) -> None:
        with _environment(), _unconfigured_logging(), _without_thread(_NO_THREAD):
            self._app = importlib.import_module("ministack.app").app
            self._modules = {
                name: importlib.import_module(f"ministack.services.{name}") for name in _SERVICES
            }
        for name in _LOGGERS:
            logging.getLogger(name).setLevel(logging.WARNING)
        self._moment = Moment()
        responses = importlib.import_module("ministack.core.responses")
        self._scoped = (responses.AccountScopedDict, responses.AccountRegionScopedDict)
        make_repeatable(self._modules, responses, self._moment)

    def run(self, call: Call, at: float | None = None, seed: str = "") -> Answer:
        """
        Execute one call to its end; with an instant given (POSIX seconds), repeatably.

        :raises NotRepeatable: if ministack wanted to wait.
        """
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": call.body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        steps = self._app(call.scope(), receive, send)
        self._moment.set(at, seed)
        try:
            steps.send(None)
        except StopIteration:
            pass
        else:
            steps.close()
            raise NotRepeatable(call.name)
        finally:
            self._moment.set(None, "")
        body = b"".join(message.get("body", b"") for message in sent[1:])
        return Answer(sent[0]["status"], tuple(sent[0]["headers"]), body)

    def dump(self) -> bytes:
        """Return the whole state."""
        return pickle.dumps({name: store._data for name, store in self._stores()}, protocol=5)

    def restore(self, state: bytes | memoryview | None) -> None:
        """
        Take on a dumped state; None is the empty one.

        :raises pickle.UnpicklingError: if the bytes hold anything but plain data.
        """
        saved = {} if state is None else _PlainData(io.BytesIO(state)).load()
        for name, store in self._stores():
            store._data.clear()
            store._data.update(saved.get(name, {}))

    def depths(self) -> list[int]:
        """Return how many messages each queue holds, in a fixed order."""
        return [len(queue["messages"]) for queue in self._queues()]

    def waiting_time(self, call: Call) -> float:
        """Return how many seconds this ReceiveMessage may wait for a message."""
        asked = call.json()
        if (wait := asked.get("WaitTimeSeconds")) is None:
            name = str(asked.get("QueueUrl", "")).rpartition("/")[2]
            queues = (queue for queue in self._queues() if queue["name"] == name)
            wait = next((queue["attributes"]["ReceiveMessageWaitTimeSeconds"] for queue in queues), 0)
        return float(wait)

    def deliver_again(self) -> None:
        """Make every message visible that was received and not deleted."""
        for queue in self._queues():
            for message in queue["messages"]:
                if message["receive_count"]:
                    message["visible_at"] = 0.0

    def _queues(self) -> list[dict[str, Any]]:
        return list(self._modules["sqs"]._queues.all_values())

    def _stores(self) -> Iterator[tuple[str, Any]]:
        for service, module in self._modules.items():
            for name, value in vars(module).items():
                if isinstance(value, self._scoped):
                    yield f"{service}.{name}", value


class _PlainData(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        match module, name:
            case "collections", "defaultdict":
                return collections.defaultdict
            case "builtins", "dict" | "set" | "frozenset" | "bytearray" as plain:
                return {"dict": dict, "set": set, "frozenset": frozenset, "bytearray": bytearray}[plain]
        raise pickle.UnpicklingError(f"{module}.{name} is no plain data")


@contextlib.contextmanager
def _environment() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in _ENVIRONMENT}
    os.environ.update(_ENVIRONMENT)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextlib.contextmanager
def _unconfigured_logging() -> Iterator[None]:
    """ministack configures the root logger when it is imported, unless that has a handler."""
    handler = logging.NullHandler()
    logging.root.addHandler(handler)
    try:
        yield
    finally:
        logging.root.removeHandler(handler)


@contextlib.contextmanager
def _without_thread(name: str) -> Iterator[None]:
    """Let imports start any thread but the one of this name."""
    original = threading.Thread

    class Selective(original):  # type: ignore[misc, valid-type]
        def start(self) -> None:
            if self.name != name:
                super().start()

    threading.Thread = Selective  # type: ignore[misc]
    try:
        yield
    finally:
        threading.Thread = original  # type: ignore[misc]
