"""Reads the marks of a template in the order of the document: what each may say, which blocks belong together.

How often a mark comes up is counted here: a loop multiplies what stands in it by the longest list there can be.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from shared.adapters.documents.job_description_fields import MOST_LINES, PLACEHOLDERS
from shared.adapters.documents.template_expressions import (
    Names,
    check_condition,
    check_print,
    names_within,
)
from shared.adapters.documents.template_marks import (
    BLOCK,
    LONGEST_MARK,
    MARK,
    BlockNotAlone,
    BlockUnclosed,
    Mark,
    MarkForbidden,
    PlaceholderBroken,
    TooMuch,
    Where,
)

MOST_MARKS: Final = 500
MOST_BRACKETS: Final = 10
DEEPEST_LOOP: Final = 3
DEEPEST_BLOCK: Final = 12
_STRAY: Final = re.compile(r"({[{%#]|[%}]}).*", re.DOTALL)
_OPENED_BY: Final = {"endfor": "for", "endif": "if", "else": "if", "elif": "if"}
_TOP: Final = {each.name: each for each in PLACEHOLDERS}


@dataclass(slots=True)
class _Block:
    """A loop or a condition that is not closed yet."""

    mark: Mark
    word: str
    names: Names
    times: int
    had_else: bool = False


@dataclass(slots=True)
class MarkReader:
    """Reads the marks of one part of a document, paragraph by paragraph, and then is `done`."""

    marks: list[Mark] = field(default_factory=list)
    _open: list[_Block] = field(default_factory=list)

    def read(self, text: str, where: Where, replaced: Mapping[str, str]) -> None:
        """
        Read the marks of a paragraph; `replaced` are the texts that a mark for `p` and for `tr` takes the place of.

        :raises MarkRefused: if one must not stand there; each reason has a class of its own.
        """
        stray = _STRAY.search(MARK.sub(" ", text))
        if stray:
            raise Mark(stray[0], where).refused(PlaceholderBroken)
        for match in MARK.finditer(text):
            mark = Mark(match[0], where, self._open[-1].times if self._open else 1)
            if len(self.marks) >= MOST_MARKS:
                raise mark.refused(TooMuch)
            if len(mark.text) > LONGEST_MARK or sum(map(mark.text.count, "([{")) > MOST_BRACKETS:
                raise mark.refused(MarkForbidden)
            if mark.is_print:
                check_print(mark, self._names)
            else:
                self._read_block(mark, replaced)
            self.marks.append(mark)

    def done(self) -> None:
        """
        End the part.

        :raises BlockUnclosed: if a loop or a condition is still open.
        """
        if self._open:
            raise self._open[-1].mark.refused(BlockUnclosed)

    @property
    def _names(self) -> Names:
        return self._open[-1].names if self._open else _TOP

    def _read_block(self, mark: Mark, replaced: Mapping[str, str]) -> None:
        match = BLOCK.fullmatch(mark.text)
        if match is None or match[3].endswith("-"):
            raise mark.refused(MarkForbidden)
        scope, word, rest = match.groups()
        if scope and replaced.get(scope, "").strip() != mark.text:
            raise mark.refused(BlockNotAlone)
        if word == "for":
            self._push(mark, word, names_within(mark, rest, self._names), MOST_LINES)
        elif word == "if":
            check_condition(mark, rest, self._names)
            self._push(mark, word, self._names, 1)
        elif word in _OPENED_BY:
            self._go_on(mark, word, rest)
        else:
            raise mark.refused(MarkForbidden)

    def _push(self, mark: Mark, word: str, names: Names, times: int) -> None:
        loops = sum(each.word == "for" for each in self._open)
        if (word == "for" and loops >= DEEPEST_LOOP) or len(self._open) >= DEEPEST_BLOCK:
            raise mark.refused(TooMuch)
        self._open.append(_Block(mark, word, names, mark.times * times))

    def _go_on(self, mark: Mark, word: str, rest: str) -> None:
        top = self._open[-1] if self._open else None
        if top is None or top.word != _OPENED_BY[word] or (top.had_else and not word.startswith("end")):
            raise mark.refused(BlockUnclosed)
        if word == "elif":
            check_condition(mark, rest, self._names)
        elif rest.strip():
            raise mark.refused(PlaceholderBroken)
        elif word == "else":
            top.had_else = True
        else:
            self._open.pop()
