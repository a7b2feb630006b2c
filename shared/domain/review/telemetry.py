"""How long the stages of a review take: each stage's median and 90th percentile, in workday hours and by the wall."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Final, Literal

from shared.domain.review.declaration import Declaration, Step
from shared.domain.review.workflow import Action
from shared.domain.workdays import Calendar

Stage = Literal["answered", "decided", "delivered", "submitted_to_delivered", "window"]
STAGES: Final[tuple[Stage, ...]] = ("answered", "decided", "delivered", "submitted_to_delivered", "window")
FEWEST: Final = 5
"""With fewer durations a percentile says little; they are shown and marked."""
_P90: Final = Fraction(9, 10)
_HOUR: Final = 3600
_OPENS: Final = frozenset({"draft", Action.REOPEN, Action.RETURN})
_SUBMITS: Final = frozenset({Action.CONFIRM, Action.SILENCE})
_TAKES_BACK: Final = frozenset({Action.UNDO, Action.WITHDRAW})
_DECIDES: Final = frozenset({Action.APPROVE, Action.RETURN})


@dataclass(frozen=True, slots=True)
class Spell:
    """One stage of one form, from and until when."""

    stage: Stage
    began: datetime
    ended: datetime


@dataclass(frozen=True, slots=True)
class Hours:
    """Durations of a stage in hours: workdays count 24 hours each and other days none; `n` is how many there are."""

    stage: Stage
    n: int
    median: Fraction | None
    p90: Fraction | None
    wall_median: Fraction | None
    wall_p90: Fraction | None

    @property
    def is_few(self) -> bool:
        """Whether there are too few durations for the figures to say much."""
        return self.n < FEWEST


def spells_of(form: Declaration) -> Iterator[Spell]:
    """
    Yield the stages that a form has been through, by its history; one that is not over is not there.

    `answered`: from the draft, its opening again or its return to the person's answer, or to the silence that counts
    as one; `decided`: from there, or from a decision that was taken back, to the decision; `delivered`: from the
    approval to the delivery; `submitted_to_delivered`: from the first answer since the form was drafted to the
    delivery, whatever lay between; `window`: from the delivery to the result being final.
    """
    yield from _between(form.history, _OPENS, _SUBMITS, "answered")
    yield from _between(form.history, _SUBMITS | _TAKES_BACK, _DECIDES, "decided")
    yield from _between(form.history, {Action.APPROVE}, {Action.DELIVER}, "delivered")
    yield from _between(form.history, {Action.DELIVER}, {Action.FINALISE}, "window")
    submitted: datetime | None = None
    for each in form.history:
        if each.action in ("draft", Action.REOPEN):
            submitted = None
        elif each.action in _SUBMITS and submitted is None:
            submitted = each.at
        elif each.action == Action.DELIVER and submitted is not None:
            yield Spell("submitted_to_delivered", submitted, each.at)


def measured(forms: Iterable[Declaration], calendar: Calendar, zone: tzinfo) -> tuple[Hours, ...]:
    """Return each stage's hours over these forms, in the order of `STAGES`."""
    spells = [spell for form in forms for spell in spells_of(form)]
    return tuple(
        _hours(stage, [each for each in spells if each.stage == stage], calendar, zone) for stage in STAGES
    )


def workday_hours(began: datetime, ended: datetime, calendar: Calendar, zone: tzinfo) -> Fraction:
    """
    Return the hours between two instants that lie on workdays of `zone`, whatever the time of day.

    >>> from zoneinfo import ZoneInfo
    >>> from datetime import UTC
    >>> friday, monday = datetime(2026, 3, 6, 8, tzinfo=UTC), datetime(2026, 3, 9, 2, tzinfo=UTC)
    >>> workday_hours(friday, monday, Calendar(), ZoneInfo("Asia/Shanghai"))
    Fraction(18, 1)
    """
    since, until = began.astimezone(zone).replace(tzinfo=None), ended.astimezone(zone).replace(tzinfo=None)
    midnights = [
        datetime.combine(since.date() + timedelta(days=offset), datetime.min.time())
        for offset in range(1, (until.date() - since.date()).days + 1)
    ]
    parts = pairwise((since, *midnights, until))
    worked = (_seconds(last - first) for first, last in parts if calendar.is_workday(first.date()))
    return sum(worked, Fraction(0)) / _HOUR


def median_of(values: Sequence[Fraction]) -> Fraction | None:
    """Return the middle one of the values, the mean of the two in the middle; None without any."""
    ordered = sorted(values)
    if not ordered:
        return None
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def p90_of(values: Sequence[Fraction]) -> Fraction | None:
    """
    Return the 90th percentile by nearest rank: the smallest value that nine tenths do not exceed; None without any.

    >>> p90_of([Fraction(each) for each in range(1, 11)]), p90_of([Fraction(3)])
    (Fraction(9, 1), Fraction(3, 1))
    """
    return sorted(values)[ceil(len(values) * _P90) - 1] if values else None


def _between(
    history: Iterable[Step], opens: Iterable[str], closes: Iterable[str], stage: Stage
) -> Iterator[Spell]:
    opening, closing = frozenset(opens), frozenset(closes)
    began: datetime | None = None
    for each in history:
        if each.action in closing and began is not None:
            yield Spell(stage, began, each.at)
            began = None
        if each.action in opening:
            began = each.at


def _hours(stage: Stage, spells: Sequence[Spell], calendar: Calendar, zone: tzinfo) -> Hours:
    worked = [workday_hours(each.began, each.ended, calendar, zone) for each in spells]
    wall = [_seconds(each.ended - each.began) / _HOUR for each in spells]
    return Hours(stage, len(spells), median_of(worked), p90_of(worked), median_of(wall), p90_of(wall))


def _seconds(span: timedelta) -> Fraction:
    return Fraction(span // timedelta(microseconds=1), 1_000_000)
