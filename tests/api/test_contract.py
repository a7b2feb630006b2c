"""The OpenAPI document, and what every answer has in common. Each answer of the other tests is held against it too."""

import re
from collections.abc import Iterator

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.api.client import Client
from tests.api.companies import House, a_log
from tests.api.contract import MEMBERS, PROBLEM

HAN = re.compile("[\u4e00-\u9fff]")


WITHOUT_EFFECT = ("/v1/kpis/dry-run", "/v1/scores/{person_id}/what-if", "/v1/direction/preview")
"""Operations that compute from a body and keep nothing, so that a repeat needs no key."""


class TestTheDocument:
    def test_is_valid_openapi_3_1(self, running):
        document = running.contract.document

        assert document["openapi"].startswith("3.1")
        assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []

    def test_is_the_same_each_time(self, nobody):
        assert nobody.get("/openapi.json").raw == nobody.get("/openapi.json").raw

    def test_gives_every_operation_an_id_and_words_in_both_languages(self, running):
        operations = list(running.contract.operations.values())

        ids = [each["operationId"] for each in operations]
        assert len(set(ids)) == len(ids)
        for each in operations:
            zh, _, en = each["summary"].partition(" · ")
            assert HAN.search(zh) and en and not HAN.search(en), each["operationId"]
            assert each["description"], each["operationId"]

    def test_names_who_may_call_and_what_may_go_wrong(self, running):
        for (method, path), each in running.contract.operations.items():
            codes = set(each["responses"])
            guarded = bool(each["security"])
            assert guarded == bool(each["x-access-roles"]), path
            assert guarded <= ("401" in codes), path
            assert (len(each["x-access-roles"]) in (0, 5)) or "403" in codes, path
            assert ("{" in path) <= ("404" in codes), path
            assert ("requestBody" in each and path.startswith("/v1/") and "/in/" not in path) <= (
                {"400", "413", "415", "422"} <= codes
            ), path
            if method == "POST" and guarded and not path.startswith(("/v1/work-logs", *WITHOUT_EFFECT)):
                key = next(name for name in each["parameters"] if name.get("name") == "Idempotency-Key")
                assert key["required"], path
                assert "409" in codes, path

    def test_describes_every_body_in_full(self, running):
        for (_, path), each in running.contract.operations.items():
            for status, response in each["responses"].items():
                if path == "/openapi.json" and status == "200":
                    continue
                assert response["content"], f"{path} {status}"
                assert (PROBLEM in response["content"]) == (int(status) >= 400), f"{path} {status}"

    def test_has_no_number_that_is_not_whole(self, running):
        """Exact figures are text; a `number` would pass through somebody's floating point."""
        assert list(places_of("number", running.contract.document)) == []

    def test_says_that_unknown_fields_are_refused(self, running):
        document = running.contract.document
        bodies = [
            each["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
            for each in running.contract.operations.values()
            if "application/json" in each.get("requestBody", {}).get("content", {})
        ]

        assert len(bodies) > 10
        for name in bodies:
            assert document["components"]["schemas"][name]["additionalProperties"] is False, name


def places_of(type_: str, node: object, place: str = "") -> Iterator[str]:
    """Yield the places of a document where a schema has this type."""
    if isinstance(node, dict):
        if node.get("type") == type_:
            yield place
        for name, member in node.items():
            yield from places_of(type_, member, f"{place}/{name}")
    elif isinstance(node, list):
        for number, member in enumerate(node):
            yield from places_of(type_, member, f"{place}/{number}")


@pytest.fixture
def refusals(house: House) -> list[tuple[Client, str, str, object, int]]:
    """One request for each status that a caller can bring about by mistake."""
    hr, employee, nobody = house.as_("林晓"), house.as_("李婷"), house.running.nobody
    return [
        (employee, "POST", "/v1/work-logs", b"{", 400),
        (nobody, "GET", "/v1/me", None, 401),
        (employee, "GET", "/v1/people", None, 403),
        (hr, "GET", "/v1/people/per_nobody", None, 404),
        (hr, "GET", "/v1/nowhere", None, 404),
        (hr, "PUT", "/v1/people", {}, 405),
        (hr, "PATCH", "/v1/company", {"version": 99}, 409),
        (hr, "PATCH", "/v1/company", b"[" + b" " * (1024 * 1024) + b"]", 413),
        (hr, "PATCH", "/v1/company", {"version": 1, "owner": "me"}, 422),
    ]


class TestEveryProblem:
    def test_is_a_problem_document_in_the_callers_language(self, refusals):
        for client, method, path, body, status in refusals:
            told = {}
            for language in (None, "zh-CN", "en", "en-GB,en;q=0.9", "fr", "*"):
                asking = Client(client.wire, client.contract, client.token, language)
                reply = asking.send(method, path, body)
                where = f"{method} {path} {language}"
                assert reply.status == reply.body["status"] == status, where
                assert reply.headers["content-type"] == PROBLEM, where
                assert not set(MEMBERS) - set(reply.body), where
                told[language] = (reply.body["title"], reply.body["detail"])
            assert told["zh-CN"] == told[None] == told["fr"] == told["*"], path
            assert told["en"] == told["en-GB,en;q=0.9"], path
            assert all(HAN.search(each) for each in told["zh-CN"]), path
            assert not any(HAN.search(each) for each in told["en"]), path

    def test_names_the_field_that_is_wrong(self, house):
        client = house.as_("李婷")
        wrong = {
            "/minutes": a_log(minutes=0),
            "/started_at": a_log(started_at="2026-03-02"),
            "/customer": a_log(customer=None),
            "/colour": a_log(colour="red"),
            "/links/1": a_log(links=["sales.cycle_days", 7]),
        }

        found = {pointer: client.post("/v1/work-logs", log, key=None) for pointer, log in wrong.items()}

        assert {pointer: (each.status, each.body["pointer"]) for pointer, each in found.items()} == {
            pointer: (422, pointer) for pointer in wrong
        }

    def test_gives_the_request_a_number_of_its_own(self, nobody):
        numbers = {nobody.get("/v1/me").body["request_id"] for _ in range(20)}

        assert len(numbers) == 20


class TestEveryList:
    @pytest.mark.parametrize("limit", [1, 3, 5, 100])
    def test_is_whole_and_without_repeats_however_it_is_paged(self, house, limit):
        client, seen, cursor = house.as_("林晓"), [], None

        for _ in range(20):
            page = client.get("/v1/people", limit=limit, **({"cursor": cursor} if cursor else {})).body
            assert len(page["items"]) <= limit
            seen += [each["id"] for each in page["items"]]
            cursor = page["next"]
            if cursor is None:
                break

        assert cursor is None
        assert sorted(seen) == sorted(house.people.values())

    def test_goes_on_where_it_was_though_something_was_added(self, house):
        client = house.as_("李婷")
        for number in range(6):
            house.log_work("李婷", started_at=f"2026-03-0{number + 2}T09:00:00+08:00", minutes=number + 1)
        first = client.get("/v1/work-logs", month="2026-03", limit=3).body
        house.log_work("李婷", started_at="2026-03-01T09:00:00+08:00", minutes=99)

        second = client.get("/v1/work-logs", month="2026-03", limit=3, cursor=first["next"]).body

        assert [each["minutes"] for each in (*first["items"], *second["items"])] == [1, 2, 3, 4, 5, 6]


class TestProblems:
    def test_say_what_their_type_means(self, nobody):
        refused = nobody.get("/v1/me").body

        told = nobody.get(refused["type"]).body

        assert told["code"] == refused["code"]
        assert refused["detail"] in (told["zh"], told["en"])

    def test_that_nothing_is_told_as_are_not_there(self, nobody):
        assert nobody.get("/problems/no.such_thing").status == 404


class TestHealth:
    def test_is_told_to_anybody(self, nobody):
        assert nobody.get("/healthz").body == {"status": "ok"}
