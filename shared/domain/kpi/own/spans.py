"""How long something took (时长): from the first record that starts it to the one that ends it."""

from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import COMPANY, Facts
from shared.domain.kpi.figures.samples import ZERO, Refused, Sample, ids_of
from shared.domain.kpi.own.filters import value_of
from shared.domain.kpi.own.records import Record, records
from shared.domain.kpi.windows import Window

_HOUR = timedelta(hours=1)
_TICK = timedelta(microseconds=1)
_DAY = timedelta(days=1)


def spans(
    facts: Facts,
    ended: Iterable[Record],
    refused: Refused,
    start_types: tuple[str, ...],
    reference: str,
    unit: Literal["days", "hours"],
) -> Sample:
    """
    Return the mean time of what ended, and each time by itself.

    Days are local dates between start and end, hours are exact. What has no start before its end is left out, with
    the reason. It belongs to whoever is credited with the end; each time counts once, however it is shared.
    """
    ends = list(ended)
    last_on = max((each.event.on for each in ends), default=None)
    starts = (
        {}
        if last_on is None
        else _starts(facts, start_types, reference, Window.between(date.min, last_on + _DAY))
    )
    values: list[Fraction] = []
    pairs: list[Event] = []
    excluded = list(refused)
    for each in ends:
        start = starts.get(_key(each.event, reference))
        if start is None:
            excluded.append((each.event.id, "measure.no_start"))
        elif start.occurred_at > each.event.occurred_at:
            excluded.append((each.event.id, "measure.ended_before_start"))
        else:
            values.append(_length(start, each.event, unit))
            pairs += [start, each.event]
    return Sample(
        sum(values, ZERO),
        Fraction(len(values)),
        len(values),
        ids_of(pairs),
        tuple(values),
        excluded=tuple(excluded),
    )


def _starts(facts: Facts, types: tuple[str, ...], reference: str, window: Window) -> dict[str, Event]:
    """Return the earliest start of each thing; anybody may have started it."""
    found, _ = records(facts, types, COMPANY, window)
    return {_key(each.event, reference): each.event for each in reversed(found)}


def _key(event: Event, reference: str) -> str:
    named = value_of(reference, event) if reference else None
    readable = isinstance(named, str | int) and not isinstance(named, bool) and named != ""
    return str(named) if readable else event.entity_id


def _length(start: Event, end: Event, unit: Literal["days", "hours"]) -> Fraction:
    if unit == "days":
        return Fraction((end.on - start.on).days)
    return Fraction((end.occurred_at - start.occurred_at) // _TICK, _HOUR // _TICK)
