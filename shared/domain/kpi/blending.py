"""The plan in force over a period: dated versions, positions and presence blended by workdays.

Weights are blended by a person's own workdays. The target of a flow KPI is the sum of each version's target times the
share of the period in which it applied; other targets are averaged over the days on which the KPI had weight, and
values are measured on these days only. Cutting a version into identical ones changes nothing.

A target that somebody was assigned for the period takes the place of the plan's; weights and curves stay the plan's.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

from shared.domain.kpi.assigned import Targets, counted_target
from shared.domain.kpi.catalogue import CATALOGUE, kpi_definition
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.held import ZERO, Day, PositionsOn, held_days
from shared.domain.kpi.in_force import CurvePart, LineInForce, PlanInForce, Presence
from shared.domain.kpi.lines import PlanLine
from shared.domain.kpi.plans import PlanVersion, with_targets
from shared.domain.kpi.windows import Window
from shared.domain.numbers import WHOLE_BP, largest_remainder
from shared.domain.periods import Period
from shared.domain.workdays import Calendar


def plan_in_force(
    versions: Iterable[PlanVersion],
    positions_on: PositionsOn,
    period: Period,
    calendar: Calendar,
    *,
    person_id: str | None = None,
    presence: Presence | None = None,
    assigned: Targets | None = None,
    catalogue: Mapping[str, KpiDefinition] = CATALOGUE,
) -> PlanInForce:
    """
    Blend the versions that hold for a person in a period.

    `positions_on` returns the positions of a day with their shares in basis points. The target of a position's
    flow KPI counts by the share of the position; a person's own plan replaces the plans of their positions.
    `assigned` are the targets that the person was assigned for the period, by KPI, as far as the plan names it.

    :raises UnknownKpi: if a version names a KPI that is not in the library.
    """
    written = with_targets(versions, catalogue)
    days = held_days(written, positions_on, period, calendar, person_id, presence or Presence())
    worked = _worked(days)
    if not worked:
        return PlanInForce((), (), ZERO)
    kpis = sorted({line.kpi_id for day in days for version, _ in day.shares for line in version.lines})
    aims = assigned or {}
    blends = [_blend(kpi_definition(each, catalogue), days, aims.get(each)) for each in kpis]
    weights = {blend.kpi_id: blend.weight for blend in blends if blend.weight}
    units = largest_remainder(weights, WHOLE_BP)
    lines = tuple(blend.line(units[blend.kpi_id]) for blend in blends if blend.weight)
    ids = {version.id for day in days if day.workday and day.present for version, _ in day.shares}
    return PlanInForce(lines, tuple(sorted(ids)), worked)


def plan_before_switch(
    versions: Sequence[PlanVersion],
    positions_on: PositionsOn,
    period: Period,
    calendar: Calendar,
    *,
    person_id: str | None = None,
    presence: Presence | None = None,
    assigned: Targets | None = None,
    catalogue: Mapping[str, KpiDefinition] = CATALOGUE,
) -> PlanInForce | None:
    """
    Return the plan that would be in force without the switches of the period: the floor that holds people harmless.

    None if nothing replaced a plan that the person had worked under in the period: nobody is protected by one they
    never had, as who comes into a position with or after its switch. None as well if the first switch was made
    without a floor; where several versions began with it, one that keeps it does.
    """
    there = presence or Presence()
    written = with_targets(versions, catalogue)
    days = held_days(written, positions_on, period, calendar, person_id, there)
    met = _replacing(days)
    switched_on = min((version.from_on for version in met), default=None)
    if switched_on is None or not any(
        version.hold_harmless for version in met if version.from_on == switched_on
    ):
        return None
    return plan_in_force(
        [version for version in written if version.from_on < switched_on],
        positions_on,
        period,
        calendar,
        person_id=person_id,
        presence=there,
        assigned=assigned,
        catalogue=catalogue,
    )


def _replacing(days: Iterable[Day]) -> list[PlanVersion]:
    """Return the versions that took the place of one under which the person had worked earlier in the period."""
    had: dict[str | None, PlanVersion] = {}
    met = []
    for day in (each for each in days if each.present):
        for version, _ in day.shares:
            before = (
                had.get(version.position) if version.person_id is None else next(iter(had.values()), None)
            )
            if before is not None and version.from_on > before.from_on and before.id != version.id:
                met.append(version)
        for version, _ in day.shares:
            had.setdefault(version.position, version)
    return met


@dataclass(frozen=True, slots=True)
class _Blend:
    kpi_id: str
    weight: Fraction
    parts: tuple[CurvePart, ...]
    target: Fraction | None
    active: Window | None

    def line(self, weight_bp: int) -> LineInForce:
        return LineInForce(self.kpi_id, self.weight, weight_bp, self.parts, self.target, self.active)


@dataclass(frozen=True, slots=True)
class _Share:
    """What one line of one day adds: weight, and days on which its target applied."""

    line: PlanLine
    weight: Fraction
    days: Fraction


def _blend(definition: KpiDefinition, days: Sequence[Day], assigned: Fraction | None) -> _Blend:
    worked = _worked(days)
    by_curve: dict[object, list[_Share]] = defaultdict(list)
    for day in days:
        for line, share in day.lines(definition.id):
            weight = (
                day.present * share * Fraction(line.weight_bp, WHOLE_BP) / worked if day.workday else ZERO
            )
            added = _Share(line, weight, _target_days(definition, day) * share)
            by_curve[line.curve.scale, line.curve.anchors].append(added)
    everything = [share for shares in by_curve.values() for share in shares]
    weight = _weight(everything)
    weighing = [shares for shares in by_curve.values() if _weight(shares)]
    if assigned is None:
        target = _target(definition, everything, days)
    else:
        target = counted_target(assigned, definition, [shares[0].line.curve for shares in weighing], days)
    is_common = definition.is_flow or assigned is not None
    parts = tuple(
        CurvePart(
            _weight(shares) / weight,
            shares[0].line.curve,
            target if is_common else _target(definition, shares, days),
        )
        for shares in weighing
    )
    return _Blend(definition.id, weight, parts, target, _active(definition, days))


def _worked(days: Sequence[Day]) -> Fraction:
    """Return the person's own workdays on which a plan held."""
    return sum((day.present for day in days if day.workday and day.shares), ZERO)


