"""Calculating a formula exactly: every formula has an outcome for all values, and none of them is an exception.

An outcome is a value, or it is missing because a measure has none, or it has failed: a division by zero, or a figure
above 10 to the power of 30. Only the branch of an `if` that is chosen counts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from operator import add, eq, ge, gt, le, lt, mul, ne, sub
from typing import Final, Literal, TypeAlias

LARGEST: Final = Fraction(10**30)
DIVISION_BY_ZERO, TOO_LARGE = "formula.division_by_zero", "formula.result_too_large"
Values = Mapping[str, Fraction | None]
"""What each measure of a formula comes to; None where it has no value."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was written."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Named:
    """The value of a measure."""

    name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """`+`, `-`, `*`, `/`, `min` or `max` of its parts; `-` of one part turns its sign."""

    sign: Literal["+", "-", "*", "/", "min", "max"]
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A chain of comparisons: each of `signs` between two neighbours of `parts`."""

    signs: tuple[str, ...]
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Logic:
    """`and`, `or` or `not` of conditions."""

    word: Literal["and", "or", "not"]
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of two, by a condition. A number is a condition too: whether it is other than zero."""

    condition: "Node"
    then: "Node"
    otherwise: "Node"


Node: TypeAlias = Number | Named | Operation | Comparison | Logic | Choice


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a formula comes to; `reason` is the measure without a value, or the code of what failed."""

    state: Literal["value", "missing", "failed"]
    value: Fraction = Fraction(0)
    reason: str = ""


class _NoValue(Exception):
    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


def calculate(node: Node, values: Values) -> Outcome:
    """Return the outcome of a formula for the values of its measures; a measure that is absent has none."""
    try:
        return Outcome("value", _value(node, values))
    except _NoValue as stopped:
        return stopped.outcome


_OPERATE: Final[Mapping[str, Callable[[Fraction, Fraction], Fraction]]] = {"+": add, "-": sub, "*": mul}
_COMPARE: Final[Mapping[str, Callable[[Fraction, Fraction], bool]]] = {
    "<": lt, "<=": le, ">": gt, ">=": ge, "==": eq, "!=": ne,
}  # fmt: skip


def _value(node: Node, values: Values) -> Fraction:
    match node:
        case Number(value):
            return value
        case Named(name):
            found = values.get(name)
            if found is None:
                raise _NoValue(Outcome("missing", reason=name))
            return _bounded(found)
        case Choice(condition, then, otherwise):
            return _value(then if _holds(condition, values) else otherwise, values)
        case Operation(sign, parts):
            return _bounded(_operated(sign, [_value(each, values) for each in parts]))
        case _:
            return Fraction(_holds(node, values))


def _holds(node: Node, values: Values) -> bool:
    match node:
        case Comparison(signs, parts):
            found = [_value(each, values) for each in parts]
            return all(_COMPARE[sign](*found[at : at + 2]) for at, sign in enumerate(signs))
        case Logic("not", parts):
            return not _holds(parts[0], values)
        case Logic("and", parts):
            return all(_holds(each, values) for each in parts)
        case Logic(_, parts):
            return any(_holds(each, values) for each in parts)
        case _:
            return _value(node, values) != 0


def _operated(sign: str, parts: list[Fraction]) -> Fraction:
    if sign in ("min", "max"):
        return min(parts) if sign == "min" else max(parts)
    if len(parts) == 1:
        return -parts[0]
    left, right = parts
    if sign == "/":
        if right == 0:
            raise _NoValue(Outcome("failed", reason=DIVISION_BY_ZERO))
        return left / right
    return _OPERATE[sign](left, right)


def _bounded(value: Fraction) -> Fraction:
    if abs(value) > LARGEST:
        raise _NoValue(Outcome("failed", reason=TOO_LARGE))
    return value
