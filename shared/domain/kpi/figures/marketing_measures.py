"""Measures of marketing (市场度量) beside those of its first KPIs: id, names, unit, how the sample is taken."""

from typing import Final

from shared.domain.kpi.definition import Unit
from shared.domain.kpi.figures import campaigns, contents, leads, occasions, outliers
from shared.domain.kpi.figures.samples import Take

ROWS: Final[tuple[tuple[str, str, str, Unit, Take], ...]] = (
    ("event_show_rate", "活动到场率", "Event show rate", "ratio", occasions.event_show_rate),
    ("events_held", "活动场次", "Events held", "count", occasions.events_held),
    ("cost_per_lead", "单条有效线索成本", "Cost per valid lead", "money", campaigns.cost_per_lead),
    ("lead_acceptance_rate", "线索接受率", "Lead acceptance rate", "ratio", leads.lead_acceptance_rate),
    ("lead_to_order_rate", "线索成交率", "Lead-to-customer rate", "ratio", leads.lead_to_order_rate),
    ("sourced_revenue", "市场来源销售额", "Marketing-sourced revenue", "money", campaigns.sourced_revenue),
    ("unusual_reads", "阅读量异常天数", "Days with unusual reads", "count", outliers.unusual_reads),
    ("follower_growth", "粉丝净增", "Net follower growth", "count", contents.follower_growth),
    ("content_on_time", "内容按期发布率", "Content on-time rate", "ratio", contents.content_on_time),
    ("campaign_roi", "市场活动ROI", "Campaign ROI", "ratio", campaigns.campaign_roi),
    ("handover_hours", "线索移交时长", "Lead hand-over time", "hours", leads.handover_hours),
)
