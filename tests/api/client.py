"""An HTTP client of the API, as a phone or a browser is one; it checks every answer that it gets."""

import http.client
import json
import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.api.contract import Contract


@dataclass(frozen=True)
class Reply:
    """One answer; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        """The JSON value of the answer, None for an empty one."""
        return json.loads(self.raw) if self.raw else None

    @property
    def code(self) -> str:
        """The problem's code."""
        return str(self.body["code"])

    @property
    def outcome(self) -> tuple[int, str | None]:
        """The status, with the problem's code if it is one."""
        return self.status, self.body.get("code") if self.status >= 400 else None

    @property
    def told(self) -> dict[str, Any]:
        """A problem without its request id: what an attacker could compare."""
        return {name: value for name, value in self.body.items() if name != "request_id"}


class Wire:
    """Sends requests over kept connections, one for each thread; checks nothing."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._of_thread = threading.local()

    def send(
        self, method: str, target: str, body: bytes | None, headers: list[tuple[str, str]]
    ) -> tuple[int, dict[str, str], bytes]:
        """Send one request as it is and return status, headers and body of the answer."""
        try:
            return self._once(method, target, body, headers)
        except (
            http.client.RemoteDisconnected,
            ConnectionResetError,
        ):  # a kept connection may end between two
            self._of_thread.connection = None
            return self._once(method, target, body, headers)

    def _once(
        self, method: str, target: str, body: bytes | None, headers: list[tuple[str, str]]
    ) -> tuple[int, dict[str, str], bytes]:
        connection = getattr(self._of_thread, "connection", None)
        if connection is None:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            self._of_thread.connection = connection
        connection.putrequest(method, target, skip_accept_encoding=True)
        for name, value in headers:
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        raw = answer.read()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, raw


@dataclass(frozen=True)
class Client:
    """
    Somebody who calls the API, with or without a token.

    `unseen` are texts that no answer to this caller may hold.
    """

    wire: Wire
    contract: Contract
    token: str | None = None
    language: str | None = None
    unseen: tuple[str, ...] = ()

    def get(self, path: str, **query: object) -> Reply:
        return self.send("GET", path, query=query)

    def post(self, path: str, body: Any = None, *, key: str | None = "", **headers: str) -> Reply:
        """Send a command under a new idempotency key, under `key`, or (None) without one."""
        kept = {} if key is None else {"Idempotency-Key": key or uuid.uuid4().hex}
        return self.send("POST", path, body, headers={**kept, **headers})

    def patch(self, path: str, body: Any) -> Reply:
        return self.send("PATCH", path, body)

    def delete(self, path: str, **query: object) -> Reply:
        return self.send("DELETE", path, query=query)

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        checked: bool = True,
    ) -> Reply:
        """Send one request; `body` is a JSON value, or bytes that go out as they are."""
        target = f"{path}?{urlencode(dict(query))}" if query else path
        raw = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Content-Type": "application/json"} if raw is not None else {}
        if self.token is not None:
            sent["Authorization"] = f"Bearer {self.token}"
        if self.language is not None:
            sent["Accept-Language"] = self.language
        status, answered, found = self.wire.send(method, target, raw, [*{**sent, **(headers or {})}.items()])
        if checked:
            self.contract.check(method, path, status, answered, found)
        leaked = [text for text in self.unseen if text.encode() in found]
        assert not leaked, f"{method} {path} shows {leaked}"
        return Reply(status, answered, found)
