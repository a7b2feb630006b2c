"""The public calendar of China (调休 included) as the domain's calendar value.

The `chinesecalendar` package knows the State Council's notices up to the newest year it was released for; later
years are provisional (Monday to Friday less the holidays of fixed date) until a release brings them.
"""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

from shared.domain.company import Company
from shared.domain.workdays import Calendar


def calendar_of(company: Company) -> Calendar:
    """Return the workdays of a company: the public calendar with HR's corrections."""
    return _calendar(company.extra_workdays, company.extra_holidays)


@lru_cache(maxsize=64)
def _calendar(extra_workdays: tuple[Any, ...], extra_holidays: tuple[Any, ...]) -> Calendar:
    from chinese_calendar import constants

    return Calendar(
        holidays=frozenset(constants.holidays),
        make_up_days=frozenset(constants.workdays),
        hr_workdays=frozenset(extra_workdays),
        hr_days_off=frozenset(extra_holidays),
    )


def due_clock(company: Company) -> Callable[[datetime, int], datetime]:
    """Return the company's clock of due times: the same local time n workdays later."""
    calendar = calendar_of(company)
    return lambda at, days: calendar.due_after(at, days, company.tz)
