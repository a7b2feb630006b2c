"""Make ministack's services repeatable: same calls, same instants, same seeds, same state."""

import copy
import datetime
import hashlib
import time
import uuid
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any


class Moment:
    """The instant and the ids of the call being executed; the real ones outside of such a call."""

    def __init__(self) -> None:
        self._at: float | None = None
        self._seed = b""
        self._drawn = 0

    def set(self, at: float | None, seed: str) -> None:
        self._at, self._seed, self._drawn = at, seed.encode(), 0

    def time(self) -> float:
        return time.time() if self._at is None else self._at

    def new_uuid(self) -> str:
        if self._at is None:
            return str(uuid.uuid4())
        self._drawn += 1
        drawn = hashlib.sha256(self._seed + self._drawn.to_bytes(4)).digest()
        return str(uuid.UUID(bytes=drawn[:16], version=4))


def make_repeatable(services: Mapping[str, Any], responses: Any, moment: Moment) -> None:
    """
    Let the service modules see this moment's clock and ids, and finish what they would leave to threads.

    Once in a process. Only names these modules look up are replaced; no other module is touched, except that
    `responses` gets the moment's clock.
    """
    clock, days = _Overlay(time, time=moment.time), _datetime_at(moment)
    responses.datetime = days
    for module in services.values():
        module.time = clock
        module.new_uuid = moment.new_uuid
    dynamodb, s3 = services["dynamodb"], services["s3"]
    dynamodb._transact_write_items = _remembering(dynamodb, dynamodb._transact_write_items)
    s3._dt = _Overlay(datetime, datetime=days)
    s3._event_sequence = iter(lambda: int(moment.time() * 1_000_000), None)
    s3._fire_s3_event_async = lambda *args, **more: _notify(s3, *args, **more)
    services["secretsmanager"]._emit_secret_label_updated = lambda *_: None  # EventBridge is not offered


def _datetime_at(moment: Moment) -> type[datetime.datetime]:
    class Datetime(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Any:
            return datetime.datetime.fromtimestamp(moment.time(), tz)

        @classmethod
        def utcnow(cls) -> Any:
            return cls.now(datetime.UTC).replace(tzinfo=None)

    return Datetime


def _notify(s3: Any, bucket: str, key: str, event: str, *args: Any, **more: Any) -> None:
    """Deliver a bucket's notification before the answer, as part of the call that caused it."""
    if bucket in s3._bucket_notifications:
        s3._fire_s3_event(bucket, key, event, *args, sequencer=s3._next_event_sequencer(event), **more)


def _remembering(dynamodb: Any, transact: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    """
    Keep beside a ClientRequestToken the request as it came.

    ministack keeps the one whose numbers it has meanwhile brought into their normal form, and takes the repeat
    of a request with 1.50 for another request.
    """

    def transact_and_remember(request: dict[str, Any]) -> Any:
        came = copy.deepcopy({name: value for name, value in request.items() if name != "ClientRequestToken"})
        answer = transact(request)
        kept = dynamodb._txn_idempotency.get(request.get("ClientRequestToken"))
        if kept and answer[0] == 200:
            kept["signature"] = came
        return answer

    return transact_and_remember


class _Overlay:
    """A module with some names replaced, for those who are given this instead of the module."""

    def __init__(self, module: ModuleType, **names: Any) -> None:
        self._module = module
        vars(self).update(names)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)
