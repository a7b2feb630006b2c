"""The OpenAPI 3.1 document, made from the operations themselves: what is checked is what is written."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from chalice.app import Chalice
from pydantic.json_schema import models_json_schema

from functions.edge import problems, reading, refusals, strict_json, wire
from functions.edge.cursors import NotACursor
from functions.edge.endpoint import operation_of
from functions.edge.fields import PATH_PATTERN
from functions.edge.operation import Operation
from shared.adapters import tokens
from shared.domain.errors import DomainError, Forbidden, NotFound
from shared.domain.people import AccessRole

READ: Final = "validation"
WRITTEN: Final = "serialization"
References = Mapping[tuple[Any, str], str]
"""The component's name for each model and whether it is read or written."""
_REF = "#/components/schemas/{model}"
_LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    "description": "Language of sentences in answers: zh-CN (default) or en.",
    "schema": {"type": "string"},
    "example": "zh-CN",
}
_KEY_TEXT = "One key for one act; the same key again gives the first answer again and has no second effect."
_PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem document · 问题说明",
    "required": ["type", "title", "status", "detail", "code", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What to do, in the caller's language"},
        "code": {"type": "string", "description": "Stable; programs rely on this"},
        "pointer": {"type": "string", "description": "JSON pointer of the field, or /query/ and its name"},
        "request_id": {"type": "string"},
        "current": {"type": "object", "description": "The state that the caller did not know"},
    },
}


def document(app: Chalice, *, title: str, version: str, description: str = "") -> dict[str, Any]:
    """Return the document of all operations of `app`, sorted by path and method."""
    found = [
        operation
        for _, methods in sorted(app.routes.items())
        for _, entry in sorted(methods.items())
        if (operation := operation_of(entry.view_function)) is not None
    ]
    references, schemas = _schemas(found)
    names = _names(found)
    paths: dict[str, dict[str, Any]] = defaultdict(dict)
    for each in found:
        paths[each.path][each.method.lower()] = _operation(each, names[each.route], references, schemas)
    for each in found:  # their properties stand as parameters now
        if each.query_model is not None:
            schemas.pop(references[each.query_model, READ], None)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version, "description": description},
        "servers": [{"url": "/"}],
        "paths": dict(paths),
        "components": {
            "schemas": {**schemas, "Problem": _PROBLEM},
            "parameters": {"AcceptLanguage": _LANGUAGE},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _names(found: Sequence[Operation]) -> dict[str, str]:
    """Return an operation id for each route; a handler of several routes tells them apart by number."""
    taken: dict[str, int] = defaultdict(int)
    names = {}
    for each in found:
        taken[each.name] += 1
        names[each.route] = each.name + (f".{taken[each.name]}" if taken[each.name] > 1 else "")
    return names


def _schemas(found: Iterable[Operation]) -> tuple[References, dict[str, Any]]:
    wanted: dict[tuple[Any, Any], None] = {}
    for each in found:
        for model, mode in (
            (each.body_model, READ),
            (each.query_model, READ),
            (each.returns, WRITTEN),
        ):
            if model is not None:
                wanted[model, mode] = None
    references, schema = models_json_schema(list(wanted), ref_template=_REF)
    names: dict[tuple[Any, str], str] = {
        key: each["$ref"].rpartition("/")[2] for key, each in references.items()
    }
    return names, dict(schema.get("$defs", {}))


def _operation(
    each: Operation, name: str, references: References, schemas: Mapping[str, Any]
) -> dict[str, Any]:
    zh, en = each.summary
    roles = [] if each.access is None else [role.value for role in AccessRole if role in each.access]
    who = "anybody" if each.access is None else ", ".join(roles)
    made: dict[str, Any] = {
        "operationId": name,
        "tags": [name.partition(".")[0]],
        "summary": f"{zh} · {en}",
        "description": "\n\n".join(part for part in (each.description, f"Access: {who}") if part),
        "x-access-roles": roles,
        "parameters": list(_parameters(each, references, schemas)),
        "responses": _responses(each, references),
        "security": [] if each.access is None else [{"bearer": []}],
    }
    if each.body_model is not None:
        content = {"application/json": {"schema": _reference(references[each.body_model, READ])}}
        made["requestBody"] = {"required": not each.body_is_optional, "content": content}
    elif each.body is bytes:
        made["requestBody"] = {"content": {"*/*": {"schema": {}}}}
    return made


def _parameters(
    each: Operation, references: References, schemas: Mapping[str, Any]
) -> Iterable[dict[str, Any]]:
    for name in each.parameters:
        schema = {"type": "string", "pattern": PATH_PATTERN}
        yield {"name": name, "in": "path", "required": True, "schema": schema}
    if each.query_model is not None:
        model = schemas[references[each.query_model, READ]]
        for name, schema in model.get("properties", {}).items():
            needed = name in model.get("required", ())
            yield {"name": name, "in": "query", "required": needed, "schema": _without_null(schema)}
    if each.takes_key_header:
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": each.needs_key_header,
            "description": _KEY_TEXT,
            "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
        }
    yield {"$ref": "#/components/parameters/AcceptLanguage"}


