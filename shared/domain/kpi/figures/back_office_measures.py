"""Measures of the back office (后勤度量) beside those of orders: id, names, unit, how the sample is taken."""

from typing import Final

from shared.domain.kpi.definition import Unit
from shared.domain.kpi.figures import deliveries, paperwork, services
from shared.domain.kpi.figures.samples import Take

ROWS: Final[tuple[tuple[str, str, str, Unit, Take], ...]] = (
    ("on_time_delivery", "准时交付率", "On-time delivery rate", "ratio", deliveries.on_time_delivery),
    ("perfect_order", "完美订单率", "Perfect order rate", "ratio", deliveries.perfect_order),
    ("invoice_on_time", "开票及时率", "Invoice timeliness", "ratio", paperwork.invoice_on_time),
    ("invoice_accuracy", "开票准确率", "Invoice accuracy", "ratio", paperwork.invoice_accuracy),
    ("after_sales_hours", "售后处理时长", "After-sales handling time", "hours", services.after_sales_hours),
    (
        "contract_filing_on_time",
        "合同归档及时率",
        "Contract filing on time",
        "ratio",
        paperwork.contract_filing_on_time,
    ),
    (
        "reconciliation_on_time",
        "对账按时完成率",
        "Reconciliation on time",
        "ratio",
        paperwork.reconciliation_on_time,
    ),
    ("request_sla", "行政请求按时率", "Internal request SLA", "ratio", services.request_sla),
    ("internal_csat", "内部服务满意度", "Internal service satisfaction", "points", services.internal_csat),
    ("data_entry_errors", "数据录入差错数", "Data-entry errors", "count", services.data_entry_errors),
)  # fmt: skip
