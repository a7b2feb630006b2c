"""KPIs of campaigns (市场投入): what they cost and what they bring."""

from fractions import Fraction

from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.library.presets import LIN_HI, LIN_LO

KPIS = (
    KpiDefinition(
        id="mkt.cost_per_lead",
        name_zh="单条有效线索成本",
        name_en="Cost per valid lead",
        position="marketing",
        kind="ratio",
        unit="money",
        unit_zh="元",
        unit_en="",
        direction="lower",
        definition_zh="当期市场投入 ÷ 当期有效 leads 数；有投入而没有有效线索计 0 分，没有投入不计分。",
        definition_en="Spend on campaigns ÷ valid leads of the period; spend without a valid lead is 0 points, "
        "and without spend it is not scored.",
        measure="cost_per_lead",
        event_types=("campaign.spend", "lead.created", "lead.accepted", "lead.rejected"),
        attribution_zh="活动负责人，多人按分摊比例",
        attribution_en="owner of the campaign; several by their shares",
        zero_rule="zero",
        curve=LIN_LO,
        default_target=None,
        target_basis="from_history",
        guard_zh="有效线索的口径与“有效 leads 数”相同。",
        guard_en="A lead is valid as in “Valid leads”.",
    ),
    KpiDefinition(
        id="mkt.sourced_revenue",
        name_zh="市场来源销售额",
        name_en="Marketing-sourced revenue",
        position="marketing",
        kind="flow_sum",
        unit="money",
        unit_zh="元",
        unit_en="",
        direction="higher",
        definition_zh="首次接触来自市场的客户，自首条线索起 180 天内的订单净额，减当期登记的退款。",
        definition_en="Net amount of the orders, up to 180 days after the first lead, of customers whose first "
        "touch was marketing, less the refunds booked in the period.",
        measure="sourced_revenue",
        event_types=("order.paid", "order.refunded", "order.cancelled", "lead.created"),
        attribution_zh="首条线索的活动负责人，多人按比例",
        attribution_en="owner of the campaign of the first lead; several by their shares",
        zero_rule="zero",
        curve=LIN_HI,
        default_target=None,
        target_basis="from_history",
        proration="workdays",
        min_sample=0,
        guard_zh="不减少销售人员的销售额，是另外并列的功劳；转介绍和销售自拓的线索不算市场来源。",
        guard_en="It takes nothing from the seller’s revenue: credit beside theirs. Leads by referral or "
        "found by sales are not marketing’s.",
    ),
    KpiDefinition(
        id="mkt.campaign_roi",
        name_zh="市场活动ROI",
        name_en="Campaign ROI",
        position="marketing",
        kind="ratio",
        unit="ratio",
        unit_zh="%",
        unit_en="%",
        direction="higher",
        definition_zh="（市场来源订单的毛利 − 市场投入）÷ 市场投入，按季度累计；100% 即投入 1 元净赚 1 元。",
        definition_en="(Gross margin of the orders that marketing found − spend) ÷ spend, over the quarter so "
        "far; 100 % earns one on each one spent.",
        measure="campaign_roi",
        event_types=(
            "campaign.spend",
            "cost.posted",
            "order.paid",
            "order.refunded",
            "order.cancelled",
            "lead.created",
        ),
        attribution_zh="活动负责人",
        attribution_en="owner of the campaign",
        zero_rule="na",
        curve=LIN_HI,
        default_target=Fraction(1),
        target_basis="proposal",
        window="quarter",
        guard_zh="市场来源的口径与“市场来源销售额”相同；有订单没有登记成本时不计分，不按零成本计算。",
        guard_en="What marketing found is as in “Marketing-sourced revenue”; an order without a posted cost "
        "leaves it unscored rather than free of cost.",
    ),
)
