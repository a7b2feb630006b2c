"""Rename, retire or bring back a KPI of a company's own. What it measures never changes: scores were made of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile, Command, Write
from shared.domain.company import Company
from shared.domain.errors import DomainError
from shared.domain.kpi.own.kpi import OwnKpi
from shared.domain.kpi.own.linter import Finding
from shared.usecases.kpis.publish_kpi import examine_kpi


class FormulaFixed(DomainError):
    """What a published KPI measures cannot be changed."""

    kind, code = "invalid", "kpi.formula_fixed"
    zh = "已发布指标的公式、统计项、目标方向等不能修改，因为得分由它算出；请停用这个指标，再新建一个。"
    en = "What a published KPI measures never changes, since scores were made of it. Retire it and make a new one."


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be another; None leaves it as it is."""

    name_zh: str | None = None
    name_en: str | None = None
    definition_zh: str | None = None
    definition_en: str | None = None
    source_note: str | None = None
    retired: bool | None = None


def change_kpi(
    *,
    own: OwnKpi,
    version: int,
    changes: Changes,
    others: Sequence[OwnKpi],
    company: Company,
    at: datetime,
) -> tuple[OwnKpi, tuple[Finding, ...], Command]:
    """
    Return the KPI as it is then, what is to be thought about, and the command that writes it.

    Scores that are there keep the name of their day. A retired KPI can be put into no new plan and still scores the
    plans that hold it.

    :raises ChangedMeanwhile: if somebody changed it since `version`.
    :raises DomainError: as `examine_kpi`: a name may not become a slogan.
    """
    if own.version != version:
        raise ChangedMeanwhile()
    retired_at = own.retired_at
    if changes.retired is not None:
        retired_at = (own.retired_at or at) if changes.retired else None
    after = replace(
        own,
        name_zh=changes.name_zh or own.name_zh,
        name_en=changes.name_en or own.name_en,
        definition_zh=changes.definition_zh or own.definition_zh,
        definition_en=changes.definition_en or own.definition_en,
        source_note=changes.source_note or own.source_note,
        retired_at=retired_at,
        version=own.version + 1,
    )
    findings = examine_kpi(own=after, others=others, company=company)
    write = Write(refs.own_kpis(company.id).at(own.id), after, before=own)
    return after, findings, Command("kpi.change", (write,))
