"""Nobody types a score: no operation writes one, and no request body anywhere has a field for one."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

SCORE = re.compile(
    r"(^|_)(score|scores|scored|points|point|total|totals|grade|lost|bonus|weighted|coefficient|rating|mark|marks|"
    r"numerator|denominator|value|values|actual|result|results|official)(_|$)"
)
"""Names by which a body could set what only records may say."""
RULES_FOR_EVERYBODY = {
    "/v1/company": {"score_cap", "grades", "coefficient", "least"},
    "/v1/kpis": {
        "value",
        "values",
        "numerator_types",
        "numerator_filters",
        "denominator_types",
        "denominator_filters",
    },
}
"""Fields that say how everybody is scored: the cap, the bands of grades, and which records an own KPI counts."""
COMPUTED_ONLY = ("what-if", "preview", "simulate")
"""Last words of operations that compute on what is supposed and keep nothing."""


def bodies(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield method, path and schema of every request body."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                yield method.upper(), path, content["schema"]


def fields(schema: Any, document: Mapping[str, Any], seen: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the names of all fields of a schema and of what it is made of."""
    if isinstance(schema, list):
        for each in schema:
            yield from fields(each, document, seen)
    if not isinstance(schema, Mapping):
        return
    if (ref := schema.get("$ref")) is not None:
        name = ref.rpartition("/")[2]
        if name not in seen:
            yield from fields(document["components"]["schemas"][name], document, seen | {name})
        return
    yield from schema.get("properties", {})
    for key, part in schema.items():
        yield from fields(list(part.values()) if key == "properties" else part, document, seen)


def is_a_rule(path: str, name: str) -> bool:
    """Whether a field says how everybody is scored, where such things are said."""
    return any(path.startswith(place) and name in names for place, names in RULES_FOR_EVERYBODY.items())


class TestARequest:
    def test_has_no_field_for_a_score_anywhere(self, running):
        document = running.contract.document

        found = {
            (method, path, name)
            for method, path, schema in bodies(document)
            for name in fields(schema, document)
            if SCORE.search(name.lower()) and not is_a_rule(path, name)
            if not path.endswith(COMPUTED_ONLY) and not path.startswith("/v1/in/")
        }

        assert sorted(found) == []

    def test_that_makes_a_rule_for_everybody_names_nobody_and_no_period(self, running):
        document = running.contract.document

        for _, path, schema in bodies(document):
            if any(is_a_rule(path, name) for name in fields(schema, document)):
                assert not {"person_id", "person", "period", "month", "people"} & set(
                    fields(schema, document)
                ), path

    def test_walk_sees_what_it_looks_for(self, running):
        """The walk itself can fail: it finds fields that are there, and names that would be refused."""
        document = running.contract.document

        everything = {name for _, _, schema in bodies(document) for name in fields(schema, document)}

        assert {"minutes", "weight_bp", "target", "feedback", "kpi"} <= everything
        for name in ("score", "total", "points", "official_total", "grade", "manual_score", "value", "lost"):
            assert SCORE.search(name), name


class TestAScore:
    def test_has_no_operation_but_reading_and_supposing(self, running):
        writing = {
            (method.upper(), path)
            for path, methods in running.contract.document["paths"].items()
            if path == "/v1/scores" or path.startswith("/v1/scores/")
            for method in methods
            if method not in ("get", "head")
        }

        assert {path.rpartition("/")[2] for _, path in writing} <= {"what-if"}
        assert {method for method, _ in writing} <= {"POST"}

    @pytest.mark.parametrize("step", ["confirm", "approve", "return", "object"])
    def test_is_not_in_the_body_of_any_step_of_the_review(self, running, step):
        document = running.contract.document
        (schema,) = [
            each
            for _, path, each in bodies(document)
            if path == f"/v1/declarations/{{declaration_id}}/{step}"
        ]

        assert set(fields(schema, document)) <= {
            "comment", "feedback", "version", "kpi", "claim", "reason", "evidence",
        }  # fmt: skip

    @pytest.mark.parametrize("field", ["total", "official_total", "points", "score", "grade"])
    def test_that_a_body_brings_all_the_same_is_refused(self, house, field):
        for path in ("/v1/declarations/dec_x/confirm", "/v1/declarations/dec_x/approve"):
            assert house.as_("周敏").post(path, {field: "100"}).status in (404, 422)
