"""How a performance report's page says months, changes and shares."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from shared.adapters.documents.performance_charts import Dot
from shared.domain.numbers import exact, quantize

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def month_name(month: str, language: str, *, short: bool = False) -> str:
    """
    Return a month as people say it.

    >>> month_name("2026-03", "zh-CN"), month_name("2026-03", "zh-CN", short=True), month_name("2026-03", "en")
    ('2026年3月', '3月', 'Mar 2026')
    """
    year, number = month.split("-")
    if language == "en":
        name = _MONTHS[int(number) - 1]
        return name if short else f"{name} {year}"
    return f"{int(number)}月" if short else f"{year}年{int(number)}月"


def arrow(change: Decimal) -> str:
    """
    Return a change with its direction as a sign, which colour alone would not tell everybody.

    >>> arrow(Decimal("2.4")), arrow(Decimal("-2.4")), arrow(Decimal("0.0"))
    ('▲ 2.4', '▼ 2.4', '=')
    """
    return f"▲ {change}" if change > 0 else f"▼ {-change}" if change < 0 else "="


def percent(bp: int) -> str:
    """
    Return basis points as a percentage.

    >>> percent(4000), percent(3333)
    ('40%', '33.33%')
    """
    return f"{exact(Fraction(bp, 100), 2)}%"


def tenth(points: Decimal | None) -> str:
    """Return points with one decimal place; nothing to say is —."""
    return "—" if points is None else f"{quantize(points, 1)}"


def told(name: str, words: str, language: str) -> str:
    """Return a name and what is said of it."""
    return f"{name}: {words}" if language == "en" else f"{name}：{words}"


def joined(parts: Sequence[str], language: str) -> str:
    """Return statements as one."""
    return ("; " if language == "en" else "；").join(parts)


def every_month(name: str, dots: Sequence[Dot], language: str) -> str:
    """Return what a trend says month by month, for those who do not see it."""
    return told(name, joined([each.told for each in dots], language), language)


def newest(name: str, dots: Sequence[Dot], language: str) -> str:
    """Return what a trend of points comes to: its last month, and the change from the one before."""
    before, now = dots[-2], dots[-1]
    if now.value is None:
        return told(name, now.words, language)
    if before.value is None:
        return f"{name} {now.words}"
    if now.value == before.value:
        same = f"as in {before.label}" if language == "en" else f"与{before.label}持平"
        return joined([f"{name} {now.words}", same], language)
    change = arrow(quantize(now.value - before.value, 1))
    if language == "en":
        return f"{name} {now.words}, against {before.label} {change}"
    return f"{name} {now.words}，较{before.label} {change}"
