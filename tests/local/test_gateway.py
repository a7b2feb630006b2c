"""The local gateway in front of a tiny app: what it hands over, and what it refuses by itself."""

import base64
import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPResponse

import pytest
from chalice.app import Chalice, Response
from chalice.local import LocalChalice

from infra.local.events import HttpRequest
from infra.local.gateway import LARGEST_BODY, Gateway, Reply, Say
from infra.local.server import Server, listen

EVERY_METHOD = ["GET", "PUT", "POST", "PATCH", "DELETE"]


def tiny_app() -> Chalice:
    app = LocalChalice("tiny", configure_logs=False, env={})  # its current request is the thread's

    @app.route("/echo/{name}", methods=EVERY_METHOD, content_types=["application/json", "text/plain"])
    def echo(name: str) -> Response:
        request = app.current_request
        event = request.to_original_event()
        return Response({**event, "name": name, "raw": base64.b64encode(request.raw_body).decode()})

    @app.route("/echo/me")
    def me() -> dict[str, str]:
        return {"name": "literal"}

    @app.route("/late/{name}")
    def late(name: str) -> dict[str, str]:
        time.sleep(0.02)  # gives other requests the time to take this one's place
        return {"name": name, "seen": app.current_request.uri_params["name"]}

    @app.route("/sleep")
    def sleep() -> dict[str, str]:
        time.sleep(1.5)
        return {}

    @app.route("/picture")
    def picture() -> Response:
        return Response(bytes(range(256)), headers={"Content-Type": "image/png", "Connection": "close"})

    @app.route("/vendor", methods=["GET", "HEAD"])
    def vendor() -> Response:
        return Response("", headers={"X-Seen": "yes"})

    @app.route("/nothing", methods=["DELETE"])
    def nothing() -> Response:
        return Response(None, status_code=204)

    @app.route("/broken")
    def broken() -> Response:
        return Response(b"bytes", headers={"Content-Type": "text/plain"})  # which Chalice cannot encode

    return app


@pytest.fixture(scope="module")
def gateway() -> Iterator[int]:
    gateway = Gateway(tiny_app(), seconds=1.0)
    server = Server(gateway, listen(0))
    server.start()
    yield server.port
    server.stop()
    gateway.close()


def ask(port: int, method: str, path: str, body: bytes | None = None, **headers: str) -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    return connection.getresponse()


def told(response: HTTPResponse) -> dict:
    return json.loads(response.read())


