"""Take a text apart into what a classifier counts: pieces of Chinese, and words of scripts with spaces.

Chinese is written without spaces, so its pieces are runs of one, two and three characters (n-grams). Of other
scripts they are the words, their first four letters (a crude stem: invoice, invoices, invoicing), and two
words side by side; runs of three to five letters were measured too and tell work logs apart less well.
Each kind of piece is a space of its own (`SPACES`), told by the first character of a gram.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Final

NUMBER: Final = "0"
"""What a number is read as, whatever its digits."""
STEM: Final = 4
LONGEST: Final = 1000
"""Only so many characters of a text are read: a work log holds no more."""

SPACES: Final[Mapping[str, int]] = MappingProxyType({"1": 6, "2": 3, "3": 2, "w": 3, "s": 3, "p": 3})
"""
What a gram of each space counts for, in sixths: characters, pairs and triples; words, stems and pairs of words.

The pieces overlap, and naive Bayes takes each for independent news: one of n characters counts for 1/n, and of
a word, its stem and its pair each for a half.
"""

_STOPS: Final = frozenset(
    "a an and are as at be been by for from i in is it my of on or our that the their them this to us was we "
    "were with".split()
)
_UNSPACED: Final = (
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_TOKEN: Final = re.compile(rf"(?P<run>[{_UNSPACED}]+)|(?P<number>{NUMBER})|[^\W\d_{_UNSPACED}]+")
_GAP: Final = re.compile(rf"(?<=[{_UNSPACED}]) +(?=[{_UNSPACED}])")


@dataclass(frozen=True, slots=True)
class Piece:
    """A gram, and where it stands in the text as it is read: from `start` up to `end`."""

    gram: str
    start: int
    end: int


@dataclass(frozen=True)
class Reading:
    """
    A text as it is read: compatibility forms (NFKC) and case folded, a number as `0`, nothing invisible.

    `text` is what is read, `origins` the place of each of its characters in `shown`, the text as it was written.
    """

    shown: str
    text: str
    origins: tuple[int, ...]

    @property
    def key(self) -> str:
        """What is left without spaces and punctuation: texts that differ in nothing else are the same."""
        return "".join(char for char in self.text if unicodedata.category(char)[0] not in "PZ")

    @cached_property
    def tokens(self) -> tuple[re.Match[str], ...]:
        """The runs of Chinese characters (group `run`), numbers (`number`) and words, in the order of the text."""
        return tuple(_TOKEN.finditer(self.text))

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """
        The pieces of the text, each gram where it stands first.

        How often something is repeated in a note tells little about what the note is about.
        """
        first: dict[str, Piece] = {}
        for piece in (*self._characters(), *self._words()):
            first.setdefault(piece.gram, piece)
        return tuple(first.values())

    def as_written(self, start: int, end: int) -> str:
        """Return what was written where the characters from `start` up to `end` were read."""
        return self.shown[self.origins[start] : self.origins[end - 1] + 1]

    def _characters(self) -> Iterator[Piece]:
        for token in self.tokens:
            if token["run"]:
                for start in range(token.start(), token.end()):
                    for size in range(1, min(3, token.end() - start) + 1):
                        yield Piece(f"{size}{self.text[start : start + size]}", start, start + size)

    def _words(self) -> Iterator[Piece]:
        before: re.Match[str] | None = None
        for token in self.tokens:
            if token[0] in _STOPS:
                continue
            if token["run"]:
                before = None
                continue
            if not token["number"]:
                yield Piece(f"w{token[0]}", token.start(), token.end())
                yield Piece(f"s{token[0][:STEM]}", token.start(), token.end())
            if before:
                yield Piece(f"p{before[0]} {token[0]}", before.start(), token.end())
            before = token


def read(text: str) -> Reading:
    """
    Return how a text is read; any text can be.

    >>> reading = read("催款 ３万，Ｉnvoice")
    >>> reading.text, reading.key, [piece.gram for piece in reading.pieces][:4]
    ('催款 0万,invoice', '催款0万invoice', ['1催', '2催款', '1款', '1万'])
    """
    shown = unicodedata.normalize("NFC", text[:LONGEST])
    kept: list[tuple[str, int]] = []
    for origin, written in enumerate(shown):
        for char in _folded(written):
            if not (char == NUMBER and kept and kept[-1][0] == NUMBER):
                kept.append((char, origin))
    gaps = {place for gap in _GAP.finditer("".join(char for char, _ in kept)) for place in range(*gap.span())}
    left = [each for place, each in enumerate(kept) if place not in gaps]
    return Reading(shown, "".join(char for char, _ in left), tuple(origin for _, origin in left))


def _folded(written: str) -> Iterator[str]:
    """Yield what one character is read as: NFKC with case folded, which may be several, or nothing."""
    if "\u4e00" <= written <= "\u9fff":  # most of what is read, and already as it should be
        yield written
        return
    for char in unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", written).casefold()):
        if char.isdecimal():
            yield NUMBER
        elif char.isspace():
            yield " "
        elif unicodedata.category(char) not in ("Cf", "Cc", "Cs", "Mn"):
            yield char
