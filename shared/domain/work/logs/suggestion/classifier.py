"""Suggest the label, an activity id, that a free text is about, and say unsure rather than guess.

`scores` says how much a text speaks for each label, `doubt` when that is enough, `clues` why. Beside them:

- A text that was given a label before is not guessed at. It gets that label again, or none where the people who
  gave it one do not agree.
- A note about two things is about neither: where a part of it, between two marks of punctuation, is sure to be
  about something else than the whole, somebody has to choose.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from shared.domain.work.logs.suggestion.clues import clues
from shared.domain.work.logs.suggestion.doubt import UNTOLD, is_sure
from shared.domain.work.logs.suggestion.examples import Counts, Example, Votes
from shared.domain.work.logs.suggestion.grams import LONGEST, Reading, read
from shared.domain.work.logs.suggestion.scores import scored
from shared.domain.work.logs.suggestion.suggestion import Suggestion

__all__ = ["UNTOLD", "Classifier", "Example"]

MOST_CANDIDATES: Final = 3
AGREED: Final = 2
"""How many times as heavy as the next a label must be for a text that was given several."""

_BREAK: Final = re.compile(r"[,;!?，；。！？、\n]+|\.\s")


@dataclass(frozen=True)
class Classifier:
    """What suggests labels: a value, equal to any other that learned the same. Made by `learned`."""

    counts: Counts

    @classmethod
    def learned(cls, examples: Iterable[Example]) -> "Classifier":
        """Return the classifier that these examples make; their order does not matter."""
        return cls(Counts({}, {})).with_examples(examples)

    def with_examples(self, more: Iterable[Example]) -> "Classifier":
        """Return a classifier that has learned more; this one stays as it is, and nothing is learned again."""
        counts = self.counts.with_examples(more)
        _ = counts.starts  # computed now, so that the first question is answered as fast as the next
        return Classifier(counts)

    def suggest(self, text: str) -> Suggestion:
        """
        Return what a text seems to be about. Any text gets an answer, if only "unsure".

        Only the first 1000 characters are read.

        >>> clerk = Classifier.learned([Example("催客户付尾款", "collection"), Example("给客户开票", "invoicing")])
        >>> clerk.suggest("催客户，付尾款！").label
        'collection'
        >>> clerk.suggest("催对方付款").candidates
        ('collection',)
        """
        reading = read(text)
        whole = self._suggested(reading)
        if not whole.is_sure or reading.key in self.counts.texts:
            return whole
        parts = [self._suggested(read(part)).label for part in _BREAK.split(text[:LONGEST])]
        others = [label for label in parts if label not in (None, whole.label)]
        return Suggestion(None, _first((whole.label, *others, *whole.candidates))) if others else whole

    def _suggested(self, reading: Reading) -> Suggestion:
        votes = self.counts.texts.get(reading.key, {})
        called = sorted(votes.keys() - {UNTOLD}, key=lambda label: (-votes[label], label))
        scores = scored(self.counts, reading)
        ranked = scores.ranked()
        candidates = _first((*called, *(label for label in ranked if label in scores.held)))
        if not (_agreed(votes, called) if called else is_sure(scores)):
            return Suggestion(None, candidates)
        label = candidates[0]
        rival = next((each for each in ranked if each != label), None)
        return Suggestion(label, candidates, clues(reading, lambda gram: scores.worth(gram, label, rival)))


def _agreed(votes: Votes, called: list[str]) -> bool:
    return len(called) == 1 or votes[called[0]] >= AGREED * votes[called[1]]


def _first(labels: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(label for label in dict.fromkeys(labels) if label)[:MOST_CANDIDATES]
