"""The drawing of a piece of advice (调整建议): four weekly series under one another, each on a scale of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from shared.adapters.documents.pages import legible, page
from shared.domain.numbers import exact, quantize

WIDTH: Final = 343
"""Units of a drawing: the text column of a phone 375 pixels wide."""
_LEFT, _RIGHT = 56, 337
_TOP, _BOTTOM = 40, 102
_PANEL: Final = 134
_LABELS: Final = 4
"""Weeks that are named below a grid; the others lie between them at even steps."""
_COLOURS: Final = ("#1d5bd6", "#b45309")
"""Of the pair that stands still, and of the pair that moves; both are legible on white and on near black."""
_STEPS: Final = (1, 2, 5)
_MYRIAD, _THOUSAND = 10_000, 1_000


@dataclass(frozen=True, slots=True)
class Panel:
    """One grid: what it is of, what is said of its slope, its values by week, and to which pair (0, 1) it belongs."""

    role: str
    title: str
    slope: str
    values: Sequence[Fraction]
    pair: int


def advice_chart(
    panels: Sequence[Panel], *, first_on: date, id_: str, title: str, desc: str, language: str
) -> str:
    """
    Return an SVG element in `language` (`en`, anything else is zh-CN) to be put into a page as it is.

    All panels hold the same weeks, the first of which begins on `first_on`. `title` and `desc` are what somebody
    hears who does not see it. There are no scripts and nothing from elsewhere; every text is escaped. `id_` tells its
    own ids from those of other drawings in one page. The same values give the same bytes.
    """
    weeks = max(len(each.values) for each in panels)
    return page(
        "advice_chart.svg",
        lang="en" if language == "en" else "zh-CN",
        width=WIDTH,
        height=_PANEL * len(panels),
        left=_LEFT,
        right=_RIGHT,
        id=id_,
        title=legible(title),
        desc=legible(desc),
        weeks=_weeks(first_on, weeks),
        panels=[_panel(number, each, first_on, language) for number, each in enumerate(panels)],
    ).strip()


def _panel(number: int, panel: Panel, first_on: date, language: str) -> dict[str, Any]:
    low, top, step = _scale(panel.values)
    places = [
        (_text(_across(week, len(panel.values))), _text(_down(value, low, top)))
        for week, value in enumerate(panel.values)
    ]
    ticks = [low + step * count for count in range(int((top - low) / step) + 1)]
    return {
        "top": _PANEL * number,
        "role": legible(panel.role),
        "title": legible(panel.title),
        "slope": legible(panel.slope),
        "colour": _COLOURS[panel.pair],
        "points": " ".join(f"{x},{y}" for x, y in places),
        "ticks": [
            {"y": _text(_down(each, low, top)), "words": _short(each, top, language)} for each in ticks
        ],
        "dots": [
            {"x": x, "y": y, "told": f"{first_on + timedelta(weeks=week)} · {exact(value, 2)}"}
            for week, ((x, y), value) in enumerate(zip(places, panel.values, strict=True))
        ],
    }


def _scale(values: Sequence[Fraction]) -> tuple[Fraction, Fraction, Fraction]:
    """
    Return where a scale begins and ends, and its step, so that zero is on it and few ticks are.

    >>> [str(each) for each in _scale([Fraction(12), Fraction(31)])]
    ['0', '40', '20']
    """
    low, top = min(*values, Fraction(0)), max(*values, Fraction(0))
    least = (top - low) / 3 or Fraction(1)
    power = Fraction(1)
    while power * 10 <= least:
        power *= 10
    while power > least:
        power /= 10
    step = next((power * each for each in _STEPS if power * each >= least), power * 10)
    begin, end = step * (low // step), step * -(-top // step)
    return begin, end if end > begin else begin + step, step


def _weeks(first_on: date, weeks: int) -> list[dict[str, str]]:
    last = weeks - 1
    named = sorted({last * number // max(_LABELS - 1, 1) for number in range(_LABELS)})
    return [
        {
            "x": _text(_across(each, weeks)),
            "label": f"{first_on + timedelta(weeks=each):%m-%d}",
            "anchor": "end" if each == last and last else "middle",
        }
        for each in named
    ]


def _short(value: Fraction, top: Fraction, language: str) -> str:
    """
    Write the value of a tick so that it fits beside the grid; all ticks below one `top` have one unit.

    >>> [_short(Fraction(5000), Fraction(15000), each) for each in ("zh-CN", "en")]
    ['0.5万', '5k']
    >>> _short(Fraction(5, 2), Fraction(5), "en"), _short(Fraction(0), Fraction(15000), "en")
    ('2.5', '0')
    """
    unit, sign = (_THOUSAND, "k") if language == "en" else (_MYRIAD, "万")
    if not value or top < _MYRIAD:
        return exact(value, 1)
    return f"{exact(value / unit, 2)}{sign}"


def _across(number: int, of: int) -> Fraction:
    return Fraction(_LEFT) + Fraction((_RIGHT - _LEFT) * number, max(of - 1, 1))


def _down(value: Fraction, low: Fraction, top: Fraction) -> Fraction:
    return Fraction(_BOTTOM) - (_BOTTOM - _TOP) * (value - low) / (top - low)


def _text(place: Fraction) -> str:
    return f"{quantize(place, 1)}"
