"""KPIs that go with every position (通用): reliable logs, improvement actions."""

from fractions import Fraction

from shared.domain.kpi.curves import Curve
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.library.presets import STEP

KPIS = (
    KpiDefinition(
        id="all.log_timeliness",
        name_zh="日志及时率",
        name_en="Log timeliness",
        position="all",
        kind="ratio",
        unit="ratio",
        unit_zh="%",
        unit_en="%",
        direction="higher",
        definition_zh="工作结束后 24 小时内写了日志的工作日 ÷ 当期工作日。",
        definition_en="Workdays logged within 24 hours of the work ÷ workdays of the period.",
        measure="log_timeliness",
        event_types=("worklog.logged",),
        attribution_zh="员工本人",
        attribution_en="the employee",
        zero_rule="na",
        curve=Curve.parse("PASS"),
        default_target=Fraction(90, 100),
        target_basis="proposal",
        min_sample=5,
        guard_zh="只用来判断记录是否可靠，默认不计分；负责人要计分时权重不超过 5%。",
        guard_en="It tells whether logs can be relied on and is not scored by default; an owner who wants it scored "
        "gives it 5 % at most.",
        weight_cap_bp=500,
        owner_keeps=True,
    ),
    KpiDefinition(
        id="all.improvement_done",
        name_zh="改进计划完成率",
        name_en="Improvement actions done",
        position="all",
        kind="ratio",
        unit="ratio",
        unit_zh="%",
        unit_en="%",
        direction="higher",
        definition_zh="按期关闭且对指标有效果的改进措施 ÷ 本季到期的改进措施。",
        definition_en="Improvement actions closed by their due date and with an effect on the KPI ÷ actions due in "
        "the quarter.",
        measure="improvement_done",
        event_types=("improvement.closed",),
        attribution_zh="员工本人",
        attribution_en="the employee",
        zero_rule="na",
        curve=STEP,
        default_target=Fraction(1),
        target_basis="proposal",
        window="quarter",
        guard_zh="只关闭而没有效果的不算完成。",
        guard_en="An action that was closed without an effect is not done.",
    ),
)
