from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from functions.edge import openapi
from tests.api.edge.sample import House, an_app


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return openapi.document(an_app(House()), title="岗绩 Gangji", version="0.1.0")


def answers(document: dict[str, Any], method: str, path: str) -> dict[str, Any]:
    responses: dict[str, Any] = document["paths"][path][method]["responses"]
    return responses


class TestDocument:
    def test_is_valid(self, document: dict[str, Any]):
        assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []

    def test_holds_every_operation_under_a_name_of_its_own(self, document: dict[str, Any]):
        names = [each["operationId"] for methods in document["paths"].values() for each in methods.values()]

        assert sorted(names) == [
            "sample.approve_note", "sample.delete_note", "sample.export_notes", "sample.list_notes", "sample.log_visit",
            "sample.receive", "sample.receive.2", "sample.write_note",
        ]  # fmt: skip

    def test_speaks_both_languages(self, document: dict[str, Any]):
        assert document["paths"]["/v1/notes"]["get"]["summary"] == "列出笔记 · List notes"
        assert "Notes of the caller's company." in document["paths"]["/v1/notes"]["get"]["description"]

    def test_names_what_an_operation_may_answer(self, document: dict[str, Any]):
        assert set(answers(document, "get", "/v1/notes")) == {"200", "400", "401", "422", "503"}
        assert set(answers(document, "post", "/v1/notes/{note_id}/approve")) == {
            "200", "400", "401", "403", "404", "409", "413", "415", "422", "503",
        }  # fmt: skip
        assert set(answers(document, "head", "/v1/in/{vendor}")) == {"200", "404", "503"}
        assert (
            "note.already_approved"
            in answers(document, "post", "/v1/notes/{note_id}/approve")["409"]["description"]
        )

    def test_shows_problems_as_problem_documents(self, document: dict[str, Any]):
        refusal = answers(document, "post", "/v1/notes")["422"]

        assert refusal["content"] == {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        }

    def test_shows_bodies_as_they_are_read_and_written(self, document: dict[str, Any]):
        write = document["paths"]["/v1/notes"]["post"]
        schemas = document["components"]["schemas"]

        assert write["requestBody"]["content"]["application/json"]["schema"] == {
            "$ref": "#/components/schemas/NoteBody"
        }
        assert write["responses"]["201"]["content"]["application/json"]["schema"] == {
            "$ref": "#/components/schemas/NoteShape"
        }
        assert schemas["NoteBody"]["required"] == ["title", "at"]
        assert schemas["NoteBody"]["additionalProperties"] is False
        assert schemas["NoteShape"]["properties"]["price"]["properties"]["amount"]["type"] == "string"
        assert "csv" in str(answers(document, "get", "/v1/notes.csv")["200"])

    def test_lists_parameters(self, document: dict[str, Any]):
        listed = {each.get("name"): each for each in document["paths"]["/v1/notes"]["get"]["parameters"]}
        approving = {
            each.get("name"): each
            for each in document["paths"]["/v1/notes/{note_id}/approve"]["post"]["parameters"]
        }

        assert listed["limit"]["schema"] == {"default": 50, "maximum": 100, "minimum": 1, "type": "integer"}
        assert listed["period"]["schema"]["type"] == "string" and "default" not in listed["period"]["schema"]
        assert "NotesQuery" not in document["components"]["schemas"]
        assert approving["note_id"]["schema"]["pattern"].startswith("^[A-Za-z0-9_-]")
        assert approving["Idempotency-Key"]["required"] is True

    def test_asks_for_a_key_only_where_it_is_needed(self, document: dict[str, Any]):
        keys = {
            (method, path): each["required"]
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
            for each in operation["parameters"]
            if each.get("name") == "Idempotency-Key"
        }

        assert keys == {
            ("post", "/v1/notes"): True,
            ("post", "/v1/notes/{note_id}/approve"): True,
            ("delete", "/v1/notes/{note_id}"): False,
        }

    def test_says_who_may_do_what(self, document: dict[str, Any]):
        approve = document["paths"]["/v1/notes/{note_id}/approve"]["post"]

        assert approve["x-access-roles"] == ["manager", "hr", "owner"]
        assert approve["security"] == [{"bearer": []}]
        assert document["paths"]["/v1/in/{vendor}"]["post"]["security"] == []

    def test_a_body_without_needed_fields_may_be_left_out(self, document: dict[str, Any]):
        assert document["paths"]["/v1/notes"]["post"]["requestBody"]["required"] is True
        assert document["paths"]["/v1/notes/{note_id}/approve"]["post"]["requestBody"]["required"] is False
