"""Where a line stands (现状): its samples, and the value that is worth 100 points."""

from dataclasses import dataclass
from fractions import Fraction

from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.evaluated import Evaluation
from shared.domain.kpi.figures.samples import Sample
from shared.domain.kpi.in_force import LineInForce
from shared.domain.kpi.steps.reaching import value_on_target

MOST_RECORDS = 200
"""More records than these are no step that anybody would be told."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A line with its evaluation; `aim` is the nearest value worth 100 points, in the figure's own terms."""

    definition: KpiDefinition
    evaluation: Evaluation
    aim: Fraction

    @classmethod
    def of(cls, definition: KpiDefinition, line: LineInForce, evaluation: Evaluation) -> "Standing | None":
        """Find the aim; None if no value is worth 100 points, or nothing was measured."""
        if not evaluation.tried:
            return None
        scored = evaluation.state == "scored"
        aim = value_on_target(
            line,
            evaluation.value if scored else None,
            higher=definition.direction == "higher",
            limit=evaluation.target_limit,
            cap=evaluation.points_cap,
        )
        return None if aim is None else cls(definition, evaluation, aim)

    @property
    def used(self) -> Sample:
        """The sample that is scored."""
        return self.with_more(0)

    @property
    def denominator(self) -> Fraction:
        """What the figure is divided by: that of its records, or the amount that the plan assigns; else one."""
        if self.definition.of_target is not None and self.evaluation.denominator:
            return self.evaluation.denominator
        return self.used.denominator if self.used.denominator is not None else Fraction(1)

    @property
    def is_shared(self) -> bool:
        """Whether some of the cases are only in part the person's, so that one of them is not one more or less."""
        planned = self.evaluation.planned
        whole = self.used.denominator if self.used.denominator is not None else self.used.numerator
        return whole != self.used.n or (planned is not None and planned.denominator != 1)

    def with_more(self, records: int) -> Sample:
        """Return the sample of the window that would be scored with so many records more, without these."""
        for sample in self.evaluation.tried:
            if sample.n + records >= self.definition.widen_below:
                return sample
        return self.evaluation.tried[-1]

    def is_enough(self, records: int) -> bool:
        """Return whether so many records more make the least sample."""
        sample = self.with_more(records)
        least = Fraction(self.definition.min_sample) if sample.needed is None else sample.needed
        return sample.n + records >= least

    def is_reached_by(self, value: Fraction) -> bool:
        """Return whether a value is on the good side of the aim."""
        return value >= self.aim if self.definition.direction == "higher" else value <= self.aim
