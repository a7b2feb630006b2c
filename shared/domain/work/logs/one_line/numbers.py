"""Numbers as people write them: 40, 1.5, 四十, 廿五, 两 and, as two readings, 三四十.

Two digits in a row that follow each other name a span (两三个, 十五六), so such a numeral has two values.
"""

import re
from fractions import Fraction
from typing import Final

HAN_DIGITS: Final = "零〇一二两三四五六七八九"
HAN: Final = HAN_DIGITS + "十百廿卅"
NUMBER: Final = rf"(?:[0-9]{{1,5}}(?:\.[0-9]{{1,3}})?|[{HAN}]{{1,6}})"
"""Pattern of one numeral, without groups."""

_VALUE: Final = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_ARABIC: Final = re.compile(r"[0-9]{1,5}(?:\.[0-9]{1,3})?")
_COMPOUND: Final = re.compile(
    r"(?:(?P<hundreds>[一二两三四五六七八九])百)?(?P<gap>[零〇])?"
    r"(?:(?P<tens>[一二三四五六七八九])?(?P<ten>[十廿卅]))?(?P<ones>[一二两三四五六七八九])?"
)
_POSITIONS: Final = re.compile(r"[一二三四五六七八九][零〇]")
_TENS: Final = {"十": 1, "廿": 2, "卅": 3}


def values(text: str) -> tuple[Fraction, ...]:
    """
    Return what a numeral may stand for: one value, two for a span, none if it is no number.

    >>> [str(each) for each in (*values("1.5"), *values("两百四十"), *values("廿五"), *values("一百二"))]
    ['3/2', '240', '25', '120']
    >>> [str(each) for each in (*values("三四十"), *values("十五六"))], values("一五")
    (['30', '40', '15', '16'], ())
    """
    if _ARABIC.fullmatch(text):
        return (Fraction(text),)
    for place in range(len(text) - 1):
        low, high = _VALUE.get(text[place], 0), _VALUE.get(text[place + 1], 0)
        if low and high == low + 1:
            span = (text[: place + 1] + text[place + 2 :], text[:place] + text[place + 1 :])
            return tuple(Fraction(value) for each in span if (value := _single(each)) is not None)
    single = _single(text)
    return () if single is None else (Fraction(single),)


def whole(text: str) -> int | None:
    """Return the one whole number that `text` stands for, or `None`."""
    found = values(text)
    return int(found[0]) if len(found) == 1 and found[0].denominator == 1 else None


def _single(text: str) -> int | None:
    if text in _VALUE:
        return _VALUE[text]
    if _POSITIONS.fullmatch(text):
        return _VALUE[text[0]] * 10
    parts = _COMPOUND.fullmatch(text)
    if parts is None or not text:
        return None
    hundreds, ten, ones = (
        _VALUE.get(parts["hundreds"] or "", 0),
        parts["ten"],
        _VALUE.get(parts["ones"] or "", 0),
    )
    if parts["tens"] and ten != "十":
        return None
    if hundreds and ones and not ten and not parts["gap"]:
        return hundreds * 100 + ones * 10
    tens = _VALUE[parts["tens"]] if parts["tens"] else _TENS.get(ten or "", 0)
    return hundreds * 100 + tens * 10 + ones
