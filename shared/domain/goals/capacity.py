"""How much of a full-timer somebody is on a position in a month: FTE × share of the position × ramp."""

from fractions import Fraction

from shared.domain.kpi.in_force import Presence
from shared.domain.numbers import WHOLE_BP
from shared.domain.people import Person
from shared.domain.periods import Period
from shared.domain.workdays import Calendar

ZERO = Fraction(0)


def takes_part(person: Person, position: str, month: Period) -> bool:
    """Return whether somebody with a seat holds the position on a day of the month on which they are employed."""
    presence = Presence.of(person)
    return person.is_active and any(
        presence.employed(day) and person.positions_on(day).get(position, 0) > 0 for day in month.days()
    )


def capacity(
    person: Person, position: str, month: Period, calendar: Calendar, ramp_bp: tuple[int, ...]
) -> tuple[Fraction, tuple[str, ...]]:
    """
    Return a person's capacity on a position, 1 for somebody full time, and what is to be known of their month.

    The flags are `ramp` (still learning), `leave` (away for a part of the days) and `left`. The first step of the
    ramp is the calendar month of the hire, and it already covers that this month is short: the days before the
    hire do not count against anybody. Part time and days without the position do, by workdays. Days away do not:
    the score lowers the target by them, whether they were known when the goal was published or not. Who is away
    all month has no capacity.
    """
    ramp = _ramp(person, month, ramp_bp)
    days = [day for day in month.days() if person.joined_on is None or day >= person.joined_on]
    # A month without any workday is parted by its days: there is always something to divide by.
    days = [day for day in days if calendar.is_workday(day)] or days
    presence = Presence.of(person)
    there = [day for day in days if presence.there(day)]
    held = [
        presence.share(day) / presence.there(day) * person.positions_on(day).get(position, 0) / WHOLE_BP
        for day in there
    ]
    mean = sum(held, ZERO) / len(there) if there else ZERO
    away = any(presence.employed(day) and presence.there(day) < 1 for day in days)
    left = person.left_on is not None and person.left_on < month.until_on
    flags = (("ramp", ramp < 1), ("leave", away), ("left", left))
    return mean * ramp, tuple(name for name, holds in flags if holds)


def _ramp(person: Person, month: Period, ramp_bp: tuple[int, ...]) -> Fraction:
    if person.joined_on is None:
        return Fraction(1)
    hired = person.joined_on
    step = (month.first_on.year - hired.year) * 12 + month.first_on.month - hired.month
    if step < 0:
        return ZERO
    return Fraction(ramp_bp[step], WHOLE_BP) if step < len(ramp_bp) else Fraction(1)
