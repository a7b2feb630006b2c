"""The months of a goal: of a year, a quarter or a single month."""

import re
from datetime import date

from shared.domain.errors import DomainError
from shared.domain.periods import NotAPeriod, Period

_YEAR = re.compile(r"\d{4}", re.ASCII)


class NotAGoalPeriod(DomainError):
    """The period of a goal is no year, quarter or month, or lies outside 1900 to 2199."""

    kind, code = "invalid", "goal.period_unreadable"
    zh = "目标期间“{text}”无法识别，请写成 2027、2027-Q1 或 2027-03。"
    en = "The goal's period “{text}” is not understood. Write 2027, 2027-Q1 or 2027-03."


def months_of(period: str) -> tuple[Period, ...]:
    """
    Return the calendar months of a goal's period, in order.

    >>> [month.key for month in months_of("2027-Q1")], len(months_of("2027"))
    (['2027-01', '2027-02', '2027-03'], 12)

    :raises NotAGoalPeriod: if it is no year, quarter or month.
    """
    if _YEAR.fullmatch(period):
        if not 1900 <= int(period) < 2200:
            raise NotAGoalPeriod(pointer="/period", text=period)
        return tuple(Period.month_of(date(int(period), month, 1)) for month in range(1, 13))
    try:
        return tuple(Period.parse(period).months())
    except NotAPeriod as error:
        raise NotAGoalPeriod(pointer="/period", text=period[:20]) from error