def _weight(shares: Iterable[_Share]) -> Fraction:
    return sum((share.weight for share in shares), ZERO)


def _target_days(definition: KpiDefinition, day: Day) -> Fraction:
    """Return how much of a day counts for the target of the KPI."""
    return day.present if day.counts(definition) else ZERO


def _target(definition: KpiDefinition, shares: Sequence[_Share], days: Sequence[Day]) -> Fraction | None:
    """Divide Σ target × days by the days of the period for a flow, by the days that applied for anything else."""
    applied = sum((share.days for share in shares), ZERO)
    targets = [share.line.target * share.days for share in shares if share.line.target is not None]
    if not applied or len(targets) < len(shares):
        return None
    total = sum(targets, ZERO)
    if definition.proration in ("none", "events_held"):
        return total / applied
    whole = sum(1 for day in days if day.counts(definition))
    return Fraction(ceil(total / whole)) if definition.proration == "workdays_round_up" else total / whole


def _active(definition: KpiDefinition, days: Sequence[Day]) -> Window | None:
    """Return the days on which the KPI had weight and the person was employed; None if it was all of them."""
    on = [day.employed and day.weighs(definition.id) for day in days]
    if all(on):
        return None
    spans: list[tuple[date, date]] = []
    for index, day in enumerate(days):
        if on[index] and index and on[index - 1]:
            spans[-1] = (spans[-1][0], day.on)
        elif on[index]:
            spans.append((day.on, day.on))
    return Window(tuple((first, date.fromordinal(last.toordinal() + 1)) for first, last in spans))
