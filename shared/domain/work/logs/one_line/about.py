"""What a line is about: the activity that is suggested for its words, its kind of log, and its customer."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

from shared.domain.work.duties.activities import Activity, Catalogue
from shared.domain.work.logs.one_line.customers import Customers, shares_words
from shared.domain.work.logs.one_line.folding import BLANK, Folded
from shared.domain.work.logs.one_line.parsed_line import Question
from shared.domain.work.logs.one_line.questions import is_it_customer, one_of_customers, which_customer
from shared.domain.work.logs.suggestion.suggestion import Suggestion

_PIECE: Final = re.compile(f"[^{BLANK}]+")
_EDGES: Final = re.compile(r"^[\W_的]+|[\W_]+$")
_JOINING: Final = re.compile(
    r"(?:[和与跟同给在到从去了的刚]|\b(?:for|the|in|on|at|and|about|with|of|to|from)\b|\W)+", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Work:
    """The activity of a line if it is sure, else those it may be. `reason` is what suggested them."""

    activity: Activity | None
    candidates: tuple[Activity, ...] = ()
    reason: Suggestion | None = None


def words(text: str) -> tuple[tuple[int, int], ...]:
    """
    Return where words are left in `text`, the folded line with all that was read blanked out, but for mere joints.

    >>> words("\\0\\0拜访\\0\\0的报价, ")
    ((2, 4), (7, 9))
    """
    found = []
    for piece in _PIECE.finditer(text):
        kept = _EDGES.sub("", piece[0])
        start = text.find(kept, piece.start())
        if kept and not _JOINING.fullmatch(kept):
            found.append((start, start + len(kept)))
    return tuple(found)


def work_of(folded: Folded, text: str, suggest: Callable[[str], Suggestion], catalogue: Catalogue) -> Work:
    """Return the activity for the words left in `text`; none of another catalogue."""
    left = words(text)
    if not left:
        return Work(None)
    reason = suggest(_joined(folded, left))
    activity = catalogue.get(reason.label) if reason.label is not None else None
    candidates = tuple(catalogue[each] for each in reason.candidates if each in catalogue)
    return Work(activity, candidates, reason)


def _joined(folded: Folded, left: Sequence[tuple[int, int]]) -> str:
    """Return the words left as one text; a comma that stood between two of them still does."""
    joined, done = "", 0
    for start, end in left:
        joint = "，" if re.search("[,;]", folded.text[done:start]) else " "
        joined, done = (
            joined + joint + folded.original(start, end) if joined else folded.original(start, end),
            end,
        )
    return joined


def kind_of(activity: Activity, *, names_customer: bool, needs_customer: Collection[str]) -> str | None:
    """
    Return the kind of log for an activity: its usual one, but one that needs no customer if none is named.

    `None` if the activity stands in no kind of log.
    """
    free = [kind for kind in activity.kinds if kind not in needs_customer]
    fitting = free if free and not names_customer else activity.kinds
    return fitting[0] if fitting else None


def customer_of(
    customers: Customers, work: Work, known: Collection[str], line: str, needs_customer: Collection[str]
) -> str | Question | None:
    """
    Return the customer, or what to ask; `None` if there is none and the log needs none.

    Known customers are offered that share words with the line first.
    """
    named = (*customers.certain, *customers.doubtful)
    if len(named) == 1 and customers.certain:
        return named[0]
    if customers.certain:
        return one_of_customers(named)
    likely = (work.activity,) if work.activity else work.candidates
    kinds = [kind_of(each, names_customer=False, needs_customer=needs_customer) for each in likely]
    needed = bool(kinds) and all(kind in needs_customer for kind in kinds)
    if customers.doubtful:
        return is_it_customer(customers.doubtful, needed=needed)
    if needed:
        return which_customer(sorted(known, key=lambda name: not shares_words(name, line)), customers.weak)
    return None
