"""Why: the words of a text that speak most for what is suggested."""

from collections.abc import Callable, Iterable
from typing import Final

from shared.domain.work.logs.suggestion.grams import Piece, Reading
from shared.domain.work.logs.suggestion.suggestion import Clue

MOST: Final = 3
LONGEST: Final = 20
FAINTEST: Final = 4
"""Pieces and clues are left out if they are worth less than one in so many parts of what the best one is worth."""


def clues(reading: Reading, worth: Callable[[str], int]) -> tuple[Clue, ...]:
    """
    Return the strongest words of a text, at most three, strongest first, as they were written.

    `worth` is what a gram speaks for the suggestion, in thousandths of a bit. Pieces that speak for it and
    overlap are joined, so that words come out whole; a single character is a clue only where nothing longer is.
    A clue weighs what all grams within it are worth together. A text that no gram speaks for, because only the
    text as a whole is known, is its own clue.
    """
    worths = {piece: worth(piece.gram) for piece in reading.pieces}
    speaking = {piece: value for piece, value in worths.items() if value > 0}
    words = {piece: value for piece, value in speaking.items() if piece.gram[0] != "1"} or speaking
    least = max(words.values(), default=0) // FAINTEST
    found = [
        Clue(reading.as_written(start, end), _within(worths, start, end))
        for start, end in _joined(piece for piece, value in words.items() if value >= least)
    ]
    strongest = sorted(found, key=lambda clue: -clue.weight)[:MOST]
    kept = tuple(
        clue for clue in strongest if 0 < clue.weight and strongest[0].weight <= FAINTEST * clue.weight
    )
    return kept or (Clue(reading.shown.strip()[:LONGEST], 0),)


def _joined(pieces: Iterable[Piece]) -> list[tuple[int, int]]:
    """Return where the pieces stand, those that share a character as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted((piece.start, piece.end) for piece in pieces):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _within(worths: dict[Piece, int], start: int, end: int) -> int:
    return sum(value for piece, value in worths.items() if start <= piece.start and piece.end <= end)
