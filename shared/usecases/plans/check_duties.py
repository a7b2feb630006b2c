"""Compare a plan that is about to be published with what its people do: core duties need a KPI, others bound one."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.company import Company
from shared.domain.kpi.lines import PlanWarning
from shared.domain.kpi.plans import PlanVersion
from shared.domain.people import Person
from shared.domain.work.duties.consequences import Breach, breaches, with_overrides
from shared.domain.work.duties.matrix import Holder, classify
from shared.usecases.kpis.company_kpis import kpis_for_plans
from shared.usecases.plans.read_plans import weighted_kpis
from shared.usecases.work.read_work import Span, work_between

EVIDENCE_DAYS = 92
"""Dates back from today whose logs say what somebody does."""


def check_duties(
    *,
    plan: PlanVersion,
    company: Company,
    people: Sequence[Person],
    at: datetime,
) -> tuple[PlanWarning, ...]:
    """
    Return a warning for each of the plan's people whose duties it does not follow from, by what they logged.

    A core duty (核心) that they do must be covered by a KPI. A KPI that only auxiliary (辅助) duties feed weighs 20 %
    at most, one that only redundant (冗余) ones feed nothing. Somebody without logs gets none.
    """
    today = at.astimezone(company.tz).date()
    span = Span(today - timedelta(days=EVIDENCE_DAYS), today + timedelta(days=1))
    work = work_between(company, [each.id for each in people], span)
    if not work:
        return ()
    holders = [Holder(each.id, tuple(each.positions_on(plan.from_on))) for each in people]
    plans = [*every(refs.plans(company.id)), plan]
    weighted = weighted_kpis(plans, plan.from_on, kpis_for_plans(company.id, plans).catalogue)
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


def _warning(breach: Breach, name: str) -> PlanWarning:
    kpi = breach.kpis[0] if len(breach.kpis) == 1 else ""
    return PlanWarning(breach.code, kpi, f"{name}：{breach.zh}", f"{name}: {breach.en}")
