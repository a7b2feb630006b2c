"""A line as its readers see it: one form for each character, and the way back to the line as given.

Full-width forms, the digits of all scripts and the many dashes become ASCII; what cannot be seen is dropped, so
that nothing hides between two digits. Part of a line that was read is blanked out and is nobody else's.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

BLANK: Final = "\0"
"""Stands for a character that was read already; the folded line holds none by itself."""
CJK: Final = "\u3400-\u9fff\uf900-\ufaff"
"""Chinese characters, for use inside a character class."""

_ALIKE: Final = str.maketrans(
    dict.fromkeys("—–−―‐‑‒─➖", "-")
    | dict.fromkeys("〜∼～", "~")
    | dict.fromkeys("，、", ",")
    | dict.fromkeys("；。！？…", ";")
    | dict.fromkeys("“”„「」『』《》〈〉【】〔〕", '"')
    | dict.fromkeys("‘’", "'")
    | dict(zip("點鐘鍾個兩時週號總經後間禮", "点钟钟个两时周号总经后间礼", strict=True))
)
_INVISIBLE: Final = frozenset({"Cf", "Cs", "Mn", "Me"})
_SPACES: Final = frozenset({"Cc", "Zs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Folded:
    """A line in one form; `origin` gives the place of each of its characters in the line as given."""

    text: str
    origin: tuple[int, ...]
    line: str

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return the part of the line as given that `[start, end)` of the folded text came from."""
        return self.origin[start], self.origin[end - 1] + 1

    def original(self, start: int, end: int) -> str:
        """Return that part as it was written."""
        first, last = self.place(start, end)
        return self.line[first:last]


def fold(line: str) -> Folded:
    """
    Return `line` in one form, character by character.

    >>> fold("４０ 分钟—１：30").text
    '40 分钟-1:30'
    """
    kept = [(plain, place) for place, char in enumerate(line) if (plain := _plain(char))]
    return Folded("".join(plain for plain, _ in kept), tuple(place for _, place in kept), line)


def lowered(text: str) -> str:
    """Return `text` in lower case with as many characters as before."""
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def without(text: str, places: Iterable[tuple[int, int]]) -> str:
    """
    Return `text` with the places `[start, end)` blanked out.

    >>> without("拜访 40分钟", [(3, 7)])
    '拜访 \\x00\\x00\\x00\\x00'
    """
    for start, end in places:
        text = text[:start] + BLANK * (end - start) + text[end:]
    return text


def _plain(char: str) -> str:
    if " " <= char <= "~":
        return char
    category = unicodedata.category(char)
    if category in _INVISIBLE:
        return ""
    if category in _SPACES:
        return " "
    if category == "Nd":
        return str(unicodedata.decimal(char))
    alike = char.translate(_ALIKE)
    return chr(ord(alike) - 0xFEE0) if "！" <= alike <= "～" else alike
