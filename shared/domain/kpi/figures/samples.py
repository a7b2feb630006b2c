"""What a figure is made of: the raw parts taken from the facts over one window."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.windows import Window

Refused = tuple[tuple[str, str], ...]
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Sample:
    """
    Numerator and denominator over a window, with the records behind them.

    `denominator` is None for counts and sums. `values` are the single observations where a median may be asked
    for. `occasions` counts what gave the chance to do something (events held, cohorts that matured); None where
    there is no such thing. `needed` is a minimum sample that depends on the records themselves. `planned` is the
    target that the records set, where there is no other. `excluded` holds (event id, reason) of records that were
    looked at and left out. `reason` is the code that says why there is nothing to score, where the general one does
    not say it. `broken` is the code of what kept a formula from being calculated; nothing is scored on such a sample.
    """

    numerator: Fraction
    denominator: Fraction | None
    n: int
    event_ids: tuple[str, ...] = ()
    values: tuple[Fraction, ...] = ()
    occasions: int | None = None
    needed: Fraction | None = None
    planned: Fraction | None = None
    excluded: Refused = ()
    reason: str = ""
    broken: str = ""

    @property
    def value(self) -> Fraction | None:
        """The exact ratio or mean, or the numerator of a count; None if there is nothing to divide by."""
        if self.denominator is None:
            return self.numerator
        return self.numerator / self.denominator if self.denominator > 0 else None

    def in_order(self) -> "Sample":
        """Return the sample with observations and refused records sorted, each refused one once."""
        refused = tuple(sorted(set(self.excluded)))
        return replace(self, values=tuple(sorted(self.values)), excluded=refused)

    @property
    def median(self) -> Fraction:
        """The exact median of the observations. Ask only samples that have some."""
        ordered, middle = sorted(self.values), len(self.values) // 2
        if len(ordered) % 2:
            return ordered[middle]
        return (ordered[middle - 1] + ordered[middle]) / 2


Take = Callable[[Facts, str, Window], Sample]
"""Takes the sample of a subject (person id or `company`) over a window."""


def ids_of(*groups: Iterable[Event]) -> tuple[str, ...]:
    """Return the ids of all events, sorted, each once."""
    return tuple(sorted({event.id for group in groups for event in group}))
