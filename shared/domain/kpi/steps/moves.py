"""How much of its lever brings a line to its aim: the closed form of each family, exact and smallest."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from types import MappingProxyType
from typing import Final

from shared.domain.kpi.figures.deals import BASELINE_DAYS
from shared.domain.kpi.figures.marketing import HIGHEST_ATTAINMENT
from shared.domain.kpi.steps.lever import Family, Lever
from shared.domain.kpi.steps.standing import MOST_RECORDS, Standing

ZERO, ONE = Fraction(0), Fraction(1)
PER_EVENT = 30
"""People that are the aim of an imagined event; it carries this number itself."""
MOST_AMOUNT = 10**11
"""Amounts beyond it, in whole major units, are no step."""
DAY, HALF_HOUR = ONE, Fraction(1, 2)
LEAST_OF_TARGET = Fraction(1, 2)
"""Nobody is told to be faster than this part of the target, unless they were before."""


@dataclass(frozen=True, slots=True)
class Move:
    """
    How many records, and what each of them is like.

    `amount` is of each, in whole major units; `took` in days or hours; `quantity` the number that each tells.
    `replaces` says that they stand in the place of as many bad ones.
    """

    count: int
    amount: int | None = None
    quantity: int | None = None
    took: Fraction | None = None
    replaces: bool = False


Find = Callable[[Lever, Standing], Move | None]


def smallest_move(lever: Lever, standing: Standing) -> Move | None:
    """Return the smallest move of a lever that reaches the aim; None if none does within reason."""
    if lever.most is not None and standing.aim > lever.most:
        return None
    found = _FINDERS[lever.family](lever, standing)
    if found is None and lever.instead:
        found = _instead(standing)
    if found is None or found.count > MOST_RECORDS or (found.amount or 0) > MOST_AMOUNT:
        return None
    return found


def _count(lever: Lever, standing: Standing) -> Move | None:
    if lever.by_share and standing.is_shared:
        return None
    needed = ceil(standing.aim - standing.used.numerator)
    return _records(max(needed, 1))


def _quantity(lever: Lever, standing: Standing) -> Move | None:
    return Move(1, quantity=max(ceil(standing.aim - standing.used.numerator), 1))


def _amount(lever: Lever, standing: Standing) -> Move | None:
    if not standing.is_enough(0):
        return None
    beside, whole = standing.evaluation.beside, standing.denominator
    have = standing.used.numerator if beside is None else beside.numerator
    needed = max(ceil(standing.aim * whole - have), 1)
    if beside is not None and have + needed > (2 - standing.aim) * whole:
        return None  # a forecast is missed by selling too much as well
    return Move(1, amount=needed)


def _share(lever: Lever, standing: Standing) -> Move | None:
    """Solve (numerator + x) ÷ (denominator + x) = aim; the whole must be above zero for there to be a share."""
    if standing.aim >= 1:
        return None
    count = _first_enough(standing)
    if count is None:
        return None
    part, whole = _parts(standing, count)
    needed = max((standing.aim * whole - part) / (1 - standing.aim), -whole)
    total = floor(needed) + 1 if needed == -whole else ceil(needed)
    return Move(count, amount=max(ceil(Fraction(total, count)), 1))


def _dilute_amount(lever: Lever, standing: Standing) -> Move | None:
    if standing.aim <= 0 or not standing.is_enough(1):
        return None
    part, whole = _parts(standing, 1)
    return Move(1, amount=max(ceil(part / standing.aim - whole), 1))


def _pay_off(lever: Lever, standing: Standing) -> Move | None:
    """Solve (overdue − x) ÷ (all − x) = aim; something must be left to be a part of."""
    part, whole = _parts(standing, 0)
    if standing.aim >= 1 or not standing.is_enough(0):
        return None
    needed = ceil((part - standing.aim * whole) / (1 - standing.aim))
    return Move(1, amount=max(needed, 1)) if needed < whole else None


def _mean_amount(lever: Lever, standing: Standing) -> Move | None:
    count = _first_enough(standing)
    if count is None:
        return None
    total, n = _parts(standing, count)
    return Move(count, amount=max(ceil((standing.aim * (n + count) - total) / count), 1))


def _good(lever: Lever, standing: Standing) -> Move | None:
    """Solve (numerator + k × best) ÷ (denominator + k) = aim, in the window that k records lead to."""
    if standing.aim >= lever.best:
        return None
    for count in range(1, _settled_from(standing) + 1):
        if standing.is_enough(count):
            part, whole = _parts(standing, count)
            if part + lever.best * count >= standing.aim * (whole + count):
                return _records(count)
    least = _first_enough(standing, _settled_from(standing) + 1)
    if least is None:
        return None
    part, whole = _parts(standing, least)
    return _records(max(ceil((standing.aim * whole - part) / (lever.best - standing.aim)), least))


def _convert(lever: Lever, standing: Standing) -> Move | None:
    if not standing.is_enough(0) or (lever.by_share and standing.is_shared):
        return None
    part, whole = _parts(standing, 0)
    return _records(max(ceil(standing.aim * whole - part), 1))


def _instead(standing: Standing) -> Move | None:
    part, whole = _parts(standing, 0)
    if standing.aim > 1 or standing.is_shared or not standing.is_enough(0):
        return None
    return Move(max(ceil(standing.aim * whole - part), 1), replaces=True)


def _fewer(lever: Lever, standing: Standing) -> Move | None:
    left, count = standing.used.numerator, 0
    for each in sorted(standing.used.values, reverse=True):
        if standing.is_reached_by(left):
            break
        left, count = left - each, count + 1
    return _records(count) if standing.is_reached_by(left) and count else None


def _dilute_count(lever: Lever, standing: Standing) -> Move | None:
    if standing.aim <= 0 or not standing.is_enough(1):
        return None
    part, whole = _parts(standing, 1)
    return _records(max(ceil(part / standing.aim - whole), 1))


def _attendance(lever: Lever, standing: Standing) -> Move | None:
    """Find the fewest events, were they as full as counts, and then the fewest people that do."""
    if standing.aim >= HIGHEST_ATTAINMENT:
        return None
    total, n = standing.used.numerator, standing.used.n
    count = max(ceil((standing.aim * n - total) / (HIGHEST_ATTAINMENT - standing.aim)), 1)
    people = ceil((standing.aim * (n + count) - total) / count * PER_EVENT)
    return Move(count, quantity=max(people, 0))


def _durations(lever: Lever, standing: Standing) -> Move | None:
    """
    Find the fewest records, were they as fast as is plausible, and then the longest that they may take.

    That is never longer than the target, even where a median would not mind.
    """
    reduces = standing.definition.direction == "higher"
    unit = DAY if standing.definition.unit == "days" else HALF_HOUR
    aim = BASELINE_DAYS - standing.aim if reduces else standing.aim
    samples = {
        id(each): sorted(BASELINE_DAYS - value if reduces else value for value in each.values)
        for each in standing.evaluation.tried
    }
    own_best = min((values[0] for values in samples.values() if values), default=aim)
    fastest = max(floor(min(own_best, aim * LEAST_OF_TARGET) / unit), 1)
    slowest = floor(aim / unit)

    def reaches(count: int, units: int) -> bool:
        values = samples[id(standing.with_more(count))]
        return _middle(values, count, units * unit, standing.definition.median_from) <= aim

    count = next(
        (each for each in range(1, MOST_RECORDS + 1) if standing.is_enough(each) and reaches(each, fastest)),
        None,
    )
    if count is None or slowest < fastest:
        return None
    while fastest < slowest:
        middle = (fastest + slowest + 1) // 2
        fastest, slowest = (middle, slowest) if reaches(count, middle) else (fastest, middle - 1)
    return Move(count, took=fastest * unit)


def _middle(values: Sequence[Fraction], count: int, added: Fraction, median_from: int | None) -> Fraction:
    """Return the median, or below `median_from` the mean, of sorted `values` and `count` times `added`."""
    n = len(values) + count
    if median_from is None or n < median_from:
        return (sum(values, ZERO) + count * added) / n
    place = bisect_left(values, added)

    def at(index: int) -> Fraction:
        if index < place:
            return values[index]
        return added if index < place + count else values[index - count]

    return at(n // 2) if n % 2 else (at(n // 2 - 1) + at(n // 2)) / 2


def _parts(standing: Standing, more: int) -> tuple[Fraction, Fraction]:
    sample = standing.with_more(more)
    return sample.numerator, sample.denominator if sample.denominator is not None else ONE


def _settled_from(standing: Standing) -> int:
    """Return a number of records from which on no more of them change the window."""
    first = standing.evaluation.tried[0]
    return max(standing.definition.widen_below - first.n, 0)


def _first_enough(standing: Standing, begin: int = 1) -> int | None:
    return next((each for each in range(begin, MOST_RECORDS + 1) if standing.is_enough(each)), None)


def _records(count: int) -> Move | None:
    return Move(count) if count <= MOST_RECORDS else None


_FINDERS: Final[Mapping[Family, Find]] = MappingProxyType(
    {
        "count": _count,
        "quantity": _quantity,
        "amount": _amount,
        "share": _share,
        "dilute_amount": _dilute_amount,
        "pay_off": _pay_off,
        "mean_amount": _mean_amount,
        "good": _good,
        "convert": _convert,
        "fewer": _fewer,
        "dilute_count": _dilute_count,
        "attendance": _attendance,
        "durations": _durations,
        "none": lambda lever, standing: None,
    }
)
