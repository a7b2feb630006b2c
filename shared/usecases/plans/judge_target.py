"""Judge a target before anybody is measured by it: how likely does this person reach it?"""

from datetime import datetime, timedelta
from fractions import Fraction

from shared.domain.company import Company
from shared.domain.kpi.catalogue import kpi_definition
from shared.domain.kpi.lines import PlanLine, check_line
from shared.domain.kpi.taking import TakenFrom
from shared.domain.kpi.targets.attainability import WEEKS, Chance, weekly_history
from shared.domain.numbers import WHOLE_BP
from shared.domain.people import Person
from shared.domain.periods import Period
from shared.usecases.kpis.company_kpis import CompanyKpis
from shared.usecases.scores.facts import gather_facts, history_start


def judge_target(
    *,
    company: Company,
    person: Person,
    kpi_id: str,
    target: Fraction,
    month: Period,
    at: datetime,
    kpis: CompanyKpis,
) -> Chance:
    """
    Return how likely a person reaches a target in a month, by the weeks before it, or before today.

    :raises UnknownKpi: if there is no such KPI.
    :raises TargetNotUsable: if the target is negative, or zero where the KPI's curve divides by it.
    :raises TargetTooLarge: if it is above 10 to the power of 12.
    """
    definition = kpi_definition(kpi_id, kpis.catalogue)
    check_line(PlanLine(kpi_id, WHOLE_BP, definition.curve, target), definition)
    today = at.astimezone(company.tz).date()
    first = Period.month_of(min(today, month.first_on) - timedelta(weeks=WEEKS))
    source = TakenFrom(gather_facts(company, since=history_start(company, first), at=at), kpis.takes)
    history = weekly_history(definition, source, person.id, month, today=today, joined_on=person.joined_on)
    return history.chance(target)
