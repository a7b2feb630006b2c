"""The performance report of several people (团队绩效报表): everybody's total, and each KPI added up over them.

A figure over people is the sum of their numerators over the sum of their denominators, never a mean of ratios.
Nobody is ranked, and no share of people has to be bad: how many reached which grade is shown only where there are
so many people with a grade that it tells of nobody in particular.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.evaluated import State
from shared.domain.performance.figures import Figure, figure
from shared.domain.performance.months import KpiPoint
from shared.domain.performance.person import PersonReport

ENOUGH_FOR_A_DISTRIBUTION: Final = 20
"""People with a grade below which no distribution of grades is shown."""


@dataclass(frozen=True, slots=True)
class Added:
    """
    A KPI of a month over people: `people` have a figure, `value` is None where nobody has one.

    `records` are the ids of the records behind it, each once.
    """

    month: str
    people: int
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    value: Figure | None = None
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KpiOfMany:
    """
    One KPI over everybody who has it; `months` is its trend and ends with the month itself.

    `shared` of the month's records stand in the figures of more than one person. `unscored`
    says how many people's figure is in which other state.
    """

    kpi_id: str
    name_zh: str
    name_en: str
    n: int
    shared: int
    unscored: tuple[tuple[State, int], ...]
    months: tuple[Added, ...]

    def name(self, language: str) -> str:
        """Return the KPI's name in `language`."""
        return (self.name_en if language == "en" else self.name_zh) or self.kpi_id

    @property
    def now(self) -> Added:
        """The figure of the month itself."""
        return self.months[-1]


@dataclass(frozen=True, slots=True)
class TeamReport:
    """What the month of several people was, by name; whom it covers is said in `scope_zh` and `scope_en`."""

    company: str
    scope_zh: str
    scope_en: str
    month: str
    members: tuple[PersonReport, ...]
    kpis: tuple[KpiOfMany, ...]
    grades: tuple[tuple[str, int], ...] | None

    @property
    def provisional(self) -> bool:
        """Whether the month still runs for somebody."""
        return any(each.provisional for each in self.members)

    @property
    def scored(self) -> tuple[PersonReport, ...]:
        """Those who have a total."""
        return tuple(each for each in self.members if each.shown is not None)

    @property
    def without_total(self) -> tuple[PersonReport, ...]:
        """Those who have none: no score at all, or too little evidence for a total."""
        return tuple(each for each in self.members if each.shown is None)


def team_report(
    company: str,
    scope: tuple[str, str],
    month: str,
    members: Iterable[PersonReport],
    *,
    catalogue: Mapping[str, KpiDefinition],
    grades: Sequence[str],
) -> TeamReport:
    """Return the report of these people; `grades` are the company's, best first."""
    people = tuple(sorted(members, key=lambda each: (each.whose.name, each.whose.person_id)))
    kpis = sorted({line.kpi_id for each in people for line in each.lines})
    return TeamReport(
        company,
        *scope,
        month,
        people,
        tuple(_of_many(each, people, catalogue.get(each)) for each in kpis),
        _distribution(people, grades),
    )


def _of_many(kpi_id: str, people: Sequence[PersonReport], definition: KpiDefinition | None) -> KpiOfMany:
    lines = [line.line for each in people for line in each.lines if line.kpi_id == kpi_id]
    seen = Counter(each for line in lines for each in set(line.event_ids))
    states = Counter(line.state for line in lines if line.state in ("na", "blocked"))
    months = [each.month for each in people[0].trend]
    return KpiOfMany(
        kpi_id=kpi_id,
        name_zh=lines[0].name_zh,
        name_en=lines[0].name_en,
        n=sum(line.n for line in lines if line.state in ("scored", "zero")),
        shared=sum(count > 1 for count in seen.values()),
        unscored=tuple(sorted(states.items())),
        months=tuple(_added(kpi_id, place, month, people, definition) for place, month in enumerate(months)),
    )


def _added(
    kpi_id: str, place: int, month: str, people: Sequence[PersonReport], definition: KpiDefinition | None
) -> Added:
    points = [point for each in people if (point := each.trend[place].kpi(kpi_id)) and _counts(point)]
    numerators = [each.numerator for each in points if each.numerator is not None]
    if not numerators:
        return Added(month, len(points))
    numerator = sum(numerators, Fraction(0))
    records = tuple(sorted({id_ for each in points for id_ in each.event_ids}))
    if all(each.denominator is None for each in points):
        return Added(month, len(points), numerator, None, figure(numerator, definition), records)
    denominator = sum((each.denominator for each in points if each.denominator is not None), Fraction(0))
    value = figure(numerator / denominator, definition) if denominator else None
    return Added(month, len(points), numerator, denominator, value, records)


def _counts(point: KpiPoint) -> bool:
    return point.state in ("scored", "zero")


def _distribution(
    people: Sequence[PersonReport], grades: Sequence[str]
) -> tuple[tuple[str, int], ...] | None:
    reached = Counter(each.score.card.grade for each in people if each.score and each.score.card.grade)
    if reached.total() < ENOUGH_FOR_A_DISTRIBUTION:
        return None
    named = [*grades, *sorted(str(each) for each in reached if each not in grades)]
    return tuple((each, reached[each]) for each in named)
