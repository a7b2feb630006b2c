"""Pairs that are watched (关注的指标对): an activity, what it is done for, and the direction it speaks for.

A week shows what adds up: a flow as it is, of a rate what is counted above the line.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from shared.domain.kpi.catalogue import CATALOGUE


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """
    Two KPIs: people do the first for the sake of the second.

    `template` is the direction template that is suggested where the two grow together; empty where none of those
    that come with the product fits. Such a pair is watched for standing still only.
    """

    activity: str
    outcome: str
    template: str = ""

    def answers(self, stalled: "Pair") -> bool:
        """
        Return whether this pair may be held against a stalled one: it shares no series with it, and it
        speaks for a direction that is not the stalled pair's own.
        """
        apart = {self.activity, self.outcome}.isdisjoint({stalled.activity, stalled.outcome})
        return apart and bool(self.template) and self.template != stalled.template


WATCHED: Final[tuple[Pair, ...]] = (
    Pair("sales.offline_visits", "sales.revenue"),
    Pair("sales.online_traffic", "sales.online_conversion", "online"),
    Pair("sales.online_traffic", "sales.revenue", "online"),
    Pair("mkt.article_reads", "sales.online_conversion", "online"),
    Pair("mkt.article_reads", "mkt.valid_leads"),
    Pair("mkt.events_held", "mkt.valid_leads"),
    Pair("sales.event_participation", "mkt.valid_leads"),
    Pair("mkt.valid_leads", "sales.new_customers"),
    Pair("cs.existing_leads_support", "sales.existing_customer_revenue", "keep"),
    Pair("cs.referrals", "sales.new_customers", "keep"),
)
COUNTED: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {"sales.online_conversion": ("线上订单数", "Online orders")}
)
"""Rates whose weekly figure is their numerator, by KPI id, with the name of that figure in Chinese and English."""


def watched_kpis(pairs: tuple[Pair, ...] = WATCHED) -> tuple[str, ...]:
    """Return the KPIs of the pairs, sorted, each once: those of which weekly series are asked for."""
    return tuple(sorted({kpi_id for pair in pairs for kpi_id in (pair.activity, pair.outcome)}))


def figure_name(kpi_id: str) -> tuple[str, str]:
    """
    Return what the weekly figure of a KPI is called, in Chinese and English.

    >>> figure_name("sales.online_conversion"), figure_name("sales.revenue")
    (('线上订单数', 'Online orders'), ('销售额', 'Net revenue'))

    :raises KeyError: if the library has no such KPI.
    """
    if kpi_id in COUNTED:
        return COUNTED[kpi_id]
    return CATALOGUE[kpi_id].name_zh, CATALOGUE[kpi_id].name_en
