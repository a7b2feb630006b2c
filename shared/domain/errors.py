"""Facts that stop an act.

A rule raises the narrow error that stands beside it. The error carries its kind, a stable
code, and one Chinese and one English sentence that say what to do; `functions/edge/problems.py`
alone knows how a kind is answered over HTTP.
"""

from typing import Any, ClassVar, Literal

Kind = Literal[
    "malformed", "unauthenticated", "forbidden", "missing", "not_allowed", "conflict", "too_large",
    "unsupported", "invalid", "too_many", "unavailable",
]  # fmt: skip


class DomainError(Exception):
    """
    A fact that stops an act, in words for the person who caused it.

    `zh` and `en` are format strings over the keyword arguments. `pointer` is the JSON pointer
    (RFC 6901) of the offending field, `retry_after` the whole seconds after which the same act may succeed,
    `current` the state that the caller did not know, for a conflict.
    """

    kind: ClassVar[Kind] = "invalid"
    code: ClassVar[str] = "request.invalid"
    zh: ClassVar[str] = "请求内容有误，请检查后重试。"
    en: ClassVar[str] = "The request is not valid. Check it and try again."

    def __init__(
        self,
        *,
        pointer: str | None = None,
        retry_after: int | None = None,
        current: dict[str, Any] | None = None,
        **params: object,
    ) -> None:
        self.pointer = pointer
        self.retry_after = retry_after
        self.current = current
        self.params = params
        super().__init__(self.sentence("en"))

    def sentence(self, language: str) -> str:
        """Return the sentence in `language`: `en`, anything else is zh-CN."""
        return (self.en if language == "en" else self.zh).format(**self.params)


class NotFound(DomainError):
    """Missing, or another company's: the caller cannot tell which."""

    kind, code = "missing", "resource.not_found"
    zh = "没有找到这项内容，请检查编号。"
    en = "Nothing was found under this id. Check the id."


class Forbidden(DomainError):
    """The caller's access role does not allow this act."""

    kind, code = "forbidden", "access.role_too_low"
    zh = "你的权限不能做这项操作，需要的话请联系 HR 或负责人。"
    en = "Your access role does not allow this. Ask HR or the owner."
