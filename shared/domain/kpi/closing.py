"""Rounded rows that add up to their rounded total."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from shared.domain.numbers import quantize

ZERO = Fraction(0)


def close(exact: Mapping[str, Fraction], whole: Fraction | None, places: int) -> dict[str, Decimal]:
    """
    Round rows to `places` so that they add up to `whole`, or to their own rounded sum.

    Floors first, then one unit each to the largest remainders, ties to the smaller id; a row of zero stays zero.
    """
    scale = 10**places
    aim = Fraction(quantize(sum(exact.values(), ZERO), places)) if whole is None else whole
    units = {key: value.numerator * scale // value.denominator for key, value in exact.items()}
    left = int(aim * scale) - sum(units.values())
    open_rows = [key for key, value in exact.items() if value]
    for key in sorted(open_rows, key=lambda key: (units[key] - exact[key] * scale, key))[:left]:
        units[key] += 1
    return {key: Decimal(count).scaleb(-places) for key, count in units.items()}
