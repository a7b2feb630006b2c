"""How a fact that stops an act is told over HTTP: the one place that knows status codes.

Every refusal is an RFC 9457 problem document in the caller's language. What goes wrong on our side is logged and
told without its inner workings: 503 with Retry-After if something that we depend on is down, else 500.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from functions.edge.request import Answer
from shared.domain.errors import DomainError, Kind

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER_SECONDS: Final = 2
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Manner:
    status: int
    zh: str
    en: str


MANNERS: Final[Mapping[Kind, _Manner]] = {
    "malformed": _Manner(400, "请求无法解析", "The request cannot be read"),
    "unauthenticated": _Manner(401, "需要登录", "Sign in first"),
    "forbidden": _Manner(403, "没有权限", "Not allowed for you"),
    "missing": _Manner(404, "没有找到", "Not found"),
    "not_allowed": _Manner(405, "不支持的请求方法", "Method not allowed"),
    "conflict": _Manner(409, "与当前状态冲突", "In conflict with the current state"),
    "too_large": _Manner(413, "内容过大", "Too large"),
    "unsupported": _Manner(415, "不支持的内容类型", "Unsupported media type"),
    "invalid": _Manner(422, "内容有误", "Not valid"),
    "too_many": _Manner(429, "请求过于频繁", "Too many requests"),
    "unavailable": _Manner(503, "暂时无法使用", "Unavailable for the moment"),
}


class RouteNotFound(DomainError):
    """No operation has this path."""

    kind, code = "missing", "route.not_found"
    zh = "没有这个地址，请对照接口文档检查路径。"
    en = "There is nothing at this address. Check the path against the API document."


class MethodNotAllowed(DomainError):
    """The path exists, but not with this method. `allow` lists the methods it has."""

    kind, code = "not_allowed", "route.method_not_allowed"
    zh = "这个地址只支持 {allow}。"
    en = "This address only takes {allow}."


class ServiceUnavailable(DomainError):
    """Something that we depend on is down or overloaded."""

    kind, code = "unavailable", "service.unavailable"
    zh = "服务暂时无法处理请求，请稍后用同一个幂等键重试，不会重复生效。"
    en = "The service cannot do this right now. Try again shortly; with the same key nothing happens twice."


class _ServerFault(DomainError):
    code = "server.fault"
    zh = "我们这边出了问题，已经记录下来。请稍后重试，或把编号告诉我们。"
    en = "Something went wrong on our side and was recorded. Try again, or tell us the request id."


def status_of(error: type[DomainError]) -> int:
    """Return the status that errors of this class are answered with."""
    return MANNERS[error.kind].status


def problem(error: DomainError, *, language: str, request_id: str) -> Answer:
    """Tell a fact that stopped an act."""
    manner = MANNERS[error.kind]
    answer = _document(error, manner, language=language, request_id=request_id)
    return Answer(answer.status, answer.body, {**answer.headers, **_headers(error)})


def not_found_problem(*, language: str, request_id: str) -> Answer:
    """Answer a path that no operation has."""
    return problem(RouteNotFound(), language=language, request_id=request_id)


def method_not_allowed_problem(allow: Iterable[str], *, language: str, request_id: str) -> Answer:
    """Answer a method that the path does not have; `allow` are those that it has."""
    error = MethodNotAllowed(allow=", ".join(sorted(allow)))
    return problem(error, language=language, request_id=request_id)


def fault(error: BaseException, *, language: str, request_id: str) -> Answer:
    """Tell an unexpected exception: an outage as 503, anything else as 500."""
    if is_outage(error):
        return problem(ServiceUnavailable(), language=language, request_id=request_id)
    manner = _Manner(500, "服务出错", "Server fault")
    return _document(_ServerFault(), manner, language=language, request_id=request_id)


def guarded(
    act: Callable[[], T], *, language: str, request_id: str, log: logging.Logger, route: str
) -> "T | Answer":
    """Return what `act` returns, or the problem that it raised; nothing passes."""
    where = {"request_id": request_id, "route": route}
    try:
        return act()
    except DomainError as error:
        if error.kind in _WATCHED:
            log.warning("request.refused", extra={**where, "problem": error.code})
        return problem(error, language=language, request_id=request_id)
    except Exception as error:
        log.exception("request.failed", extra={**where, "outage": is_outage(error)})
        return fault(error, language=language, request_id=request_id)


def is_outage(error: BaseException) -> bool:
    """Whether something that we depend on was down, overloaded or out of reach; told by name, so that nothing
    of the SDK is imported here."""
    return any(_is_outage(each) for each in _causes(error))


_WATCHED: Final = frozenset({"unauthenticated", "forbidden", "missing"})
"""Kinds of refusal that the operator's log counts: guessing shows there first."""
_UNREACHABLE = frozenset({
    "ConnectTimeoutError", "ConnectionClosedError", "ConnectionError", "EndpointConnectionError",
    "HTTPClientError", "ProxyConnectionError", "ReadTimeoutError", "ResponseStreamingError", "SSLError",
    "TimeoutError",
})  # fmt: skip
_OVERLOADED = frozenset({
    "InternalServerError", "InternalFailure", "LimitExceededException",
    "ProvisionedThroughputExceeded", "ProvisionedThroughputExceededException", "RequestLimitExceeded",
    "RequestTimeout", "ServiceUnavailable", "ServiceUnavailableException", "SlowDown", "Throttling",
    "ThrottlingError", "ThrottlingException", "TooManyRequestsException", "TransactionConflict",
    "TransactionConflictException", "TransactionInProgressException",
})  # fmt: skip


def _is_outage(error: BaseException) -> bool:
    if any(each.__name__ in _UNREACHABLE for each in type(error).__mro__):
        return True
    response = getattr(error, "response", None)
    if not isinstance(response, Mapping):
        return False
    codes = [response.get("Error", {}).get("Code")]
    codes += [each.get("Code") for each in response.get("CancellationReasons") or ()]
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode") or 0
    return status >= 500 or any(each in _OVERLOADED for each in codes)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and what it wraps (PynamoDB keeps it as `cause`)."""
    waiting, seen = [error], set[int]()
    while waiting:
        each = waiting.pop()
        if id(each) not in seen:
            seen.add(id(each))
            yield each
            wrapped = (getattr(each, "cause", None), each.__cause__)
            waiting += [inner for inner in wrapped if isinstance(inner, BaseException)]


def _document(error: DomainError, manner: _Manner, *, language: str, request_id: str) -> Answer:
    body: dict[str, Any] = {
        "type": f"/problems/{error.code}",
        "title": manner.en if language == "en" else manner.zh,
        "status": manner.status,
        "detail": error.sentence(language),
        "code": error.code,
        "request_id": request_id,
    }
    if error.pointer is not None:
        body["pointer"] = error.pointer
    if error.current is not None:
        body["current"] = error.current
    return Answer(manner.status, body, {"Content-Type": MEDIA_TYPE, "Content-Language": language})


def _headers(error: DomainError) -> dict[str, str]:
    headers: dict[str, str] = {}
    if error.kind == "unauthenticated":
        headers["WWW-Authenticate"] = "Bearer"
    if error.kind == "not_allowed":
        headers["Allow"] = str(error.params.get("allow", ""))
    if error.kind in ("too_many", "unavailable") or error.retry_after is not None:
        headers["Retry-After"] = str(max(1, error.retry_after or RETRY_AFTER_SECONDS))
    return headers
