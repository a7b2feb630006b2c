"""Check that a carry counts nothing twice and moves no figure of a month that is declared."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.company import Company
from shared.domain.kpi.carried import record_of
from shared.domain.kpi.events import Event
from shared.domain.kpi.score import Score
from shared.domain.people import Person
from shared.domain.periods import Period
from shared.domain.review.discrepancy import Discrepancy
from shared.domain.review.discrepancy_decisions import CountsAlready, MovesDeclaredMonth
from shared.usecases.kpis.company_kpis import kpis_for_plans
from shared.usecases.scores.closed_month import ClosedMonth
from shared.usecases.scores.facts import Known, gather_facts, history_start


def check_carry(
    *,
    discrepancy: Discrepancy,
    carry: Event,
    people: Sequence[Person],
    company: Company,
    code_version: str,
    at: datetime,
) -> None:
    """
    Look at every score that is on record of a declared month, from the month that the events leave on.

    :raises CountsAlready: if a colleague's score of that month holds one of the events, or another version of one.
    :raises MovesDeclaredMonth: if a score would come to something else with the carry.
    """
    names = {each.id: each for each in people}
    first = Period.parse(discrepancy.month)
    known, plans = Known.of(company.id, at), list(every(refs.plans(company.id)))
    facts = gather_facts(company, since=history_start(company, first), at=at, known=known)
    kpis = kpis_for_plans(company.id, plans)
    for period in _months(first, at, company):
        records = _declared(company.id, period)
        if period == first:
            _check_not_counted(discrepancy, _versions(discrepancy, facts.events), records, names)
        month = ClosedMonth(company, period, facts, plans, code_version, at, kpis)
        for person_id, record in records.items():
            leaves = (person_id, period) == (discrepancy.person_id, first)
            if not month.bears(record, names[person_id], carry, leaves=leaves):
                raise MovesDeclaredMonth(
                    name=names[person_id].name, month=period.key, current=discrepancy.current
                )


def _months(first: Period, at: datetime, company: Company) -> Iterator[Period]:
    """Yield the months from the first one on that are over."""
    month = first
    while month.ends_at(company.tz) <= at:
        yield month
        month = Period.month_of(month.until_on)


def _declared(company_id: str, period: Period) -> Mapping[str, Score]:
    declared = {each.person_id for each in every(refs.declarations(company_id, period.key))}
    if not declared:
        return {}
    scores = every(refs.scores(company_id, period.key))
    return {each.person_id: each for each in scores if each.person_id in declared}


def _versions(discrepancy: Discrepancy, events: Iterable[Event]) -> frozenset[str]:
    """Return the ids of the discrepancy's new events and of all other versions of their records."""
    new, known = set(discrepancy.found.new_events), list(events)
    records = {record_of(each) for each in known if each.id in new}
    return frozenset(each.id for each in known if record_of(each) in records) | new


def _check_not_counted(
    discrepancy: Discrepancy,
    versions: frozenset[str],
    records: Mapping[str, Score],
    names: Mapping[str, Person],
) -> None:
    holding = [
        names[person_id].name
        for person_id, record in records.items()
        if person_id != discrepancy.person_id and record.event_ids & versions
    ]
    if holding:
        raise CountsAlready(names="、".join(holding), month=discrepancy.month, current=discrepancy.current)
