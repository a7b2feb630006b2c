"""Reading the loose fields of an event: the value if it can be read, else nothing. What vendors send never raises."""

import re
from datetime import date, datetime
from fractions import Fraction

from shared.domain.kpi.events import Event

YEARS = range(1900, 2200)
"""Years of dates that are believed; at the ends of the calendar a change of zone would leave it."""
_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,12})?", re.ASCII)


def number(value: object) -> Fraction | None:
    """
    Return a plain decimal number exactly.

    >>> number("4.50"), number(7), number(True), number("1e9"), number(None)
    (Fraction(9, 2), Fraction(7, 1), None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    return Fraction(str(value)) if _NUMBER.fullmatch(str(value)) else None


def whole(event: Event, *keys: str) -> int | None:
    """Return the whole number in the first field that holds one."""
    for key in keys:
        found = number(event.data.get(key))
        if found is not None and found.denominator == 1:
            return found.numerator
    return None


def text(event: Event, *keys: str) -> str | None:
    """Return the first field that holds text or a whole number, as text."""
    for key in keys:
        found = event.data.get(key)
        if isinstance(found, str | int) and not isinstance(found, bool) and found != "":
            return str(found)
    return None


def texts(event: Event, *keys: str) -> tuple[str, ...]:
    """Return the texts of the first field that holds one or a list of them."""
    for key in keys:
        found = event.data.get(key)
        if isinstance(found, str) and found:
            return (found,)
        if isinstance(found, list | tuple):
            return tuple(str(each) for each in found if isinstance(each, str | int))
    return ()


def day(event: Event, key: str) -> date | None:
    """Return the date of a field, if a calendar of business can hold it."""
    try:
        found = date.fromisoformat(str(event.data.get(key)))
    except ValueError:
        return None
    return found if found.year in YEARS else None


def instant(event: Event, key: str) -> datetime | None:
    """Return the instant of a field; a time without an offset is none, nor one that no zone could hold."""
    try:
        found = datetime.fromisoformat(str(event.data.get(key)))
    except ValueError:
        return None
    return found if found.tzinfo and found.year in YEARS else None
