"""The KPI library by id, and the scorecards that a new company begins with."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from shared.domain.errors import DomainError
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.library import back_office, common, company, customer_success, marketing, sales
from shared.domain.kpi.lines import PlanLine


class UnknownKpi(DomainError):
    """No KPI of the library has this id."""

    kind, code = "missing", "kpi.unknown"
    zh = "没有找到指标“{kpi_id}”，请从指标库中选择。"
    en = "There is no KPI “{kpi_id}”. Choose one from the library."


CATALOGUE: Final[Mapping[str, KpiDefinition]] = MappingProxyType(
    {
        each.id: each
        for each in (
            *sales.KPIS,
            *marketing.KPIS,
            *customer_success.KPIS,
            *back_office.KPIS,
            *company.KPIS,
            *common.KPIS,
        )
    }
)


def kpi_definition(kpi_id: str, catalogue: Mapping[str, KpiDefinition] = CATALOGUE) -> KpiDefinition:
    """
    Return the definition of a KPI.

    :raises UnknownKpi: if the library has none of this id.
    """
    if kpi_id not in catalogue:
        raise UnknownKpi(kpi_id=kpi_id[:80])
    return catalogue[kpi_id]


def default_line(kpi_id: str, weight_bp: int) -> PlanLine:
    """Return a KPI of the library with its default target and curve."""
    definition = kpi_definition(kpi_id)
    return PlanLine(kpi_id, weight_bp, definition.curve, definition.default_target)


_DEFAULT_WEIGHTS = {
    "sales": {
        "sales.new_customer_revenue_share": 4000,
        "sales.repurchase_rate": 3000,
        "sales.cycle_days": 2000,
        "sales.event_participation": 1000,
    },
    "marketing": {
        "mkt.valid_leads": 4000,
        "mkt.event_conversion_rate": 3000,
        "mkt.event_attendance": 1500,
        "mkt.article_reads": 1500,
    },
    "customer_success": {
        "cs.retention_rate": 4000,
        "cs.csat": 3000,
        "cs.upgrade_rate": 2000,
        "cs.complaints_closed_on_time": 1000,
    },
    "back_office": {
        "bo.order_on_time": 4000,
        "bo.order_accuracy": 3500,
        "bo.order_cycle_hours": 2500,
    },
}

DEFAULT_SCORECARDS: Final[Mapping[str, tuple[PlanLine, ...]]] = MappingProxyType(
    {
        position: tuple(default_line(kpi_id, weight) for kpi_id, weight in weights.items())
        for position, weights in _DEFAULT_WEIGHTS.items()
    }
)
"""The plan of each position until HR publishes another one; weights in basis points."""
