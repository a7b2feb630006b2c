"""A dry run (试跑): what a KPI would have said of people in months that are over, before anybody is scored on it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.evaluated import State
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.figures.samples import Take
from shared.domain.kpi.lines import takes_target
from shared.domain.kpi.reasons import Reason, reason_for
from shared.domain.kpi.taking import TakenFrom
from shared.domain.periods import Period


@dataclass(frozen=True, slots=True)
class Trial:
    """
    One person and month: the value with its parts, and the exact points at the default target, 0 to 120.

    `points` is None where nothing is scored; `reason` says why the points are what they are. `left_out` counts records
    that were looked at and left out.
    """

    person_id: str
    month: str
    state: State
    value: Fraction | None
    numerator: Fraction | None
    denominator: Fraction | None
    n: int
    points: Fraction | None
    reason: Reason
    event_ids: tuple[str, ...]
    left_out: int


def dry_run(
    definition: KpiDefinition,
    facts: Facts,
    takes: Mapping[str, Take],
    people: Iterable[str],
    months: Iterable[Period],
) -> tuple[Trial, ...]:
    """Return what the KPI says of each person in each month, by month; its target is that of a whole month."""
    samples = TakenFrom(facts, takes)
    everybody = tuple(people)
    return tuple(_trial(definition, samples, person, month) for month in months for person in everybody)


def _trial(definition: KpiDefinition, samples: TakenFrom, person: str, month: Period) -> Trial:
    found = evaluate(definition, samples, person, month)
    target = definition.default_target
    points = None
    if found.state == "zero":
        points = Fraction(0)
    elif (
        found.value is not None and target is not None and takes_target(definition, definition.curve, target)
    ):
        points = definition.curve.points(found.value, target)
    return Trial(
        person,
        month.key,
        found.state,
        found.value,
        found.numerator,
        found.denominator,
        found.n,
        points,
        reason_for(definition, found, target),
        found.event_ids,
        len(found.excluded),
    )
