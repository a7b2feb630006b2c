"""Read what people were assigned for a month out of company goals (个人目标)."""

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.kpi.assigned import AssignedTargets


def assigned_targets(company_id: str, month: str) -> AssignedTargets:
    """
    Return everybody's targets of a month (`2026-03`), by person and KPI, with the goal behind each KPI: one query.

    What lies there is in force: publishing a goal never touches a month that has begun.
    """
    return AssignedTargets.of(every(refs.month_splits(company_id, month)))
