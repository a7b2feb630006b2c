"""Targets for the lines of new plans that would have none, from what the people of the position did."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from shared.domain.direction.proposed import OnePersons, ProposedTarget, propose_for_position
from shared.domain.direction.redirect import needs_target
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.in_force import Presence
from shared.domain.kpi.plans import PlanVersion
from shared.domain.kpi.taking import Samples
from shared.domain.kpi.targets.history import propose_target
from shared.domain.numbers import WHOLE_BP
from shared.domain.people import Person
from shared.domain.periods import Period

OfLines = Mapping[tuple[str, str], ProposedTarget]
"""What is proposed, by position and KPI."""


def propose_missing(
    plans: Mapping[str, PlanVersion],
    people: Sequence[Person],
    samples: Samples | None,
    *,
    catalogue: Mapping[str, KpiDefinition],
    today: date,
) -> OfLines:
    """
    Return a proposal for each line of the plans, by position, whose KPI has no target and needs one.

    The plans' targets are written out. Proposed is the target of the first whole month of a plan, from the samples
    of those among `people` who hold the position as it begins; without anybody there need not be any samples.
    """
    found: dict[tuple[str, str], ProposedTarget] = {}
    for position, plan in plans.items():
        holders = [each for each in people if position in each.positions_on(plan.from_on)]
        for line in plan.lines:
            definition = catalogue[line.kpi_id]
            if line.target is not None or not needs_target(definition):
                continue
            persons = [] if samples is None else _each(definition, holders, samples, position, plan, today)
            found[position, line.kpi_id] = propose_for_position(definition, persons)
    return found


def _each(
    definition: KpiDefinition,
    holders: Sequence[Person],
    samples: Samples,
    position: str,
    plan: PlanVersion,
    today: date,
) -> list[OnePersons]:
    month = _first_whole_month(plan.from_on)
    return [
        OnePersons(
            propose_target(definition, samples, each.id, month, today=today, joined_on=each.joined_on),
            _share(each, position, plan.from_on),
        )
        for each in holders
    ]


def _share(person: Person, position: str, day: date) -> Fraction:
    return Fraction(person.positions_on(day)[position], WHOLE_BP) * Presence.of(person).fte(day)


def _first_whole_month(day: date) -> Period:
    month = Period.month_of(day)
    return month if month.first_on == day else Period.month_of(month.until_on)
