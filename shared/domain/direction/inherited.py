"""Which target a line goes on from, so that what a switch does to it is known before, and what went down comes back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from shared.domain.kpi.catalogue import kpi_definition
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.lines import PlanLine
from shared.domain.kpi.plans import PlanVersion, with_targets


@dataclass(frozen=True, slots=True)
class Base:
    """
    What a KPI's target goes on from: the line that printed it last, and the way down from where somebody set it.

    `steps` are lines with their targets written out, the heaviest first: the one that set the target, each lighter
    one that a switch made of it, and the newest. A weight that rises passes them again, from the last to the first.
    """

    printed: PlanLine
    steps: tuple[PlanLine, ...]

    @classmethod
    def of(cls, line: PlanLine) -> "Base":
        """Return the base of a line that sets its target."""
        return cls(line, (line,))

    def raised(self, weight_bp: int) -> Fraction | None:
        """Return the target of a sum or count, of which more is better, at a weight that is no lower than it was."""
        targets = [
            each.target * min(Fraction(1), Fraction(weight_bp, each.weight_bp))
            for each in self.steps
            if each.target is not None
        ]
        return max(targets, default=None)

    def then(self, line: PlanLine, printed: PlanLine | None) -> "Base":
        """Return the base after one more version with this line; `printed` as it is kept, None if it inherits."""
        passed = tuple(each for each in self.steps if each.weight_bp > line.weight_bp)
        return Base(printed or self.printed, (*passed, line))

    def goes_on(self, line: PlanLine) -> bool:
        """Return whether a target that a switch printed is the one before it, or follows from the way here."""
        newest = self.steps[-1]
        if line.weight_bp > newest.weight_bp:
            return line.target in (newest.target, self.raised(line.weight_bp))
        if newest.target is None:
            return line.target is None
        lowered = newest.target * Fraction(line.weight_bp, newest.weight_bp)
        return line.target in (newest.target, lowered)


def bases_of(versions: Iterable[PlanVersion], catalogue: Mapping[str, KpiDefinition]) -> dict[str, Base]:
    """
    Return by KPI what its target goes on from, of versions of one position up to some date.

    A target that was published by hand, typed, or pinned is a new beginning. One that a switch printed since it could
    not be inherited (kept at less weight, say, or brought back) is not. A KPI of which no line printed one begins with
    the library's. Undone versions are left out.
    """
    kept = {each.id: each for each in versions if each.undone_at is None}
    bases: dict[str, Base] = {}
    for written in with_targets(kept.values(), catalogue):
        as_kept = {line.kpi_id: line for line in kept[written.id].lines}
        for line in written.lines:
            printed = line if as_kept[line.kpi_id].target is not None else None
            base = bases.get(line.kpi_id)
            if base is None:
                first = replace(line, target=kpi_definition(line.kpi_id, catalogue).default_target)
                bases[line.kpi_id] = Base.of(printed or first)
            elif printed and not (written.switch_id and base.goes_on(line)):
                bases[line.kpi_id] = Base.of(line)
            else:
                bases[line.kpi_id] = base.then(line, printed)
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
