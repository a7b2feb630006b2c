"""Cohorts (批次): records that were given the same time, 60 days, to lead to an order.

A record belongs to the window that holds its 60th day. So it is counted once, and never before its time is up.
"""

from datetime import date, timedelta

from shared.domain.kpi.windows import Window

CONVERSION_DAYS = 60


def begun_for(window: Window) -> Window:
    """
    Return the dates whose 60th day lies in `window`.

    >>> begun_for(Window.between(date(2026, 3, 1), date(2026, 4, 1))).first_on
    datetime.date(2025, 12, 31)
    """
    earlier = timedelta(days=CONVERSION_DAYS)
    return Window(tuple((first - earlier, until - earlier) for first, until in window.spans))


def chance_from(day: date) -> Window:
    """
    Return the dates on which an order still counts for a record of `day`: that day up to its 60th.

    >>> chance_from(date(2026, 1, 30)).until_on
    datetime.date(2026, 4, 1)
    """
    return Window.between(day, day + timedelta(days=CONVERSION_DAYS + 1))
