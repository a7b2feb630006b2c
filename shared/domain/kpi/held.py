"""Which plan versions hold for a person on each date of a period, and how far the person was there."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.in_force import Presence
from shared.domain.kpi.lines import PlanLine
from shared.domain.kpi.plans import PlanVersion
from shared.domain.periods import Period
from shared.domain.workdays import Calendar

PositionsOn = Callable[[date], Mapping[str, int]]
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Day:
    """
    One date of the period, and the versions that held on it, with their shares.

    `present` is how much of a full-time day the person was there for, `there` how much of their own working time.
    """

    on: date
    workday: bool
    employed: bool
    present: Fraction
    there: Fraction
    shares: tuple[tuple[PlanVersion, Fraction], ...]

    def lines(self, kpi_id: str) -> Iterable[tuple[PlanLine, Fraction]]:
        """Return the lines with which a KPI has weight, with the share of each."""
        for version, share in self.shares:
            for line in version.lines:
                if line.kpi_id == kpi_id and line.weight_bp > 0:
                    yield line, share

    def weighs(self, kpi_id: str) -> bool:
        """Return whether a KPI has weight."""
        return any(True for _ in self.lines(kpi_id))

    def counts(self, definition: KpiDefinition) -> bool:
        """Return whether the date counts for the target of the KPI: every one, or workdays alone."""
        return self.workday or definition.proration == "calendar_days"


def held_days(
    versions: Sequence[PlanVersion],
    positions_on: PositionsOn,
    period: Period,
    calendar: Calendar,
    person_id: str | None,
    presence: Presence,
) -> list[Day]:
    """Return every date of the period; `versions` are in order and have their targets written out."""
    return [
        Day(
            day,
            calendar.is_workday(day),
            presence.employed(day),
            presence.share(day),
            presence.there(day),
            _versions_on(versions, positions_on(day), person_id, day),
        )
        for day in period.days()
    ]


def _versions_on(
    versions: Sequence[PlanVersion], positions: Mapping[str, int], person_id: str | None, day: date
) -> tuple[tuple[PlanVersion, Fraction], ...]:
    """Return the newest version of the person, else of each position; the shares of positions with a plan make 1."""
    begun = [version for version in versions if version.from_on <= day]
    own = [version for version in begun if person_id is not None and version.person_id == person_id]
    if own and own[-1].holds_on(day):
        return ((own[-1], Fraction(1)),)
    latest = {version.position: version for version in begun if version.person_id is None}
    newest = {key: each for key, each in latest.items() if key in positions and each.holds_on(day)}
    whole = sum(positions[position] for position in newest if position is not None)
    return tuple(
        (version, Fraction(positions[position], whole))
        for position, version in newest.items()
        if position and whole
    )
