"""The KPIs of a company: the library, and its own (自建指标) as soon as one of them is named."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.figures.samples import Take
from shared.domain.kpi.own.kpi import PREFIX, OwnKpi
from shared.domain.kpi.plans import PlanVersion


@dataclass(frozen=True)
class CompanyKpis:
    """
    KPIs by id, and how the sample of each name is taken: the library's, and those of `owns`.

    Either is made when it is first asked for, so that whoever only names KPIs loads no figures.
    """

    owns: tuple[OwnKpi, ...] = ()

    @cached_property
    def catalogue(self) -> Mapping[str, KpiDefinition]:
        """Every KPI by its id."""
        if not self.owns:
            return CATALOGUE
        from shared.domain.kpi.own.company import company_catalogue  # few companies have any

        return company_catalogue(self.owns)

    @cached_property
    def takes(self) -> Mapping[str, Take]:
        """How each sample is taken, by its name."""
        from shared.domain.kpi.own.company import company_takes  # every figure of the library

        return company_takes(self.owns)


def company_kpis(company_id: str, named: Iterable[str]) -> CompanyKpis:
    """Return every KPI of the company, also retired ones; its own are read only if `named` holds one."""
    return CompanyKpis(_owns(company_id, named))


def kpis_for_plans(company_id: str, plans: Iterable[PlanVersion]) -> CompanyKpis:
    """Return every KPI of the company, to read or to score plans that are there."""
    return company_kpis(company_id, {line.kpi_id for plan in plans for line in plan.lines})


def offered_kpis(company_id: str, named: Iterable[str]) -> CompanyKpis:
    """Return the KPIs that a new plan of the company may name: not the retired ones."""
    return CompanyKpis(tuple(each for each in _owns(company_id, named) if each.retired_at is None))


def _owns(company_id: str, named: Iterable[str]) -> tuple[OwnKpi, ...]:
    if not any(each.startswith(PREFIX) for each in named):
        return ()
    return tuple(every(refs.own_kpis(company_id)))
