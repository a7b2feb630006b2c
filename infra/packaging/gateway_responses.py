"""How API Gateway answers what it refuses by itself: problem documents like the app's own, on every status.

API Gateway fills in variables and knows no conditions, so these few documents carry both languages at once.
"""

import json
from collections.abc import Mapping
from typing import Any

from functions.edge.problems import MEDIA_TYPE, RouteNotFound, ServiceUnavailable, problem
from functions.edge.reading import NotJsonType
from infra.local.gateway import BodyTooLarge, TookTooLong
from shared.adapters.tokens import Unauthenticated
from shared.domain.errors import DomainError, Forbidden

_REQUEST_ID = "$context.requestId"


class TooManyRequests(DomainError):
    """The stage's rate or the account's concurrency is used up."""

    kind, code = "too_many", "gateway.too_many_requests"
    zh = "请求过于频繁，请稍后用同一个 Idempotency-Key 重试。"
    en = "Too many requests. Try again shortly, with the same Idempotency-Key."


class Malformed(DomainError):
    """API Gateway could not make sense of the request."""

    kind, code = "malformed", "gateway.request_malformed"
    zh = "请求无法识别，请对照接口文档检查后重试。"
    en = "The request could not be understood. Check it against the API document and try again."


ANSWERS: Mapping[str, type[DomainError]] = {
    "DEFAULT_4XX": Malformed,
    "DEFAULT_5XX": ServiceUnavailable,
    "ACCESS_DENIED": Forbidden,
    "API_CONFIGURATION_ERROR": ServiceUnavailable,
    "AUTHORIZER_CONFIGURATION_ERROR": ServiceUnavailable,
    "AUTHORIZER_FAILURE": ServiceUnavailable,
    "BAD_REQUEST_BODY": Malformed,
    "BAD_REQUEST_PARAMETERS": Malformed,
    "EXPIRED_TOKEN": Unauthenticated,
    "INTEGRATION_FAILURE": ServiceUnavailable,
    "INTEGRATION_TIMEOUT": TookTooLong,
    "INVALID_API_KEY": Forbidden,
    "INVALID_SIGNATURE": Unauthenticated,
    "MISSING_AUTHENTICATION_TOKEN": RouteNotFound,  # what it says of a path or a method that it does not know
    "QUOTA_EXCEEDED": TooManyRequests,
    "REQUEST_TOO_LARGE": BodyTooLarge,
    "RESOURCE_NOT_FOUND": RouteNotFound,
    "THROTTLED": TooManyRequests,
    "UNAUTHORIZED": Unauthenticated,
    "UNSUPPORTED_MEDIA_TYPE": NotJsonType,
    "WAF_FILTERED": Forbidden,
}
"""Every kind of refusal that API Gateway knows, and the fact it stands for here."""


def gateway_responses() -> dict[str, Any]:
    """Return the extension `x-amazon-apigateway-gateway-responses` of the API's definition."""
    return {kind: _response(error()) for kind, error in ANSWERS.items()}


def _response(error: DomainError) -> dict[str, Any]:
    chinese, english = (problem(error, language=each, request_id=_REQUEST_ID) for each in ("zh-CN", "en"))
    told = {name: f"{chinese.body[name]} · {english.body[name]}" for name in ("title", "detail")}
    headers = {
        **chinese.finished("").headers,
        "Content-Type": MEDIA_TYPE,
        "Content-Language": "zh-CN, en",
        "Access-Control-Allow-Origin": "*",  # or a page on another origin could not even read the refusal
    }
    values = {**{name: f"'{value}'" for name, value in headers.items()}, "X-Request-Id": "context.requestId"}
    return {
        "statusCode": str(chinese.status),
        "responseParameters": {f"gatewayresponse.header.{name}": value for name, value in values.items()},
        "responseTemplates": {"application/json": json.dumps({**chinese.body, **told}, ensure_ascii=False)},
    }
