"""How good suggestions are: what was decided, how much of that is right, what a forced answer would be."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from shared.domain.work.logs.suggestion.classifier import Classifier
from shared.domain.work.logs.suggestion.suggestion import Suggestion


@dataclass(frozen=True)
class Outcome:
    """Of `notes`: how many were decided, decided right, right if the best candidate counts, right among three."""

    notes: int
    sure: int
    right: int
    first: int
    among: int

    @property
    def precision(self) -> Fraction:
        return Fraction(self.right, self.sure)

    @property
    def wrong(self) -> Fraction:
        """Share of all notes that were given a wrong label with confidence."""
        return Fraction(self.sure - self.right, self.notes)

    @property
    def unsure(self) -> Fraction:
        return Fraction(self.notes - self.sure, self.notes)

    @property
    def forced(self) -> Fraction:
        return Fraction(self.first, self.notes)

    @property
    def offered(self) -> Fraction:
        """Share of notes whose label is among the candidates."""
        return Fraction(self.among, self.notes)


def outcome(classifier: Classifier, notes: Iterable[tuple[str, str]]) -> Outcome:
    """Return how the classifier does on notes of known label."""
    return outcome_of((classifier.suggest(text), label) for text, label in notes)


def outcome_of(suggested: Iterable[tuple[Suggestion, str]]) -> Outcome:
    """Return how good suggestions are; each stands with the label that is right."""
    found = list(suggested)
    return Outcome(
        len(found),
        sum(each.is_sure for each, _ in found),
        sum(each.label == label for each, label in found),
        sum(each.candidates[:1] == (label,) for each, label in found),
        sum(label in each.candidates for each, label in found),
    )


def percent(share: int) -> Fraction:
    return Fraction(share, 100)
