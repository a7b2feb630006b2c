"""The four positions (岗位): their names, responsibilities (职责) and qualifications (任职要求).

These are templates for a job description. Qualifications belong to a position; nothing about a person is
ever inferred into them.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from shared.domain.work.activities import STANDARD, Catalogue


@dataclass(frozen=True, slots=True)
class Responsibility:
    """
    One line of a job description: a Chinese sentence that begins with a verb.

    `activities` are the duties it is made of, each in at most one line of a position. `goal_kpis` are the
    KPIs whose agreed target is printed beside it, the first one that has a target.
    """

    id: str
    zh: str
    activities: tuple[str, ...]
    goal_kpis: tuple[str, ...] = ()
    core: bool = False

    def kpis(self, catalogue: Catalogue = STANDARD) -> tuple[str, ...]:
        """Return the ids of the KPIs that its activities feed, and those of its goals, each once."""
        fed = (kpi for each in self.activities if each in catalogue for kpi in catalogue[each].kpis)
        return tuple(dict.fromkeys((*self.goal_kpis, *fed)))


@dataclass(frozen=True, slots=True)
class Position:
    """What somebody does: `must` and `ideal` are the required and the welcome qualifications."""

    id: str
    zh: str
    en: str
    responsibilities: tuple[Responsibility, ...] = ()
    must: tuple[str, ...] = ()
    ideal: tuple[str, ...] = ()


def uncovered(
    position: Position, scorecard: Collection[str], catalogue: Catalogue = STANDARD
) -> tuple[Responsibility, ...]:
    """
    Return the core responsibilities none of whose KPIs is in the scorecard (`scorecard`: KPI ids).

    One KPI covers a responsibility: the sales target is covered by the share of new customers or by the
    repurchase rate.

    >>> [each.id for each in uncovered(POSITIONS["sales"], {"sales.repurchase_rate"})]
    ['win_customers']
    """
    return tuple(
        each
        for each in position.responsibilities
        if each.core and not any(kpi in scorecard for kpi in each.kpis(catalogue))
    )


def positions_of(positions: Iterable[Position]) -> Mapping[str, Position]:
    """Return the positions by id, read-only."""
    return MappingProxyType({position.id: position for position in positions})


_SALES = Position(
    "sales", "销售", "Sales",
    responsibilities=(
        Responsibility(
            "win_customers", "开发新客户，拜访并跟进潜在客户直至首次成交", ("new_visit",),
            ("sales.new_customers", "sales.new_customer_revenue_share"), core=True,
        ),
        Responsibility(
            "reach_revenue", "达成销售额目标，推进商机并完成签约", ("deal_closing",), ("sales.revenue",), core=True
        ),
        Responsibility(
            "keep_customers", "维护老客户，了解需求并促成复购", ("key_account",), ("sales.repurchase_rate",),
            core=True,
        ),
        Responsibility(
            "support_events", "支持市场活动，接待并跟进到场客户", ("event_support",),
            ("sales.event_participation",),
        ),
        Responsibility("quote", "编制报价与方案，按时答复客户", ("quote",), ("sales.quote_conversion",)),
        Responsibility("collect", "跟进应收账款，按期催收回款", ("collection",), ("sales.collection_rate",)),
        Responsibility(
            "keep_records", "更新客户档案，保证信息完整准确", ("customer_records",), ("sales.crm_completeness",)
        ),
    ),
    must=("能独立完成客户拜访、需求了解与商务谈判", "熟悉所售产品与报价流程", "能及时、如实地记录客户往来"),
    ideal=("有同行业销售经验", "有新客户开发与老客户经营的经验"),
)  # fmt: skip

_MARKETING = Position(
    "marketing", "市场", "Marketing",
    responsibilities=(
        Responsibility(
            "plan_campaigns", "策划市场活动，明确目标客户、预算与线索目标", ("campaign_planning",),
            ("mkt.valid_leads",), core=True,
        ),
        Responsibility(
            "host_events", "组织活动邀约与现场执行，保证到场人数", ("event_hosting",), ("mkt.event_attendance",),
            core=True,
        ),
        Responsibility(
            "publish", "制作并发布内容，提升公众号阅读量", ("content",), ("mkt.article_reads",), core=True
        ),
        Responsibility("screen_leads", "收集并筛选线索，剔除无效与重复信息", ("lead_screening",)),
        Responsibility(
            "hand_over", "移交线索给销售，跟踪转化结果", ("lead_handover",), ("mkt.event_conversion_rate",)
        ),
        Responsibility("promote", "开展线上推广，控制获客成本", ("online_promotion",), ("mkt.cost_per_lead",)),
        Responsibility("review", "复盘活动效果，提出改进建议", ("campaign_review",), ("mkt.campaign_roi",)),
    ),
    must=("能独立策划并执行线上或线下活动", "具备文案撰写与内容编辑能力", "能用数据说明活动效果"),
    ideal=("有企业客户市场推广经验", "有公众号运营经验"),
)  # fmt: skip

_CUSTOMER_SUCCESS = Position(
    "customer_success", "客户成功", "Customer success",
    responsibilities=(
        Responsibility(
            "look_after", "回访在约客户，发现并解决使用问题", ("care_call",), ("cs.retention_rate", "cs.csat"),
            core=True,
        ),
        Responsibility(
            "bring_online", "辅导新客户上线，确保按期启用", ("onboarding",), ("cs.onboarding_on_time",), core=True
        ),
        Responsibility("renew", "跟进续约，提前识别流失风险", ("renewal",), ("cs.renewal_rate",), core=True),
        Responsibility("upgrade", "推荐升级方案，提高高级版客户占比", ("upgrade_advice",), ("cs.upgrade_rate",)),
        Responsibility(
            "settle_complaints", "处理客户投诉，按时答复并关闭", ("complaint_handling",),
            ("cs.complaints_closed_on_time",),
        ),
        Responsibility("survey", "开展满意度调查，汇总并反馈结果", ("satisfaction_survey",), ("cs.csat",)),
        Responsibility(
            "assist_sales", "协助销售维护老客户，共享客户动态", ("joint_care",), ("cs.existing_leads_support",)
        ),
    ),
    must=("熟悉产品功能与常见问题的处理", "沟通耐心，能把问题跟进到解决", "能如实记录客户反馈"),
    ideal=("有客户成功或客服经验", "有客户培训经验"),
)  # fmt: skip

_BACK_OFFICE = Position(
    "back_office", "后勤", "Back office",
    responsibilities=(
        Responsibility(
            "enter_orders", "录入并审核订单，保证准确及时", ("order_entry",),
            ("bo.order_accuracy", "bo.order_on_time"), core=True,
        ),
        Responsibility(
            "follow_deliveries", "跟进发货与交付，及时反馈异常", ("delivery_follow_up",),
            ("bo.order_on_time", "bo.order_cycle_hours"), core=True,
        ),
        Responsibility("invoice", "开具发票，核对开票信息", ("invoicing",), ("bo.invoice_on_time",)),
        Responsibility(
            "file_contracts", "归档合同，保证资料完整可查", ("contract_filing",), ("bo.contract_filing_on_time",)
        ),
        Responsibility("reconcile", "核对往来账目，按期完成对账", ("reconciliation",), ("bo.reconciliation_on_time",)),
        Responsibility("after_sales", "处理售后问题，跟踪处理进度", ("after_sales",), ("bo.after_sales_hours",)),
        Responsibility("serve", "响应内部行政请求，按时办结", ("internal_request",), ("bo.request_sla",)),
    ),
    must=("工作细致，能准确处理订单与单据", "熟练使用办公软件与电子表格", "能按时限办结事项并留存记录"),
    ideal=("有订单处理或商务助理经验", "了解开票与对账流程"),
)  # fmt: skip

POSITIONS: Final[Mapping[str, Position]] = positions_of((_SALES, _MARKETING, _CUSTOMER_SUCCESS, _BACK_OFFICE))
"""The positions a company starts with."""
