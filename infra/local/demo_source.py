"""A small source of records on this machine, as another program of the company would offer one: JSON, page by page."""

import hmac
import json
import secrets
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PATH = "/records"
PAGE = 20


class DemoSource:
    """
    Serves `GET /records?since=&cursor=` with a bearer token while it is entered, on a port of its own.

    A page is `{"items": […], "next": cursor | null}`; `since` leaves out what happened before that instant.
    """

    def __init__(self, records: Sequence[Mapping[str, Any]]) -> None:
        """Nothing is served yet; `records` keep their order."""
        self.token = secrets.token_urlsafe(24)
        self._records = records
        self._server: ThreadingHTTPServer | None = None

    def __enter__(self) -> "DemoSource":
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="demo-source", daemon=True
        ).start()
        return self

    def __exit__(self, *failure: object) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    @property
    def url(self) -> str:
        """Where the first page is, while it is served."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.server_address[1]}{PATH}"

    def page(self, since: str | None, cursor: str | None) -> dict[str, Any]:
        """
        Return one page.

        :raises ValueError: if `since` is no instant with an offset, or `cursor` none of ours.
        """
        begin = datetime.fromisoformat(since) if since else None
        found = [each for each in self._records if begin is None or _instant(each) >= begin]
        first = int(cursor or 0)
        following = first + PAGE
        return {
            "items": found[first:following],
            "next": str(following) if following < len(found) else None,
        }

    def answer(self, target: str, authorization: str) -> tuple[int, dict[str, Any]]:
        """Return the status and the body for a GET of `target`."""
        asked = urlsplit(target)
        if not hmac.compare_digest(authorization.encode(), f"Bearer {self.token}".encode()):
            return 401, {"error": "unauthorized"}
        if asked.path != PATH:
            return 404, {"error": "not found"}
        query = {name: values[-1] for name, values in parse_qs(asked.query).items()}
        try:
            return 200, self.page(query.get("since"), query.get("cursor"))
        except (ValueError, TypeError):
            return 400, {"error": "bad since or cursor"}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        source = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                status, body = source.answer(self.path, self.headers.get("Authorization", ""))
                content = json.dumps(body, ensure_ascii=False).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json; charset=utf-8")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *arguments: object) -> None:
                """Keep quiet: the terminal belongs to the command."""

        return Handler


def _instant(record: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(str(record["timestamp"]))
