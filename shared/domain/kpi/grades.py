"""Grades (等级) and their coefficients (绩效系数): half-open bands over the official total, set by the company."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from shared.domain.errors import DomainError

MOST_GRADES: Final = 10
HIGHEST_COEFFICIENT: Final = Decimal(5)


class GradesNotUsable(DomainError):
    """The bands leave a total without a grade, or give a lower total more."""

    kind, code = "invalid", "grades.not_usable"
    zh = "等级设置不可用：{sentence_zh}"
    en = "These grades cannot be used: {sentence_en}"


@dataclass(frozen=True, slots=True)
class Grade:
    """
    A band from `least` points, included, up to the next better one, not included.

    `coefficient` is what a company multiplies a bonus by; Gangji shows it and pays nobody.
    """

    name: str
    least: Decimal
    coefficient: Decimal


DEFAULT_GRADES: Final = (
    Grade("S", Decimal(95), Decimal("1.5")),
    Grade("A", Decimal(85), Decimal("1.2")),
    Grade("B", Decimal(70), Decimal("1.0")),
    Grade("C", Decimal(60), Decimal("0.7")),
    Grade("D", Decimal(0), Decimal(0)),
)


def grade_of(official_total: Decimal, grades: Sequence[Grade] = DEFAULT_GRADES) -> Grade:
    """
    Return the grade of a total as stored; the bands are half-open.

    >>> [grade_of(Decimal(total)).name for total in ("95.0000", "94.9999", "59.9999", "0.0000")]
    ['S', 'A', 'D', 'D']
    """
    return next(each for each in grades if official_total >= each.least)


def check_grades(grades: Sequence[Grade]) -> tuple[Grade, ...]:
    """
    Return the bands, best first, once every total from 0 up has exactly one.

    :raises GradesNotUsable: if there are none or more than 10, if two have one name or one border, if none begins at
        0, if one lies outside 0 to 120 points or its coefficient outside 0 to 5, or if a better one gives less.
    """
    ordered = tuple(sorted(grades, key=lambda each: each.least, reverse=True))
    names, borders = {each.name for each in ordered}, {each.least for each in ordered}
    if not 1 <= len(ordered) <= MOST_GRADES:
        raise GradesNotUsable(
            sentence_zh=f"请设 1 到 {MOST_GRADES} 个等级。", sentence_en=f"there must be 1 to {MOST_GRADES}."
        )
    if len(names) < len(ordered) or len(borders) < len(ordered):
        raise GradesNotUsable(
            sentence_zh="名称或分数线重复。", sentence_en="two have the same name or the same border."
        )
    if ordered[-1].least != 0 or ordered[0].least > 120:
        raise GradesNotUsable(
            sentence_zh="最低一档必须从 0 分起，最高一档不超过 120 分。",
            sentence_en="the lowest must begin at 0 points and the highest at 120 at most.",
        )
    coefficients = [each.coefficient for each in ordered]
    in_bounds = all(0 <= each <= HIGHEST_COEFFICIENT for each in coefficients)
    if not in_bounds or coefficients != sorted(coefficients, reverse=True):
        raise GradesNotUsable(
            sentence_zh=f"系数必须在 0 到 {HIGHEST_COEFFICIENT} 之间，等级越高系数不得越低。",
            sentence_en=f"coefficients lie between 0 and {HIGHEST_COEFFICIENT}, and a better grade gives no less.",
        )
    return ordered
