"""Read one measure of a person, of a group of people or of the company."""

from datetime import datetime

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.company import Company
from shared.domain.errors import NotFound
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.groups import measure_group
from shared.domain.kpi.measured import Measure
from shared.domain.kpi.measures import MeasureDefinition, measure
from shared.domain.kpi.taking import TAKES, Samples
from shared.domain.periods import Period
from shared.usecases.scores.facts import Known
from shared.usecases.scores.keep_measures import Keeping
from shared.usecases.scores.subjects import Subject


def read_measure(
    *,
    company: Company,
    definition: MeasureDefinition,
    subject: Subject,
    period: Period,
    at: datetime,
    code_version: str = "",
) -> Measure:
    """
    Measure a subject over a calendar period.

    A team is who answers to the manager now, and a region who is in it now, with or without a seat. What is kept of
    the month is read where it is of now and of this version of the code, the events otherwise; nothing is written.

    :raises NotFound: if there is no such manager or region.
    """
    keeping, known = _keeping(definition, company, code_version, at), Known.of(company.id, at)
    if subject.kind in ("company", "person"):
        source = keeping.standing(period, known, subject.id) or keeping.gathered(period, known)
        return measure(definition, source, subject.id, period)
    standing = None if definition.together else keeping.standing(period, known)
    source = standing or keeping.gathered(period, known)
    return _of_group(definition, source, company.id, subject, period)


def _keeping(definition: MeasureDefinition, company: Company, code_version: str, at: datetime) -> Keeping:
    if definition.kpi is None:
        return Keeping(company, code_version, at)
    catalogue = {**CATALOGUE, definition.id: definition.kpi}
    return Keeping(company, code_version, at, catalogue, {**TAKES, definition.id: definition.take})


def _of_group(
    definition: MeasureDefinition, source: Samples | Facts, company_id: str, subject: Subject, period: Period
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
    return measure_group(definition, source, members, period)
