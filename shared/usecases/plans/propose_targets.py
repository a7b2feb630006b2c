"""Propose targets to those who set them, each with the history that it comes from."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.company import Company
from shared.domain.employment import has_left
from shared.domain.errors import DomainError, NotFound
from shared.domain.kpi.catalogue import kpi_definition
from shared.domain.kpi.taking import TakenFrom
from shared.domain.kpi.targets.history import Proposal, propose_target
from shared.domain.kpi.targets.methods import MOST_MONTHS
from shared.domain.people import Member, Person, may_see
from shared.domain.periods import Period
from shared.usecases.kpis.company_kpis import CompanyKpis
from shared.usecases.scores.facts import gather_facts, history_start


class NobodyNamed(DomainError):
    """A proposal is asked for neither a position nor a person, or for both."""

    kind, code = "invalid", "target.nobody_named"
    zh = "请指定岗位或成员，二者选一。"
    en = "Say whom the target is for: a position or a person, one of the two."


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which targets are asked for: whose, of which KPI and month, and with which factor of one's own."""

    kpi_id: str
    month: Period
    person_id: str | None = None
    position: str | None = None
    factor: Fraction | None = None


def propose_targets(
    *,
    company: Company,
    wanted: Wanted,
    viewer: Member,
    at: datetime,
    kpis: CompanyKpis,
) -> list[tuple[Person, Proposal]]:
    """
    Return a proposal for each person whom the viewer sees, by id.

    Of a position these are the people in review who hold it as the month begins. Nobody who has left by then is
    proposed anything. The facts are read once.

    :raises NobodyNamed: if it is for neither a position nor a person, or for both.
    :raises NotFound: if there is no such person whom the viewer sees.
    :raises UnknownKpi: if there is no such KPI.
    """
    if (wanted.person_id is None) == (wanted.position is None):
        raise NobodyNamed()
    definition = kpi_definition(wanted.kpi_id, kpis.catalogue)
    seen = [each for each in every(refs.people(company.id)) if may_see(viewer, each)]
    people = [each for each in seen if _is_wanted(each, wanted)]
    if wanted.person_id is not None and not people:
        raise NotFound()
    people = [each for each in people if not has_left(each, wanted.month.first_on)]
    if not people:
        return []
    today = at.astimezone(company.tz).date()
    first = min(wanted.month, Period.month_of(today), key=_begins).earlier(MOST_MONTHS)
    source = TakenFrom(gather_facts(company, since=history_start(company, first), at=at), kpis.takes)
    return [
        (
            each,
            propose_target(
                definition,
                source,
                each.id,
                wanted.month,
                today=today,
                joined_on=each.joined_on,
                factor=wanted.factor,
            ),
        )
        for each in people
    ]


def _is_wanted(person: Person, wanted: Wanted) -> bool:
    if wanted.person_id is not None:
        return person.id == wanted.person_id
    return person.is_reviewed and wanted.position in person.positions_on(wanted.month.first_on)


def _begins(period: Period) -> date:
    return period.first_on
