"""What a reader of requests refuses, and how a model's own findings become one of these."""

from collections.abc import Mapping
from typing import Any

from functions.edge.cursors import NotACursor
from functions.edge.fields import SPELLING
from shared.domain.errors import DomainError


class UnknownField(DomainError):
    """The body has a field that the operation does not know."""

    kind, code = "invalid", "body.unknown_field"
    zh = "没有名为“{field}”的字段，请删除或检查拼写。"
    en = "There is no field “{field}”. Remove it or check its spelling."


class MissingField(DomainError):
    """The body lacks a field that the operation needs."""

    kind, code = "invalid", "body.missing_field"
    zh = "缺少字段“{field}”，请补上。"
    en = "The field “{field}” is missing. Add it."


class InvalidField(DomainError):
    """A field of the body holds something else than it should."""

    kind, code = "invalid", "body.invalid"
    zh = "字段“{field}”{expected_zh}。"
    en = "The field “{field}” {expected_en}."


class UnknownParameter(UnknownField):
    """The operation has no such query parameter."""

    code = "query.unknown_parameter"
    zh = "没有名为“{field}”的参数，请删除或检查拼写。"
    en = "There is no query parameter “{field}”. Remove it or check its spelling."


class MissingParameter(MissingField):
    """The operation needs a query parameter that is not there."""

    code = "query.missing_parameter"
    zh = "缺少参数“{field}”，请补上。"
    en = "The query parameter “{field}” is missing. Add it."


class InvalidParameter(InvalidField):
    """A query parameter holds something else than it should."""

    code = "query.invalid"
    zh = "参数“{field}”{expected_zh}。"
    en = "The query parameter “{field}” {expected_en}."


class NotALimit(DomainError):
    """The page size is no whole number within bounds."""

    kind, code = "malformed", "query.limit_malformed"
    zh = "limit 应为 1 到 100 的整数。"
    en = "“limit” must be a whole number from 1 to 100."


class BrokenRule(DomainError):
    """A field breaks a rule that has a code and sentences of its own."""

    zh, en = "{sentence_zh}", "{sentence_en}"

    def __init__(self, code: str, *, pointer: str, sentence_zh: str, sentence_en: str) -> None:
        super().__init__(pointer=pointer, sentence_zh=sentence_zh, sentence_en=sentence_en)
        self.code = code  # type: ignore[misc]


def of_body(finding: Mapping[str, Any], sent: Any) -> DomainError:
    """Return the error for a model's first finding (`ValidationError.errors()`) about a body."""
    parts = _parts(finding, sent)
    return _error(finding, "".join(map(_step, parts)), parts, (UnknownField, MissingField, InvalidField))


def of_query(finding: Mapping[str, Any], sent: Mapping[str, str]) -> DomainError:
    """Return the error for a model's first finding about query parameters."""
    parts = _parts(finding, sent)
    if parts == ["limit"] and finding["type"] != "missing":
        return NotALimit(pointer="/query/limit")
    if parts == ["cursor"]:
        return NotACursor(pointer="/query/cursor")
    pointer = "/query" + "".join(map(_step, parts))
    return _error(finding, pointer, parts, (UnknownParameter, MissingParameter, InvalidParameter))


def _error(
    finding: Mapping[str, Any],
    pointer: str,
    parts: list[str | int],
    classes: tuple[type[DomainError], type[DomainError], type[DomainError]],
) -> DomainError:
    unknown, missing, invalid = classes
    field, context = ".".join(map(str, parts))[:80], finding.get("ctx", {})
    if finding["type"] == "extra_forbidden":
        return unknown(pointer=pointer, field=field)
    if finding["type"] == "missing":
        return missing(pointer=pointer, field=field)
    if "zh" in context and finding["type"] != SPELLING:
        texts = {"sentence_zh": context["zh"], "sentence_en": context["en"]}
        return BrokenRule(finding["type"], pointer=pointer, **texts)
    zh, en = _expected(finding["type"], context)
    return invalid(pointer=pointer, field=field, expected_zh=zh, expected_en=en)


def _parts(finding: Mapping[str, Any], sent: Any) -> list[str | int]:
    """Return the steps to the field; the names of a union's members, which the model puts in, are left out."""
    found: list[str | int] = []
    node, steps = sent, finding["loc"]
    for place, step in enumerate(steps):
        is_last_and_absent = finding["type"] == "missing" and place == len(steps) - 1
        if (isinstance(node, dict) and step in node) or (
            isinstance(node, list) and isinstance(step, int) and step < len(node)
        ):
            node = node[step]
            found.append(step)
        elif is_last_and_absent:
            found.append(step)
    return found


def _step(part: str | int) -> str:
    """Spell one step of a JSON pointer (RFC 6901)."""
    return "/" + str(part)[:80].replace("~", "~0").replace("/", "~1")


_WHOLE = ("应为整数", "must be a whole number")
_OBJECT = ("应为对象", "must be an object")
_ARRAY = ("应为数组", "must be an array")
_CHOICE = ("应为以下之一：{expected}", "must be one of {expected}")
_EXPECTED: Mapping[str, tuple[str, str]] = {
    "string_type": ("应为文本", "must be text"),
    "string_pattern_mismatch": ("应符合格式 {pattern}", "must match {pattern}"),
    "string_too_short": ("至少 {min_length} 个字符", "must have at least {min_length} characters"),
    "string_too_long": ("最多 {max_length} 个字符", "must have at most {max_length} characters"),
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "bool_type": ("应为 true 或 false", "must be true or false"),
    "bool_parsing": ("应为 true 或 false", "must be true or false"),
    "list_type": _ARRAY,
    "tuple_type": _ARRAY,
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "too_short": ("至少 {min_length} 项", "must have at least {min_length} items"),
    "too_long": ("最多 {max_length} 项", "must have at most {max_length} items"),
    "greater_than": ("应大于 {gt}", "must be greater than {gt}"),
    "greater_than_equal": ("不能小于 {ge}", "must not be less than {ge}"),
    "less_than": ("应小于 {lt}", "must be less than {lt}"),
    "less_than_equal": ("不能大于 {le}", "must not be more than {le}"),
    "literal_error": _CHOICE,
    "enum": _CHOICE,
    "union_tag_invalid": ("类型应为以下之一：{expected_tags}", "must be of one of the kinds {expected_tags}"),
    "union_tag_not_found": ("缺少类型字段 {discriminator}", "needs {discriminator} to tell its kind"),
    SPELLING: ("{zh}", "{en}"),
}


def _expected(kind: str, context: Mapping[str, Any]) -> tuple[str, str]:
    zh, en = _EXPECTED.get(kind, ("的值无效", "is not valid"))
    known = {name: str(value).replace(" or ", ", ") for name, value in context.items()}
    if kind == SPELLING:
        known = dict(context)
    return zh.format(**known), en.format(**known)
