"""A REST API event of API Gateway, as plain values: names in lower case, nothing missing, nothing decoded twice."""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from functions.edge.strict_json import BodyTooLarge, NotUtf8
from shared.domain.errors import DomainError

LARGEST_RAW = 1024 * 1024
_RANGE = re.compile(
    r"\s*(\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?\s*"
)
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


class QueryMalformed(DomainError):
    """A query parameter holds control characters or is no Unicode text."""

    kind, code = "malformed", "query.malformed"
    zh = "网址参数中含有无法读取的字符，请检查后重试。"
    en = "A query parameter holds characters that cannot be read. Correct it and try again."


class RepeatedParameter(DomainError):
    """A query parameter stands there more than once, so nobody can say which one was meant."""

    kind, code = "invalid", "query.repeated_parameter"
    zh = "参数“{name}”出现了多次，请只保留一个。"
    en = "The parameter “{name}” stands there more than once. Keep one of them."


@dataclass(frozen=True, slots=True)
class Wire:
    """One request as it came in; header names are in lower case, each with all its values."""

    method: str
    resource: str | None
    path: Mapping[str, str]
    headers: Mapping[str, Sequence[str]]
    _query: Mapping[str, Sequence[str]]
    _body: str | bytes | None
    _is_base64: bool

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> "Wire":
        """Read a REST API event (payload version 1.0); absent members count as empty."""
        context = event.get("requestContext") or {}
        headers = _lists(event, "multiValueHeaders", "headers")
        folded: dict[str, list[str]] = {}
        for name, values in headers.items():
            folded.setdefault(name.lower(), []).extend(values)
        return cls(
            method=str(context.get("httpMethod") or event.get("httpMethod") or ""),
            resource=context.get("resourcePath"),
            path=event.get("pathParameters") or {},
            headers=folded,
            _query=_lists(event, "multiValueQueryStringParameters", "queryStringParameters"),
            _body=event.get("body"),
            _is_base64=bool(event.get("isBase64Encoded")),
        )

    def joined(self, name: str) -> str:
        """Return a header's values as one, empty if there is none."""
        return ", ".join(self.headers.get(name, ()))

    def raw(self) -> bytes:
        """
        Return the body's bytes.

        :raises BodyTooLarge: beyond 1 MiB.
        :raises NotUtf8: if the gateway could not hand the bytes on.
        """
        if not self._body:
            return b""
        if self._is_base64:
            try:
                raw = base64.b64decode(self._body, validate=True)
            except (binascii.Error, ValueError):
                raise NotUtf8() from None
        else:
            # a lone surrogate becomes bytes that no UTF-8 reader takes
            raw = self._body if isinstance(self._body, bytes) else self._body.encode("utf-8", "surrogatepass")
        if len(raw) > LARGEST_RAW:
            raise BodyTooLarge(largest=LARGEST_RAW)
        return raw

    def query(self) -> dict[str, str]:
        """
        Return the query parameters.

        :raises QueryMalformed: if one is no printable text.
        :raises RepeatedParameter: if one stands there twice.
        """
        found: dict[str, str] = {}
        for name, values in self._query.items():
            if any(_UNPRINTABLE.search(each) for each in (name, *values)):
                raise QueryMalformed()
            if len(values) > 1:
                raise RepeatedParameter(pointer=f"/query/{name[:60]}", name=name[:60])
            found[name] = values[0] if values else ""
        return found

    @property
    def language(self) -> str:
        """`en` if the caller likes English better than Chinese, else `zh-CN`."""
        return language_of(self.joined("accept-language"))


def language_of(accept_language: str) -> str:
    """
    Choose between `zh-CN` (the default) and `en` by an Accept-Language header (RFC 9110 section 12.5.4).

    >>> language_of("en-GB,en;q=0.9,zh;q=0.1"), language_of("fr, zh;q=0.5, en;q=0.4"), language_of("*")
    ('en', 'zh-CN', 'zh-CN')
    """
    liked = {"zh": 0.0, "en": 0.0}
    for part in accept_language[:400].split(","):
        match = _RANGE.fullmatch(part)
        primary = match[1].split("-")[0].lower() if match else ""
        if match and primary in liked:
            liked[primary] = max(liked[primary], float(match[2] or 1))
    return "en" if liked["en"] > liked["zh"] else "zh-CN"


def _lists(event: Mapping[str, Any], many: str, single: str) -> dict[str, list[str]]:
    found = event.get(many)
    if found:
        return {name: list(values or ()) for name, values in found.items()}
    return {name: [value] for name, value in (event.get(single) or {}).items() if value is not None}
