"""DynamoDB capacity units from item sizes, by the published rules; an emulator's own figures are not believed.

Sizes: attribute names and strings in UTF-8 bytes, numbers about a byte for two digits, one byte for NULL and BOOL,
three bytes and one an element for lists and maps. A read unit is 4 KB read consistently, half of one eventually; a
write unit is 1 KB; a transaction counts twice.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

READ_BYTES, WRITE_BYTES = 4096, 1024
Item = Mapping[str, Mapping[str, Any]]


def item_size(item: Item) -> int:
    """
    Return the bytes that an item counts for.

    >>> item_size({"pk": {"S": "中"}, "n": {"N": "-12.5"}, "ok": {"BOOL": True}})
    13
    """
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def read_units(size: int, *, consistent: bool) -> Fraction:
    """Return the units of reading `size` bytes at once; nothing found costs as much as the smallest item."""
    whole = Fraction(max(1, -(-size // READ_BYTES)))
    return whole if consistent else whole / 2


def write_units(size: int, *, transaction: bool) -> Fraction:
    """Return the units of writing an item of `size` bytes, the larger of before and after."""
    whole = Fraction(max(1, -(-size // WRITE_BYTES)))
    return whole * 2 if transaction else whole


def _value_size(value: Mapping[str, Any]) -> int:
    ((kind, held),) = value.items()
    match kind:
        case "S":
            return len(held.encode())
        case "N":
            return _number_size(held)
        case "B":
            return len(held)
        case "NULL" | "BOOL":
            return 1
        case "SS":
            return sum(len(each.encode()) for each in held)
        case "NS":
            return sum(_number_size(each) for each in held)
        case "BS":
            return sum(len(each) for each in held)
        case "L":
            return 3 + sum(1 + _value_size(each) for each in held)
        case "M":
            return 3 + sum(1 + len(name.encode()) + _value_size(each) for name, each in held.items())
        case _:
            raise ValueError(f"no DynamoDB type {kind}")


def _number_size(text: str) -> int:
    digits = text.lstrip("-").replace(".", "").strip("0")
    return min(21, -(-len(digits) // 2) + 1 + text.startswith("-"))
