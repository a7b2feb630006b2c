import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from functions.edge.app import EdgeApp
from functions.edge.gate import Gate
from tests.api.edge.sample import Client, House, a_token, an_app, an_event


class TestEdgeApp:
    @pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "PUT", "get", "BREW", "", "\u00e9"])
    def test_answers_a_method_that_the_path_does_not_have(self, employee: Client, method: str):
        reply = employee.send(method, "/v1/notes")

        assert (reply.status, reply.headers["Allow"]) == (405, "GET, POST")
        assert reply.headers["Content-Type"] == "application/problem+json"

    @pytest.mark.parametrize("resource", ["/v1/nowhere", "/", "", "/v1/notes/", "/V1/NOTES", None])
    def test_answers_a_path_that_nothing_has(self, employee: Client, resource: Any):
        event = an_event("GET", "/v1/notes", {}, {}, {}, None)
        event["requestContext"]["resourcePath"] = resource

        answer = employee.app(event, None)

        assert answer["statusCode"] == 404
        assert "route.not_found" in answer["body"]
        assert answer["headers"]["Content-Type"] == "application/problem+json"

    def test_an_unknown_path_is_not_remembered(self, employee: Client):
        employee.send("GET", "/v1/nowhere")

        assert "/v1/nowhere" not in employee.app.routes

    @pytest.mark.parametrize("missing", ["pathParameters", "headers", "body", "stageVariables", "isBase64Encoded",
                                         "multiValueHeaders", "multiValueQueryStringParameters"])  # fmt: skip
    @pytest.mark.parametrize("is_null", [True, False])
    def test_takes_an_event_with_members_left_out(self, employee: Client, missing: str, is_null: bool):
        event = an_event("GET", "/v1/notes", {}, {}, {"Authorization": f"Bearer {a_token()}"}, None)
        event = (
            event | {missing: None} if is_null else {name: event[name] for name in event if name != missing}
        )

        assert employee.app(event, None)["statusCode"] == 200

    @pytest.mark.parametrize("event", [{}, {"requestContext": None}, {"httpMethod": "GET"}, {"Records": []}])
    def test_answers_what_is_no_request(self, employee: Client, event: dict[str, Any]):
        assert employee.app(event, None)["statusCode"] == 404

    def test_a_path_without_its_parameter_is_not_found(self, employee: Client):
        reply = employee.send("DELETE", "/v1/notes/{note_id}")

        assert (reply.status, reply.code) == (404, "route.not_found")

    def test_a_middleware_that_fails_is_a_problem_too(
        self, employee: Client, caplog: pytest.LogCaptureFixture
    ):
        def failing(event: Any, get_response: Any) -> Any:
            get_response(event)
            raise OSError("a disk is full")

        employee.app.register_middleware(failing, "http")

        reply = employee.lists()

        assert (reply.status, reply.code) == (500, "server.fault")
        assert "disk" not in reply.text
        assert "disk" in caplog.text

    def test_middleware_sees_request_and_context_of_its_own_thread(self, house: House):
        seen: list[Any] = []

        def watching(event: Any, get_response: Any) -> Any:
            seen.append((event.method, event.lambda_context))
            return get_response(event)

        app = an_app(house)
        app.register_middleware(watching, "http")

        app(an_event("GET", "/v1/notes", {}, {}, {}, None), "the context")

        assert seen == [("GET", "the context")]
        assert app.current_request.path == "/v1/notes"

    def test_keeps_the_requests_of_two_threads_apart(self, house: House):
        app, both_are_in, seen = an_app(house), threading.Barrier(2, timeout=20), []

        def meeting(event: Any, get_response: Any) -> Any:
            both_are_in.wait()
            seen.append((event.lambda_context, app.lambda_context, app.current_request.lambda_context))
            return get_response(event)

        app.register_middleware(meeting, "http")
        with ThreadPoolExecutor(2) as pool:
            list(
                pool.map(
                    lambda name: app(an_event("GET", "/v1/notes", {}, {}, {}, None), name), ("one", "two")
                )
            )

        assert sorted(seen) == [("one", "one", "one"), ("two", "two", "two")]

    def test_makes_its_gate_at_the_first_request_and_once(self, house: House):
        made: list[Gate] = []

        def gate() -> Gate:
            made.append(house.gate())
            return made[-1]

        app = EdgeApp("lazy", gate=gate)

        assert made == []
        for _ in range(3):
            app(an_event("GET", "/nowhere", {}, {}, {}, None), None)
        assert len(made) == 1

    def test_tells_when_its_gate_cannot_be_made(self, caplog: pytest.LogCaptureFixture):
        def gate() -> Gate:
            raise KeyError("GANGJI_TABLE")

        answer = EdgeApp("broken", gate=gate)(an_event("GET", "/", {}, {}, {}, None), None)

        assert answer["statusCode"] == 500
        assert "GANGJI_TABLE" not in answer["body"]
        assert "GANGJI_TABLE" in caplog.text

    def test_leaves_the_environment_as_it_is(self, house: House):
        before = dict(os.environ)

        an_app(house)

        assert dict(os.environ) == before

    def test_a_blueprint_serves_several_apps(self, house: House):
        first, second = an_app(house), an_app(House())

        replies = [Client(app, a_token()).lists() for app in (first, second)]

        assert [each.status for each in replies] == [200, 200]


class TestLanguage:
    @pytest.mark.parametrize(
        ("header", "language"),
        [
            ("", "zh-CN"), ("en", "en"), ("en-US,en;q=0.9", "en"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
            ("en;q=0.5, zh;q=0.4", "en"), ("en, zh", "zh-CN"), ("de", "zh-CN"), ("*", "zh-CN"), ("en;q=0", "zh-CN"),
            ("EN", "en"), (";;;,,,q=", "zh-CN"), ("en;q=nonsense", "zh-CN"), ("en" * 5000, "zh-CN"), ("é", "zh-CN"),
        ],
    )  # fmt: skip
    def test_is_chosen_by_accept_language(self, nobody: Client, header: str, language: str):
        reply = nobody.send("GET", "/v1/notes", headers={"accept-language": header})

        assert reply.headers["Content-Language"] == language
