"""Field types of request and answer models: each reads one spelling and says which in the document.

Each type is an annotation on the domain's own type, so a handler gets a `datetime`, a `Money` or a `Period` and
never parses again. The pattern in the OpenAPI document is the one that is checked.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from shared.domain.errors import DomainError
from shared.domain.money import Money
from shared.domain.periods import Period

T = TypeVar("T")
_DAY = "(19|2[01])[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?"
_OFFSET = "(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
_CONTROL = r"\u0000-\u001F\u007F-\u009F"
_INVISIBLE = r"\s\u00AD\u200B-\u200F\u2028-\u202E\u2060-\u206F\u3164\uFEFF" + _CONTROL
PATH_PATTERN = "^[A-Za-z0-9_-][A-Za-z0-9_.~-]{0,127}$"
"""What a path parameter may look like: ids, names of vendors, secrets in an address."""


SPELLING = "spelling"
"""Type of the errors made here whose sentences only finish one that begins with the field's name."""


class NumberOutOfBounds(DomainError):
    """A decimal is of the documented form, whose pattern cannot say how large it may be, but beyond its bounds."""

    kind, code = "invalid", "number.out_of_bounds"
    zh = "数值应满足 {bounds}，请修改。"
    en = "The number must be {bounds}. Change it."


def unreadable(zh: str, en: str, code: str = SPELLING) -> PydanticCustomError:
    """Return the error for a field that is not spelled as its type wants; `code` marks whole sentences."""
    return PydanticCustomError(code, "{en}", {"zh": zh, "en": en})


@dataclass(frozen=True, slots=True, eq=False)
class Spelling:
    """How a type is read from JSON, written to JSON, and described."""

    read: Callable[[Any], Any]
    write: Callable[[Any], Any]
    schema: dict[str, Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> Any:
        writing = core_schema.plain_serializer_function_ser_schema(self.write)
        return core_schema.no_info_plain_validator_function(self.read, serialization=writing)

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return dict(self.schema)


@dataclass(frozen=True, slots=True)
class Text:
    """
    Text, 1 to `longest` characters, at least one of them visible; kept in NFC and without the blanks around it.

    Line breaks (as LF) and tabs only where `lines` is set; other control characters never.
    """

    longest: int
    lines: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> Any:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": self.longest, "pattern": self.pattern}

    @property
    def pattern(self) -> str:
        """The regular expression, in a spelling that Python and ECMAScript both read."""
        kept = r"[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]" if self.lines else f"[^{_CONTROL}]"
        return f"^{kept}*[^{_INVISIBLE}]{kept}*$"

    def read(self, value: Any) -> str:
        """Return the text as it is kept.

        :raises PydanticCustomError: if it is none.
        """
        if not isinstance(value, str):
            raise unreadable("应为文本", "must be text")
        text = unicodedata.normalize("NFC", value).strip()
        if self.lines:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if not re.search(f"[^{_INVISIBLE}]", text):
            raise unreadable("不能为空", "must not be blank")
        if max(len(value), len(text)) > self.longest:
            zh, en = f"最多 {self.longest} 个字符", f"must have at most {self.longest} characters"
            raise unreadable(zh, en)
        if not re.fullmatch(self.pattern[1:-1], text):
            raise unreadable("不能含有控制字符", "must not hold control characters")
        return text


@dataclass(frozen=True, slots=True)
class DecimalText:
    """An exact number written as text: up to `digits` before the point, up to `places` behind it."""

    digits: int = 12
    places: int = 6
    least: Decimal | None = None
    most: Decimal | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> Any:
        writing = core_schema.plain_serializer_function_ser_schema(lambda value: format(value, "f"))
        return core_schema.no_info_plain_validator_function(self.read, serialization=writing)

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {
            "type": "string",
            "pattern": self.pattern,
            "description": ", ".join(["decimal", *self.bounds]),
        }

    @property
    def bounds(self) -> list[str]:
        """The bounds in words that need no language."""
        return [f"≥ {self.least}"] * (self.least is not None) + [f"≤ {self.most}"] * (self.most is not None)

    @property
    def pattern(self) -> str:
        """The regular expression that is checked."""
        sign = "" if self.least is not None and self.least >= 0 else "-?"
        fraction = rf"(\.[0-9]{{1,{self.places}}})?" if self.places else ""
        return f"^{sign}(0|[1-9][0-9]{{0,{self.digits - 1}}}){fraction}$"

    def read(self, value: Any) -> Decimal:
        """Return the exact number.

        :raises PydanticCustomError: if it is none, or out of bounds.
        """
        if not isinstance(value, Decimal):
            if not isinstance(value, str) or not re.fullmatch(self.pattern[1:-1], value):
                zh, en = (
                    '应为文本形式的普通数字，例如 "0.95"',
                    'must be a plain number as text, such as "0.95"',
                )
                raise unreadable(zh, en)
            value = Decimal(value)
        exact: Decimal = value
        too_small = self.least is not None and exact < self.least
        if too_small or (self.most is not None and exact > self.most):
            error = NumberOutOfBounds(bounds=", ".join(self.bounds))
            raise unreadable(error.sentence("zh-CN"), error.sentence("en"), error.code)
        return exact


def _instant(value: Any) -> datetime:
    wrong = unreadable(
        "应为带时区的时间，例如 2026-03-02T09:00:00+08:00，年份在 1900 到 2199 之间",
        "must be a time with an offset such as 2026-03-02T09:00:00+08:00, in a year from 1900 to 2199",
    )
    if not isinstance(value, datetime):
        if not isinstance(value, str) or not re.fullmatch(f"{_DAY}T{_TIME}{_OFFSET}", value):
            raise wrong
        fraction = re.search(r"\.[0-9]+", value)
        if fraction:  # whole microseconds are kept, finer is cut off
            value = value.replace(fraction[0], fraction[0][:7].ljust(7, "0"))
        try:
            value = datetime.fromisoformat(value)
        except ValueError:  # a day that its month does not have
            raise wrong from None
    if value.tzinfo is None:
        raise wrong
    instant: datetime = value.astimezone(UTC)
    if not 1900 <= instant.year < 2200:
        raise wrong
    return instant


def _date(value: Any) -> date:
    if type(value) is date:
        return value
    if isinstance(value, str) and re.fullmatch(_DAY, value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise unreadable(
        "应为 2026-03-02 这样的日期，年份在 1900 到 2199 之间",
        "must be a date such as 2026-03-02, in a year from 1900 to 2199",
    )


def _period(value: Any) -> Period:
    if isinstance(value, Period):
        return value
    return _by_domain(Period.parse, value if isinstance(value, str) else "")


def _month(value: Any) -> Period:
    period = _period(value)
    if "Q" in period.key:
        raise unreadable("应为 2026-03 这样的月份", "must be a month such as 2026-03")
    return period


def _money(value: Any) -> Money:
    if isinstance(value, Money):
        return value
    shape = isinstance(value, dict) and set(value) == {"amount", "currency"}
    if (
        not shape
        or not all(isinstance(each, str) for each in value.values())
        or not re.fullmatch(_AMOUNT, value["amount"])
        or not re.fullmatch("[A-Z]{3}", value["currency"])
    ):
        raise unreadable(
            '应为 {"amount": "1200.00", "currency": "CNY"} 这样的金额',
            'must be money such as {"amount": "1200.00", "currency": "CNY"}',
        )
    return _by_domain(lambda each: Money.of(each["amount"], each["currency"]), value)


def _by_domain(read: Callable[[Any], T], value: Any) -> T:
    try:
        return read(value)
    except DomainError as error:
        raise unreadable(error.sentence("zh-CN"), error.sentence("en"), error.code) from None


def _z(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


_AMOUNT = r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,3})?"
_INSTANT_SCHEMA = {"type": "string", "format": "date-time", "pattern": f"^{_DAY}T{_TIME}{_OFFSET}$"}
_MONTH_PATTERN = "(19|2[01])[0-9]{2}-(0[1-9]|1[0-2])"
_MONEY_SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["amount", "currency"],
    "properties": {
        "amount": {"type": "string", "pattern": f"^{_AMOUNT}$", "examples": ["1200.00"]},
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "examples": ["CNY"]},
    },
}

