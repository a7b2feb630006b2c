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
from shared.domain.kpi.taking import Samples
from shared.domain.periods import Period
from shared.usecases.scores.facts import Known
from shared.usecases.scores.keep_measures import Keeping
from shared.usecases.scores.subjects import Subject


def read_measure(
    *,
    company: Company,
    measure_id: str,
    subject: Subject,
    period: Period,
    at: datetime,
    code_version: str = "",
) -> Measure:
    """
    Measure a subject over a calendar period.

    A team is who answers to the manager now, and a region who is in it now, with or without a seat. What is kept of
    the month is read where it is of now and of this version of the code, the events otherwise; nothing is written.

    :raises UnknownMeasure: if the id is neither a measure nor a KPI.
    :raises NotFound: if there is no such manager or region.
    """
    keeping, known = Keeping(company, code_version, at), Known.of(company.id, at)
    if subject.kind in ("company", "person"):
        source = keeping.standing(period, known, subject.id) or keeping.gathered(period, known)
        return measure(measure_id, source, subject.id, period)
    samples = keeping.standing(period, known) or keeping.gathered(period, known)
    return _of_group(measure_id, samples, company.id, subject, period)


def _of_group(
    measure_id: str, source: Samples | Facts, company_id: str, subject: Subject, period: Period
) -> Measure:
    people = list(every(refs.people(company_id)))
    if subject.kind == "manager":
        if all(each.id != subject.id for each in people):
            raise NotFound()
        members = [each.id for each in people if each.manager_id == subject.id]
    else:
        members = [each.id for each in people if each.region == subject.id]
        if not members:
            raise NotFound()
    return measure_group(measure_id, source, members, period)
