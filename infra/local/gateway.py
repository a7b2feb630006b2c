"""Plays Amazon API Gateway (REST) for the Chalice app: HTTP in, proxy event to the app, its answer out.

What API Gateway refuses by itself is refused here as well, as problem documents: unknown paths, wrong methods,
bodies beyond 10 MiB, answers that take longer than 29 seconds.
"""

import asyncio
import base64
import json
import logging
import re
import uuid
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from chalice.app import Chalice

from functions.edge import problems
from functions.edge.request import Answer
from functions.edge.wire import language_of
from infra.local.events import HttpRequest, LambdaContext, rest_event
from infra.local.routes import Match, Routes
from shared.domain.errors import DomainError

LARGEST_BODY = 10 * 1024 * 1024
LONGEST_SECONDS = 29.0
THREADS = 16

_MOST_DISCARDED = 8 * LARGEST_BODY
_LONGEST_DISCARDING = 10.0
_WITHOUT_BODY = (204, 304)
_ORIGIN = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://[^/]*")
"""What an absolute request target (RFC 9112 section 3.2.2) has in front of its path."""
_HOP_BY_HOP = ("connection", "content-length", "keep-alive", "transfer-encoding", "upgrade")

log = logging.getLogger(__name__)


class BodyTooLarge(DomainError):
    """The body is larger than API Gateway takes."""

    kind, code = "too_large", "gateway.body_too_large"
    zh = "请求正文超过 10 MiB，请分批发送，或通过上传链接发送文件。"
    en = "The body is larger than 10 MiB. Send it in parts, or send files through an upload link."


class TookTooLong(DomainError):
    """The operation did not answer within the time that API Gateway grants."""

    kind, code = "unavailable", "gateway.timeout"
    zh = "处理时间过长，请稍后用同一个 Idempotency-Key 重试。"
    en = "This took too long. Try again shortly, with the same Idempotency-Key."


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP answer."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def of(cls, answer: Answer) -> "Reply":
        """Return an answer of the edge as it goes over the wire."""
        headers = {"Content-Type": "application/json", **answer.headers}
        return cls(answer.status, tuple(headers.items()), answer.text().encode())


Say = Callable[[Mapping[str, Any]], None]
Handles = Callable[[HttpRequest, Say], Reply]
"""Answers what lies under `/local`; tells how far it got to a client that takes `application/x-ndjson`."""
Pages = Callable[[HttpRequest], Reply | None]
"""Answers a GET that no resource of the API takes, or returns None."""


class Gateway:
    """An ASGI application in front of one Chalice app, which several threads call at once."""

    def __init__(
        self,
        app: Chalice,
        *,
        handles: Handles | None = None,
        pages: Pages = lambda request: None,
        seconds: float = LONGEST_SECONDS,
    ) -> None:
        self._app = app
        self._routes = Routes(app.routes)
        self._handles = handles
        self._pages = pages
        self._seconds = seconds
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="lambda")

    def close(self) -> None:
        """Take no more requests; those that wait for a thread are dropped."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one ASGI scope."""
        if scope["type"] == "http":
            await self._serve(scope, receive, send)
        elif scope["type"] == "lifespan":
            await _live(receive, send)
        else:
            await send({"type": "websocket.close"})

    async def _serve(self, scope: Any, receive: Any, send: Any) -> None:
        request, ended = await _read(scope, receive)
        if request is None:
            return  # the client left
        if not ended:
            reply = _problem(BodyTooLarge(), request)
            await _send(send, reply, meanwhile=_discard(receive))
        elif self._handles and request.path.startswith("/local/"):
            await self._serve_handle(self._handles, request, send)
        else:
            await _send(send, await self._answer(request))

    async def _answer(self, request: HttpRequest) -> Reply:
        match = self._routes.match(request.path)
        if match is None:
            page = self._pages(request) if request.method in ("GET", "HEAD") else None
            return page or _problem(problems.RouteNotFound(), request)
        methods = self._app.routes[match.resource]
        if request.method not in methods:
            return _problem(problems.MethodNotAllowed(allow=", ".join(sorted(methods))), request)
        try:
            async with asyncio.timeout(self._seconds):
                return await self._in_thread(self._invoke, request, match)
        except TimeoutError:
            return _problem(TookTooLong(), request)

    def _invoke(self, request: HttpRequest, match: Match) -> Reply:
        event = rest_event(request, match.resource, match.parameters)
        try:
            answer = self._app(event, LambdaContext("gangji-local-APIHandler", self._seconds))
            return _reply(answer)
        except Exception:
            log.exception("the function failed")
            return _problem(problems.ServiceUnavailable(), request)

    async def _serve_handle(self, handles: Handles, request: HttpRequest, send: Any) -> None:
        if request.header("accept") != "application/x-ndjson":
            await _send(send, await self._in_thread(handles, request, lambda progress: None))
            return
        loop, lines = asyncio.get_running_loop(), asyncio.Queue[Mapping[str, Any]]()

        def say(progress: Mapping[str, Any]) -> None:
            loop.call_soon_threadsafe(lines.put_nowait, {"progress": progress})

        working = asyncio.ensure_future(self._in_thread(handles, request, say))
        working.add_done_callback(lambda done: lines.put_nowait(_last_line(done)))
        await send(_start(200, [("Content-Type", "application/x-ndjson")]))
        more = True
        while more:
            line = await lines.get()
            more = "progress" in line
            text = json.dumps(line, ensure_ascii=False) + "\n"
            await send({"type": "http.response.body", "body": text.encode(), "more_body": more})

    def _in_thread(self, act: Callable[..., Reply], *given: Any) -> Awaitable[Reply]:
        return asyncio.get_running_loop().run_in_executor(self._threads, act, *given)


