"""The declaration (申报单) of one person for one month: computed values, the person's words, and its history."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from shared.domain.work.job_descriptions.backing import Backing


class State(StrEnum):
    """Where a declaration stands."""

    DRAFTED = "drafted"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    APPROVED = "approved"
    DELIVERED = "delivered"
    OBJECTED = "objected"
    FINAL = "final"


OPEN = frozenset({State.DRAFTED, State.RETURNED})
"""States in which the person may still change the logs of the month: the form waits for them."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the history: the action, who took it (`clock` for a job), when, and what they wrote."""

    action: str
    by: str
    at: datetime
    words: str = ""


@dataclass(frozen=True, slots=True)
class DraftRun:
    """
    The row of a month that each batch of drafted forms moves, and each undoing of a switch that holds in the month.

    So of the two at one instant one comes first: no form is drafted from weights that are being undone, and no switch
    is undone on which a form has just come to rest.
    """

    company_id: str
    month: str
    version: int = 1


@dataclass(frozen=True, slots=True)
class Declared:
    """One line as declared: a KPI's computed value and points, as text; nobody types them."""

    kpi_id: str
    name_zh: str
    name_en: str
    weight_bp: int
    state: str
    value: str | None
    target: str | None
    points: str | None
    lost: str | None
    reason_zh: str
    reason_en: str
    evidence: int


@dataclass(frozen=True, slots=True)
class Declaration:
    """
    A declaration as it stands.

    `score_hash` names the score that the lines were copied from. `due_at` is when the next step is due,
    `objection_until` the end of the objection window once the result is delivered. `minutes` and `log_count`
    sum up the person's work logs of the month. `job_description` is the acknowledged one that the result rests on:
    without it, nobody agreed on what the job is.
    """

    id: str
    company_id: str
    person_id: str
    month: str
    state: State
    total: str | None
    official_total: str | None
    grade: str | None
    score_state: str
    score_hash: str
    lines: tuple[Declared, ...]
    minutes: int
    log_count: int
    drafted_at: datetime
    due_at: datetime | None = None
    objection_until: datetime | None = None
    comment: str = ""
    feedback: str = ""
    history: tuple[Step, ...] = ()
    version: int = 1
    job_description: Backing | None = None


def suggested_feedback(declaration: Declaration, language: str = "zh-CN") -> str:
    """
    Name the KPI that cost most, as feedback that a manager can send as it is.

    Empty if nothing was lost.
    """
    lost = [line for line in declaration.lines if line.lost is not None and Decimal(line.lost) > 0]
    if not lost:
        return ""
    worst = max(lost, key=lambda line: (Decimal(line.lost or 0), line.kpi_id))
    return worst.reason_en if language == "en" else worst.reason_zh
