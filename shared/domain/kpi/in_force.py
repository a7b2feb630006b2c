"""What holds for a person over a period: the lines in force, and when the person was there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from shared.domain.kpi.curves import Curve
from shared.domain.kpi.lines import PlanLine
from shared.domain.kpi.windows import Window
from shared.domain.numbers import WHOLE_BP

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Presence:
    """When a person was employed, and the share of a day, up to 1, that they were on leave."""

    from_on: date | None = None
    until_on: date | None = None
    leave: Mapping[date, Fraction] = field(default_factory=dict)

    def share(self, day: date) -> Fraction:
        """Return the share of `day` that the person was there for."""
        return 1 - self.leave.get(day, ZERO) if self.employed(day) else ZERO

    def employed(self, day: date) -> bool:
        """Return whether the person was employed on `day`, on leave or not."""
        return not ((self.from_on and day < self.from_on) or (self.until_on and day >= self.until_on))


@dataclass(frozen=True, slots=True)
class CurvePart:
    """The part of a line, of all parts 1, that is scored on one curve against one target."""

    share: Fraction
    curve: Curve
    target: Fraction | None = None


@dataclass(frozen=True, slots=True)
class LineInForce:
    """
    One KPI over the period: its exact weight (all lines together 1), the same in basis points, and its parts.

    `target` is the target over all parts. `active` are the days on which the KPI had weight, None for all of
    them.
    """

    kpi_id: str
    weight: Fraction
    weight_bp: int
    parts: tuple[CurvePart, ...]
    target: Fraction | None = None
    active: Window | None = None

    def aimed_at(self, target: Fraction | None) -> "LineInForce":
        """Return the line with this target for all of its parts."""
        parts = tuple(replace(part, target=target) for part in self.parts)
        return replace(self, parts=parts, target=target)


@dataclass(frozen=True, slots=True)
class PlanInForce:
    """The lines over a period, the versions they come from, and the person's workdays; no lines without any."""

    lines: tuple[LineInForce, ...]
    version_ids: tuple[str, ...]
    workdays: Fraction


def whole_period(lines: Sequence[PlanLine]) -> tuple[LineInForce, ...]:
    """Return the lines of one plan as they are in force over a period without any change."""
    return tuple(
        LineInForce(
            line.kpi_id,
            Fraction(line.weight_bp, WHOLE_BP),
            line.weight_bp,
            (CurvePart(Fraction(1), line.curve, line.target),),
            line.target,
        )
        for line in lines
    )
