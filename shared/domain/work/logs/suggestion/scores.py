"""How much a text speaks for each label: naive Bayes over grams, in whole numbers.

A label's score is the sum, over the grams of the text that were ever seen, of log2 of
P(gram | label) / P(gram | all other labels). The second is what complement naive Bayes looks at (Rennie et al.,
"Tackling the Poor Assumptions of Naive Bayes Text Classifiers", 2003); the quotient of both was measured to be
better than either. P is (x + 1/2) / (T + V/2), x and T being the weights of the gram and of all grams of its
space, V the number of different ones. All labels are equally likely beforehand, so that an activity that was
only just created is not outvoted by those with more examples.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from shared.domain.work.logs.suggestion.examples import Counts
from shared.domain.work.logs.suggestion.grams import SPACES, Reading
from shared.domain.work.logs.suggestion.logarithm import bits

SIXTHS: Final = 6
"""Scores are in thousandths of a bit times this: the weights of the spaces are in sixths."""


@dataclass(frozen=True, slots=True)
class Scores:
    """
    The scores of all labels for one text.

    `grams` are those of the text that were ever seen, `held` the labels that one of them was seen with.
    """

    counts: Counts
    reading: Reading
    of: Mapping[str, int]
    grams: tuple[str, ...]
    held: frozenset[str]

    def ranked(self) -> list[str]:
        """Return all labels, best first, ties in code-point order."""
        return sorted(self.of, key=lambda label: (-self.of[label], label))

    def size(self) -> int:
        """Return the weights of the grams together: about as many sixths as the text has characters."""
        return sum(SPACES[gram[0]] for gram in self.grams)

    def worth(self, gram: str, label: str, rival: str | None) -> int:
        """Return what a gram speaks for `label` over `rival`, or over nothing, in thousandths of a bit."""
        if gram not in self.counts.grams:
            return 0
        other = _score(self.counts, gram, rival) if rival is not None else 0
        return (_score(self.counts, gram, label) - other) // SIXTHS


def scored(counts: Counts, reading: Reading) -> Scores:
    """Return the scores of all labels for a text. What a label never saw costs nothing: its start is added once."""
    grams = tuple(piece.gram for piece in reading.pieces if piece.gram in counts.grams)
    scores = dict.fromkeys(counts.labels, 0)
    for space, number in Counter(gram[0] for gram in grams).items():
        for label, start in counts.starts[space].items():
            scores[label] += number * start
    held: set[str] = set()
    for gram in grams:
        seen, worth = counts.grams[gram], SPACES[gram[0]]
        everywhere = sum(seen.values())
        for label, weight in seen.items():
            scores[label] += worth * _gain(weight, everywhere)
        held.update(seen)
    return Scores(counts, reading, scores, grams, frozenset(held))


def _score(counts: Counts, gram: str, label: str) -> int:
    seen = counts.grams[gram]
    return counts.starts[gram[0]][label] + SPACES[gram[0]] * _gain(seen.get(label, 0), sum(seen.values()))


@lru_cache(maxsize=1 << 15)
def _gain(weight: int, everywhere: int) -> int:
    """Return what a gram adds to a label's start if `weight` of its `everywhere` sightings are the label's."""
    return bits(2 * weight + 1) + bits(2 * everywhere + 1) - bits(2 * (everywhere - weight) + 1)
