"""What a line of text was read as, and what has to be asked before it can be a work log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.domain.work.logs.suggestion.suggestion import Suggestion

Field = Literal["minutes", "customer", "contact", "activity", "started_at", "kind"]
"""A field of the draft; `contact` is read but never asked for."""


@dataclass(frozen=True, slots=True)
class Choice:
    """
    One answer that can be picked.

    `value` is whole minutes, a customer's name ("" for none), an activity id, a kind, or an instant in ISO 8601,
    by the field of its question.
    """

    value: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Question:
    """One field that the line left open, as a sentence; any other answer than the `choices` is as good."""

    field: Field
    zh: str
    en: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """The part `[start, end)` of the line, as given, that was read as (part of) a field."""

    field: Field
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class ParsedLine:
    """
    A line and what it says.

    A field is `None` when the line does not say it or when it is asked for; only a `customer` that waits for
    confirmation stands already. `started_at` is UTC. It is also `None`, and not asked for, while it only waits for
    the minutes: work that names no time has just ended, so it began that many minutes ago. `contact` holds the
    people named, joined by “、”. There is at most one question a field. `reason` says why the activity.
    """

    text: str
    kind: str | None = None
    activity: str | None = None
    customer: str | None = None
    contact: str | None = None
    started_at: datetime | None = None
    minutes: int | None = None
    spans: tuple[Span, ...] = ()
    questions: tuple[Question, ...] = ()
    reason: Suggestion | None = None

    @property
    def is_complete(self) -> bool:
        """Whether nothing has to be asked."""
        return not self.questions
