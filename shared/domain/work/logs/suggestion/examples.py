"""What was learned: how often each gram was seen with each label, and what whole texts were called."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from shared.domain.work.logs.suggestion.grams import SPACES, read
from shared.domain.work.logs.suggestion.logarithm import bits

Votes = Mapping[str, int]
"""Weights by label."""


@dataclass(frozen=True, slots=True)
class Example:
    """
    A text that somebody gave a label (an activity id); it counts as if `weight` people had written it.

    :raises ValueError: if the weight is less than 1.
    """

    text: str
    label: str
    weight: int = 1

    def __post_init__(self) -> None:
        if self.weight < 1:
            raise ValueError("an example weighs at least 1")


@dataclass(frozen=True)
class Counts:
    """How the examples weigh: by gram and label, and by whole text (its key) and label."""

    grams: Mapping[str, Votes]
    texts: Mapping[str, Votes]

    def with_examples(self, examples: Iterable[Example]) -> "Counts":
        """Return the counts with more examples; these counts stay as they are."""
        grams, texts = _Tally(self.grams), _Tally(self.texts)
        for each in examples:
            reading = read(each.text)
            for piece in reading.pieces:
                grams.add(piece.gram, each.label, each.weight)
            if reading.key:
                texts.add(reading.key, each.label, each.weight)
        return Counts(grams.votes, texts.votes)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """All labels in code-point order."""
        return tuple(
            sorted({label for held in (self.grams, self.texts) for seen in held.values() for label in seen})
        )

    @cached_property
    def starts(self) -> Mapping[str, Votes]:
        """
        What a gram adds to the score of each label before it is asked whether the label has it, by space.

        In thousandths of a bit times the weight of the space: log2 of (N - T + V/2) / (T + V/2), where T is the
        label's share of the space's N grams, and V the number of different ones.
        """
        kinds = dict.fromkeys(SPACES, 0)
        totals: dict[str, dict[str, int]] = {space: dict.fromkeys(self.labels, 0) for space in SPACES}
        for gram, seen in self.grams.items():
            kinds[gram[0]] += 1
            total = totals[gram[0]]
            for label, weight in seen.items():
                total[label] += weight
        return {
            space: _start(total, kinds[space], SPACES[space])
            for space, total in totals.items()
            if kinds[space]
        }


def _start(total: Votes, kinds: int, worth: int) -> Votes:
    everything = sum(total.values())
    return {
        label: worth * (bits(2 * (everything - own) + kinds) - bits(2 * own + kinds))
        for label, own in total.items()
    }


class _Tally:
    """Votes that are copied only where one is added, so that a few examples on top of many are cheap."""

    def __init__(self, before: Mapping[str, Votes]) -> None:
        self.votes = dict(before)
        self._own: dict[str, dict[str, int]] = {}

    def add(self, key: str, label: str, weight: int) -> None:
        own = self._own.get(key)
        if own is None:
            own = self._own[key] = dict(self.votes.get(key, {}))
            self.votes[key] = own
        own[label] = own.get(label, 0) + weight
