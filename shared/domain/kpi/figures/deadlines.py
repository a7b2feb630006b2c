"""What had to be done by a deadline (期限): how much of it was, and whose it is.

The last day, or the last instant, of a deadline still counts. Each duty is counted in one window only, so that
windows add up: a figure takes it either by its deadline, or by `settled_on`.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import COMPANY, Facts, share_of
from shared.domain.kpi.fields import day, instant, text
from shared.domain.kpi.figures.samples import ZERO, Sample, ids_of

WHOLE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Duty:
    """
    Something to do: the record that asked for it, the one that says it is done, and the deadline.

    It is of whoever did it, else of who was asked; with `of_asked` the other way round.
    """

    asked: Event
    done: Event | None
    due_on: date
    due_at: datetime | None = None
    of_asked: bool = False

    @property
    def in_time(self) -> bool:
        """Whether it was done by its deadline."""
        if self.done is None:
            return False
        if self.due_at is not None:
            return self.done.occurred_at <= self.due_at
        return self.done.on <= self.due_on

    @property
    def settled_on(self) -> date:
        """
        The date by which it is counted where the day of asking matters: that day, or the deadline that was missed.

        What was asked for on the last days of a period is late no sooner than its deadline has passed.
        """
        return self.asked.on if self.in_time else self.due_on

    @property
    def records(self) -> tuple[Event, ...]:
        """Its records, the one that says whose it is first."""
        told = (self.asked,) if self.done is None else (self.done, self.asked)
        return told[::-1] if self.of_asked else told

    def share(self, subject: str) -> Fraction:
        """Return the part of `subject` in it."""
        return part_of(subject, *self.records)


def kept(duties: Iterable[Duty], subject: str) -> Sample:
    """Return the duties done in time ÷ all of them, by the shares of `subject`; n counts duties."""
    mine = [(each, share) for each in duties if (share := each.share(subject))]
    in_time = sum((share for each, share in mine if each.in_time), ZERO)
    total = sum((share for _, share in mine), ZERO)
    return Sample(in_time, total, len(mine), ids_of(event for each, _ in mine for event in each.records))


def part_of(subject: str, *records: Event) -> Fraction:
    """
    Return the part of `subject` in what these records are about.

    It is the processor's (经办人) whom one of them names, else it is shared as on the first that credits somebody.
    """
    if subject == COMPANY:
        return WHOLE
    processors = (text(each, "processor_employee_id") for each in records)
    if (named := next((each for each in processors if each), None)) is not None:
        return WHOLE if named == subject else ZERO
    credited = next((each for each in records if each.credits), None)
    return share_of(credited, subject) if credited is not None else ZERO


def deadline(facts: Facts, event: Event, name: str = "due") -> tuple[date, datetime | None] | None:
    """Return the deadline that a record names, as `due_at` or `due_on`; None if it names none."""
    if at := instant(event, f"{name}_at"):
        return at.astimezone(facts.settings.zone).date(), at
    on = day(event, f"{name}_on")
    return (on, None) if on is not None else None


@dataclass(frozen=True, slots=True)
class Links:
    """Records of one kind, found by what another record of the same thing names."""

    _own: tuple[str, ...]
    _others: tuple[str, ...]
    _by_own: dict[str, list[Event]]
    _by_other: dict[tuple[str, str], list[Event]]

    @classmethod
    def of(cls, events: Iterable[Event], own: tuple[str, ...], others: tuple[str, ...] = ()) -> "Links":
        """Index events, oldest first, by the id in one of the fields `own`, else their own id, and by `others`."""
        by_own, by_other = defaultdict(list), defaultdict(list)
        for event in events:
            by_own[text(event, *own) or event.entity_id].append(event)
            for field in others:
                if (named := text(event, field)) is not None:
                    by_other[field, named].append(event)
        return cls(own, others, dict(by_own), dict(by_other))

    def to(self, record: Event) -> list[Event]:
        """Return the events with the id of `record`; without any, those that name the same thing as it does."""
        found = self._by_own.get(text(record, *self._own) or record.entity_id, [])
        for field in self._others:
            named = text(record, field)
            found = found or (self._by_other.get((field, named), []) if named is not None else [])
        return found

    def first_since(self, record: Event) -> Event | None:
        """Return the first of these events that is not of a day before `record`."""
        return next((each for each in self.to(record) if each.on >= record.on), None)
