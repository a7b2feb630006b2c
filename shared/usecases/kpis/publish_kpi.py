"""Publish a KPI of a company's own: checked, linted, and from then on with the same formula for ever."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Write
from shared.domain.company import Company
from shared.domain.errors import DomainError
from shared.domain.kpi.event_types import MEASURABLE
from shared.domain.kpi.own.checks import check_own_kpi, check_texts, missing_parts
from shared.domain.kpi.own.kpi import OwnKpi
from shared.domain.kpi.own.linter import Finding, lint

EVERY_POSITION: Final = "all"
MOST_OWN: Final = 100


class IdTaken(DomainError):
    """The company has a KPI of this id, retired or not."""

    kind, code = "conflict", "kpi.id_taken"
    zh = "指标编号“{kpi_id}”已被使用（包括已停用的），请换一个。"
    en = "The id “{kpi_id}” is taken, perhaps by a retired KPI. Choose another one."


class TooManyOwn(DomainError):
    """A company has as many KPIs of its own as it may."""

    kind, code = "invalid", "kpi.too_many_own"
    zh = "自建指标最多 {most} 个，请改用已有的指标。"
    en = "A company has at most {most} KPIs of its own. Use one that is there."


class PositionUnknown(DomainError):
    """A KPI is for a position that the company does not have."""

    kind, code = "invalid", "kpi.position_unknown"
    zh = "没有岗位“{position}”，请从工作目录中选择，或填 all（所有岗位）。"
    en = "There is no position “{position}”. Choose one from the catalogue of work, or write all."


@dataclass(frozen=True, slots=True)
class PublishedKpi:
    """A new KPI with what the linter found, none of which refuses it."""

    own: OwnKpi
    findings: tuple[Finding, ...]
    command: Command


def publish_kpi(*, own: OwnKpi, others: Sequence[OwnKpi], company: Company) -> PublishedKpi:
    """
    Return the KPI as published and the command that keeps it.

    :raises IdTaken: if the company has one of this id.
    :raises TooManyOwn: if it has a hundred.
    :raises DomainError: as `examine_kpi`.
    """
    findings = examine_kpi(own=own, others=others, company=company)
    if any(each.id == own.id for each in others):
        raise IdTaken(pointer="/slug", kpi_id=own.id)
    if len(others) >= MOST_OWN:
        raise TooManyOwn(most=MOST_OWN)
    write = Write(refs.own_kpis(company.id).at(own.id), own)
    return PublishedKpi(own, findings, Command("kpi.publish", (write,)))


def examine_kpi(*, own: OwnKpi, others: Sequence[OwnKpi], company: Company) -> tuple[Finding, ...]:
    """
    Return what is to be thought about before a KPI is published.

    An error of the linter carries the rule and all findings as `current`.

    :raises PositionUnknown: if the company has no such position.
    :raises DomainError: as `check_own_kpi`, or of the first rule of the linter that refuses.
    """
    check_texts(own)
    if not missing_parts(own):
        check_own_kpi(own, MEASURABLE)
    findings = lint(own, others)
    for finding in findings:
        if finding.error is not None:
            finding.error.current = {
                "rule": finding.rule,
                "findings": [plain_finding(each) for each in findings],
            }
            raise finding.error
    if own.position != EVERY_POSITION and own.position not in company.catalogue.positions:
        raise PositionUnknown(pointer="/position", position=own.position)
    return findings


def plain_finding(finding: Finding) -> dict[str, Any]:
    """Return a finding as JSON."""
    return {
        "rule": finding.rule,
        "code": finding.code,
        "severity": finding.severity,
        "zh": finding.zh,
        "en": finding.en,
        "weight_cap_bp": finding.weight_cap_bp,
        "kpis": list(finding.kpi_ids),
    }
