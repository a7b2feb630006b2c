"""Geometry of the drawings in a performance report: a trend with gaps, and the bar of a score by its KPIs.

Places are text with one decimal place, made of exact numbers, so that equal figures are equal bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from shared.domain.numbers import quantize

WIDTH: Final = 343
"""Units of a drawing: the text column of a phone 375 pixels wide."""
_LEFT, _RIGHT = 26, 326
_TOP, _BOTTOM = 26, 112
_FULL: Final = Fraction(120)
"""Points at the upper edge; 100 is on target."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One month of a trend: its label, what it says in words, the anchor it leads to; no value is a gap."""

    label: str
    value: Fraction | None
    words: str
    told: str
    anchor: str


def trend(
    dots: Sequence[Dot], *, full: Fraction | None = _FULL, mark: Fraction | None = Fraction(100)
) -> dict[str, Any]:
    """
    Return the drawing of a trend: dots, lines between neighbours, and where months have nothing.

    :param full: the value at the upper edge, if no dot is higher; None for the highest dot itself.
    :param mark: where a dashed line stands.
    """
    values = [each.value for each in dots if each.value is not None]
    top = max(
        [*values, full] if full is not None else [*values, Fraction(0)], default=Fraction(1)
    ) or Fraction(1)
    low = min([*values, Fraction(0)])
    places = [_across(number, len(dots)) for number in range(len(dots))]
    heights = [None if each.value is None else _down(each.value, low, top) for each in dots]
    lines = [
        {"x1": _text(places[n]), "y1": _text(was), "x2": _text(places[n + 1]), "y2": _text(is_)}
        for n, (was, is_) in enumerate(pairwise(heights))
        if was is not None and is_ is not None
    ]
    return {
        "dots": [
            {
                "x": _text(x),
                "y": None if y is None else _text(y),
                "above": None if y is None else _text(y - 8),
                "label": each.label,
                "words": each.words,
                "told": each.told,
                "anchor": each.anchor,
            }
            for each, x, y in zip(dots, places, heights, strict=True)
        ],
        "values": len(values),
        "lines": lines,
        "mark": None if mark is None else _text(_down(mark, low, top)),
        "zero": _text(_down(Fraction(0), low, top)),
    }


def score_bar(parts: Sequence[tuple[int, Decimal | None, str, str]]) -> list[dict[str, Any]]:
    """
    Return the segments of a score: as wide as the weight in basis points, filled as far as its points go.

    Points above 100 fill the segment and no more: a bonus is told in words.
    """
    whole, x, found = sum(weight for weight, *_ in parts), Fraction(0), []
    for weight, points, told, anchor in parts:
        if not weight or points is None:
            continue
        width = Fraction(WIDTH * weight, whole)
        inner = max(width - 2, Fraction(1))
        filled = inner * min(Fraction(points), Fraction(100)) / 100
        found.append(
            {"x": _text(x), "width": _text(inner), "filled": _text(filled), "told": told, "anchor": anchor}
        )
        x += width
    return found


def level(points: Decimal | None) -> str | None:
    """Return how far a bar of 0 to 120 points reaches; None for no points."""
    return None if points is None else _text(Fraction(WIDTH) * min(Fraction(points), _FULL) / _FULL)


TARGET_AT: Final = f"{quantize(Fraction(WIDTH) * 100 / _FULL, 1)}"
"""Where 100 points stand on such a bar."""


def _across(number: int, of: int) -> Fraction:
    return Fraction(_LEFT) + Fraction((_RIGHT - _LEFT) * number, max(of - 1, 1))


def _down(value: Fraction, low: Fraction, top: Fraction) -> Fraction:
    return Fraction(_BOTTOM) - (_BOTTOM - _TOP) * (value - low) / (top - low)


def _text(place: Fraction) -> str:
    return f"{quantize(place, 1)}"
