"""Directions of a company's own (自定方向): keep one, and retire it."""

from dataclasses import replace

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile, Command, Write
from shared.domain.company import Company
from shared.domain.direction.switch import DirectionTemplate
from shared.domain.direction.templates import check_own, check_template
from shared.domain.errors import DomainError
from shared.domain.kpi.lines import PlanWarning
from shared.usecases.direction.wanted import own_templates
from shared.usecases.kpis.company_kpis import offered_kpis

MOST_TEMPLATES = 50


class TooManyTemplates(DomainError):
    """The company has as many directions of its own as anybody can choose from."""

    kind, code = "conflict", "direction.too_many_templates"
    zh = "自定方向最多 50 个，请先停用不再使用的。"
    en = "A company may have 50 directions of its own. Retire one that is no longer used."


def add_template(*, template: DirectionTemplate, company: Company) -> tuple[Command, tuple[PlanWarning, ...]]:
    """
    Return the command that keeps a direction of the company's own, and which weight caps of KPIs it leaves.

    :raises TooManyTemplates: if 50 are in use.
    :raises DomainError: as `check_template`.
    """
    others = [each for each in own_templates(company.id) if not each.retired]
    if len(others) >= MOST_TEMPLATES:
        raise TooManyTemplates()
    named = {pin.kpi_id for _, pins in template.pins for pin in pins}
    warnings = check_template(
        template,
        offered_kpis(company.id, named).catalogue,
        positions=company.catalogue.positions.keys(),
        others=others,
    )
    write = Write(refs.direction_templates(company.id).at(template.id), template)
    return Command("direction.template.add", (write,)), warnings


def retire_template(*, template: DirectionTemplate, version: int) -> tuple[DirectionTemplate, Command]:
    """
    Return the direction as retired and the command that keeps it; switches that used it keep its name.

    :raises DomainError: as `check_own`: it comes with the product, or was retired before.
    :raises ChangedMeanwhile: if it is not as the caller saw it.
    """
    check_own(template)
    if template.version != version:
        raise ChangedMeanwhile(current={"id": template.id, "version": template.version})
    after = replace(template, retired=True, version=template.version + 1)
    ref = refs.direction_templates(template.company_id).at(template.id)
    return after, Command("direction.template.retire", (Write(ref, after, before=template),))
