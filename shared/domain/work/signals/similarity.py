"""How much two texts say the same (相似度): Dice's coefficient over pairs of neighbouring characters (bigrams).

Case, width, spaces and punctuation make no difference. Shares are exact.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

ALIKE: Final = Fraction(9, 10)
"""From this similarity on, one text is a copy of the other."""
SHORTEST: Final = 10
"""Characters below which a text is too short to be anybody's own words."""


@dataclass(frozen=True, slots=True)
class Echo:
    """The place of the earlier text that a text is alike, and how much it is."""

    of: int
    similarity: Fraction


def plain(text: str) -> str:
    """
    Return the letters and digits of a text, in one width and one case.

    >>> plain("回访 Ａ公司，确认补货。OK")
    '回访a公司确认补货ok'
    """
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def similarity(one: str, other: str) -> Fraction:
    """
    Return twice the bigrams that both texts have ÷ the bigrams of both; a bigram counts as often as it stands there.

    >>> similarity("回访A公司，确认补货", "回访B公司，确认补货")
    Fraction(3, 4)
    """
    one, other = plain(one), plain(other)
    bits: Bits = {}
    return Fraction(1) if one == other else _dice(_bigrams(one, bits), _bigrams(other, bits))


def echoes(texts: Sequence[str]) -> tuple[Echo | None, ...]:
    """
    Return for each text the first earlier one that is at least 90 % similar; None where there is none.

    Texts of fewer than 10 letters and digits are alike none.
    """
    written = [plain(text) for text in texts]
    first: dict[str, int] = {}
    for place, text in enumerate(written):
        if len(text) >= SHORTEST:
            first.setdefault(text, place)
    alike = {text: Echo(first[other], shared) for text, other, shared in _alike(list(first))}
    found: list[Echo | None] = []
    for place, text in enumerate(written):
        again = first.get(text, place) != place
        found.append(alike.get(text) or (Echo(first[text], Fraction(1)) if again else None))
    return tuple(found)


Bits = dict[tuple[tuple[str, str], int], int]
"""The bit that stands for a bigram and its repetition, given out as they turn up."""


def _alike(texts: Sequence[str]) -> Iterator[tuple[str, str, Fraction]]:
    """Yield each of these different texts with the first earlier one that it is alike and the similarity."""
    bits: Bits = {}
    bags = [_bigrams(text, bits) for text in texts]
    sizes = [bag.bit_count() for bag in bags]
    over, under = ALIKE.numerator, 2 * ALIKE.denominator
    for place, (bag, size) in enumerate(zip(bags, sizes, strict=True)):
        for earlier in range(place):
            # every pair of a month comes by here: whole numbers, and a bag is one number
            if under * (bag & bags[earlier]).bit_count() >= over * (size + sizes[earlier]):
                yield texts[place], texts[earlier], _dice(bag, bags[earlier])
                break


def _bigrams(text: str, bits: Bits) -> int:
    """Return the bag of a text's bigrams as one bit for each, and for each repetition."""
    numbers = [
        bits.setdefault((bigram, nth), len(bits))
        for bigram, times in Counter(pairwise(text)).items()
        for nth in range(times)
    ]
    row = bytearray(len(bits) // 8 + 1)
    for number in numbers:
        row[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(row, "little")


def _dice(one: int, other: int) -> Fraction:
    return Fraction(2 * (one & other).bit_count(), max(1, one.bit_count() + other.bit_count()))
