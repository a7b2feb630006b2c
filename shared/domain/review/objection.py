"""Objections (异议): an employee contests one KPI of their delivered result."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.domain.errors import DomainError


class Claim(StrEnum):
    """What the employee says went wrong."""

    DATA_WRONG = "data_wrong"
    RULE_MISREAD = "rule_misread"
    PROCEDURE_ERROR = "procedure_error"
    EXTERNAL_CAUSE = "external_cause"


class NotOnThisResult(DomainError):
    """The result has no line for this KPI."""

    kind, code = "invalid", "objection.kpi_not_on_result"
    zh = "这份结果里没有指标“{kpi}”，请从结果中选择一项。"
    en = "This result has no KPI “{kpi}”. Choose one that is on it."


class AlreadyRaised(DomainError):
    """An objection to this KPI of this result exists already."""

    kind, code = "conflict", "objection.already_raised"
    zh = "你已对这项指标提出过异议，请在原异议中查看进展。"
    en = "You have already objected to this KPI. Follow the objection that exists."


@dataclass(frozen=True, slots=True)
class Objection:
    """One objection; `before` is the total and `score_hash` the score that it contests."""

    id: str
    company_id: str
    person_id: str
    month: str
    declaration_id: str
    kpi_id: str
    claim: Claim
    reason: str
    evidence: tuple[str, ...]
    score_hash: str
    before: str | None
    raised_at: datetime
    due_at: datetime | None
    state: str = "open"
    version: int = 1
