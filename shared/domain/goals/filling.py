"""Filling people up to their limits like water: what somebody cannot take goes to the others, and what is left stays.

The amounts are whole units, so nothing is lost to rounding.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from shared.domain.numbers import largest_remainder

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Filled:
    """The units of each person, and who is `full`: their limit gave them less than their part would have."""

    units: Mapping[str, int]
    full: frozenset[str]


def fill(whole: int, parts: Mapping[str, Fraction], limits: Mapping[str, int | None]) -> Filled:
    """
    Give out at most `whole` units in proportion to `parts`, nobody more than their limit (None: no limit).

    Who is above the limit gets the limit; the others share the rest in the proportions of their parts, again and
    again until nobody is above. The odd units go by largest remainder, ties to the smaller person id. A part of 0 is
    given nothing.

    >>> fill(10, {"a": Fraction(1), "b": Fraction(1)}, {"a": 3, "b": None}).units
    {'a': 3, 'b': 7}
    """
    units, open_parts, left = (
        dict.fromkeys(parts, 0),
        {key: part for key, part in parts.items() if part > 0},
        whole,
    )
    full: set[str] = set()
    while above := _above(left, open_parts, limits):
        units.update(above)
        full.update(above)
        left -= sum(above.values())
        open_parts = {key: part for key, part in open_parts.items() if key not in above}
    if open_parts:
        # Nobody left is above a limit in whole units, so rounding somebody up does not lift them above it either.
        units.update(largest_remainder(open_parts, left))
    return Filled(units, frozenset(full))


def _above(left: int, parts: Mapping[str, Fraction], limits: Mapping[str, int | None]) -> dict[str, int]:
    total = sum(parts.values(), ZERO)
    bound = {key: limit for key in parts if (limit := limits.get(key)) is not None}
    return {key: limit for key, limit in bound.items() if left * parts[key] > limit * total}
