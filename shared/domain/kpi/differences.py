"""In what two scorecards of one person and month differ: the whole, and line by line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.domain.kpi.scorecard import Scorecard, ScoreLine
from shared.domain.numbers import exact

WHOLE: Final = ("status", "total", "official_total", "cap_cut", "grade", "coefficient")
LINE: Final = ("state", "weight_bp", "n", "value", "numerator", "denominator", "target", "points", "weighted", "lost",
               "bonus")  # fmt: skip
EXACT: Final = frozenset({"value", "numerator", "denominator", "target"})
PAID: Final = ("state", "value", "points")
"""What makes two lines the same result; the records behind them may differ."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that differs, as text; `kpi_id` is empty for a figure of the whole, and None is no figure."""

    kpi_id: str
    figure: str
    before: str | None
    after: str | None


def differences(before: Scorecard, after: Scorecard) -> tuple[Difference, ...]:
    """Return every figure in which two scorecards differ, and each line whose records do."""
    found = [
        Difference("", figure, text(getattr(before, figure), figure), text(getattr(after, figure), figure))
        for figure in WHOLE
    ]
    old, new = by_kpi(before), by_kpi(after)
    for kpi_id in sorted({*old, *new}):
        found += [
            Difference(kpi_id, figure, _figure(old.get(kpi_id), figure), _figure(new.get(kpi_id), figure))
            for figure in (*LINE, "event_ids")
        ]
    return tuple(each for each in found if each.before != each.after)


def same_result(before: Scorecard, after: Scorecard) -> bool:
    """Return whether two scorecards come to the same: the total, and the value and points of every line."""
    if (before.status, before.total) != (after.status, after.total):
        return False
    return _results(before) == _results(after)


def by_kpi(card: Scorecard) -> Mapping[str, ScoreLine]:
    """Return the lines of a scorecard by their KPI."""
    return {line.kpi_id: line for line in card.lines}


def text(value: object, figure: str) -> str | None:
    """Return a figure as text: exact ones in full, the others as they are stored."""
    if value is None:
        return None
    if figure == "event_ids":
        return " ".join(value)  # type: ignore[arg-type]
    return exact(value) if figure in EXACT else str(value)  # type: ignore[arg-type]


def _figure(line: ScoreLine | None, figure: str) -> str | None:
    return None if line is None else text(getattr(line, figure), figure)


def _results(card: Scorecard) -> dict[str, tuple[object, ...]]:
    return {line.kpi_id: tuple(getattr(line, each) for each in PAID) for line in card.lines}
