"""The kept samples of one subject and month, and the JSON texts that they lie in: one a day, one for the windows.

The texts depend on the samples alone, to the byte. The ids of events are written once a text.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Final

from shared.domain.kpi.figures.samples import Sample
from shared.domain.kpi.windows import Window

MOST_CHARACTERS: Final = 300_000
"""Of one text, so that it fits an item of 400 KB however it is written; what is longer is cut into several."""
WINDOWS: Final = "month"
"""The place of what does not add up over days."""
Cell = Sample | None
"""A kept sample; None is one that is too large to be kept."""


@dataclass(frozen=True, slots=True)
class Cells:
    """
    What is kept of one subject and month; what is not there is as if nothing had happened.

    `days` are by date and sample, `windows` by sample and window. `cohorts` is the window in which the last cohorts
    before the end of the month mature, None if there are none.
    """

    days: Mapping[date, Mapping[str, Cell]] = field(default_factory=dict)
    windows: Mapping[tuple[str, Window], Cell] = field(default_factory=dict)
    cohorts: Window | None = None

    def without(self, samples: frozenset[str]) -> "Cells":
        """Return the cells less those of some samples; the cohorts stay."""
        days = {
            on: {name: cell for name, cell in cells.items() if name not in samples}
            for on, cells in self.days.items()
        }
        windows = {key: cell for key, cell in self.windows.items() if key[0] not in samples}
        return Cells(days, windows, self.cohorts)

    def joined(self, other: "Cells") -> "Cells":
        """Return the cells of both, of which no sample is in both; the cohorts are those of `other`."""
        days = {on: {**self.days.get(on, {}), **other.days.get(on, {})} for on in {*self.days, *other.days}}
        return Cells(days, {**self.windows, **other.windows}, other.cohorts)

    def texts(self) -> dict[str, str]:
        """Return the texts by their places: `2026-03-05` or `month`, and `month#1` where one was too long."""
        found: dict[str, str] = {}
        for on, cells in self.days.items():
            found.update(_texts(on.isoformat(), cells, {}))
        cohorts = {"cohorts": _spans(self.cohorts)} if self.cohorts else {}
        windows = {f"{name}@{_spans(window)}": cell for (name, window), cell in self.windows.items()}
        return found | _texts(WINDOWS, windows, cohorts)

    @classmethod
    def read(cls, texts: Mapping[str, str]) -> "Cells":
        """Return the cells of texts that `texts` gave."""
        days: dict[date, dict[str, Cell]] = {}
        windows: dict[tuple[str, Window], Cell] = {}
        cohorts: Window | None = None
        for place, text in texts.items():
            told = json.loads(text)
            for key, cell in _cells(told):
                if place.startswith(WINDOWS):
                    name, _, spans = key.partition("@")
                    windows[name, _window(spans)] = cell
                else:
                    days.setdefault(date.fromisoformat(place[:10]), {})[key] = cell
            cohorts = _window(told["cohorts"]) if "cohorts" in told else cohorts
        return cls(days, windows, cohorts)


def _texts(place: str, cells: Mapping[str, Cell], more: Mapping[str, str]) -> dict[str, str]:
    """Return the text of the cells, cut into several where it is too long; nothing where there is nothing to say."""
    parts: list[dict[str, Cell]] = [{}]
    length = 0
    for key in sorted(cells):
        cell = cells[key]
        size = len(_text({key: cell}, {}))
        if size > MOST_CHARACTERS:
            cell, size = None, len(key)
        if length + size > MOST_CHARACTERS:
            parts.append({})
            length = 0
        parts[-1][key] = cell
        length += size
    found = {}
    for number, part in enumerate(parts):
        if part or (more and not number):
            found[f"{place}#{number}" if number else place] = _text(part, {} if number else more)
    return found


def _text(cells: Mapping[str, Cell], more: Mapping[str, str]) -> str:
    known = {key for cell in cells.values() if cell for key in (*cell.event_ids, *dict(cell.excluded))}
    ids = sorted(known)
    place = {key: number for number, key in enumerate(ids)}
    body = {
        "ids": ids,
        "cells": {key: None if cell is None else _packed(cell, place) for key, cell in cells.items()},
        **more,
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _cells(told: Mapping[str, Any]) -> Iterator[tuple[str, Cell]]:
    for key, packed in told["cells"].items():
        yield key, None if packed is None else _unpacked(packed, told["ids"])


def _packed(sample: Sample, place: Mapping[str, int]) -> list[Any]:
    """Return a sample as a JSON array; what is empty at its end is left away."""
    row: list[Any] = [
        str(sample.numerator),
        _told(sample.denominator),
        sample.n,
        [place[key] for key in sample.event_ids],
        [str(each) for each in sample.values],
        sample.occasions,
        _told(sample.needed),
        _told(sample.planned),
        [[place[key], reason] for key, reason in sample.excluded],
        sample.reason,
        sample.broken,
    ]
    while len(row) > 3 and row[-1] in (None, [], ""):
        row.pop()
    return row


def _unpacked(row: list[Any], ids: list[str]) -> Sample:
    whole = [*row, *_EMPTY[len(row) :]]
    numerator, denominator, n, events, values, occasions, needed, planned, excluded, reason, broken = whole
    return Sample(
        Fraction(numerator),
        _number(denominator),
        n,
        tuple(ids[each] for each in events),
        tuple(Fraction(each) for each in values),
        occasions,
        _number(needed),
        _number(planned),
        tuple((ids[each], why) for each, why in excluded),
        reason,
        broken,
    )


_EMPTY: Final = ("0", None, 0, (), (), None, None, None, (), "", "")


def _told(number: Fraction | None) -> str | None:
    return None if number is None else str(number)


def _number(told: str | None) -> Fraction | None:
    return None if told is None else Fraction(told)


def _spans(window: Window) -> str:
    return ",".join(f"{first}/{until}" for first, until in window.spans)


def _window(spans: str) -> Window:
    pairs = (each.partition("/") for each in spans.split(","))
    return Window(tuple((date.fromisoformat(first), date.fromisoformat(until)) for first, _, until in pairs))
