"""Try a KPI of a company's own on the last closed months, before or after it is published; nothing is written."""

from datetime import datetime
from typing import Final

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.company import Company
from shared.domain.kpi.own.dry_run import Trial, dry_run
from shared.domain.kpi.own.kpi import OwnKpi
from shared.domain.kpi.own.scored import definition_of, take_of
from shared.domain.people import Person
from shared.domain.periods import Period
from shared.usecases.scores.facts import gather_facts, history_start
from shared.usecases.scores.scoring import is_scored

MONTHS: Final = 3


def try_kpi(*, own: OwnKpi, company: Company, at: datetime) -> tuple[tuple[Trial, ...], tuple[Person, ...]]:
    """
    Return what a checked KPI says of everybody in review in the last three closed months, and who they are.

    Whoever left is among them if one of these months was scored for them.
    """
    running = Period.month_of(at.astimezone(company.tz).date())
    months = [running.earlier(back) for back in range(MONTHS, 0, -1)]
    everybody = every(refs.people(company.id))
    people = tuple(each for each in everybody if any(is_scored(each, month) for month in months))
    facts = gather_facts(company, since=history_start(company, months[0]), at=at)
    found = dry_run(definition_of(own), facts, {own.id: take_of(own)}, [each.id for each in people], months)
    return found, people
