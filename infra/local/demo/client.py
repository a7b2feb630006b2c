"""Calls the service as any program would: HTTP, JSON, bearer tokens; a refusal that nobody expected ends the demo."""

import http.client
import json
from collections.abc import Collection, Iterator, Mapping
from types import TracebackType
from typing import Any
from urllib.parse import urlencode, urlsplit

from infra.refusal import Refusal

LONGEST_SECONDS = 630.0
"""Longer than a job may take, with all that it queues."""


class DemoFailed(Refusal):
    """The demo could not go on; running it again takes it up where it stopped."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(
            f"演示未能完成（{zh}），再次运行会从中断处继续，--fresh 可从头开始",
            f"the demo could not go on ({en}): run it again to take it up, or start over with --fresh",
        )


class Api:
    """One kept connection to the service; for one thread."""

    def __init__(self, base_url: str) -> None:
        address = urlsplit(base_url)
        self._connection = http.client.HTTPConnection(
            str(address.hostname), address.port, timeout=LONGEST_SECONDS
        )

    def __enter__(self) -> "Api":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = None,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
        raw: bytes | None = None,
        allow: Collection[int] = (),
    ) -> tuple[int, Any]:
        """
        Make one call and return status and JSON body.

        :param key: the Idempotency-Key.
        :param raw: the bytes to send instead of `body` as JSON.
        :param allow: statuses of 400 and above that are expected.
        :raises DemoFailed: on any other refusal, or if the service does not answer.
        """
        sent = {"Content-Type": "application/json", **(headers or {})}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        if key:
            sent["Idempotency-Key"] = key
        content = (
            raw
            if raw is not None
            else json.dumps(body, ensure_ascii=False).encode()
            if body is not None
            else b""
        )
        status, answer = self._exchange(method, path, content, sent)
        if status >= 400 and status not in allow:
            detail = answer.get("detail") or answer.get("title") if isinstance(answer, dict) else answer
            raise DemoFailed(f"{method} {path}：{status} {detail}", f"{method} {path}: {status}")
        return status, answer

    def get(self, path: str, token: str, **query: object) -> Any:
        """Return the body of a GET; parameters that are None are left out, and `from_` is `from`."""
        given = {name.rstrip("_"): value for name, value in query.items() if value is not None}
        return self.call("GET", f"{path}?{urlencode(given)}" if given else path, token=token)[1]

    def every(self, path: str, token: str, **query: object) -> Iterator[dict[str, Any]]:
        """Yield all items of a list, page by page."""
        cursor: str | None = None
        while True:
            page = self.get(path, token, cursor=cursor, limit=100, **query)
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def _exchange(
        self, method: str, path: str, content: bytes, headers: Mapping[str, str]
    ) -> tuple[int, Any]:
        for last in (
            False,
            True,
        ):  # a connection that was kept may have been closed: every call can be repeated
            try:
                self._connection.request(method, path, content or None, dict(headers))
                answer = self._connection.getresponse()
                text = answer.read()
                return answer.status, json.loads(text) if text else None
            except (http.client.HTTPException, OSError, ValueError) as error:
                self._connection.close()
                if last:
                    reason = f"{method} {path}: {type(error).__name__}"
                    raise DemoFailed(f"服务没有应答 {reason}", f"no answer to {reason}") from None
        raise AssertionError("the second try returns or raises")
