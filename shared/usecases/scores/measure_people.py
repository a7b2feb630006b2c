"""Measure people side by side, each against the calendar period before (各人对比)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from shared.domain.company import Company
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.measured import Measure
from shared.domain.kpi.measures import MeasureDefinition, measure
from shared.domain.people import Person
from shared.domain.periods import Period
from shared.usecases.scores.facts import gather_facts, history_start, settings_of
from shared.usecases.scores.freshness import heard_at, sources_of


@dataclass(frozen=True, slots=True)
class PersonMeasure:
    """A person's measure of a period, and that of the calendar period before it."""

    person: Person
    now: Measure
    before: Measure

    @property
    def change(self) -> Fraction | None:
        """What the value changed by; None where one of both has no value."""
        if self.now.value is None or self.before.value is None:
            return None
        return self.now.value - self.before.value


@dataclass(frozen=True, slots=True)
class Comparison:
    """People's measures, and when what delivers their events was last heard (None: nothing does)."""

    people: tuple[PersonMeasure, ...]
    previous: Period
    fresh_at: datetime | None


def measure_people(
    *, company: Company, definition: MeasureDefinition, people: Iterable[Person], period: Period, at: datetime
) -> Comparison:
    """Measure each of the people over a period and the one before."""
    previous = period_before(period)
    facts = gather_facts(company, since=history_start(company, previous), at=at)
    found = tuple(
        PersonMeasure(
            each,
            measure(definition, facts, each.id, period),
            measure(definition, facts, each.id, previous),
        )
        for each in people
    )
    settings = settings_of(company)
    kpis = [each for each in CATALOGUE.values() if each.measure == definition.id]
    kpis += [definition.kpi] if definition.kpi else []
    types = {kind for kpi in kpis for kind in kpi.sources_for(settings)}
    return Comparison(found, previous, heard_at(types, sources_of(company.id)))


def period_before(period: Period) -> Period:
    """
    Return the calendar period before: the month before a month, the quarter before a quarter.

    >>> period_before(Period.parse("2026-03")).key, period_before(Period.parse("2026-Q1")).key
    ('2026-02', '2025-Q4')
    """
    months = len(period.months())
    first = period.earlier(months)
    if months == 1:
        return first
    return Period.parse(f"{first.first_on.year}-Q{(first.first_on.month + 2) // 3}")
