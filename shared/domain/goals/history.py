"""What somebody brought in a usual month, by the closed months in which they were there."""

from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Final

from shared.domain.kpi.in_force import Presence
from shared.domain.people import Person
from shared.domain.periods import Period
from shared.domain.workdays import Calendar

MONTHS_OF_HISTORY: Final = 3


def mean_month(person: Person, values: Mapping[str, Fraction], calendar: Calendar) -> Fraction | None:
    """
    Return the mean of a person's closed months (`YYYY-MM`), the newest three of them, None if none tells anything.

    A month counts if the person was employed for all of it and not away on all of its workdays: a week of the first
    month or a month of parental leave is no usual month, and would cap whoever comes back. `values` holds the months
    that the company has records of, with 0 where the person brought nothing.
    """
    newest = sorted(values, reverse=True)[:MONTHS_OF_HISTORY]
    usual = [values[key] for key in newest if _is_usual(person, Period.parse(key), calendar)]
    return sum(usual, Fraction(0)) / len(usual) if usual else None


def _is_usual(person: Person, month: Period, calendar: Calendar) -> bool:
    presence = Presence.of(person)
    worked = any(presence.there(day) for day in month.days() if calendar.is_workday(day))
    last_on = month.until_on - timedelta(days=1)
    return worked and presence.employed(month.first_on) and presence.employed(last_on)
