"""Read one measure of a person, of a group of people or of the company."""

from datetime import datetime

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.company import Company
from shared.domain.errors import NotFound
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.groups import measure_group
from shared.domain.kpi.measured import Measure
from shared.domain.kpi.measures import measure
from shared.domain.periods import Period
from shared.usecases.scores.facts import gather_facts
from shared.usecases.scores.subjects import Subject

LOOKBACK_MONTHS = 13
"""Whole months before a period that a lookback of a year can reach into."""
BEGUN_MONTHS = 24
"""Months before that in which what the period ends may have begun: a deal's first contact, an order's first version."""


def read_measure(
    *, company: Company, measure_id: str, subject: Subject, period: Period, at: datetime
) -> Measure:
    """
    Measure a subject over a calendar period.

    A team is who answers to the manager now, and a region who is in it now, with or without a seat.

    :raises UnknownMeasure: if the id is neither a measure nor a KPI.
    :raises NotFound: if there is no such manager or region.
    """
    facts = gather_facts(company, since=history_start(company, period), at=at)
    if subject.kind in ("company", "person"):
        return measure(measure_id, facts, subject.id, period)
    return _of_group(measure_id, facts, company.id, subject, period)


def _of_group(measure_id: str, facts: Facts, company_id: str, subject: Subject, period: Period) -> Measure:
    people = list(every(refs.people(company_id)))
    if subject.kind == "manager":
        if all(each.id != subject.id for each in people):
            raise NotFound()
        members = [each.id for each in people if each.manager_id == subject.id]
    else:
        members = [each.id for each in people if each.region == subject.id]
        if not members:
            raise NotFound()
    return measure_group(measure_id, facts, members, period)


def history_start(company: Company, period: Period) -> Period | None:
    """Return the first month whose events a figure of `period` can depend on; None if there is no bound."""
    lookbacks = (company.new_customer_lookback, company.repurchase_lookback)
    if None in lookbacks:
        return None
    longest = max(each for each in lookbacks if each is not None)
    return period.earlier(max(LOOKBACK_MONTHS, longest // 28 + 1) + BEGUN_MONTHS)
