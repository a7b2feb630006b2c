"""What can be imagined: by the KPI that the records are for, else by their type."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from shared.domain.kpi.imagined import accounts, by_kpi
from shared.domain.kpi.imagined.by_kpi import of_open, traffic
from shared.domain.kpi.imagined.by_type import BY_TYPE, Recipe, each
from shared.domain.kpi.imagined.scene import is_sale
from shared.domain.kpi.steps.changes import Add
from shared.domain.kpi.steps.levers import LEVERS

BY_KPI: Final[Mapping[str, Recipe]] = MappingProxyType(
    {
        "sales.repurchase_rate": of_open(by_kpi.repurchases),
        "sales.quote_conversion": of_open(by_kpi.accepted_quotes),
        "sales.visit_to_order_rate": of_open(by_kpi.visited_buyers),
        "sales.online_conversion": each(by_kpi.online_buyer),
        "sales.online_traffic": each(traffic("store", "visitors")),
        "sales.discount_rate": each(by_kpi.at_list_price),
        "sales.lead_response_hours": each(by_kpi.answered_lead),
        "sales.crm_completeness": of_open(by_kpi.complete_records),
        "sales.event_participation": of_open(by_kpi.staffed_events),
        "sales.collection_rate": accounts.payments,
        "sales.overdue_ratio": accounts.payments,
        "mkt.lead_to_order_rate": by_kpi.buying_leads,
        "mkt.event_conversion_rate": by_kpi.buying_leads,
        "mkt.handover_hours": each(by_kpi.handed_over),
        "mkt.events_held": by_kpi.held_as_planned,
        "mkt.article_reads": each(traffic("article", "readers")),
        "mkt.follower_growth": each(by_kpi.followers),
        "mkt.sourced_revenue": each(by_kpi.sourced),
        "mkt.campaign_roi": each(by_kpi.sourced_margin),
        "cs.retention_rate": of_open(accounts.kept_customers),
        "cs.churned_customers": of_open(accounts.won_back),
        "cs.upgrade_rate": of_open(accounts.upgrades),
        "cs.revisit_rate": of_open(accounts.follow_ups),
        "cs.nps": each(by_kpi.recommendation),
        "cs.survey_response_rate": each(by_kpi.plain_answer),
        "cs.nrr": accounts.added_revenue,
        "cs.grr": accounts.regained_revenue,
        "cs.renewal_rate": of_open(accounts.renewals),
        "cs.complaints_closed_on_time": accounts.closed_complaints,
        "cs.referrals": each(by_kpi.referral),
        "cs.existing_leads_support": each(by_kpi.joint_care),
        "bo.internal_csat": each(by_kpi.colleagues_answer),
        "all.log_timeliness": of_open(by_kpi.daily_logs),
    }
)
"""KPIs whose records must be those that they wait for."""
TYPES: Final = frozenset(BY_TYPE) | {LEVERS[each].type for each in BY_KPI}
"""Types of records that can be imagined, some of them only for a KPI."""


def recipe_for(add: Add) -> Recipe | None:
    """Return how the records of a change are made; None if a type and a KPI do not go together, or nothing is known."""
    if add.kpi is None:
        return BY_TYPE.get(add.type)
    if add.kpi not in BY_KPI:
        return None
    wanted = LEVERS[add.kpi].type
    fits = add.type == wanted or (is_sale(add.type) and is_sale(wanted))
    return BY_KPI[add.kpi] if fits else None
