"""When a suggestion is sure enough to be made, and when to ask instead.

A wrong suggestion is worse than none: it goes unnoticed into somebody's figures, while a question costs one
tap. Where an error costs more than a question, the best rule is to answer only if the likeliest label is likely
enough, and to reject otherwise (Chow, "On Optimum Recognition Error and Reject Tradeoff", 1970). Naive Bayes
is right about which label is likeliest more often than about how likely it is, so likely enough is three things:

- `LEAST_MARGIN`: the label beats every other one by 5 bits, 32 to 1;
- `LEAST_DRIFT`: and by 2 bits times the square root of the text's characters. Grams are not the independent
  news that naive Bayes takes them for, and chance alone drives the scores of a long text that far apart;
- `LEAST_SEEN`: a fifth of the text's letters stand in words, or in two characters side by side, that examples
  of the label hold. A text about something else altogether has a likeliest label, too: it says nothing where the
  label is hardly in the text.

The figures were chosen on seeds left out of learning: those that are decided are right in more than 19 cases
of 20, and easier figures decide more notes but soon double the wrong ones.
"""

from typing import Final

from shared.domain.work.logs.suggestion.scores import SIXTHS, Scores

UNTOLD: Final = ""
"""Label of texts that do not tell what they are about. It is never suggested: where it wins, nothing is sure."""

LEAST_MARGIN: Final = 5_000
"""In thousandths of a bit."""
LEAST_DRIFT: Final = 2_000
"""In thousandths of a bit."""
LEAST_SEEN: Final = 5
"""One letter in so many."""


def is_sure(scores: Scores) -> bool:
    """Tell whether the best label of a text may be suggested. With a single label there is nothing to compare."""
    best, *others = scores.ranked() or [UNTOLD]
    if best == UNTOLD or not others:
        return False
    margin = scores.of[best] - scores.of[others[0]]
    return (
        margin >= SIXTHS * LEAST_MARGIN
        and margin**2 >= SIXTHS * LEAST_DRIFT**2 * scores.size()
        and _is_seen(scores, best)
    )


def _is_seen(scores: Scores, label: str) -> bool:
    letters = sum(token.end() - token.start() for token in scores.reading.tokens if not token["number"])
    seen = {
        place
        for piece in scores.reading.pieces
        if piece.gram[0] != "1" and label in scores.counts.grams.get(piece.gram, ())
        for place in range(piece.start, piece.end)
    }
    return 0 < letters <= LEAST_SEEN * len(seen)
