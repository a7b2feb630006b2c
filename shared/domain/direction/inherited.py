"""Which line printed a target, so that what a switch does to it is known before the switch."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from shared.domain.kpi.catalogue import kpi_definition
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.lines import PlanLine
from shared.domain.kpi.plans import PlanVersion


def bases_of(versions: Iterable[PlanVersion], catalogue: Mapping[str, KpiDefinition]) -> dict[str, PlanLine]:
    """
    Return the line that printed the target of each KPI last, of versions of one position up to some date.

    A KPI of which no line printed one has its first line, with the library's target. Undone versions are left out.
    """
    bases: dict[str, PlanLine] = {}
    standing = (each for each in versions if each.undone_at is None)
    for version in sorted(standing, key=lambda each: (each.from_on, each.id)):
        for line in version.lines:
            if line.target is not None:
                bases[line.kpi_id] = line
            default = kpi_definition(line.kpi_id, catalogue).default_target
            bases.setdefault(line.kpi_id, replace(line, target=default))
    return bases


def follows_weight(definition: KpiDefinition) -> bool:
    """Return whether less weight asks for less: sums and counts of which more is better."""
    return definition.is_flow and definition.direction == "higher"


def inherited_target(line: PlanLine, base: PlanLine | None, definition: KpiDefinition) -> Fraction | None:
    """Return the target of a line, one that it does not print as it follows from `base`."""
    if line.target is not None:
        return line.target
    if base is None or base.target is None or base.weight_bp <= 0:
        return definition.default_target if base is None else base.target
    part = Fraction(line.weight_bp, base.weight_bp) if follows_weight(definition) else Fraction(1)
    return base.target * min(Fraction(1), part)
