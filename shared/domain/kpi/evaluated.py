"""What evaluating a KPI for a person gives: a value in one of four states, with its parts and its records."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from shared.domain.kpi.figures.samples import Refused, Sample
from shared.domain.kpi.windows import Window

State = Literal["scored", "na", "zero", "blocked"]
Confidence = Literal["full", "small", "widened", "none"]
"""`small` is a sample below twice the minimum, `widened` one that took a longer window, `none` is not measured."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """
    The scored value of a KPI for a person, exact, with its parts and its records.

    `reason` says why a value is missing or zero; it is empty for `scored`. `target_limit` is an upper bound for
    the target and `points_cap` one for the points, where the KPI has one. `planned` is the target where the plan
    has none, as the records tell it. `needed` is the sample that was asked for. `params` are further figures of
    the reason's sentence.

    `tried` are the samples of the windows that were looked at, the narrowest first, and of those that one more
    record would lead to; `beside` is the sample of a figure that the value alone does not tell. `types` are the
    events that feed the KPI in this company. `widened` says that the KPI's own window held too few records.
    """

    kpi_id: str
    state: State
    reason: str
    window: Window
    value: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    n: int = 0
    needed: Fraction = Fraction(0)
    event_ids: tuple[str, ...] = ()
    excluded: Refused = ()
    target_limit: Fraction | None = None
    planned: Fraction | None = None
    points_cap: Fraction | None = None
    params: tuple[tuple[str, str], ...] = ()
    tried: tuple[Sample, ...] = ()
    beside: Sample | None = None
    types: tuple[str, ...] = ()
    widened: bool = False

    @property
    def confidence(self) -> Confidence:
        """How far the value may be relied on: its own window or a wider one, and a sample that is no scrape."""
        if self.state in ("na", "blocked"):
            return "none"
        if self.widened:
            return "widened"
        return "small" if 1 < self.needed and self.n < 2 * self.needed else "full"

    def divided_by(self, amount: Fraction) -> "Evaluation":
        """Return the figure as a part of `amount`, which is above zero."""
        value = None if self.value is None else self.value / amount
        return replace(self, value=value, denominator=None if value is None else amount)