async def _live(receive: Any, send: Any) -> None:
    while True:
        phase = (await receive())["type"]
        await send({"type": f"{phase}.complete"})
        if phase == "lifespan.shutdown":
            return


async def _read(scope: Any, receive: Any) -> tuple[HttpRequest | None, bool]:
    """Return the request and whether its body has ended; no request if the client left before."""
    headers = tuple(
        (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]
    )
    announced = next((value for name, value in headers if name == "content-length"), "0")
    body, more = bytearray(), not announced.isdigit() or int(announced) <= LARGEST_BODY
    ended = more
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None, False
        body += message.get("body", b"")
        more = message.get("more_body", False) and len(body) <= LARGEST_BODY
        ended = not message.get("more_body", False) and len(body) <= LARGEST_BODY
    target = scope["raw_path"].decode("latin-1")
    path = _ORIGIN.sub("", target) or "/"
    query, client = scope["query_string"].decode("latin-1"), (scope.get("client") or ("127.0.0.1",))[0]
    return HttpRequest(scope["method"], path, query, headers, bytes(body) if ended else b"", client), ended


async def _discard(receive: Any) -> None:
    """Take in what a client still sends: it reads no answer before it has sent everything."""
    left = _MOST_DISCARDED
    try:
        async with asyncio.timeout(_LONGEST_DISCARDING):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b"")) + 1
                if not message.get("more_body", False):
                    return
    except TimeoutError:
        return


async def _send(send: Any, reply: Reply, *, meanwhile: Awaitable[None] | None = None) -> None:
    headers = [(name, value) for name, value in reply.headers if name.lower() not in _HOP_BY_HOP]
    if reply.status not in _WITHOUT_BODY:
        headers.append(("Content-Length", str(len(reply.body))))
    await send(_start(reply.status, headers))
    if meanwhile is not None:
        await send({"type": "http.response.body", "body": reply.body, "more_body": True})
        await meanwhile
        await send({"type": "http.response.body", "body": b""})
    else:
        await send({"type": "http.response.body", "body": reply.body})


def _start(status: int, headers: list[tuple[str, str]]) -> dict[str, Any]:
    encoded = [
        (name.lower().encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers
    ]
    return {"type": "http.response.start", "status": status, "headers": encoded}


def _reply(answer: Mapping[str, Any]) -> Reply:
    headers = [(name, str(value)) for name, value in (answer.get("headers") or {}).items()]
    for name, values in (answer.get("multiValueHeaders") or {}).items():
        headers += [(name, str(value)) for value in values]
    body = answer.get("body") or ""
    raw = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()
    return Reply(int(answer["statusCode"]), tuple(headers), raw)


def _problem(error: DomainError, request: HttpRequest) -> Reply:
    language = language_of(request.header("accept-language"))
    request_id = str(uuid.uuid4())
    return Reply.of(problems.problem(error, language=language, request_id=request_id).finished(request_id))


def _last_line(done: "asyncio.Future[Reply]") -> dict[str, Any]:
    reply = Reply(503, (), b"null") if done.exception() else done.result()
    return {"status": reply.status, "answer": json.loads(reply.body or b"null")}