Instant = Annotated[datetime, Spelling(_instant, _z, _INSTANT_SCHEMA)]
"""An aware instant in UTC, 1900 to 2199, read from RFC 3339 with Z or an offset."""
Day = Annotated[date, Spelling(_date, str, {"type": "string", "format": "date", "pattern": f"^{_DAY}$"})]
"""A date `YYYY-MM-DD`, 1900 to 2199."""
Month = Annotated[
    Period, Spelling(_month, lambda each: each.key, {"type": "string", "pattern": f"^{_MONTH_PATTERN}$"})
]
"""A calendar month `YYYY-MM`."""
PeriodKey = Annotated[
    Period,
    Spelling(
        _period,
        lambda each: each.key,
        {"type": "string", "pattern": "^(19|2[01])[0-9]{2}-(0[1-9]|1[0-2]|Q[1-4])$"},
    ),
]
"""A month `YYYY-MM` or a quarter `YYYY-Qn`."""
MoneyValue = Annotated[
    Money,
    Spelling(_money, lambda each: {"amount": each.amount, "currency": each.currency}, _MONEY_SCHEMA),
]
"""Money as {"amount": "1200.00", "currency": "CNY"}."""
Id = Annotated[str, Field(pattern=PATH_PATTERN)]
"""Somebody's or something's id; whether it exists is the store's to say."""
Bp = Annotated[int, Field(ge=0, le=10_000)]
"""A share in basis points: 10 000 is the whole."""
Version = Annotated[int, Field(ge=1, le=2**53 - 1)]
"""The version of a thing that the caller saw."""
