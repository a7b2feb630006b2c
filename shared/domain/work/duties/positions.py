"""The four positions (岗位): their purpose (岗位目的), responsibilities (职责) and qualifications (任职要求).

These are templates for a job description. Qualifications belong to a position; nothing about a person is
ever inferred into them.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from shared.domain.work.duties.activities import STANDARD, Catalogue


@dataclass(frozen=True, slots=True)
class Responsibility:
    """
    One line of a job description: a sentence that begins with a verb, in Chinese and, if there is one, in English.

    `activities` are the duties it is made of, each in at most one line of a position. `goal_kpis` are the
    KPIs whose agreed target is printed beside it, the first one that has a target.
    """

    id: str
    zh: str
    activities: tuple[str, ...]
    goal_kpis: tuple[str, ...] = ()
    core: bool = False
    en: str = ""

    def kpis(self, catalogue: Catalogue = STANDARD) -> tuple[str, ...]:
        """Return the ids of the KPIs that its activities feed, and those of its goals, each once."""
        fed = (kpi for each in self.activities if each in catalogue for kpi in catalogue[each].kpis)
        return tuple(dict.fromkeys((*self.goal_kpis, *fed)))


@dataclass(frozen=True, slots=True)
class Position:
    """
    What somebody does: `must` and `ideal` are the required and the welcome qualifications.

    `purpose` says in one sentence, without its full stop, what the position is there for.
    """

    id: str
    zh: str
    en: str
    responsibilities: tuple[Responsibility, ...] = ()
    must: tuple[str, ...] = ()
    ideal: tuple[str, ...] = ()
    purpose: str = ""
    purpose_en: str = ""
    must_en: tuple[str, ...] = ()
    ideal_en: tuple[str, ...] = ()


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
    purpose="开发新客户、经营老客户，完成公司的销售目标",
    purpose_en="Win new customers and look after existing ones, so that the company reaches its sales target",
    responsibilities=(
        Responsibility(
            "win_customers", "开发新客户，拜访并跟进潜在客户直至首次成交", ("new_visit",),
            ("sales.new_customers", "sales.new_customer_revenue_share"), core=True,
            en="Win new customers: visit prospects and follow them up to their first order",
        ),
        Responsibility(
            "reach_revenue", "达成销售额目标，推进商机并完成签约", ("deal_closing",), ("sales.revenue",), core=True,
            en="Reach the sales target: move deals forward and sign them",
        ),
        Responsibility(
            "keep_customers", "维护老客户，了解需求并促成复购", ("key_account",), ("sales.repurchase_rate",),
            core=True, en="Look after existing customers: learn what they need and win repeat orders",
        ),
        Responsibility(
            "support_events", "支持市场活动，接待并跟进到场客户", ("event_support",),
            ("sales.event_participation",), en="Support marketing events: receive and follow up those who came",
        ),
        Responsibility(
            "quote", "编制报价与方案，按时答复客户", ("quote",), ("sales.quote_conversion",),
            en="Write quotes and proposals and answer customers in time",
        ),
        Responsibility(
            "collect", "跟进应收账款，按期催收回款", ("collection",), ("sales.collection_rate",),
            en="Follow up receivables and collect payments when they are due",
        ),
        Responsibility(
            "keep_records", "更新客户档案，保证信息完整准确", ("customer_records",), ("sales.crm_completeness",),
            en="Keep customer records complete and accurate",
        ),
    ),
    must=("能独立完成客户拜访、需求了解与商务谈判", "熟悉所售产品与报价流程", "能及时、如实地记录客户往来"),
    must_en=(
        "Can visit customers, find out what they need and negotiate without help",
        "Knows the products sold and how quotes are made",
        "Records dealings with customers promptly and truthfully",
    ),
    ideal=("有同行业销售经验", "有新客户开发与老客户经营的经验"),
    ideal_en=("Has sold in this industry", "Has won new customers and looked after existing ones"),
)  # fmt: skip

_MARKETING = Position(
    "marketing", "市场", "Marketing",
    purpose="策划并执行市场活动与内容，为销售提供有效线索",
    purpose_en="Plan and run campaigns and content that give sales valid leads",
    responsibilities=(
        Responsibility(
            "plan_campaigns", "策划市场活动，明确目标客户、预算与线索目标", ("campaign_planning",),
            ("mkt.valid_leads",), core=True,
            en="Plan campaigns: name their audience, budget and number of leads",
        ),
        Responsibility(
            "host_events", "组织活动邀约与现场执行，保证到场人数", ("event_hosting",), ("mkt.event_attendance",),
            core=True, en="Invite to events and run them, so that enough people come",
        ),
        Responsibility(
            "publish", "制作并发布内容，提升公众号阅读量", ("content",), ("mkt.article_reads",), core=True,
            en="Make and publish content that more people read",
        ),
        Responsibility(
            "screen_leads", "收集并筛选线索，剔除无效与重复信息", ("lead_screening",),
            en="Collect and screen leads: take out invalid and double ones",
        ),
        Responsibility(
            "hand_over", "移交线索给销售，跟踪转化结果", ("lead_handover",), ("mkt.event_conversion_rate",),
            en="Hand leads to sales and follow what becomes of them",
        ),
        Responsibility(
            "promote", "开展线上推广，控制获客成本", ("online_promotion",), ("mkt.cost_per_lead",),
            en="Promote online and keep the cost of a lead down",
        ),
        Responsibility(
            "review", "复盘活动效果，提出改进建议", ("campaign_review",), ("mkt.campaign_roi",),
            en="Review what campaigns brought and propose improvements",
        ),
    ),
    must=("能独立策划并执行线上或线下活动", "具备文案撰写与内容编辑能力", "能用数据说明活动效果"),
    must_en=(
        "Can plan and run campaigns online or on site without help",
        "Can write copy and edit content",
        "Can show by figures what a campaign brought",
    ),
    ideal=("有企业客户市场推广经验", "有公众号运营经验"),
    ideal_en=("Has marketed to business customers", "Has run an official account"),
)  # fmt: skip

_CUSTOMER_SUCCESS = Position(
    "customer_success", "客户成功", "Customer success",
    purpose="帮助客户用好产品，促成续约与升级，留住客户",
    purpose_en="Help customers to get the most out of the product, so that they stay, renew and upgrade",
    responsibilities=(
        Responsibility(
            "look_after", "回访在约客户，发现并解决使用问题", ("care_call",), ("cs.retention_rate", "cs.csat"),
            core=True, en="Call customers under contract, find out what troubles them and solve it",
        ),
        Responsibility(
            "bring_online", "辅导新客户上线，确保按期启用", ("onboarding",), ("cs.onboarding_on_time",), core=True,
            en="Onboard new customers, so that they begin on time",
        ),
        Responsibility(
            "renew", "跟进续约，提前识别流失风险", ("renewal",), ("cs.renewal_rate",), core=True,
            en="Follow up renewals and see early who might leave",
        ),
        Responsibility(
            "upgrade", "推荐升级方案，提高高级版客户占比", ("upgrade_advice",), ("cs.upgrade_rate",),
            en="Advise on upgrades, so that more customers take a higher plan",
        ),
        Responsibility(
            "settle_complaints", "处理客户投诉，按时答复并关闭", ("complaint_handling",),
            ("cs.complaints_closed_on_time",), en="Handle complaints: answer and close them in time",
        ),
        Responsibility(
            "survey", "开展满意度调查，汇总并反馈结果", ("satisfaction_survey",), ("cs.csat",),
            en="Survey satisfaction and report the results",
        ),
        Responsibility(
            "assist_sales", "协助销售维护老客户，共享客户动态", ("joint_care",), ("cs.existing_leads_support",),
            en="Help sales to look after existing customers and share what is new with them",
        ),
    ),
    must=("熟悉产品功能与常见问题的处理", "沟通耐心，能把问题跟进到解决", "能如实记录客户反馈"),
    must_en=(
        "Knows the product and how to solve its usual problems",
        "Is patient with customers and stays with a problem until it is solved",
        "Records truthfully what customers say",
    ),
    ideal=("有客户成功或客服经验", "有客户培训经验"),
    ideal_en=("Has worked in customer success or support", "Has trained customers"),
)  # fmt: skip

_BACK_OFFICE = Position(
    "back_office", "后勤", "Back office",
    purpose="保证订单、交付与单据准确及时，支持前台各岗位",
    purpose_en="Keep orders, deliveries and papers accurate and on time, in support of the other positions",
    responsibilities=(
        Responsibility(
            "enter_orders", "录入并审核订单，保证准确及时", ("order_entry",),
            ("bo.order_accuracy", "bo.order_on_time"), core=True,
            en="Enter and check orders accurately and in time",
        ),
        Responsibility(
            "follow_deliveries", "跟进发货与交付，及时反馈异常", ("delivery_follow_up",),
            ("bo.order_on_time", "bo.order_cycle_hours"), core=True,
            en="Follow up deliveries and report at once what goes wrong",
        ),
        Responsibility(
            "invoice", "开具发票，核对开票信息", ("invoicing",), ("bo.invoice_on_time",),
            en="Issue invoices and check their details",
        ),
        Responsibility(
            "file_contracts", "归档合同，保证资料完整可查", ("contract_filing",), ("bo.contract_filing_on_time",),
            en="File contracts, so that papers are complete and found",
        ),
        Responsibility(
            "reconcile", "核对往来账目，按期完成对账", ("reconciliation",), ("bo.reconciliation_on_time",),
            en="Reconcile accounts when it is due",
        ),
        Responsibility(
            "after_sales", "处理售后问题，跟踪处理进度", ("after_sales",), ("bo.after_sales_hours",),
            en="Handle after-sales problems and follow their progress",
        ),
        Responsibility(
            "serve", "响应内部行政请求，按时办结", ("internal_request",), ("bo.request_sla",),
            en="Serve internal requests and finish them in time",
        ),
    ),
    must=("工作细致，能准确处理订单与单据", "熟练使用办公软件与电子表格", "能按时限办结事项并留存记录"),
    must_en=(
        "Works with care and handles orders and papers without errors",
        "Is fluent in office software and spreadsheets",
        "Finishes matters in time and keeps records",
    ),
    ideal=("有订单处理或商务助理经验", "了解开票与对账流程"),
    ideal_en=("Has handled orders or assisted sales", "Knows how invoices and reconciliations are done"),
)  # fmt: skip

POSITIONS: Final[Mapping[str, Position]] = positions_of((_SALES, _MARKETING, _CUSTOMER_SUCCESS, _BACK_OFFICE))
"""The positions a company starts with."""
