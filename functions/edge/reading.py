"""Read what a request asks for, strictly: path, query, key and body become values or one narrow refusal."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, RootModel, ValidationError

from functions.edge import refusals, strict_json
from functions.edge.cursors import Cursors
from functions.edge.fields import PATH_PATTERN
from functions.edge.models import Body
from functions.edge.operation import Operation
from functions.edge.request import ApiRequest
from functions.edge.wire import Wire
from shared.adapters.tokens import TokenMissing, Unauthenticated
from shared.domain.errors import DomainError, NotFound

_BEARER = re.compile(r"bearer +(\S+)", re.ASCII | re.IGNORECASE)
_KEY = re.compile(r"[!-~]{1,255}", re.ASCII)
_JSON_TYPE = re.compile(
    r"application/json\s*(?:;\s*charset\s*=\s*\"?utf-?8\"?\s*)?", re.ASCII | re.IGNORECASE
)


class KeyMissing(DomainError):
    """A POST that makes or decides something has no idempotency key."""

    kind, code = "malformed", "idempotency.key_missing"
    zh = "缺少 Idempotency-Key 请求头：请为每次操作生成一个新的键，重试时保持不变。"
    en = "The header Idempotency-Key is missing. Make a new key for each act and keep it when you try again."


class KeyMalformed(DomainError):
    """The idempotency key is empty, too long, given twice, or holds more than visible ASCII."""

    kind, code = "malformed", "idempotency.key_malformed"
    zh = "Idempotency-Key 应为 1 到 255 个可见 ASCII 字符。"
    en = "Idempotency-Key must be 1 to 255 visible ASCII characters."


class NotJsonType(DomainError):
    """The body is declared as something else than JSON in UTF-8."""

    kind, code = "unsupported", "body.not_json"
    zh = "请求正文必须是 application/json（UTF-8）。"
    en = "The body must be application/json in UTF-8."


class Encoded(DomainError):
    """The body is compressed; it is not unpacked here."""

    kind, code = "unsupported", "body.encoded"
    zh = "请求正文不能压缩，请去掉 Content-Encoding。"
    en = "The body must not be compressed. Leave Content-Encoding out."


class NoFields(Body):
    """The body of an operation that takes none: nothing, or an empty object."""


def bearer_of(wire: Wire) -> str:
    """
    Return the request's bearer token.

    :raises TokenMissing: if there is no Authorization header.
    :raises Unauthenticated: if there are two, or one of another scheme.
    """
    values = wire.headers.get("authorization", ())
    if not values:
        raise TokenMissing()
    match = _BEARER.fullmatch(values[0].strip())
    if len(values) > 1 or match is None:
        raise Unauthenticated()
    return match[1]


def read(operation: Operation, request: ApiRequest, wire: Wire, cursors: Cursors) -> ApiRequest:
    """Return the request with everything filled in that the wire holds, or raise the first refusal."""
    for value in request.path.values():
        if not re.fullmatch(PATH_PATTERN[1:-1], value):
            raise NotFound()
    query = _read_query(operation, wire)
    key = _read_key(operation, wire)
    body, said = _read_body(operation, wire)
    body_hash = _hash([request.route, dict(request.path), said])
    if operation.body_key is not None:
        key, body_hash = operation.body_key(body), hash_of(request.route, body)
    asked = replace(request, query=query, key=key, body=body, body_hash=body_hash)
    return _positioned(asked, cursors)


def _read_query(operation: Operation, wire: Wire) -> Any:
    sent = wire.query()
    if operation.query is dict:
        return sent
    model = operation.query_model
    if model is None:
        for name in sent:
            raise refusals.UnknownParameter(pointer=f"/query/{name[:60]}", field=name[:60])
        return None
    try:
        return model.model_validate(sent)
    except ValidationError as error:
        raise refusals.of_query(_first(error), sent) from None


def _read_key(operation: Operation, wire: Wire) -> str | None:
    values = wire.headers.get("idempotency-key", ())
    if not operation.takes_key_header:
        return None
    if not values:
        if operation.needs_key_header:
            raise KeyMissing()
        return None
    if len(values) > 1 or not _KEY.fullmatch(values[0]):
        raise KeyMalformed()
    return values[0]


def _read_body(operation: Operation, wire: Wire) -> tuple[Any, Any]:
    """Return the body as the handler wants it, and as it was said (which is what its hash covers)."""
    if operation.body is None and operation.method in ("GET", "HEAD"):
        return None, None  # content has no meaning there (RFC 9110 section 9.3.1)
    raw = wire.raw()
    if operation.body is bytes:
        return raw, hashlib.sha256(raw).hexdigest()
    model = operation.body_model
    if not raw and (model is None or operation.body_is_optional):
        return (model and model.model_validate_json(b"{}")), {}
    _check_type(wire)
    said = strict_json.parse(raw, top=_top(model or NoFields))
    try:
        # as JSON again, because only there a strict model takes text for an enumeration or a list for a tuple
        body = (model or NoFields).model_validate_json(json.dumps(said, default=float))
    except ValidationError as error:
        raise refusals.of_body(_first(error), said) from None
    return (body if model else None), said


def _check_type(wire: Wire) -> None:
    if wire.joined("content-encoding").strip().lower() not in ("", "identity"):
        raise Encoded()
    if not _JSON_TYPE.fullmatch(wire.joined("content-type").strip()):
        raise NotJsonType()


def _top(model: type[BaseModel]) -> type:
    return object if issubclass(model, RootModel) else dict


def _first(error: ValidationError) -> Mapping[str, Any]:
    return error.errors(include_url=False, include_input=False)[0]


def hash_of(route: str, body: BaseModel) -> str:
    """
    Return the SHA-256 of a body that carries its own key, on whatever way it comes to `route`.

    What was left out does not count, so that a phone's retry stays the same when the body learns a new field.
    """
    return _hash([route, {}, body.model_dump(mode="json", exclude_none=True)])


def _hash(asked: Any) -> str:
    """Return the SHA-256 of what was asked: the operation, its path and the body, however it was spaced."""
    text = json.dumps(asked, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _positioned(request: ApiRequest, cursors: Cursors) -> ApiRequest:
    """Bind the list to this company and query, and open the cursor if there is one."""
    if request.caller is None:
        return request
    filters = request.query.model_dump(mode="json") if isinstance(request.query, BaseModel) else {}
    cursor = filters.pop("cursor", None)
    filters.pop("limit", None)
    scope = json.dumps([request.route, dict(request.path), filters], ensure_ascii=False, sort_keys=True)
    position = cursors.open_(cursor, company_id=request.caller.company_id, scope=scope) if cursor else None
    return replace(request, scope=scope, cursors=cursors, position=position)
