"""The formula language of a company's own KPIs (公式): + - × ÷, min, max, comparisons and `a if condition else b`.

Python's own grammar is read, and of it only what is named here passes. Numbers are read exactly as written, and
nothing is ever executed. Measures may have Chinese names.
"""

import ast
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Final, Literal

from shared.domain.errors import DomainError
from shared.domain.kpi.own.calculation import (
    Choice,
    Comparison,
    Logic,
    Named,
    Node,
    Number,
    Operation,
    Outcome,
    Values,
    calculate,
)
from shared.domain.kpi.own.written import MOST_NODES, NotAllowed, Token, TooManyNodes, tokens_of


class Unreadable(DomainError):
    """A formula is empty, or something is missing in it."""

    kind, code = "invalid", "formula.unreadable"
    zh = "公式在“{part}”处不完整，请检查括号、运算符和逗号，例如：回款额 / 应收额。"
    en = "The formula is incomplete near “{part}”. Check brackets, signs and commas, as in: received / due."


class DividesByZero(DomainError):
    """A part of a formula divides by zero whatever its measures are."""

    kind, code = "invalid", "formula.divides_by_zero"
    zh = "公式里有除以 0 的部分，永远算不出结果，请修改除数。"
    en = "A part of the formula divides by 0 and can never be calculated. Change what it divides by."


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was read: its text, what it calculates, and the measures that it names, in order."""

    text: str
    node: Node
    names: tuple[str, ...]

    @classmethod
    def read(cls, text: str, names: Collection[str]) -> "Formula":
        """
        Read a formula over the measures `names`.

        >>> Formula.read("（成交额 － 退款）÷ 线索", {"成交额", "退款", "线索"}).names
        ('成交额', '退款', '线索')

        :raises FormulaTooLong: if it has more than 2,000 characters.
        :raises TooManyNodes: if it has more than 50 numbers, names and operations.
        :raises TooDeep: if brackets are nested more than 20 deep.
        :raises NotAllowed: on what is no part of the language.
        :raises UnknownName: on a name that is none of `names`.
        :raises NumberTooLarge: on a number of more than 30 digits.
        :raises Unreadable: if it is empty or incomplete.
        :raises DividesByZero: if a part without measures divides by zero.
        """
        tokens = tokens_of(text, names)
        node = _Reader(tokens).node()
        if any(_always_fails(each) for each in _every(node)):
            raise DividesByZero()
        named = dict.fromkeys(each.text for each in tokens if each.kind == "measure")
        return cls(text, node, tuple(named))

    def outcome(self, values: Values) -> Outcome:
        """Return what it comes to; it never raises."""
        return calculate(self.node, values)

    @property
    def division(self) -> tuple[Node, Node] | None:
        """What is divided by what, if the formula as a whole is a division and measures stand below the line."""
        match self.node:
            case Operation("/", (above, below)) if any(isinstance(each, Named) for each in _every(below)):
                return above, below
        return None

    @property
    def only(self) -> str | None:
        """The measure that is the whole formula; None if there is more to it."""
        return self.node.name if isinstance(self.node, Named) else None


_ARITHMETIC: Final[Mapping[type[ast.operator], Literal["+", "-", "*", "/"]]] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/",
}  # fmt: skip
_COMPARISONS: Final[Mapping[type[ast.cmpop], str]] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
_OPERANDS: Final = ("number", "measure")


class _Reader:
    """Makes a calculation of tokens; to Python's parser every number and measure is a plain name."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._meant = {f"t{at}": each for at, each in enumerate(tokens)}
        written = [f"t{at}" if each.kind in _OPERANDS else each.text for at, each in enumerate(tokens)]
        self._line = " ".join(written)
        self._starts = list(accumulate((len(each) + 1 for each in written), initial=0))[:-1]

    def node(self) -> Node:
        try:
            tree = ast.parse(self._line, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as found:
            raise Unreadable(part=self._near((getattr(found, "offset", None) or 1) - 1)) from None
        nodes = list(ast.walk(tree))
        calls = sum(isinstance(each, ast.Call) for each in nodes)
        if sum(isinstance(each, ast.expr) for each in nodes) - calls > MOST_NODES:
            raise TooManyNodes(part=self._text_of(tree), most=MOST_NODES)
        return self._number(tree)

    def _number(self, tree: ast.expr) -> Node:
        match tree:
            case ast.Name(id=name) if name in self._meant:
                token = self._meant[name]
                return Number(token.value) if token.kind == "number" else Named(token.text)
            case ast.BinOp(left, sign, right) if type(sign) in _ARITHMETIC:
                return Operation(_ARITHMETIC[type(sign)], (self._number(left), self._number(right)))
            case ast.UnaryOp(ast.USub(), operand):
                return Operation("-", (self._number(operand),))
            case ast.UnaryOp(ast.UAdd(), operand):
                return self._number(operand)
            case ast.IfExp(condition, then, otherwise):
                return Choice(self._condition(condition), self._number(then), self._number(otherwise))
            case ast.Call(ast.Name("min" | "max" as name), [_, _, *_] as parts, []):
                return Operation("min" if name == "min" else "max", tuple(map(self._number, parts)))
        raise NotAllowed(part=self._text_of(tree))

    def _condition(self, tree: ast.expr) -> Node:
        match tree:
            case ast.Compare(left, signs, parts) if all(type(each) in _COMPARISONS for each in signs):
                written = tuple(_COMPARISONS[type(each)] for each in signs)
                return Comparison(written, tuple(map(self._number, (left, *parts))))
            case ast.BoolOp(word, parts):
                return Logic("and" if isinstance(word, ast.And) else "or", tuple(map(self._condition, parts)))
            case ast.UnaryOp(ast.Not(), operand):
                return Logic("not", (self._condition(operand),))
        return self._number(tree)

    def _near(self, offset: int) -> str:
        at = max(bisect_right(self._starts, offset) - 1, 0)
        return _quoted(self._tokens[max(at - 1, 0) : at + 2])

    def _text_of(self, tree: ast.expr) -> str:
        first, last = tree.col_offset, tree.end_col_offset or len(self._line)
        inside = zip(self._starts, self._tokens, strict=True)
        return _quoted([each for start, each in inside if first <= start < last])


def _quoted(tokens: list[Token]) -> str:
    text = " ".join(each.text for each in tokens)
    return text.replace("( ", "(").replace(" )", ")").replace(" (", "(").replace(" ,", ",")[:40]


def _every(node: Node) -> Iterator[Node]:
    yield node
    match node:
        case Operation(_, parts) | Comparison(_, parts) | Logic(_, parts):
            below = parts
        case Choice(condition, then, otherwise):
            below = (condition, then, otherwise)
        case _:
            below = ()
    for each in below:
        yield from _every(each)


def _always_fails(node: Node) -> bool:
    if not isinstance(node, Operation) or node.sign != "/":
        return False
    divisor = node.parts[1]
    is_constant = not any(isinstance(each, Named) for each in _every(divisor))
    return is_constant and calculate(divisor, {}) == Outcome("value", Fraction(0))
