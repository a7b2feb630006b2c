"""A figure of a KPI as a report prints it: exact, and in Chinese and English with its unit."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.reasons import amount
from shared.domain.numbers import exact

MINUS: Final = "\u2212"
_WHOLE_PART: Final = re.compile(r"(?<![\d.])\d{4,}")


@dataclass(frozen=True, slots=True)
class Figure:
    """An exact figure and its words; money and large counts are grouped by thousands, a minus is −."""

    exact: Fraction
    zh: str
    en: str

    def words(self, language: str) -> str:
        """Return the words in `language`: `en`, anything else is zh-CN."""
        return self.en if language == "en" else self.zh


def figure(value: Fraction | None, definition: KpiDefinition | None, *, trim: bool = False) -> Figure | None:
    """
    Return a value with its words, or None for none; `trim` drops zeros at the end, as targets are printed.

    Without a definition (a KPI that the company gave up) it is a bare number.
    """
    if value is None:
        return None
    if definition is None:
        return Figure(value, grouped(exact(value)), grouped(exact(value)))
    zh, en = (grouped(amount(definition, value, language, trim=trim)) for language in ("zh", "en"))
    return Figure(value, zh, en)


def difference(value: Fraction | None, definition: KpiDefinition | None) -> Figure | None:
    """Return a difference of two values with its sign; that of two rates is in percentage points (百分点)."""
    size = figure(None if value is None else abs(value), definition)
    if size is None or value is None:
        return None
    zh, en = size.zh, size.en
    if definition is not None and definition.unit == "ratio":
        zh, en = f"{zh.removesuffix('%')} 个百分点", f"{en.removesuffix('%')} percentage points"
    sign = "" if value == 0 else MINUS if value < 0 else "+"
    return Figure(value, f"{sign}{zh}", f"{sign}{en}")


def grouped(text: str) -> str:
    """
    Group the digits of the whole numbers in a text by thousands and write its minus as −.

    >>> grouped("-48400.00 元"), grouped("0.12345")
    ('−48,400.00 元', '0.12345')
    """
    return _WHOLE_PART.sub(lambda found: f"{int(found[0]):,}", text).replace("-", MINUS)
