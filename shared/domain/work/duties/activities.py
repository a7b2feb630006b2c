"""The catalogue of work: the activities (duties) of the four positions.

An activity belongs to the position whose duty it is, or to nobody. Its KPI ids say which figures it can
move; whether it counts as core, auxiliary or redundant is decided later, from the logged time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from shared.domain.work.logs.kinds import (
    CAMPAIGN_WORK,
    CUSTOMER_CARE,
    CUSTOMER_CONTACT,
    ORDER_HANDLING,
    STANDARD_KINDS,
)


@dataclass(frozen=True, slots=True)
class Activity:
    """
    One thing people log time on.

    `kinds` are the kinds of log it may stand in, the usual one first. `position` is whose duty it is, `None`
    for work that is nobody's. `core` puts it on that position's core list. `kpis` are the KPI ids it feeds.
    """

    id: str
    zh: str
    en: str
    kinds: tuple[str, ...]
    position: str | None = None
    core: bool = False
    kpis: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The usual kind of log for this activity."""
        return self.kinds[0]


Catalogue = Mapping[str, Activity]
"""Activities by id. A company with positions of its own passes `{**STANDARD, **own}`."""


def catalogue_of(activities: Iterable[Activity]) -> Catalogue:
    """
    Return the activities by id, read-only.

    :raises ValueError: if two activities share an id.
    """
    found: dict[str, Activity] = {}
    for activity in activities:
        if activity.id in found:
            raise ValueError(f"two activities are called {activity.id}")
        found[activity.id] = activity
    return MappingProxyType(found)


def duties_of(position: str, catalogue: Catalogue) -> tuple[Activity, ...]:
    """Return the duties of `position` in the order of the catalogue."""
    return tuple(activity for activity in catalogue.values() if activity.position == position)


def core_duties(position: str, catalogue: Catalogue) -> tuple[Activity, ...]:
    """
    Return the core list of `position`.

    >>> [duty.zh for duty in core_duties("sales", STANDARD)]
    ['新客户开发与拜访', '老客户维护']
    """
    return tuple(duty for duty in duties_of(position, catalogue) if duty.core)


def suggested_links(activity: str, catalogue: Catalogue | None = None) -> tuple[str, ...]:
    """
    Return the ids of the KPIs that an activity feeds: none for a free one.

    >>> suggested_links("event_support")
    ('sales.event_participation',)
    """
    known = (STANDARD if catalogue is None else catalogue).get(activity)
    return known.kpis if known else ()


CONTACT, CAMPAIGN, ORDER, CARE = CUSTOMER_CONTACT, CAMPAIGN_WORK, ORDER_HANDLING, CUSTOMER_CARE

# A core list holds only what every month asks for: work that waits for an occasion (a complaint, a new
# customer, a deal near its close) would read as a gap in a month without one. It becomes core by its share.
_SALES = (
    Activity(
        "new_visit", "新客户开发与拜访", "Winning and visiting new customers", (CONTACT, CARE), "sales", True,
        ("sales.new_customer_revenue_share", "sales.revenue", "sales.cycle_days", "sales.new_customers",
         "sales.offline_visits"),
    ),
    Activity(
        "key_account", "老客户维护", "Looking after existing customers", (CARE, CONTACT), "sales", True,
        ("sales.repurchase_rate", "sales.revenue", "sales.existing_customer_revenue"),
    ),
    Activity(
        "deal_closing", "商机推进与签约", "Moving deals to signature", (CONTACT, ORDER), "sales", False,
        ("sales.revenue", "sales.new_customer_revenue_share", "sales.repurchase_rate", "sales.cycle_days",
         "sales.win_rate"),
    ),
    Activity(
        "event_support", "市场活动支持", "Helping at marketing events", (CAMPAIGN, CONTACT), "sales", False,
        ("sales.event_participation",),
    ),
    Activity(
        "quote", "报价与方案", "Quotes and proposals", (ORDER, CONTACT), "sales", False,
        ("sales.quote_conversion",),
    ),
    Activity(
        "collection", "催收回款", "Collecting payments", (CONTACT, ORDER, CARE), "sales", False,
        ("sales.collection_rate", "sales.overdue_ratio"),
    ),
    Activity(
        "customer_records", "客户档案更新", "Keeping customer records", (ORDER, CONTACT, CARE), "sales", False,
        ("sales.crm_completeness",),
    ),
)  # fmt: skip

