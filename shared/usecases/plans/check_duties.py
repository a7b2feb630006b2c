"""Compare a plan that is about to be published with what its people do: core duties need a KPI, others bound one."""

from datetime import datetime, timedelta

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.company import Company
from shared.domain.kpi.plans import PlanVersion, PlanWarning
from shared.domain.people import Person
from shared.domain.work.duties.consequences import Breach, breaches, with_overrides
from shared.domain.work.duties.matrix import Holder, classify
from shared.usecases.plans.read_plans import weighted_kpis
from shared.usecases.work.read_work import Span, work_between

EVIDENCE_DAYS = 92
"""Dates back from today whose logs say what somebody does."""


def check_duties(*, plan: PlanVersion, company: Company, at: datetime) -> tuple[PlanWarning, ...]:
    """
    Return a warning for each person whose duties the plan does not follow from, by what they logged.

    A core duty (核心) that they do must be covered by a KPI. A KPI that only auxiliary (辅助) duties feed weighs 20 %
    at most, one that only redundant (冗余) ones feed nothing. Somebody without logs gets none.
    """
    today = at.astimezone(company.tz).date()
    people = [each for each in every(refs.people(company.id)) if _is_concerned(each, plan)]
    span = Span(today - timedelta(days=EVIDENCE_DAYS), today + timedelta(days=1))
    work = work_between(company, [each.id for each in people], span)
    if not work:
        return ()
    holders = [Holder(each.id, tuple(each.positions_on(plan.from_on))) for each in people]
    weighted = weighted_kpis([*every(refs.plans(company.id)), plan], plan.from_on)
    activities = company.catalogue.in_use
    cells = with_overrides(
        classify(holders, work, weighted, activities), every(refs.duty_overrides(company.id))
    )
    weights = {line.kpi_id: line.weight_bp for line in plan.lines}
    found = breaches(
        [each for each in cells if each.minutes], {each.id: weights for each in people}, activities
    )
    names = {each.id: each.name for each in people}
    return tuple(_warning(each, names[each.person_id]) for each in found)


def _is_concerned(person: Person, plan: PlanVersion) -> bool:
    if plan.person_id is not None:
        return person.id == plan.person_id
    return person.is_reviewed and plan.position in person.positions_on(plan.from_on)


def _warning(breach: Breach, name: str) -> PlanWarning:
    kpi = breach.kpis[0] if len(breach.kpis) == 1 else ""
    return PlanWarning(breach.code, kpi, f"{name}：{breach.zh}", f"{name}: {breach.en}")
