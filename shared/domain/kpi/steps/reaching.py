"""Where a line reaches 100 points: its points at any value, and the nearest value at which they are enough."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise

from shared.domain.kpi.curves import ON_TARGET
from shared.domain.kpi.in_force import LineInForce

ZERO = Fraction(0)


def points_at(
    line: LineInForce, value: Fraction, limit: Fraction | None = None, cap: Fraction | None = None
) -> Fraction | None:
    """
    Return the exact points of `value` over all parts of a line; None while a part has no target.

    No target is above `limit`, and no more points count than `cap`.
    """
    total = ZERO
    for part in line.parts:
        if part.target is None:
            return None
        target = part.target if limit is None else min(part.target, limit)
        total += part.share * part.curve.points(value, target)
    return total if cap is None else min(total, cap)


def value_on_target(
    line: LineInForce,
    start: Fraction | None,
    *,
    higher: bool,
    limit: Fraction | None = None,
    cap: Fraction | None = None,
) -> Fraction | None:
    """
    Return the value nearest to `start`, on the side where more (or less) is better, that is worth 100 points.

    Without a start it is the first one from the bad end on. None if no value of that side is.
    """
    sign = 1 if higher else -1

    def worth(place: Fraction) -> Fraction:
        return points_at(line, sign * place, limit, cap) or ZERO

    corners = sorted({sign * each for each in _corners(line, limit)})
    if not corners:
        return None
    begin = corners[0] - 1 if start is None else sign * start
    found = _first(worth, [begin, *(each for each in corners if each > begin)])
    return None if found is None else sign * found


def _corners(line: LineInForce, limit: Fraction | None) -> Iterator[Fraction]:
    """Yield the values at which the slope of a part changes."""
    for part in line.parts:
        if part.target is None:
            return
        target = part.target if limit is None else min(part.target, limit)
        for x, _ in part.curve.anchors:
            yield {"absolute": x, "distance": x + target, "relative": x * target}[part.curve.scale]


def _first(worth: Callable[[Fraction], Fraction], places: list[Fraction]) -> Fraction | None:
    """Return the first place worth 100; between two of `places` what they are worth is a straight line."""
    for left, right in pairwise(places):
        third = (right - left) / 3
        near, far = worth(left + third), worth(right - third)
        slope = (far - near) / third
        if slope > 0:
            place = left + third + (ON_TARGET - near) / slope
            if left < place < right:
                return place
        if worth(right) >= ON_TARGET:
            return right
    return None
