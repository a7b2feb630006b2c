"""Exact numbers: shares that add up, and the one place where a figure is rounded.

Everything inside is `Fraction` or whole numbers; a figure is quantized once, on its way to the record.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

WHOLE_BP = 10_000


def largest_remainder(weights: Mapping[str, int | Fraction], whole: int) -> dict[str, int]:
    """
    Split `whole` units in proportion to `weights`: floors, then one unit each to the largest remainders.

    Ties go to the smaller key in code-point order. Weights are not negative.

    >>> largest_remainder({"a": 1, "b": 1, "c": 1}, 100)
    {'a': 34, 'b': 33, 'c': 33}
    >>> largest_remainder({"visit": 1000, "care": 750, "event": 505, "other": 245}, 100)
    {'visit': 40, 'care': 30, 'event': 20, 'other': 10}

    :raises ValueError: if all weights are zero, or one is negative.
    """
    total = sum(weights.values(), Fraction(0))
    if total <= 0 or any(weight < 0 for weight in weights.values()):
        raise ValueError("weights must not be negative and must not all be zero")
    exact = {key: Fraction(weight) * whole / total for key, weight in weights.items()}
    units = {key: int(share) for key, share in exact.items()}  # floor: shares are not negative
    left = whole - sum(units.values())
    for key in sorted(exact, key=lambda key: (units[key] - exact[key], key))[:left]:
        units[key] += 1
    return units


def quantize(value: Fraction | int | Decimal, places: int = 4) -> Decimal:
    """
    Round half up, away from zero, to `places` decimal places; the result keeps its trailing zeros.

    >>> quantize(Fraction(1, 3)), quantize(Fraction(-5, 100000))
    (Decimal('0.3333'), Decimal('-0.0001'))
    """
    exact = Fraction(value)
    scaled = abs(exact) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    with localcontext() as context:
        context.prec = max(28, len(str(whole)) + 2)
        context.rounding = ROUND_HALF_UP
        return Decimal(whole if exact >= 0 else -whole).scaleb(-places)


def exact(value: Fraction | Decimal | int, places: int = 6) -> str:
    """
    Write a number as plain text: as short as it is exact, at most `places` decimal places.

    >>> exact(Fraction(47208)), exact(Fraction(5, 2)), exact(Fraction(1, 3)), exact(Decimal("0.500000"))
    ('47208', '2.5', '0.333333', '0.5')
    """
    text = f"{quantize(value, places):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
