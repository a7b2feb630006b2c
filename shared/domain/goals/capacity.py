"""How much of a full-timer somebody is on a position in a month: FTE × share of the position × ramp."""

from collections.abc import Iterator
from datetime import date
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
        presence.employed(day) and person.positions_on(day).get(position, 0) > 0
        for day, _ in _stretches(person, month)
    )


def capacity(
    person: Person, position: str, month: Period, calendar: Calendar, ramp_bp: tuple[int, ...]
) -> tuple[Fraction, tuple[str, ...]]:
    """
    Return a person's capacity on a position, 1 for somebody full time, and what is to be known of their month.

    The flags are `ramp` (still learning), `leave` (away for a part of the days) and `left`. The first step of the
    ramp is the calendar month of the hire, and it already covers that this month is short: the days before the
    hire do not count against anybody. Part time does, by workdays. Days away and days without the position do not:
    the score lowers the target by them, whether they were known when the goal was published or not. Who is away
    on every day of the position has no capacity.
    """
    ramp = _ramp(person, month, ramp_bp)
    presence = Presence.of(person)
    weighed, there, away = ZERO, 0, False
    for day, days in _counted(person, month, calendar):
        present = presence.there(day)
        away = away or (present < 1 and presence.employed(day))
        share = person.positions_on(day).get(position, 0)
        if present and share:
            there += days
            weighed += days * presence.fte(day) * share
    mean = weighed / (there * WHOLE_BP) if there else ZERO
    left = person.left_on is not None and person.left_on < month.until_on
    flags = (("ramp", ramp < 1), ("leave", away), ("left", left))
    return mean * ramp, tuple(name for name, holds in flags if holds)


def _counted(person: Person, month: Period, calendar: Calendar) -> list[tuple[date, int]]:
    """Return the first day of each stretch since the hire with its workdays; stretches without any are left out."""
    since = [
        each for each in _stretches(person, month) if person.joined_on is None or each[0] >= person.joined_on
    ]
    worked = [(day, calendar.count(day, until_on)) for day, until_on in since]
    # A month without any workday is parted by its days: there is always something to divide by.
    whole = worked if any(days for _, days in worked) else [(day, (until - day).days) for day, until in since]
    return [(day, days) for day, days in whole if days]


def _stretches(person: Person, month: Period) -> Iterator[tuple[date, date]]:
    """Yield the stretches of the month, [from, until), in which nothing changes about when and as what they work."""
    turns = {person.joined_on, person.left_on}
    turns.update(each.from_on for each in person.assignments)
    turns.update(each.from_on for each in person.working_times)
    turns.update(day for each in person.leaves for day in (each.from_on, each.until_on))
    within = sorted(day for day in turns if day is not None and month.first_on < day < month.until_on)
    return zip((month.first_on, *within), (*within, month.until_on), strict=True)


def _ramp(person: Person, month: Period, ramp_bp: tuple[int, ...]) -> Fraction:
    if person.joined_on is None:
        return Fraction(1)
    hired = person.joined_on
    step = (month.first_on.year - hired.year) * 12 + month.first_on.month - hired.month
    if step < 0:
        return ZERO
    return Fraction(ramp_bp[step], WHOLE_BP) if step < len(ramp_bp) else Fraction(1)
