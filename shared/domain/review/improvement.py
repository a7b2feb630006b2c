"""Improvement plans (改进计划): what somebody commits to do about a KPI, until when."""

from dataclasses import dataclass
from datetime import date, datetime

from shared.domain.errors import DomainError


class DueInThePast(DomainError):
    """The plan is due before it begins."""

    kind, code = "invalid", "improvement_plan.due_in_the_past"
    zh = "到期日 {due} 不在今天之后，请选择以后的日期。"
    en = "The due date {due} is not after today. Choose a later one."


@dataclass(frozen=True, slots=True)
class ImprovementPlan:
    """One person's plan for one KPI; `target` is text in the KPI's unit, `month` the result it answers to."""

    id: str
    company_id: str
    person_id: str
    month: str
    kpi_id: str
    target: str
    due_on: date
    actions: tuple[str, ...]
    created_at: datetime
    version: int = 1
