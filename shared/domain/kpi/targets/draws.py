"""Draws with replacement that are the same wherever and whenever they are made."""

from collections.abc import Iterator
from hashlib import sha256


def draws(seed: str, *, of: int, size: int, times: int) -> Iterator[tuple[int, ...]]:
    """
    Yield `times` tuples of `size` numbers from 0 up to, not including, `of` (256 at most), each equally likely.

    >>> list(draws("a", of=6, size=3, times=2)) == list(draws("a", of=6, size=3, times=2))
    True
    """
    numbers = _numbers(seed, of)
    for _ in range(times):
        yield tuple(next(numbers) for _ in range(size))


def _numbers(seed: str, of: int) -> Iterator[int]:
    """SHA-256 over the seed and a counter; bytes that would favour small numbers are left out."""
    fair = 256 - 256 % of
    counter = 0
    while True:
        for byte in sha256(f"{seed}\n{counter}".encode()).digest():
            if byte < fair:
                yield byte % of
        counter += 1
