"""Pulling from a source that pages, and from ones that only pretend to."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from shared.adapters.vendors.paged_source import LARGEST_PAGE, SourceFailed, SourceRefused, pages

Answer = tuple[int, dict[str, str], bytes]


@contextmanager
def source(*answers: Answer) -> Iterator[tuple[str, list[str]]]:
    """Run a source that gives these answers in turn, the last one for ever; yield its address and what it was asked."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = answers[min(len(seen), len(answers) - 1)]
            seen.append(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/events", seen
    finally:
        server.shutdown()
        server.server_close()


def a_page(*items: Any, next: str | None = None) -> Answer:
    return 200, {}, json.dumps({"items": list(items), "next": next}).encode()


def pulled(url: str, **more: Any) -> list[list[Any]]:
    asked = {"token": None, "since": None, "local": True, **more}
    return [json.loads(page.raw)["items"] for page in pages(url, **asked)]


class TestPages:
    def test_are_followed_to_the_end(self):
        with source(a_page(1, 2, next="c1"), a_page(3, next="c 2&x"), a_page()) as (url, seen):
            found = pulled(url, since="2026-03-01T00:00:00+00:00")

        assert found == [[1, 2], [3], []]
        assert seen[1:] == [
            "/events?since=2026-03-01T00%3A00%3A00%2B00%3A00&cursor=c1",
            "/events?since=2026-03-01T00%3A00%3A00%2B00%3A00&cursor=c+2%26x",
        ]

    def test_are_asked_for_again_after_a_fault_of_the_source(self):
        with source((503, {}, b""), (500, {}, b""), a_page(1)) as (url, seen):
            assert pulled(url) == [[1]]

        assert len(seen) == 3

    @pytest.mark.parametrize(
        ("answer", "reason", "tries"),
        [
            ((404, {}, b"{}"), "HTTP 404", 1),
            ((401, {}, b"{}"), "HTTP 401", 1),
            ((302, {"Location": "http://169.254.169.254/"}, b""), "HTTP 302", 1),
            ((500, {}, b""), "HTTP 500", 3),
            ((200, {}, b"<html>"), "no page of items", 1),
            ((200, {}, b'{"items": {}}'), "no page of items", 1),
            ((200, {}, b"[1]"), "no page of items", 1),
            ((200, {}, b"[" * 200_000), "no page of items", 1),
            ((200, {}, b'{"items": [' + b"9" * 5_000 + b"]}"), "no page of items", 1),
            ((200, {}, b" " * (LARGEST_PAGE + 1)), "page too large", 1),
        ],
    )
    def test_that_are_none_are_told_as_a_fault_of_the_source(self, answer, reason, tries):
        with source(answer) as (url, seen), pytest.raises(SourceFailed) as failed:
            pulled(url)

        assert failed.value.params["reason"] == reason
        assert len(seen) == tries

    def test_before_a_fault_are_given_all_the_same(self):
        found = []
        with source(a_page(1, next="c1"), (404, {}, b"")) as (url, _), pytest.raises(SourceFailed):
            for page in pages(url, token=None, since=None, local=True):
                found.append(json.loads(page.raw)["items"])

        assert found == [[1]]

    def test_of_nobody_who_listens_are_a_fault_too(self):
        with source(a_page()) as (url, _):
            pass

        with pytest.raises(SourceFailed):
            pulled(url)


class TestAnAddress:
    @pytest.mark.parametrize(
        "url",
        [
            "file:///etc/passwd",
            "http://example.com/events",
            "ftp://example.com/events",
            "https://169.254.169.254/latest/meta-data",
            "https://2130706433/",
            "https:///events",
            "gopher://127.0.0.1/",
        ],
    )
    def test_that_may_not_be_called_is_refused(self, url):
        with pytest.raises(SourceRefused):
            pulled(url)

    @pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "https://localhost/", "https://[::1]/"])
    def test_of_this_machine_is_called_only_where_the_service_runs_on_a_laptop(self, url):
        with pytest.raises(SourceRefused):
            pulled(url, local=False)
