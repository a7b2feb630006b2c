"""Online stores (线上店铺)."""

from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.library.presets import LIN_HI

KPIS = (
    KpiDefinition(
        id="sales.online_traffic",
        name_zh="线上店铺流量",
        name_en="Online store unique visitors",
        position="sales",
        kind="flow_count",
        unit="count",
        unit_zh="UV",
        unit_en="visitors",
        direction="higher",
        definition_zh="名下店铺每日独立访客之和；多人运营的店铺按分成比例。",
        definition_en="Unique visitors a day of the stores that the person runs, added up; a shared store by "
        "the shares.",
        measure="online_traffic",
        event_types=("traffic.daily",),
        attribution_zh="店铺运营人，多人按分成比例",
        attribution_en="who runs the store; several by their shares",
        zero_rule="zero",
        curve=LIN_HI,
        default_target=None,
        target_basis="from_history",
        proration="calendar_days",
        min_sample=0,
        guard_zh="流量可以买来，请与线上订单转化率一起看。",
        guard_en="Visitors can be bought: look at the online conversion rate too.",
    ),
    KpiDefinition(
        id="sales.online_conversion",
        name_zh="线上订单转化率",
        name_en="Online order conversion rate",
        position="sales",
        kind="ratio",
        unit="ratio",
        unit_zh="%",
        unit_en="%",
        direction="higher",
        definition_zh="线上成交的买家（同一买家一天计一次）÷ 线上独立访客。",
        definition_en="Buyers with a confirmed online order, each once a day ÷ unique visitors.",
        measure="online_conversion",
        event_types=("traffic.daily", "order.paid"),
        attribution_zh="店铺运营人，多人按分成比例",
        attribution_en="who runs the store; several by their shares",
        zero_rule="na",
        curve=LIN_HI,
        default_target=None,
        target_basis="from_history",
        min_sample=200,
        guard_zh="访客的统计口径一变，前后就不能直接比较，请重新设定目标。",
        guard_en="Once a store counts visitors in another way, earlier figures no longer compare: set the "
        "target anew.",
    ),
)
