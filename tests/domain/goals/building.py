"""People, rules and calendars for tests of goals."""

from datetime import date
from fractions import Fraction

from shared.domain.goals.goal import Goal, MonthSplit, Share, SplitRule
from shared.domain.goals.shares import Candidate, split
from shared.domain.people import AccessRole, Assignment, Person
from shared.domain.workdays import Calendar

CENT, ONE = Fraction(1, 100), Fraction(1)
NO_CAP = SplitRule(cap_bp=None)
MONDAY_TO_FRIDAY = Calendar(fixed_holidays=frozenset())


def days(year, month, first, last):
    return {date(year, month, day) for day in range(first, last + 1)}


SPRING_FESTIVALS = Calendar(
    holidays=frozenset(
        days(2025, 1, 1, 1)
        | days(2025, 1, 28, 31)
        | days(2025, 2, 1, 4)
        | days(2026, 1, 1, 3)
        | days(2026, 2, 15, 23)
    ),
    make_up_days=frozenset(
        {date(2025, 1, 26), date(2025, 2, 8), date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28)}
    ),
)
"""Public dates of January and February: 19 and 19 workdays in 2025, 21 and 16 in 2026."""


def person(name, *, position="sales", share_bp=10_000, joined_on=None, **fields):
    begins = joined_on or date(2020, 1, 1)
    assignments = fields.pop("assignments", None) or tuple(
        Assignment(each, bp, begins)
        for each, bp in ((position, share_bp), ("other", 10_000 - share_bp))
        if bp
    )
    return Person(
        name, "acme", name, AccessRole.EMPLOYEE, assignments=assignments, joined_on=joined_on, **fields
    )


def candidate(name, history=None, capacity="1", flags=()):
    return Candidate(name, None if history is None else Fraction(history), Fraction(capacity), flags)


def parted(target, *candidates, rule=NO_CAP, quantum=CENT):
    """Split `target` and return figures by person, as text, and the rest."""
    shares, rest = split(Fraction(target), candidates, rule, quantum=quantum)
    return {each.person_id: money(each.target) for each in shares}, money(rest)


def flags(target, *candidates, rule=NO_CAP):
    shares, _ = split(Fraction(target), candidates, rule, quantum=CENT)
    return {each.person_id: list(each.flags) for each in shares}


def money(value):
    assert value * 100 == int(value * 100)
    return f"{value.numerator * 100 // value.denominator / 100:.2f}"


def goal(kpi_id="co.revenue", period="2026", target=1_200_000, *, position="sales", rule=NO_CAP):
    return Goal("gol_1", "acme", kpi_id, period, position, Fraction(target), rule, ())


def month_split(target, unallocated=0, copied=False, **shares):
    """A month whose people have these figures, or (figure, cap)."""
    pairs = {name: each if isinstance(each, tuple) else (each, None) for name, each in shares.items()}
    return MonthSplit(
        "acme",
        "gol_1",
        "sales.revenue",
        "2026-05",
        Fraction(target),
        tuple(
            Share(name, Fraction(figure), cap=None if cap is None else Fraction(cap))
            for name, (figure, cap) in pairs.items()
        ),
        Fraction(unallocated),
        copied,
    )
