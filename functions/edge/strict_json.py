"""JSON as RFC 8259 means it, from bytes nobody vouches for.

Python's own parser takes NaN, infinities, duplicate keys, lone surrogates and numbers of any length, and gives
up on depth with a RecursionError. What passes here can be hashed, stored and printed again without loss:
UTF-8 without a byte order mark (RFC 8259 section 8.1 forbids sending one), names told apart, whole numbers as
`int` and others as `Decimal` of at most 19 digits, text without NUL and without halves of surrogate pairs.
"""

import json
import re
from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from shared.domain.errors import DomainError

LARGEST_BODY = 1024 * 1024
DEEPEST = 32
MOST_DIGITS = 19
"""Digits of a number: a signed 64-bit integer fits, and DynamoDB's 38 digits are far away."""

_SPAN = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
"""A string, finished or not, or one bracket. Possessive, so that no input makes it slow."""
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class NotJson(DomainError):
    """The body is no JSON text."""

    kind, code = "malformed", "json.malformed"
    zh = "请求正文不是有效的 JSON（第 {line} 行第 {column} 列），请检查后重试。"
    en = "The body is not valid JSON (line {line}, column {column}). Correct it and try again."


class NoBody(DomainError):
    """A body is needed and there is none."""

    kind, code = "malformed", "json.empty"
    zh = "请求正文为空，请发送一个 JSON 对象。"
    en = "The body is empty. Send a JSON object."


class NotUtf8(DomainError):
    """The body is not UTF-8, or begins with a byte order mark."""

    kind, code = "malformed", "json.not_utf8"
    zh = "请求正文必须是不带 BOM 的 UTF-8 编码。"
    en = "The body must be UTF-8 without a byte order mark."


class NotAnObject(DomainError):
    """The outermost value is of another kind than the operation takes."""

    kind, code = "malformed", "json.not_an_object"
    zh = "请求正文的最外层必须是 JSON 对象。"
    en = "The outermost value of the body must be a JSON object."


class DuplicateName(DomainError):
    """An object has two members of one name, so nobody can say which one was meant."""

    kind, code = "malformed", "json.duplicate_name"
    zh = "同一个对象里字段“{name}”出现了两次，请只保留一个。"
    en = "The name “{name}” stands twice in one object. Keep one of them."


class NotANumber(DomainError):
    """A number is NaN, infinite, or has more digits than can be kept exactly."""

    kind, code = "malformed", "json.number_out_of_range"
    zh = "数字“{text}”超出范围：最多 19 位有效数字，不能是 NaN 或无穷大。"
    en = "The number “{text}” is out of range: at most 19 digits, no NaN and no infinity."


class UnstorableText(DomainError):
    """A text holds NUL or half of a surrogate pair."""

    kind, code = "malformed", "json.unstorable_text"
    zh = "文本中含有无法保存的字符（NUL 或不完整的 Unicode 代理项）。"
    en = "A text holds a character that cannot be kept: NUL, or half of a surrogate pair."


class TooDeep(DomainError):
    """Arrays and objects are nested deeper than any request needs."""

    kind, code = "malformed", "json.too_deep"
    zh = "JSON 嵌套超过 {deepest} 层，请减少层级。"
    en = "The JSON is nested deeper than {deepest} levels. Flatten it."


class BodyTooLarge(DomainError):
    """The body is larger than any request needs; files go through an upload link."""

    kind, code = "too_large", "body.too_large"
    zh = "请求正文超过 {largest} 字节，请分批发送。"
    en = "The body is larger than {largest} bytes. Send it in parts."


def parse(raw: bytes, *, top: type = dict) -> Any:
    """
    Return the value of a JSON text whose outermost value is a `top`.

    >>> parse(b'{"minutes": 30.0, "share": 0.10}')
    {'minutes': 30, 'share': Decimal('0.10')}

    :raises BodyTooLarge: beyond 1 MiB.
    :raises NotJson, NotUtf8, NoBody, TooDeep, DuplicateName, NotANumber, UnstorableText, NotAnObject: as named.
    """
    if len(raw) > LARGEST_BODY:
        raise BodyTooLarge(largest=LARGEST_BODY)
    text = _decode(raw)
    _check_depth(text)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_number,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        raise NotJson(line=error.lineno, column=error.colno) from None
    if "\\u" in text:  # raw NUL and raw surrogates are caught above: only escapes can still spell them
        _check_text(value)
    if not isinstance(value, top):
        raise NotAnObject(pointer="")
    return value


def _decode(raw: bytes) -> str:
    if not raw.strip():
        raise NoBody()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise NotUtf8() from None
    if text.startswith("\ufeff"):
        raise NotUtf8()
    return text


def _check_depth(text: str) -> None:
    depth = 0
    for span in _SPAN.finditer(text):
        first = text[span.start()]
        if first in "[{":
            depth += 1
            if depth > DEEPEST:
                raise TooDeep(deepest=DEEPEST)
        elif first != '"':
            depth -= 1


def _check_text(value: Any) -> None:
    if isinstance(value, str):
        if _UNSTORABLE.search(value):
            raise UnstorableText()
    elif isinstance(value, dict):
        for name, member in value.items():
            _check_text(name)
            _check_text(member)
    elif isinstance(value, list):
        for member in value:
            _check_text(member)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        left = Counter(name for name, _ in pairs)
        raise DuplicateName(name=_shown(left.most_common(1)[0][0]))
    return found


def _integer(text: str) -> int:
    if len(text.lstrip("-")) > MOST_DIGITS:
        raise NotANumber(text=text[:MOST_DIGITS])
    return int(text)


def _number(text: str) -> int | Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:  # an exponent beyond what Decimal itself holds
        raise NotANumber(text=text[:MOST_DIGITS]) from None
    if len(value.as_tuple().digits) > MOST_DIGITS or abs(value.adjusted()) > MOST_DIGITS:
        raise NotANumber(text=text[:MOST_DIGITS])
    return int(value) if value == value.to_integral_value() else value


def _constant(text: str) -> NoReturn:
    raise NotANumber(text=text)


def _shown(text: str) -> str:
    """Return text that may be printed: what cannot be encoded becomes U+FFFD."""
    return text[:40].encode("utf-8", "replace").decode()
