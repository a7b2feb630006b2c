"""Scoring curves (评分曲线): what a value is worth against its target, 0 to 120 points, 100 on target.

A curve is data: anchors joined by straight lines, flat outside, with a jump only where it is written. At a jump the
value has the better side's points. Every curve has points for every value, also against a target of zero.

Notation, as in the KPI library:

- `<0.6x:0|0.6x:60|1.0x:100|1.2x:120cap`: lines between anchors; `x` is value ÷ target; `<` writes a jump.
- `3.5:0|4.0:60|4.5:100|4.8:120cap`: the same over absolute values.
- `<=t:100|t+1:75|>=t+4:0`: the same over the distance from the target.
- `>=1.2x:120|>=1.0x:100|else:0` and `<=1.0x:100|else:0`: steps.
- `meets:100|else pro rata`: points in proportion up to the target, no bonus.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal

from shared.domain.errors import DomainError

Scale = Literal["relative", "absolute", "distance"]
Anchors = tuple[tuple[Fraction, Fraction], ...]
LOWEST, ON_TARGET, HIGHEST = Fraction(0), Fraction(100), Fraction(120)
_PART = re.compile(r"(?P<sign><=|>=|<)?(?P<t>t)?(?P<at>[+-]?[\d./]+)?(?P<x>x)?:(?P<points>[\d./]+)(?:cap)?")


class NotACurve(DomainError):
    """A curve is not written in the notation, or its anchors are out of order or of bounds."""

    kind, code = "invalid", "curve.unreadable"
    zh = "评分曲线“{text}”无法识别：请按 <0.6x:0|0.6x:60|1.0x:100|1.2x:120cap 的格式填写，分数在 0 到 120 之间。"
    en = "The curve “{text}” is not understood. Write it like <0.6x:0|0.6x:60|1.0x:100|1.2x:120cap, points 0 to 120."


class CurveRefused(DomainError):
    """Inverse and baseline curves have no points for some values, so they are not offered."""

    kind, code = "invalid", "curve.refused"
    zh = "曲线“{text}”在部分取值上没有定义，不能使用，请改用 LIN_LO。"
    en = "The curve “{text}” is undefined for some values and is not offered. Use LIN_LO instead."


@dataclass(frozen=True, slots=True)
class Curve:
    """
    Anchors (x, points) by rising x; the same x twice is a jump.

    `text` is the notation that the curve was read from; it reads back to the same curve.
    """

    text: str
    scale: Scale
    anchors: Anchors

    @classmethod
    def parse(cls, text: str) -> "Curve":
        """
        Read a preset's name or the notation.

        >>> Curve.parse("3.5:0|4.0:60|4.5:100|4.8:120cap").points(Fraction("4.2"), Fraction("4.5"))
        Fraction(76, 1)

        :raises CurveRefused: for `INVERSE` and `BASELINE`.
        :raises NotACurve: on anything that is neither.
        """
        text = text.strip()
        if text.upper() in REFUSED:
            raise CurveRefused(text=text)
        notation = PRESETS.get(text.upper(), text)
        if notation.replace(" ", "").endswith("elseprorata"):
            return cls(text, "relative", ((LOWEST, LOWEST), (Fraction(1), ON_TARGET)))
        try:
            scale, anchors = _read(notation.replace(" ", ""))
        except (ValueError, ArithmeticError):
            raise NotACurve(text=text[:60]) from None
        if not _in_order(anchors):
            raise NotACurve(text=text[:60])
        return cls(text, scale, anchors)

    def points(self, value: Fraction, target: Fraction) -> Fraction:
        """
        Return the exact points of `value` against `target`, from 0 to 120.

        >>> [str(Curve.parse("LIN_LO").points(Fraction(days), Fraction(25))) for days in (20, 22, 25, 30, 35)]
        ['120', '112', '100', '60', '0']
        """
        x = self._x(value, target)
        if x is None:
            return self.anchors[-1][1] if value > target else self.anchors[0][1]
        here = [points for at, points in self.anchors if at == x]
        if here:
            return max(here)
        below = [anchor for anchor in self.anchors if anchor[0] < x]
        above = [anchor for anchor in self.anchors if anchor[0] > x]
        if not below or not above:
            return (below[-1] if below else above[0])[1]
        (x0, y0), (x1, y1) = below[-1], above[0]
        return y0 + (y1 - y0) * (x - x0) / (x1 - x0)

    @property
    def rises(self) -> bool:
        """Whether larger values are worth more."""
        return self.anchors[-1][1] > self.anchors[0][1]

    @property
    def takes_zero_target(self) -> bool:
        """Whether the curve makes sense against a target of zero: a distance from it, or met or not met."""
        return self.scale != "relative" or {at for at, _ in self.anchors} == {Fraction(1)}

    def _x(self, value: Fraction, target: Fraction) -> Fraction | None:
        """Return where `value` lies on the anchors; None is beyond all of them."""
        if self.scale == "absolute":
            return value
        if self.scale == "distance":
            return value - target
        if target > 0:
            return value / target
        return Fraction(1) if value == target else None


PRESETS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "LIN_HI": "<0.6x:0|0.6x:60|1.0x:100|1.2x:120cap",
        "LIN_LO": "0.8x:120cap|1.0x:100|1.2x:60|1.4x:0",
        "STEP": ">=1.2x:120|>=1.0x:100|>=0.9x:85|>=0.8x:70|>=0.6x:50|else:0",
        "PASS": ">=1.0x:100|else:0",
        "PASS_LO": "<=1.0x:100|else:0",
        "PRO_RATA": "meets:100|else pro rata",
        "DEDUCT": "<=t:100|t+1:75|t+2:50|t+3:25|>=t+4:0",
        "MIRROR": "0.8x:120cap|2.0x:0",
    }
)
REFUSED: Final = frozenset({"INVERSE", "BASELINE"})


def band(lower: Fraction, upper: Fraction, reach: Fraction | None = None) -> Curve:
    """
    Return the curve with 100 from `lower` to `upper` that falls to 0 over `reach` outside, by default the band's width.

    >>> [str(band(Fraction(10), Fraction(20)).points(Fraction(x), Fraction(0))) for x in (8, 10, 20, 25)]
    ['80', '100', '100', '50']

    :raises NotACurve: if the band is empty.
    """
    width = upper - lower if reach is None else reach
    if upper < lower or width <= 0:
        raise NotACurve(text=f"{lower}..{upper}")
    corners = ((lower - width, LOWEST), (lower, ON_TARGET), (upper, ON_TARGET), (upper + width, LOWEST))
    return Curve("|".join(f"{x}:{y}" for x, y in corners), "absolute", corners)


def _read(notation: str) -> tuple[Scale, Anchors]:
    parts = notation.split("|")
    if parts[-1].startswith("else:"):
        return _read_steps(parts[:-1], Fraction(parts[-1].removeprefix("else:")))
    marks = [_mark(part) for part in parts]
    written = {x for sign, _, x, _ in marks if sign != "<"}
    alone = any(sign == "<" and x not in written for sign, _, x, _ in marks)
    inside = any(mark[0] == "<=" for mark in marks[1:]) or any(mark[0] == ">=" for mark in marks[:-1])
    if alone or inside:
        raise ValueError(notation)
    return _scale(marks), tuple((x, y) for _, _, x, y in marks)


def _read_steps(parts: list[str], floor: Fraction) -> tuple[Scale, Anchors]:
    """Steps are jumps at every threshold; they are written from the best one on."""
    marks = [_mark(part) for part in parts]
    signs = {sign for sign, _, _, _ in marks}
    if signs not in ({">="}, {"<="}):
        raise ValueError(parts)
    worse = [*(y for _, _, _, y in marks[1:]), floor]
    anchors = [
        anchor for (_, _, x, y), below in zip(marks, worse, strict=True) for anchor in ((x, y), (x, below))
    ]
    return _scale(marks), tuple(anchors if signs == {"<="} else reversed(anchors))


_Mark = tuple[str | None, Scale, Fraction, Fraction]


def _mark(part: str) -> _Mark:
    match = _PART.fullmatch(part)
    if match is None or (match["at"] is None and match["t"] is None) or (match["t"] and match["x"]):
        raise ValueError(part)
    scale: Scale = "relative" if match["x"] else "distance" if match["t"] else "absolute"
    return match["sign"], scale, Fraction(match["at"] or 0), Fraction(match["points"])


def _scale(marks: list[_Mark]) -> Scale:
    scales = {scale for _, scale, _, _ in marks}
    if len(scales) != 1:
        raise ValueError(scales)
    return scales.pop()


def _in_order(anchors: Anchors) -> bool:
    """Return whether x never falls, points stay within bounds, and they rise, fall, or rise and then fall."""
    xs, ys = [x for x, _ in anchors], [y for _, y in anchors]
    peak = ys.index(max(ys)) if ys else 0
    ends = all(xs[i] < xs[i + 2] for i in range(len(xs) - 2))
    return (
        bool(anchors)
        and ends
        and xs == sorted(xs)
        and all(LOWEST <= y <= HIGHEST for y in ys)
        and ys[:peak] == sorted(ys[:peak])
        and ys[peak:] == sorted(ys[peak:], reverse=True)
    )
