"""KPIs of the library that pull at each other in one plan: one thing counted twice, or one against the other."""

from collections.abc import Iterable
from typing import Final

Pair = frozenset[str]

DOUBLE_COUNTED: Final[tuple[Pair, ...]] = (
    frozenset({"sales.revenue", "sales.target_attainment"}),
    frozenset({"sales.cycle_days", "sales.cycle_days_reduced"}),
)
"""KPIs that are the same figure in two forms (重复计算): a plan holds one of them."""
OPPOSED: Final[tuple[Pair, ...]] = (
    frozenset({"sales.revenue", "sales.discount_rate"}),
    frozenset({"sales.revenue", "sales.gross_margin_rate"}),
    frozenset({"sales.target_attainment", "sales.discount_rate"}),
    frozenset({"sales.target_attainment", "sales.gross_margin_rate"}),
    frozenset({"sales.target_attainment", "sales.forecast_accuracy"}),
    frozenset({"sales.new_customer_revenue_share", "sales.existing_customer_revenue"}),
    frozenset({"sales.new_customers", "sales.avg_order_value"}),
    frozenset({"sales.online_traffic", "sales.online_conversion"}),
    frozenset({"mkt.valid_leads", "mkt.cost_per_lead"}),
    frozenset({"mkt.valid_leads", "mkt.lead_acceptance_rate"}),
    frozenset({"mkt.valid_leads", "mkt.lead_to_order_rate"}),
    frozenset({"mkt.events_held", "mkt.event_attendance"}),
    frozenset({"cs.resolution_hours", "cs.csat"}),
    frozenset({"bo.order_cycle_hours", "bo.order_accuracy"}),
    frozenset({"bo.order_on_time", "bo.order_accuracy"}),
    frozenset({"bo.invoice_on_time", "bo.invoice_accuracy"}),
)
"""KPIs of which the one is easily bought with the other (此消彼长): volume and price, speed and accuracy."""


def double_counted(kpi_ids: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """
    Return the pairs among the KPIs that count one thing twice, each sorted by id.

    >>> double_counted(["sales.target_attainment", "sales.win_rate", "sales.revenue"])
    (('sales.revenue', 'sales.target_attainment'),)
    """
    return _among(DOUBLE_COUNTED, kpi_ids)


def opposed(kpi_ids: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """
    Return the pairs among the KPIs that work against each other, each sorted by id.

    >>> opposed(["bo.order_accuracy", "bo.order_cycle_hours"])
    (('bo.order_accuracy', 'bo.order_cycle_hours'),)
    """
    return _among(OPPOSED, kpi_ids)


def opposed_to(kpi_id: str) -> tuple[str, ...]:
    """
    Return the KPIs that work against one, sorted.

    >>> opposed_to("cs.csat")
    ('cs.resolution_hours',)
    """
    return tuple(sorted(other for pair in OPPOSED if kpi_id in pair for other in pair - {kpi_id}))


def _among(pairs: tuple[Pair, ...], kpi_ids: Iterable[str]) -> tuple[tuple[str, str], ...]:
    chosen = frozenset(kpi_ids)
    found = []
    for pair in pairs:
        if pair <= chosen:
            first, second = sorted(pair)
            found.append((first, second))
    return tuple(found)