def _without_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter: one that is left out is not there, rather than null."""
    kept = {name: value for name, value in schema.items() if name not in ("anyOf", "title")}
    if kept.get("default", 0) is None:
        del kept["default"]
    choices = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    if len(choices) > 1:
        return {**kept, "anyOf": choices}
    return {**kept, **(choices[0] if choices else {})}


def _responses(each: Operation, references: References) -> dict[str, Any]:
    success: dict[str, Any] = {"description": each.summary[1]}
    if each.returns is not None:
        success["content"] = {"application/json": {"schema": _reference(references[each.returns, WRITTEN])}}
    for media_type in each.also:
        success.setdefault("content", {})[media_type] = {"schema": {"type": "string"}}
    if each.command:
        replayed = {"description": "“true” if this is the answer to a repeat", "schema": {"type": "string"}}
        success["headers"] = {"Idempotency-Replayed": replayed}
    responses = {str(each.status): success}
    by_status: dict[int, dict[str, type[DomainError]]] = defaultdict(dict)
    for error in _errors(each):
        by_status[problems.status_of(error)][error.code] = error
    for status, errors in sorted(by_status.items()):
        lines = [f"- `{code}`: {errors[code].zh} · {errors[code].en}" for code in sorted(errors)]
        content = {problems.MEDIA_TYPE: {"schema": _reference("Problem")}}
        responses[str(status)] = {"description": "\n".join(lines), "content": content}
    return responses


def _errors(each: Operation) -> Iterable[type[DomainError]]:
    """Yield what an operation may be refused with: its own errors and those of the edge."""
    yield from each.errors
    yield problems.ServiceUnavailable
    if each.access is not None:
        yield from (tokens.Unauthenticated, tokens.TokenMissing, tokens.TokenExpired)
        if each.access != frozenset(AccessRole):
            yield Forbidden
    if each.parameters:
        yield NotFound
    if each.query is not dict:
        yield from (wire.QueryMalformed, refusals.UnknownParameter)
    yield from _query_errors(each)
    yield from _body_errors(each)
    if each.command:
        from shared.adapters.dynamo.commands import Busy, KeyReused

        yield from (Busy, KeyReused)
    if each.takes_key_header:
        yield from (reading.KeyMissing, reading.KeyMalformed)


def _query_errors(each: Operation) -> Iterable[type[DomainError]]:
    fields = each.query_model.model_fields if each.query_model is not None else {}
    if fields:
        yield from (refusals.InvalidParameter, wire.RepeatedParameter)
    if any(field.is_required() for field in fields.values()):
        yield refusals.MissingParameter
    if "limit" in fields:
        yield refusals.NotALimit
    if "cursor" in fields:
        yield NotACursor


def _body_errors(each: Operation) -> Iterable[type[DomainError]]:
    if each.body is None and each.method in ("GET", "HEAD"):
        return
    yield strict_json.BodyTooLarge
    if each.body is bytes:
        return
    yield from (reading.NotJsonType, reading.Encoded)
    yield from (strict_json.NotJson, strict_json.NotUtf8, strict_json.NotAnObject, strict_json.TooDeep)
    yield from (strict_json.DuplicateName, strict_json.NotANumber, strict_json.UnstorableText)
    yield refusals.UnknownField
    if each.body_model is not None:
        yield from (strict_json.NoBody, refusals.MissingField, refusals.InvalidField)


def _reference(name: str) -> dict[str, str]:
    return {"$ref": _REF.format(model=name)}
