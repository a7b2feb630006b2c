"""Logarithms in whole numbers, so that a score is the same on every machine."""

from functools import lru_cache


@lru_cache(maxsize=1 << 15)
def bits(number: int) -> int:
    """
    Return log2 of a whole number from 1 on, in thousandths of a bit, rounded down.

    It is exact: 1000·log2(n) is log2(n¹⁰⁰⁰), and the whole part of that is the number of binary digits less one.

    >>> bits(1), bits(2), bits(3), bits(1024)
    (0, 1000, 1584, 10000)

    :raises ValueError: if `number` is less than 1.
    """
    if number < 1:
        raise ValueError("only a number from 1 on has a logarithm here")
    return int(number**1000).bit_length() - 1
