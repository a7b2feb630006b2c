"""What a goal is split by: what people did in the last closed months, and the company in the last two years."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import dropwhile
from typing import Final

from shared.adapters.calendars import calendar_of
from shared.domain.company import Company
from shared.domain.goals.history import MONTHS_OF_HISTORY, mean_month
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY
from shared.domain.kpi.taking import TakenFrom
from shared.domain.kpi.windows import Window
from shared.domain.people import Person
from shared.domain.periods import Period
from shared.usecases.kpis.company_kpis import CompanyKpis
from shared.usecases.scores.facts import gather_facts, history_start

SEASON_MONTHS: Final = 24
"""Of the company's history that the seasons of a year are read from."""


@dataclass(frozen=True, slots=True)
class Past:
    """
    What is known of the months that are over, and the records it was read from.

    `people` are mean months, None of somebody without any; `company` are whole months, the oldest first, from the
    first with a record on. Both are empty for a KPI that does not add up over months.
    """

    source: TakenFrom
    people: Mapping[str, Fraction | None]
    company: Mapping[str, Fraction]


def read_past(
    *,
    company: Company,
    of_company: KpiDefinition,
    of_person: KpiDefinition,
    people: Sequence[Person],
    at: datetime,
    kpis: CompanyKpis,
) -> Past:
    """Read the facts once and return the past of a KPI: as the company is measured by it, and as people are."""
    running = Period.month_of(at.astimezone(company.tz).date())
    closed = [running.earlier(back) for back in range(SEASON_MONTHS, 0, -1)]
    source = TakenFrom(gather_facts(company, since=history_start(company, closed[0]), at=at), kpis.takes)
    if not of_person.is_flow:
        return Past(source, dict.fromkeys(each.id for each in people), {})
    whole = dict(_measured(of_company, source, COMPANY, closed))
    last = [each for each in closed[-MONTHS_OF_HISTORY:] if each.key in whole]
    calendar = calendar_of(company)
    means = {each.id: mean_month(each, _brought(of_person, source, each, last), calendar) for each in people}
    return Past(source, means, whole)


def _brought(
    definition: KpiDefinition, source: TakenFrom, person: Person, months: Sequence[Period]
) -> dict[str, Fraction]:
    """
    Return what somebody brought in months that the company has records of.

    Of somebody whose first day is not on record they begin with the first month that holds anything of theirs.
    """
    read = _measured if person.joined_on is None else _values
    return dict(read(definition, source, person.id, months))


def _measured(
    definition: KpiDefinition, source: TakenFrom, subject: str, months: Sequence[Period]
) -> list[tuple[str, Fraction]]:
    """Return the months with what was measured in them, from the first on that holds a record or follows one."""
    if not months:
        return []
    before = Window.between(months[0].earlier(SEASON_MONTHS).first_on, months[0].first_on)
    if source.take(definition.sample, subject, before).n:
        return _values(definition, source, subject, months)
    begun = dropwhile(lambda each: not source.take(definition.sample, subject, Window.of(each)).n, months)
    return _values(definition, source, subject, list(begun))


def _values(
    definition: KpiDefinition, source: TakenFrom, subject: str, months: Sequence[Period]
) -> list[tuple[str, Fraction]]:
    found = ((month.key, evaluate(definition, source, subject, month)) for month in months)
    return [(key, each.value) for key, each in found if each.value is not None]
