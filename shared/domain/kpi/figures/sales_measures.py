"""Measures of sales (销售度量) beside those of deals and orders: id, names, unit, and how the sample is taken."""

from typing import Final

from shared.domain.kpi.definition import Unit
from shared.domain.kpi.figures import (
    customer_records,
    deals,
    forecasts,
    online,
    pipeline,
    quotes,
    receivables,
    responses,
    revenue,
    visits,
)
from shared.domain.kpi.figures.samples import Take

ROWS: Final[tuple[tuple[str, str, str, Unit, Take], ...]] = (
    ("sales_cycle_days_reduced", "销售周期缩短天数", "Sales cycle days reduced", "days", deals.cycle_days_reduced),
    ("existing_customer_revenue", "老客户销售额", "Existing-customer revenue", "money",
     revenue.existing_customer_revenue),
    ("refund_rate", "退款率", "Refund rate", "ratio", revenue.refund_rate),
    ("gross_margin_rate", "毛利率", "Gross margin rate", "ratio", revenue.gross_margin),
    ("collection_rate", "回款率", "Collection rate", "ratio", receivables.collection_rate),
    ("overdue_ratio", "逾期应收占比", "Overdue receivable ratio", "ratio", receivables.overdue_ratio),
    ("forecast_accuracy", "预测准确率", "Forecast accuracy", "ratio", forecasts.forecast_accuracy),
    ("weighted_pipeline", "加权商机金额", "Weighted pipeline", "money", pipeline.weighted_pipeline),
    ("quote_conversion", "报价转化率", "Quote-to-order rate", "ratio", quotes.quote_conversion),
    ("offline_visits", "线下客户拜访次数", "Offline customer visits", "count", visits.offline_visits),
    ("visit_to_order_rate", "拜访成交率", "Visit-to-order rate", "ratio", visits.visit_to_order),
    ("lead_response_hours", "线索首次响应时长", "Lead first-response time", "hours", responses.lead_response_hours),
    ("crm_completeness", "客户档案完整率", "Customer record completeness", "ratio",
     customer_records.crm_completeness),
    ("online_traffic", "线上店铺流量", "Online store unique visitors", "count", online.online_traffic),
    ("online_conversion", "线上订单转化率", "Online order conversion rate", "ratio", online.online_conversion),
)  # fmt: skip