def raw(port: int, data: bytes, *, until: bytes = b"") -> bytes:
    """Send bytes and return what comes back until `until`, or until the server closes."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(data)
        if not until:
            connection.shutdown(socket.SHUT_WR)
        while not until or until not in received:
            piece = connection.recv(65536)
            if not piece:
                break
            received += piece
    return received


def problem_of(response: HTTPResponse) -> tuple[int, str]:
    body = told(response)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert body["status"] == response.status
    return response.status, body["code"]


class TestHandingOver:
    def test_the_event_is_that_of_the_rest_api(self, gateway: int) -> None:
        response = ask(
            gateway,
            "POST",
            "/echo/a?x=1&x=2&y=%E6%9D%8E+%2B",
            b'{"a": 1}',
            Content_Type="application/json",
        )

        event = told(response)
        assert event["resource"] == event["requestContext"]["resourcePath"] == "/echo/{name}"
        assert event["httpMethod"] == event["requestContext"]["httpMethod"] == "POST"
        assert event["queryStringParameters"] == {"x": "2", "y": "李 +"}
        assert event["multiValueQueryStringParameters"] == {"x": ["1", "2"], "y": ["李 +"]}
        assert (event["body"], event["isBase64Encoded"]) == ('{"a": 1}', False)
        assert event["requestContext"]["identity"]["sourceIp"] == "127.0.0.1"
        assert event["headers"]["content-type"] == "application/json"

    def test_what_is_absent_is_null(self, gateway: int) -> None:
        event = told(ask(gateway, "GET", "/echo/a"))

        assert event["body"] is None
        assert event["queryStringParameters"] is None
        assert event["multiValueQueryStringParameters"] is None

    @pytest.mark.parametrize(
        ("segment", "value"),
        [
            ("%E6%9D%8E%E9%9B%B7", "李雷"),
            ("a%2Fb", "a/b"),
            ("%00", "\0"),
            ("%FF", "\ufffd"),
            ("a+b", "a+b"),
            ("..", ".."),
        ],
    )
    def test_path_parameters_are_percent_decoded(self, gateway: int, segment: str, value: str) -> None:
        event = told(ask(gateway, "GET", f"/echo/{segment}"))

        assert event["name"] == event["pathParameters"]["name"] == value

    def test_a_literal_segment_wins_over_a_parameter(self, gateway: int) -> None:
        assert told(ask(gateway, "GET", "/echo/me")) == {"name": "literal"}

    def test_an_absolute_target_is_a_path_too(self, gateway: int) -> None:
        answer = raw(
            gateway, b"GET http://example.org/echo/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        )

        assert answer.startswith(b"HTTP/1.1 200") and b"literal" in answer

    def test_bytes_that_are_no_utf_8_travel_as_base64(self, gateway: int) -> None:
        body = bytes(range(256))

        event = told(ask(gateway, "PUT", "/echo/a", body, Content_Type="text/plain"))

        assert event["isBase64Encoded"] is True
        assert base64.b64decode(event["raw"]) == body

    def test_headers_of_proxies_are_not_believed(self, gateway: int) -> None:
        forged = {
            "X_Forwarded_For": "6.6.6.6",
            "Forwarded": "for=6.6.6.6",
            "X_Real_IP": "6.6.6.6",
            "Via": "1.1 evil",
        }

        event = told(
            ask(gateway, "GET", "/echo/a", **forged, X_Forwarded_Proto="https", X_Amzn_Trace_Id="forged")
        )

        assert event["multiValueHeaders"]["x-forwarded-for"] == ["127.0.0.1"]
        assert event["multiValueHeaders"]["x-forwarded-proto"] == ["http"]
        assert not {"forwarded", "x-real-ip", "via", "x-amzn-trace-id"} & set(event["headers"])

    def test_a_header_that_comes_twice_keeps_both_values(self, gateway: int) -> None:
        answer = raw(
            gateway, b"GET /echo/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Two: 1\r\nX-Two: 2\r\n\r\n"
        )

        event = json.loads(answer.partition(b"\r\n\r\n")[2])
        assert event["multiValueHeaders"]["x-two"] == ["1", "2"]
        assert event["headers"]["x-two"] == "2"

    def test_a_chunked_body_is_put_together(self, gateway: int) -> None:
        head = b"POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"

        answer = raw(
            gateway, head + b"3\r\nabc\r\n2;note=1\r\nde\r\n0\r\nTrailer: yes\r\n\r\n", until=b"abcde"
        )

        assert b'"body":"abcde"' in answer

    def test_binary_answers_come_out_as_bytes(self, gateway: int) -> None:
        response = ask(gateway, "GET", "/picture", Accept="image/png")

        assert response.read() == bytes(range(256))
        assert response.headers["Content-Type"] == "image/png"

    def test_head_and_204_have_no_body(self, gateway: int) -> None:
        head = raw(gateway, b"HEAD /vendor HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        empty = raw(gateway, b"DELETE /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

        assert head.startswith(b"HTTP/1.1 200") and b"x-seen: yes" in head and head.endswith(b"\r\n\r\n")
        assert empty.startswith(b"HTTP/1.1 204") and empty.endswith(b"\r\n\r\n")

    def test_parallel_requests_are_not_mixed_up(self, gateway: int) -> None:
        def one_client(number: int) -> list[bool]:
            connection = HTTPConnection("127.0.0.1", gateway, timeout=30)
            right = []
            for turn in range(10):  # on one connection, kept alive
                connection.request("GET", f"/late/{number}-{turn}")
                answer = told(connection.getresponse())
                right.append(answer == {"name": f"{number}-{turn}", "seen": f"{number}-{turn}"})
            return right

        with ThreadPoolExecutor(20) as clients:
            right = [each for answers in clients.map(one_client, range(20)) for each in answers]

        assert right == [True] * 200


class TestRefusing:
    @pytest.mark.parametrize(
        "path", ["/", "/nowhere", "/echo", "/echo/", "/echo/me/", "//echo/me", "/echo/a/b", "/local/jobs"]
    )
    def test_an_unknown_path_is_not_found(self, gateway: int, path: str) -> None:
        assert problem_of(ask(gateway, "GET", path)) == (404, "route.not_found")

    @pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "HEAD", "PROPFIND", "CONNECT", "get-it"])
    def test_a_method_that_the_path_has_not_is_refused_with_those_it_has(
        self, gateway: int, method: str
    ) -> None:
        answer = raw(gateway, f"{method} /echo/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())

        assert answer.startswith(b"HTTP/1.1 405")
        assert b"allow: DELETE, GET, PATCH, POST, PUT\r\n" in answer
        assert b"application/problem+json" in answer

    def test_a_refusal_speaks_the_caller_s_language(self, gateway: int) -> None:
        chinese, english = ask(gateway, "GET", "/x"), ask(gateway, "GET", "/x", Accept_Language="en-GB,en")

        assert "没有这个地址" in told(chinese)["detail"]
        assert "nothing at this address" in told(english)["detail"]

    @pytest.mark.parametrize("chunked", [False, True])
    def test_a_body_beyond_10_mib_is_too_large(self, gateway: int, chunked: bool) -> None:
        piece = bytes(64 * 1024)
        body = iter([piece] * 176)  # 11 MiB
        headers = {} if chunked else {"Content-Length": str(176 * len(piece))}
        connection = HTTPConnection("127.0.0.1", gateway, timeout=30)

        connection.request("POST", "/echo/a", body, headers, encode_chunked=chunked)

        assert problem_of(connection.getresponse()) == (413, "gateway.body_too_large")

    def test_a_body_that_is_announced_as_too_large_need_not_be_sent(self, gateway: int) -> None:
        head = f"POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: {LARGEST_BODY + 1}\r\n\r\n"

        answer = raw(gateway, head.encode(), until=b"body_too_large")

        assert answer.startswith(b"HTTP/1.1 413")

    def test_a_body_of_exactly_10_mib_passes(self, gateway: int) -> None:
        response = ask(gateway, "POST", "/echo/a", b"a" * LARGEST_BODY, Content_Type="text/plain")

        assert response.status == 200

    def test_what_takes_too_long_is_unavailable(self, gateway: int) -> None:
        response = ask(gateway, "GET", "/sleep")

        assert problem_of(response) == (503, "gateway.timeout")
        assert response.headers["Retry-After"].isdigit()

    def test_an_app_that_raises_is_unavailable(self, gateway: int) -> None:
        assert problem_of(ask(gateway, "GET", "/broken")) == (503, "service.unavailable")


class TestHostileInput:
    @pytest.mark.parametrize(
        "data",
        [
            b"\r\n\r\n\r\n",
            b"GARBAGE\r\n\r\n",
            b"GET\r\nHost: x\r\n\r\n",
            b"GET /echo/\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
            b"GET /echo/a HTTP/1.1\r\n\r\n",
            b"GET /echo/a HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n",
            b"GET /echo/a HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
            b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
            b"GET http://[::1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            b"GET * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            b"POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
            b"POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
            b"POST /echo/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",
            b"POST /echo/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\nabc",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(64)),
            b"\x00" * 4096,
        ],
    )
    def test_malformed_http_is_refused_and_nobody_else_notices(self, gateway: int, data: bytes) -> None:
        answer = raw(gateway, data)

        assert not answer or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 5"))
        assert told(ask(gateway, "GET", "/echo/me")) == {"name": "literal"}

    @pytest.mark.parametrize(
        "data", [b"GET /echo/a HT", b"POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc"]
    )
    def test_a_client_that_stops_in_the_middle_holds_nobody_up(self, gateway: int, data: bytes) -> None:
        with socket.create_connection(("127.0.0.1", gateway)) as connection:
            connection.sendall(data)

            assert told(ask(gateway, "GET", "/echo/me")) == {"name": "literal"}

    def test_a_websocket_is_refused(self, gateway: int) -> None:
        upgrade = b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: eA==\r\n"

        answer = raw(gateway, b"GET /echo/a HTTP/1.1\r\nHost: x\r\n" + upgrade + b"\r\n", until=b"\r\n\r\n")

        assert answer.startswith(b"HTTP/1.1 4")


class TestLocalHandles:
    @pytest.fixture
    def port(self) -> Iterator[int]:
        def handles(request: HttpRequest, say: Say) -> Reply:
            for rows in (1, 2):
                say({"rows": rows, "of": 2})
            status = 422 if request.path == "/local/refused" else 200
            return Reply(
                status, (("Content-Type", "application/json"),), b'{"path": "%s"}' % request.path.encode()
            )

        gateway = Gateway(tiny_app(), handles=handles)
        server = Server(gateway, listen(0))
        server.start()
        yield server.port
        server.stop()
        gateway.close()

    def test_a_handle_answers_what_lies_under_local(self, port: int) -> None:
        response = ask(port, "POST", "/local/any", b"{}")

        assert (response.status, told(response)) == (200, {"path": "/local/any"})

    @pytest.mark.parametrize(("path", "status"), [("/local/any", 200), ("/local/refused", 422)])
    def test_progress_comes_as_lines_before_the_answer(self, port: int, path: str, status: int) -> None:
        response = ask(port, "POST", path, b"{}", Accept="application/x-ndjson")

        lines = [json.loads(line) for line in response.read().splitlines()]
        assert lines == [
            {"progress": {"rows": 1, "of": 2}},
            {"progress": {"rows": 2, "of": 2}},
            {"status": status, "answer": {"path": path}},
        ]


class TestServer:
    def test_it_stops_although_a_client_never_finishes_its_request(self) -> None:
        server = Server(Gateway(tiny_app()), listen(0))
        server.start()
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(b"POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc")
            stopping = threading.Thread(target=server.stop, daemon=True)

            stopping.start()
            stopping.join(20)

        assert not stopping.is_alive()
