"""From a company's goal to each person's part of each month: season first, then the people who are there."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from shared.domain.goals.capacity import capacity, takes_part
from shared.domain.goals.checks import measured_by
from shared.domain.goals.goal import Goal, MonthSplit, Share
from shared.domain.goals.months import months_of
from shared.domain.goals.seasonality import Season, month_targets
from shared.domain.goals.shares import Candidate, split
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.people import Person
from shared.domain.periods import Period
from shared.domain.workdays import Calendar


def cascade(
    goal: Goal,
    definition: KpiDefinition,
    people: Sequence[Person],
    history: Mapping[str, Fraction | None],
    season: Season,
    calendar: Calendar,
    quantum: Fraction,
) -> tuple[MonthSplit, ...]:
    """
    Return the months of a goal that was checked, in order, each with its people's parts.

    A KPI that adds up is parted over the months by `season` and over the people of the goal's position by its rule;
    parts and rests of all months make the goal exactly. Months are multiples of the rule's unit as people's parts
    are. Any other KPI is copied unchanged to every month and person. `history` is each person's mean month. The KPI
    of a month is the one that people are measured by (`measured_by`).

    :raises NotAGoalPeriod: if the goal's period is no year, quarter or month.
    """
    if not definition.is_flow:
        return tuple(_copied(goal, people, month) for month in months_of(goal.period))
    targets = month_targets(goal.target, goal.period, season, goal.rule.round_to or quantum)
    return tuple(
        _parted(goal, target, people, history, Period.parse(key), calendar, quantum)
        for key, target in targets.items()
    )


def _parted(
    goal: Goal,
    target: Fraction,
    people: Sequence[Person],
    history: Mapping[str, Fraction | None],
    month: Period,
    calendar: Calendar,
    quantum: Fraction,
) -> MonthSplit:
    candidates = [
        Candidate(
            each.id, history.get(each.id), *capacity(each, goal.position, month, calendar, goal.rule.ramp_bp)
        )
        for each in people
        if takes_part(each, goal.position, month)
    ]
    shares, rest = split(target, candidates, goal.rule, quantum=quantum)
    return MonthSplit(
        goal.company_id, goal.id, measured_by(goal.kpi_id), month.key, target, shares, unallocated=rest
    )


def _copied(goal: Goal, people: Sequence[Person], month: Period) -> MonthSplit:
    there = sorted(each.id for each in people if takes_part(each, goal.position, month))
    shares = tuple(Share(person_id, goal.target) for person_id in there)
    return MonthSplit(
        goal.company_id, goal.id, measured_by(goal.kpi_id), month.key, goal.target, shares, copied=True
    )
