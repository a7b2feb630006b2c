"""Where somebody was, to half a kilometre and never finer (粗略位置): cells of a 500 m grid.

Rows of cells are 0.0045° of latitude high, which is 500 m. Each row is cut into a whole number of columns of at
most 500 m at its own latitude, so the grid closes at the date line. The earth is a sphere of the mean radius.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, localcontext
from functools import lru_cache
from typing import Final

from shared.domain.errors import DomainError

UNITS: Final = 10_000
"""Steps of a degree in which a place is written."""
_ROW: Final = 45
_COLUMN: Final = 44
"""Width of a column at the equator: less than a row by the unit that rounding a centre may add."""
_CIRCLE: Final = 360 * UNITS
_READ: Final = Decimal("0.0000001")
"""Degrees are read to a centimetre: what is written finer is noise, and may be millions of digits of it."""
_EXACT: Final = Context(prec=34, rounding=ROUND_HALF_EVEN)
_RADIANS: Final = Decimal("0.01745329251994329576923690768488613")
_METRES: Final = Decimal("111195.0802335329")
"""Metres of a degree on a great circle of the mean radius, 6 371 008.8 m."""


class LocationUnusable(DomainError):
    """Latitude or longitude is no number, or lies outside the globe."""

    code = "work_log.location_unusable"
    zh = "位置无法识别：纬度应在 -90 到 90 之间，经度应在 -180 到 180 之间。可重新定位，或不填位置。"
    en = "The location is not usable: latitude is -90 to 90, longitude -180 to 180. Locate again or leave it out."


@dataclass(frozen=True, slots=True)
class Place:
    """
    The centre of a grid cell: latitude and longitude in degrees as decimal text with four places.

    It is made by `coarse`, so nothing finer than its cell can be told from it.
    """

    lat: str
    lon: str


def coarse(latitude: Decimal, longitude: Decimal) -> Place:
    """
    Return the centre of the cell that holds a point, at most 354 m away from it (but within 1 km of a pole).

    The centre of a cell lies in that cell, so a place that is made coarse again stays what it is.

    >>> coarse(Decimal("31.230416"), Decimal("121.473701"))
    Place(lat='31.2300', lon='121.4716')

    :raises LocationUnusable: outside -90 to 90 and -180 to 180, or if one of them is no finite number.
    """
    row = _nearest(_units(latitude, 90), _ROW * 1000)
    columns = _columns(abs(row))
    column = _nearest(_units(longitude, 180) * columns, _CIRCLE * 1000)
    east = _nearest(column * _CIRCLE, columns)
    return Place(_written(row * _ROW), _written((east + _CIRCLE // 2) % _CIRCLE - _CIRCLE // 2))


@lru_cache(maxsize=4096)
def metres_between(a: Place, b: Place) -> int:
    """
    Return the distance of two places in metres, right to 1 % within some hundred kilometres.

    Equirectangular: east-west degrees are shortened by the cosine of the mean latitude, and counted the short way
    round, across the date line where that is nearer.

    >>> metres_between(Place("31.2300", "121.4700"), Place("31.2300", "121.5200"))
    4754
    """
    with localcontext(_EXACT):
        north, south = Decimal(a.lat), Decimal(b.lat)
        apart = abs(Decimal(a.lon) - Decimal(b.lon))
        east = min(apart, 360 - apart) * _cosine((north + south) / 2)
        length = ((north - south) ** 2 + east**2).sqrt() * _METRES
        return int(length.to_integral_value(ROUND_HALF_UP))


def _units(degrees: Decimal, most: int) -> int:
    """Return degrees in thousandths of a unit."""
    if not degrees.is_finite() or not -most <= degrees <= most:
        raise LocationUnusable(pointer="/location")
    return int(degrees.quantize(_READ, context=_EXACT).scaleb(7, context=_EXACT))


def _nearest(value: int, step: int) -> int:
    """Return `value` ÷ `step`, rounded to the nearest whole number."""
    return (2 * value + step) // (2 * step)


@lru_cache(maxsize=1024)
def _columns(row: int) -> int:
    """Return into how many columns a row is cut, by the cosine of its centre; there is one at a pole."""
    with localcontext(_EXACT):
        around = _cosine(Decimal(row * _ROW) / UNITS) * _CIRCLE / _COLUMN
        return max(1, int(around.to_integral_value(ROUND_CEILING)))


def _cosine(degrees: Decimal) -> Decimal:
    """Return the cosine of at most 90 degrees to 30 places, by its Taylor series."""
    squared = (degrees * _RADIANS) ** 2
    term = total = Decimal(1)
    for n in range(2, 34, 2):
        term = -term * squared / (n * (n - 1))
        total += term
    return total


def _written(units: int) -> str:
    return f"{Decimal(units).scaleb(-4, context=_EXACT):f}"