_MARKETING = (
    Activity(
        "campaign_planning", "活动策划", "Planning campaigns", (CAMPAIGN,), "marketing", True,
        ("mkt.valid_leads", "mkt.event_conversion_rate", "mkt.event_attendance"),
    ),
    Activity(
        "event_hosting", "活动邀约与执行", "Inviting to and running events", (CAMPAIGN, CONTACT), "marketing",
        True, ("mkt.event_attendance", "mkt.event_conversion_rate", "mkt.valid_leads"),
    ),
    Activity(
        "content", "内容制作与发布", "Making and publishing content", (CAMPAIGN,), "marketing", True,
        ("mkt.article_reads", "mkt.valid_leads", "mkt.content_on_time"),
    ),
    Activity(
        "lead_screening", "线索收集与筛选", "Collecting and screening leads", (CAMPAIGN, CONTACT), "marketing",
        False, ("mkt.valid_leads", "mkt.lead_acceptance_rate"),
    ),
    Activity(
        "lead_handover", "线索移交", "Handing leads to sales", (CAMPAIGN, CONTACT, ORDER), "marketing", False,
        ("mkt.event_conversion_rate", "mkt.lead_acceptance_rate", "mkt.handover_hours"),
    ),
    Activity(
        "online_promotion", "线上推广", "Online promotion", (CAMPAIGN,), "marketing", False,
        ("mkt.valid_leads", "mkt.article_reads", "mkt.cost_per_lead"),
    ),
    Activity(
        "campaign_review", "活动复盘", "Reviewing campaigns", (CAMPAIGN,), "marketing", False,
        ("mkt.event_conversion_rate", "mkt.campaign_roi"),
    ),
)  # fmt: skip

_CUSTOMER_SUCCESS = (
    Activity(
        "care_call", "客户回访与维护", "Care calls and visits", (CARE, CONTACT), "customer_success", True,
        ("cs.retention_rate", "cs.csat", "cs.revisit_rate"),
    ),
    Activity(
        "onboarding", "新客户上线辅导", "Onboarding new customers", (CARE, CONTACT), "customer_success", True,
        ("cs.csat", "cs.retention_rate", "cs.onboarding_on_time"),
    ),
    Activity(
        "renewal", "续约跟进", "Following up renewals", (CARE, CONTACT), "customer_success", True,
        ("cs.retention_rate", "cs.renewal_rate"),
    ),
    Activity(
        "upgrade_advice", "升级方案推荐", "Advising on upgrades", (CARE, CONTACT), "customer_success", False,
        ("cs.upgrade_rate", "cs.nrr"),
    ),
    Activity(
        "complaint_handling", "投诉处理", "Handling complaints", (CARE, CONTACT), "customer_success", False,
        ("cs.complaints_closed_on_time", "cs.csat"),
    ),
    Activity(
        "satisfaction_survey", "满意度调查", "Satisfaction surveys", (CARE, CONTACT, CAMPAIGN),
        "customer_success", False, ("cs.csat", "cs.survey_response_rate"),
    ),
    Activity(
        "joint_care", "协助销售维护老客户", "Joint customer care with sales", (CARE, CONTACT),
        "customer_success", False, ("cs.retention_rate", "cs.existing_leads_support"),
    ),
)  # fmt: skip

_BACK_OFFICE = (
    Activity(
        "order_entry", "订单录入与审核", "Entering and checking orders", (ORDER,), "back_office", True,
        ("bo.order_accuracy", "bo.order_on_time", "bo.order_cycle_hours"),
    ),
    Activity(
        "delivery_follow_up", "发货与交付跟进", "Following up deliveries", (ORDER, CONTACT), "back_office", True,
        ("bo.order_on_time", "bo.order_cycle_hours", "bo.on_time_delivery"),
    ),
    Activity(
        "invoicing", "开票", "Invoicing", (ORDER,), "back_office", False,
        ("bo.order_cycle_hours", "bo.invoice_on_time", "bo.invoice_accuracy"),
    ),
    Activity(
        "contract_filing", "合同归档", "Filing contracts", (ORDER,), "back_office", False,
        ("bo.contract_filing_on_time",),
    ),
    Activity(
        "reconciliation", "对账", "Reconciling accounts", (ORDER,), "back_office", False,
        ("bo.order_accuracy", "bo.reconciliation_on_time"),
    ),
    Activity(
        "after_sales", "售后处理", "After-sales handling", (ORDER, CARE, CONTACT), "back_office", False,
        ("bo.after_sales_hours",),
    ),
    Activity(
        "internal_request", "内部行政支持", "Serving internal requests", (ORDER, CAMPAIGN), "back_office",
        False, ("bo.request_sla",),
    ),
)  # fmt: skip

_NOBODY = (
    Activity("daily_report", "填日报表", "Filling in daily reports", tuple(STANDARD_KINDS)),
    Activity("errand", "跑腿代办", "Errands", tuple(STANDARD_KINDS)),
    Activity("duplicate_entry", "重复录入", "Typing the same data twice", tuple(STANDARD_KINDS)),
)

STANDARD: Final[Catalogue] = catalogue_of((*_SALES, *_MARKETING, *_CUSTOMER_SUCCESS, *_BACK_OFFICE, *_NOBODY))
"""The catalogue a company starts with."""
