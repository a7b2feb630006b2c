"""Which records a KPI is computed from, in the words of a job description (岗位说明书)."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.facts import Settings
from shared.domain.work.job_descriptions.lines import KpiLine

RECORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "activity": ("跟进记录", "contacts with customers"),
        "aftersale": ("售后记录", "after-sales cases"),
        "approval": ("审批记录", "approvals"),
        "campaign": ("营销活动记录", "campaigns"),
        "complaint": ("投诉记录", "complaints"),
        "content": ("内容发布记录", "published content"),
        "contract": ("合同记录", "contracts"),
        "cost": ("费用记录", "costs"),
        "customer": ("客户档案", "customer records"),
        "deal": ("商机记录", "deals"),
        "event": ("市场活动记录", "marketing events"),
        "forecast": ("预测记录", "forecasts"),
        "improvement": ("改进计划", "improvement plans"),
        "invoice": ("发票记录", "invoices"),
        "lead": ("线索记录", "leads"),
        "member": ("人员变动", "changes of staff"),
        "order": ("订单记录", "orders"),
        "orderproc": ("订单处理记录", "order handling"),
        "payment": ("回款记录", "payments"),
        "quote": ("报价记录", "quotes"),
        "recon": ("对账记录", "reconciliations"),
        "record": ("更正记录", "corrections of records"),
        "request": ("行政请求记录", "internal requests"),
        "shipment": ("发货记录", "shipments"),
        "subscription": ("订阅与续约记录", "subscriptions"),
        "survey": ("满意度调查", "surveys"),
        "task": ("任务记录", "tasks"),
        "ticket": ("服务工单", "service tickets"),
        "traffic": ("流量数据", "traffic figures"),
        "worklog": ("工作记录", "work logs"),
    }
)
"""What the events of each kind of entity are called: the first word of an event type, in Chinese and English."""


def kpi_line(
    definition: KpiDefinition, settings: Settings, *, weight: str, target: tuple[str, str]
) -> KpiLine:
    """Return a KPI as it stands in a job description; `target` is in Chinese and English."""
    source, source_en = records_of(definition.types_for(settings))
    return KpiLine(
        kpi_id=definition.id,
        zh=definition.name_zh,
        weight=weight,
        target=target[0],
        formula=definition.definition_zh,
        source=source,
        en=definition.name_en,
        target_en=target[1],
        formula_en=definition.definition_en,
        source_en=source_en,
    )


def records_of(event_types: Iterable[str]) -> tuple[str, str]:
    """
    Return the records behind these event types in Chinese and English, each once; an unknown kind by its own name.

    >>> records_of(("deal.won", "deal.created", "lead.created"))
    ('商机记录、线索记录', 'deals, leads')
    """
    kinds = list(dict.fromkeys(each.partition(".")[0] for each in event_types))
    names = [RECORDS.get(kind, (kind, kind)) for kind in kinds]
    return "、".join(zh for zh, _ in names), ", ".join(en for _, en in names)
