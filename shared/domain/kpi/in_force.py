"""What holds for a person over a period: the lines in force, and when the person was there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from shared.domain.kpi.curves import Curve
from shared.domain.kpi.lines import PlanLine
from shared.domain.kpi.windows import Window
from shared.domain.numbers import WHOLE_BP
from shared.domain.people import Leave, Person, WorkingTime

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Presence:
    """
    When a person was employed, when they were on leave, and how much of full time they work (FTE).

    Days are shares of one full-time workday: leave of half days and half of full time leave a quarter of it.
    """

    from_on: date | None = None
    until_on: date | None = None
    leaves: tuple[Leave, ...] = ()
    working_times: tuple[WorkingTime, ...] = ()

    @classmethod
    def of(cls, person: Person) -> "Presence":
        """Return when `person` was there, by what is on their record."""
        return cls(person.joined_on, person.left_on, person.leaves, person.working_times)

    def share(self, day: date) -> Fraction:
        """Return how much of a full-time day the person was there for on `day`: what they were there for × FTE."""
        return self.there(day) * self.fte(day)

    def there(self, day: date) -> Fraction:
        """Return the share of their own working time on `day` that the person was there; overlapping leaves add up."""
        if not self.employed(day):
            return ZERO
        away = sum(each.share_bp for each in self.leaves if each.from_on <= day < each.until_on)
        return Fraction(max(WHOLE_BP - away, 0), WHOLE_BP)

    def fte(self, day: date) -> Fraction:
        """Return the share of full time that the person works on `day`; all of it before the first date on record."""
        begun = [each for each in self.working_times if each.from_on <= day]
        newest = max(begun, key=lambda each: each.from_on, default=None)
        return Fraction(newest.fte_bp if newest else WHOLE_BP, WHOLE_BP)

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
