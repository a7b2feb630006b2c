import importlib
import json
import pkgutil
import re
from string import Formatter
from typing import get_args

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError, ReadTimeoutError
from pynamodb.exceptions import GetError, TransactWriteError

import functions.edge
from functions.edge.problems import (
    MANNERS,
    fault,
    is_outage,
    method_not_allowed_problem,
    not_found_problem,
    problem,
)
from shared.adapters.tokens import TokenMissing
from shared.domain.errors import DomainError, Forbidden, Kind, NotFound

STATUSES = {
    "malformed": 400, "unauthenticated": 401, "forbidden": 403, "missing": 404, "not_allowed": 405, "conflict": 409,
    "too_large": 413, "unsupported": 415, "invalid": 422, "too_many": 429, "unavailable": 503,
}  # fmt: skip


class Stale(DomainError):
    kind, code = "conflict", "note.stale"
    zh, en = "“{name}”已被更改。", "“{name}” was changed."


class TooMany(DomainError):
    kind, code = "too_many", "rate.exceeded"


def refused(code: str, status: int = 400, **more: object) -> ClientError:
    answer = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}, **more}
    return ClientError(answer, "TransactWriteItems")


class TestProblem:
    @pytest.mark.parametrize("kind", get_args(Kind))
    def test_has_one_status_for_each_kind(self, kind: Kind):
        assert MANNERS[kind].status == STATUSES[kind]

    def test_is_a_problem_document_in_chinese(self):
        error = Stale(name="{周会}", pointer="/version", current={"version": 3})

        answer = problem(error, language="zh-CN", request_id="req_1")

        assert answer.status == 409
        assert answer.headers == {"Content-Type": "application/problem+json", "Content-Language": "zh-CN"}
        assert json.loads(answer.text()) == {
            "type": "/problems/note.stale",
            "title": "与当前状态冲突",
            "status": 409,
            "detail": "“{周会}”已被更改。",
            "code": "note.stale",
            "pointer": "/version",
            "request_id": "req_1",
            "current": {"version": 3},
        }

    def test_is_told_in_english(self):
        body = problem(Stale(name="x"), language="en", request_id="req_1").plain()

        assert (body["title"], body["detail"]) == ("In conflict with the current state", "“x” was changed.")
        assert "pointer" not in body and "current" not in body

    def test_says_how_to_prove_who_calls(self):
        assert problem(TokenMissing(), language="en", request_id="r").headers["WWW-Authenticate"] == "Bearer"

    def test_says_when_to_come_back(self):
        assert problem(TooMany(retry_after=30), language="en", request_id="r").headers["Retry-After"] == "30"
        assert problem(TooMany(), language="en", request_id="r").headers["Retry-After"] == "2"
        assert (
            problem(Stale(name="x", retry_after=1), language="en", request_id="r").headers["Retry-After"]
            == "1"
        )
        assert "Retry-After" not in problem(Forbidden(), language="en", request_id="r").headers

    def test_names_the_methods_that_there_are(self):
        answer = method_not_allowed_problem(["POST", "GET"], language="en", request_id="r")

        assert (answer.status, answer.headers["Allow"]) == (405, "GET, POST")
        assert answer.plain()["detail"] == "This address only takes GET, POST."

    def test_of_an_unknown_path_differs_from_a_missing_thing(self):
        assert not_found_problem(language="en", request_id="r").plain()["code"] == "route.not_found"
        assert problem(NotFound(), language="en", request_id="r").plain()["code"] == "resource.not_found"


class TestFault:
    def test_tells_nothing_of_what_happened_inside(self):
        answer = fault(KeyError("secret_column"), language="en", request_id="req_9")

        assert answer.status == 500
        assert "secret_column" not in answer.text()
        assert answer.plain()["code"] == "server.fault"
        assert answer.plain()["request_id"] == "req_9"

    @pytest.mark.parametrize(
        "error",
        [
            EndpointConnectionError(endpoint_url="http://table"),
            ReadTimeoutError(endpoint_url="http://table"),
            ConnectionResetError(),
            TimeoutError(),
            refused("ThrottlingException"),
            refused("ProvisionedThroughputExceededException"),
            refused("InternalServerError", 500),
            refused("Whatever", 503),
            refused(
                "TransactionCanceledException",
                CancellationReasons=[{"Code": "None"}, {"Code": "ThrottlingError"}],
            ),
            GetError(cause=refused("RequestLimitExceeded")),
            TransactWriteError("x", cause=EndpointConnectionError(endpoint_url="http://table")),
        ],
        ids=str,
    )
    def test_of_something_we_depend_on_is_an_outage(self, error: Exception):
        answer = fault(error, language="zh-CN", request_id="r")

        assert (answer.status, answer.plain()["code"]) == (503, "service.unavailable")
        assert int(answer.headers["Retry-After"]) >= 1

    @pytest.mark.parametrize(
        "error",
        [
            ValueError("x"),
            NoCredentialsError(),
            refused("ValidationException"),
            refused("AccessDeniedException"),
            refused("TransactionCanceledException", CancellationReasons=[{"Code": "ConditionalCheckFailed"}]),
            GetError(cause=refused("ResourceNotFoundException")),
        ],
        ids=str,
    )
    def test_of_ours_is_no_outage(self, error: Exception):
        assert not is_outage(error)

    def test_is_seen_through_what_wraps_it(self):
        try:
            try:
                raise EndpointConnectionError(endpoint_url="http://table")
            except EndpointConnectionError as inner:
                raise RuntimeError("could not read") from inner
        except RuntimeError as outer:
            wrapped = outer

        assert is_outage(wrapped)


class TestSentences:
    @pytest.fixture
    def refusals(self) -> list[type[DomainError]]:
        """Return every refusal of the edge that has a code of its own."""
        for module in pkgutil.iter_modules(functions.edge.__path__):
            importlib.import_module(f"functions.edge.{module.name}")
        found = [each for each in _all_below(DomainError) if each.__module__.startswith("functions.edge")]
        return [each for each in found if each.code != DomainError.code]

    def test_stand_beside_every_code_in_both_languages(self, refusals: list[type[DomainError]]):
        for each in refusals:
            assert re.search("[\u4e00-\u9fff]", each.zh) and each.en.isprintable()
            assert each.zh != DomainError.zh and each.en != DomainError.en

    def test_are_filled_with_the_same_facts(self, refusals: list[type[DomainError]]):
        for each in refusals:
            assert _facts(each.zh) == _facts(each.en)

    def test_have_codes_of_their_own(self, refusals: list[type[DomainError]]):
        codes = [each.code for each in refusals]

        assert len(codes) > 20
        assert len(codes) == len(set(codes))


def _facts(sentence: str) -> set[str]:
    return {
        name.removesuffix("_zh").removesuffix("_en") for _, name, _, _ in Formatter().parse(sentence) if name
    }


def _all_below(kind: type[DomainError]) -> list[type[DomainError]]:
    return [each for child in kind.__subclasses__() for each in (child, *_all_below(child))]
