"""A formula as it is written: cut into numbers, names and signs, and what may not stand in one refused by name.

Full-width signs are read as what they mean (＋ － × ÷ （ ） ， ≥). Everything is checked before Python's own parser
sees it: what reaches that is a short line of a few plain signs.
"""

import keyword
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from shared.domain.errors import DomainError

LONGEST, MOST_NODES, DEEPEST, MOST_DIGITS = 2000, 50, 20, 30
FUNCTIONS: Final = frozenset({"min", "max"})
_WORDS: Final = frozenset({"if", "else", "and", "or", "not"})
_NODES: Final = frozenset({"+", "-", "*", "/", "if", "not", "min", "max"})
"""Tokens each of which is one operation; a chain of comparisons, or of `and`, is one by itself."""
_FULL_WIDTH: Final[dict[int, int | str]] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **{ord("\u3000"): " ", ord("×"): "*", ord("÷"): "/", ord("−"): "-"},
    **{ord("≤"): "<=", ord("≥"): ">=", ord("≠"): "!="},
}
_TOKEN = re.compile(
    r"""(?P<space>\s+)
    | (?P<number>[0-9]+(?:\.[0-9]+)?)(?![\w.])
    | (?P<name>[^\W\d]\w*)
    | (?P<sign>[<>=!]=(?!=) | <(?![<>=]) | >(?![>=]) | [*/](?![*/]) | [-+(),])
    | (?P<other>["'][^"']*["']? | \.\w* | \d[\w.]* | [*/]+ | [=<>!]+ | .)""",
    re.DOTALL | re.VERBOSE,
)
_PYTHON: Final = frozenset(keyword.kwlist)


class FormulaTooLong(DomainError):
    """A formula has more than 2,000 characters."""

    kind, code = "invalid", "formula.too_long"
    zh = "公式有 {count} 个字符，最多 {most} 个，请把重复的部分做成统计项。"
    en = "The formula has {count} characters and may have {most}. Make measures of the parts that repeat."


class TooManyNodes(DomainError):
    """A formula has more than 50 numbers, names and operations."""

    kind, code = "invalid", "formula.too_many_nodes"
    zh = "公式从“{part}”起超出 {most} 个数字、名称和运算，请简化。"
    en = "From “{part}” on the formula has more than {most} numbers, names and operations. Make it simpler."


class TooDeep(DomainError):
    """Brackets are nested more than 20 deep."""

    kind, code = "invalid", "formula.too_deep"
    zh = "公式的括号超过 {most} 层，请简化。"
    en = "The brackets of the formula are nested more than {most} deep. Make it simpler."


class NotAllowed(DomainError):
    """A formula holds something that is no part of the language."""

    kind, code = "invalid", "formula.not_allowed"
    zh = "公式里不能使用“{part}”：只能用统计项、数字、+ - × ÷、括号、比较、min、max 和“甲 if 条件 else 乙”。"
    en = "“{part}” may not stand in a formula: use measures, numbers, + - * /, brackets, comparisons, min, max and “a if condition else b”."  # noqa: E501


class UnknownName(DomainError):
    """A formula names a measure that the KPI does not have."""

    kind, code = "invalid", "formula.unknown_measure"
    zh = "公式里的“{part}”不是这个指标的统计项，请先添加，或改用：{names}。"
    en = "“{part}” in the formula is no measure of this KPI. Add it first, or use one of: {names}."


class NumberTooLarge(DomainError):
    """A number of a formula has more than 30 digits before or after its point."""

    kind, code = "invalid", "formula.too_large_number"
    zh = "公式里的数字“{part}”太长：小数点前后各最多 {most} 位。"
    en = "The number “{part}” in the formula is too long: {most} digits before and after the point at most."


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a formula; `value` is a number's exact value."""

    kind: Literal["number", "measure", "function", "word", "sign"]
    text: str
    value: Fraction = Fraction(0)


def tokens_of(text: str, names: Collection[str]) -> list[Token]:
    """
    Cut a formula into tokens; `names` are the measures that it may name.

    :raises FormulaTooLong: if it has more than 2,000 characters.
    :raises NotAllowed: on a sign, a word or a number that is none of the language.
    :raises UnknownName: on a name that is no measure.
    :raises NumberTooLarge: on a number of more than 30 digits.
    :raises TooManyNodes: if it is surely more than 50 operations.
    :raises TooDeep: if brackets are nested more than 20 deep.
    """
    if len(text) > LONGEST:
        raise FormulaTooLong(count=len(text), most=LONGEST)
    tokens: list[Token] = []
    depth = nodes = 0
    for match in _TOKEN.finditer(unicodedata.normalize("NFC", text.translate(_FULL_WIDTH))):
        if match.lastgroup == "space":
            continue
        token = _token(match, names)
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        nodes += token.kind in ("number", "measure") or token.text in _NODES
        if nodes > MOST_NODES:
            raise TooManyNodes(part=token.text[:40], most=MOST_NODES)
        if depth > DEEPEST:
            raise TooDeep(most=DEEPEST)
        tokens.append(token)
    return tokens


def _token(match: "re.Match[str]", names: Collection[str]) -> Token:
    text = match.group()
    match match.lastgroup:
        case "number":
            return Token("number", text, _exact(text))
        case "sign":
            return Token("sign", text)
        case "name":
            return _named(text, names, is_call=match.string[match.end() :].lstrip().startswith("("))
        case _:
            raise NotAllowed(part=text[:40] if text.isprintable() else ascii(text)[1:-1][:40])


def _named(text: str, names: Collection[str], *, is_call: bool) -> Token:
    if text in names:
        return Token("measure", text)
    if text in FUNCTIONS:
        return Token("function", text)
    if text in _WORDS:
        return Token("word", text)
    if is_call or text in _PYTHON or text.startswith("__"):
        raise NotAllowed(part=text[:40])
    raise UnknownName(part=text[:40], names="、".join(sorted(names)[:10]) or "—")


def _exact(text: str) -> Fraction:
    if any(len(digits) > MOST_DIGITS for digits in text.split(".")):
        raise NumberTooLarge(part=text[:40], most=MOST_DIGITS)
    return Fraction(text)
