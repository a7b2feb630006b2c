"""The local handles: whom they answer, and what they say."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.local.clock import Clock
from infra.local.events import HttpRequest
from infra.local.gateway import Reply
from infra.local.handles import Handles
from infra.local.jobs import UnknownJob

HERE = HttpRequest("GET", "/local/jobs", "", (("host", "127.0.0.1:8000"),), b"", "127.0.0.1")


def run_job(name: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    if name != "scores":
        raise UnknownJob(name=name, known="scores")
    return {"job": name, "result": dict(payload)}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def handles(clock: Clock) -> Handles:
    return Handles(clock, ["scores"], run_job)


def ask(handles: Handles, method: str, path: str, body: Any = None, *, raw: bytes | None = None) -> Reply:
    sent = raw if raw is not None else json.dumps(body).encode() if body is not None else b""
    return handles(replace(HERE, method=method, path=path, body=sent), lambda progress: None)


def told(reply: Reply) -> Any:
    return json.loads(reply.body)


class TestCallers:
    @pytest.mark.parametrize(
        "host", ["127.0.0.1:8000", "localhost:8000", "localhost", "[::1]:8000", "LOCALHOST"]
    )
    def test_a_program_on_this_machine_is_answered(self, handles: Handles, host: str) -> None:
        assert handles(replace(HERE, headers=(("host", host),)), print).status == 200

    @pytest.mark.parametrize(
        "headers",
        [
            (),
            (("host", "evil.example:8000"),),
            (("host", "127.0.0.1.evil.example"),),
            (("host", "evil.example"), ("x-forwarded-host", "localhost")),
            (("host", "localhost@evil.example"),),
            (("host", "[::1"),),
            (("host", "127.0.0.1:8000"), ("origin", "http://evil.example")),
            (("host", "127.0.0.1:8000"), ("origin", "null")),
        ],
    )
    def test_a_name_that_is_not_this_machine_s_is_refused(self, handles: Handles, headers: tuple) -> None:
        reply = handles(replace(HERE, headers=headers), print)

        assert (reply.status, told(reply)["code"]) == (403, "local.only_from_here")

    def test_another_machine_is_refused(self, handles: Handles) -> None:
        assert handles(replace(HERE, client="192.168.0.9"), print).status == 403

    def test_the_page_s_own_origin_may(self, handles: Handles) -> None:
        own = (("host", "127.0.0.1:8000"), ("origin", "http://127.0.0.1:8000"))

        assert handles(replace(HERE, headers=own), print).status == 200


class TestClock:
    def test_it_is_set_and_runs_on(self, handles: Handles, clock: Clock) -> None:
        reply = ask(handles, "POST", "/local/clock", {"now": "2026-03-02T16:00:00+08:00"})

        assert told(reply)["now"].startswith("2026-03-02T08:00:0")
        assert timedelta(0) < clock() - datetime(2026, 3, 2, 8, tzinfo=UTC) < timedelta(minutes=1)

    def test_null_brings_the_real_time_back(self, handles: Handles, clock: Clock) -> None:
        clock.set(datetime(2026, 3, 2, tzinfo=UTC))

        assert ask(handles, "POST", "/local/clock", {"now": None}).status == 200
        assert abs(clock() - datetime.now(UTC)) < timedelta(minutes=1)

    @pytest.mark.parametrize(
        "now",
        [
            "",
            "noon",
            "2026-03-02",
            "2026-03-02T08:00:00",
            5,
            [],
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-12:00",
        ],
    )
    def test_what_is_no_instant_is_refused(self, handles: Handles, now: Any) -> None:
        reply = ask(handles, "POST", "/local/clock", {"now": now})

        assert (reply.status, told(reply)["code"], told(reply)["pointer"]) == (
            422,
            "local.not_an_instant",
            "/now",
        )


class TestJobs:
    def test_they_are_listed(self, handles: Handles) -> None:
        assert told(ask(handles, "GET", "/local/jobs")) == {"items": ["scores"], "next": None}

    def test_one_is_run_with_what_is_sent(self, handles: Handles) -> None:
        reply = ask(handles, "POST", "/local/jobs/scores", {"company_id": "co_1"})

        assert told(reply) == {"job": "scores", "result": {"company_id": "co_1"}}

    def test_nothing_need_be_sent(self, handles: Handles) -> None:
        assert told(ask(handles, "POST", "/local/jobs/scores"))["result"] == {}

    def test_an_unknown_one_is_answered_with_those_there_are(self, handles: Handles) -> None:
        reply = ask(handles, "POST", "/local/jobs/%E6%9D%8E{x}")

        assert reply.status == 404
        assert "李{x}" in told(reply)["detail"] and "scores" in told(reply)["detail"]


class TestRefusals:
    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [
            ("GET", "/local/", 404),
            ("GET", "/local/nothing", 404),
            ("POST", "/local/jobs", 405),
            ("GET", "/local/clock", 405),
        ],
    )
    def test_what_is_not_there_is_a_problem(
        self, handles: Handles, method: str, path: str, status: int
    ) -> None:
        reply = ask(handles, method, path)

        assert reply.status == told(reply)["status"] == status
        assert dict(reply.headers)["Content-Type"] == "application/problem+json"

    @pytest.mark.parametrize("path", ["/local/clock", "/local/tokens", "/local/companies", "/local/imports"])
    @pytest.mark.parametrize(
        "raw", [b"{", b"[]", b'"x"', b"NaN", b"\xff", b'{"a": 1, "a": 2}', b"[" * 100_000]
    )
    def test_what_is_no_json_object_is_a_problem(self, handles: Handles, path: str, raw: bytes) -> None:
        assert 400 <= ask(handles, "POST", path, raw=raw).status < 500
