"""KPIs of deliveries (交付)."""

from fractions import Fraction

from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.library.presets import STEP

KPIS = (
    KpiDefinition(
        id="bo.on_time_delivery",
        name_zh="准时交付率",
        name_en="On-time delivery rate",
        position="back_office",
        kind="ratio",
        unit="ratio",
        unit_zh="%",
        unit_en="%",
        direction="higher",
        definition_zh="在承诺日期前完整送达的交付 ÷ 当期全部交付。",
        definition_en="Deliveries received complete by the promised date ÷ deliveries of the period.",
        measure="on_time_delivery",
        event_types=("shipment.delivered",),
        attribution_zh="经办人",
        attribution_en="processor",
        zero_rule="na",
        curve=STEP,
        default_target=Fraction(95, 100),
        target_basis="sector",
        min_sample=10,
        guard_zh="部分交付不算准时；没有承诺日期的交付不计并标出。",
        guard_en="A partial delivery is not on time; one without a promised date is left out and flagged.",
    ),
    KpiDefinition(
        id="bo.perfect_order",
        name_zh="完美订单率",
        name_en="Perfect order rate",
        position="back_office",
        kind="ratio",
        unit="ratio",
        unit_zh="%",
        unit_en="%",
        direction="higher",
        definition_zh="同时做到准时、完整、无损、单据正确的订单 ÷ 当期首次交付的订单；按订单合并计数。",
        definition_en="Orders on time and complete and undamaged and with the right documents ÷ orders first "
        "delivered in the period; counted jointly by order, not as the product of four rates.",
        measure="perfect_order",
        event_types=("shipment.delivered", "complaint.opened", "complaint.updated"),
        attribution_zh="经办人",
        attribution_en="processor",
        zero_rule="na",
        curve=STEP,
        default_target=Fraction(90, 100),
        target_basis="sector",
        min_sample=10,
        guard_zh="客户就该订单提出的投诉也算不完美，责任只在其他岗位的除外；合并计数与四率相乘的结果不同，不能混用。",
        guard_en="A complaint about the order spoils it, unless only other positions are responsible; the "
        "joint count and the product of rates differ and are never mixed.",
    ),
)
