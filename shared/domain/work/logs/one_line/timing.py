"""When the work of a line was and how long it took, read from its lengths, days and times together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from shared.domain.work.logs.one_line.days import DaySaid, days_said
from shared.domain.work.logs.one_line.durations import Length, Role, lengths_said
from shared.domain.work.logs.one_line.folding import Folded, without
from shared.domain.work.logs.one_line.minutes import exact_length, minutes_taken
from shared.domain.work.logs.one_line.parsed_line import Field, Question
from shared.domain.work.logs.one_line.questions import start_question
from shared.domain.work.logs.one_line.spoken_times import TimeSaid, times_said
from shared.domain.work.logs.one_line.starts import Now, Why, started

Place = tuple[Field, int, int]
"""The part `[start, end)` of a folded line that was read as a field."""

_JUST_NOW: Final = re.compile(r"刚才|刚刚|\bjust now\b", re.IGNORECASE)
_LIKE_A_LENGTH: Final = re.compile(r"[0-5]:[0-5][0-9]")
_SENTENCES: Final = MappingProxyType(
    {
        Why.AHEAD: ("{said}还没有过去", "{said} is not past yet"),
        Why.BACKWARDS: ("{said}的结束早于开始", "{said} ends before it starts"),
        Why.NO_DAY: ("{said}不是确定的一天", "{said} is no certain day"),
        Why.NO_HOUR: ("{said}没有写几点", "{said} names no hour"),
        Why.UNCLEAR: ("{said}不止一种理解", "{said} may mean more than one time"),
    }
)


@dataclass(frozen=True, slots=True)
class Timing:
    """
    The start and the minutes of the work, or the questions for them, and where the line says so.

    Without a start and a question for it, the work ended when the line was written.
    """

    started_at: datetime | None
    minutes: int | None
    questions: tuple[Question, ...]
    places: tuple[Place, ...]


def timing(folded: Folded, text: str, at: datetime, zone: ZoneInfo) -> Timing:
    """Return when and how long, from `text`: the folded line, what is not about time blanked out."""
    lengths = lengths_said(text)
    text = without(text, [(each.start, each.end) for each in lengths])
    times = tuple(_doubted(text, each, lengths) for each in times_said(text))
    days = tuple(
        day
        for day in days_said(text, at.astimezone(zone).date())
        if not any(_overlap(day, each) for each in times)
    )
    now = Now(at, zone, exact_length(lengths))
    ago = [each.minutes[0] for each in lengths if each.role is Role.AGO]
    start = started(days, times, ago, now)
    minutes = minutes_taken(lengths, start, folded)
    questions = [minutes] if isinstance(minutes, Question) else []
    if start.why:
        zh, en = _SENTENCES[start.why]
        said = _said(folded, lengths, days, times)
        questions.append(
            start_question(zh.format(said=said), en.format(said=said), start.offered, at.astimezone(zone))
        )
    return Timing(
        started_at=start.at,
        minutes=None if isinstance(minutes, Question) else minutes,
        questions=tuple(questions),
        places=_places(text, lengths, days, times),
    )


def _doubted(text: str, time: TimeSaid, lengths: Sequence[Length]) -> TimeSaid:
    """Return the time, unclear if it may be a length: the first half of 三点五小时, or a lone 1:15."""
    halved = any(each.start == time.end and each.role is Role.ROUGH for each in lengths)
    length = not lengths and _LIKE_A_LENGTH.fullmatch(text, time.start, time.end)
    return replace(time, unclear=True) if halved or length else time


def _overlap(day: DaySaid, time: TimeSaid) -> bool:
    return day.start < time.end and time.start < day.end


def _said(
    folded: Folded, lengths: Sequence[Length], days: Sequence[DaySaid], times: Sequence[TimeSaid]
) -> str:
    found = [(each.start, each.end) for each in lengths if each.role is Role.AGO]
    found += [(each.start, each.end) for each in days]
    found += [(each.start, each.end) for each in times]
    return "“" + " ".join(folded.original(start, end).strip() for start, end in sorted(found)) + "”"


def _places(
    text: str, lengths: Sequence[Length], days: Sequence[DaySaid], times: Sequence[TimeSaid]
) -> tuple[Place, ...]:
    found: list[Place] = [
        ("started_at" if each.role is Role.AGO else "minutes", each.start, each.end) for each in lengths
    ]
    found += [("started_at", each.start, each.end) for each in days]
    found += [("started_at", each.start, each.middle or each.end) for each in times]
    found += [("minutes", each.middle, each.end) for each in times if each.middle]
    found += [("started_at", *match.span()) for match in _JUST_NOW.finditer(text)]
    return tuple(found)
