"""What the twelve people log over ten working days: 1000/750/505/245 minutes for 李婷, and two planted findings.

王磊 and 周洋 both spend more than a fifth of their time on one customer (职责重叠), and nearly nobody brings new
customers online (职责遗漏).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle
from types import MappingProxyType
from typing import Any, Final

from infra.local.demo import customers
from infra.local.demo.month import LOGGED_DAYS, OPEN_DAY, SALON, ReviewMonth, at
from shared.domain.work.duties.activities import STANDARD
from shared.domain.work.logs.kinds import CAMPAIGN_WORK, STANDARD_KINDS

BREAK_MINUTES: Final = 10


@dataclass(frozen=True, slots=True)
class Task:
    """
    Work of so many minutes on each of the `days` (places among the ten logged ones).

    `about` says which customers it is about: those a person `knows`, `prospects`, one customer that is `shared`, or
    nobody.
    """

    activity: str
    minutes: int
    days: tuple[int, ...]
    about: str = ""


def _every(step: int = 1, first: int = 0) -> tuple[int, ...]:
    return tuple(range(first, LOGGED_DAYS, step))


DAILY, BOTH_EVENTS = _every(), (SALON, OPEN_DAY)
TASKS: Final[Mapping[str, tuple[Task, ...]]] = MappingProxyType(
    {
        "周敏": (
            Task("key_account", 90, _every(2), "knows"),
            Task("deal_closing", 80, _every(2, 1), "knows"),
            Task("经营例会", 60, _every(3)),
            Task("供应商谈判", 75, (2, 5, 8)),
        ),
        "林晓": (
            Task("order_entry", 90, DAILY),
            Task("internal_request", 70, DAILY),
            Task("delivery_follow_up", 60, _every(2)),
            Task("contract_filing", 40, _every(3)),
            Task("招聘与入职办理", 80, (1, 4, 6, 9)),
        ),
        "王磊": (
            Task("key_account", 150, (0, 2, 3, 5, 7, 8), "shared"),
            Task("key_account", 60, (1, 4, 6, 9), "knows"),
            Task("deal_closing", 90, DAILY, "knows"),
            Task("new_visit", 60, _every(2), "prospects"),
            Task("event_support", 60, BOTH_EVENTS),
            Task("daily_report", 30, DAILY),
        ),
        "李婷": (
            Task("new_visit", 100, DAILY, "prospects"),
            Task("key_account", 75, DAILY, "knows"),
            Task("event_support", 101, (0, SALON, 3, 4, 8)),
            Task("daily_report", 49, _every(2)),
        ),
        "陈浩": (
            Task("new_visit", 160, DAILY, "prospects"),
            Task("deal_closing", 90, (0, 1, 3, 4, 5, 7, 8, 9), "knows"),
            Task("key_account", 70, _every(2), "knows"),
            Task("event_support", 80, BOTH_EVENTS),
            Task("collection", 40, (2, 4, 7, 9), "knows"),
            Task("customer_records", 25, (0, 3, 5, 8)),
        ),
        "周洋": (
            Task("key_account", 130, (0, 2, 3, 4, 5, 8, 9), "shared"),
            Task("new_visit", 110, DAILY, "prospects"),
            Task("deal_closing", 60, _every(2, 1), "knows"),
            Task("quote", 50, (1, 4, 6, 7)),
            Task("event_support", 60, (SALON,)),
            Task("daily_report", 35, DAILY),
        ),
        "孙悦": (
            Task("new_visit", 90, DAILY, "prospects"),
            Task("key_account", 60, (0, 2, 4, 5, 7, 9), "knows"),
            Task("content", 80, (0, 2, 3, 4, 5, 7, 8, 9)),
            Task("lead_screening", 50, (0, 3, 4, 5, 7, 8)),
            Task("event_support", 60, BOTH_EVENTS),
            Task("daily_report", 20, DAILY),
        ),
        "吴桐": (
            Task("campaign_planning", 120, DAILY),
            Task("event_hosting", 150, (0, SALON, 2, 4, 5, 7)),
            Task("lead_screening", 60, (2, 3, 4, 5, 6, 7, 8, 9)),
            Task("lead_handover", 40, (2, 3, 5, 8)),
            Task("campaign_review", 60, (3, 9)),
        ),
        "郑凯": (
            Task("content", 150, DAILY),
            Task("online_promotion", 100, (0, 1, 2, 3, 5, 7, 8, 9)),
            Task("event_hosting", 120, (4, 5, OPEN_DAY, 7)),
            Task("campaign_planning", 45, _every(2)),
            Task("errand", 30, (1, 4, 8)),
        ),
        "何静": (
            Task("care_call", 150, DAILY, "knows"),
            Task("renewal", 80, (0, 1, 2, 4, 5, 6, 8, 9), "knows"),
            Task("complaint_handling", 45, (1, 3, 6, 8), "knows"),
            Task("upgrade_advice", 60, (0, 3, 5, 7), "knows"),
            Task("satisfaction_survey", 30, (2, 3, 4, 5)),
            Task("onboarding", 40, (7,), "knows"),
        ),
        "冯雪": (
            Task("care_call", 120, DAILY, "knows"),
            Task("joint_care", 90, (0, 1, 3, 4, 5, 6, 8, 9), "knows"),
            Task("renewal", 60, (0, 2, 3, 4, 6, 7, 8, 9), "knows"),
            Task("complaint_handling", 70, (1, 2, 4, 5, 7, 9), "knows"),
            Task("daily_report", 25, DAILY),
        ),
        "赵敏": (
            Task("order_entry", 170, DAILY),
            Task("delivery_follow_up", 90, DAILY),
            Task("invoicing", 60, (0, 2, 4, 5, 7, 9)),
            Task("duplicate_entry", 50, DAILY),
            Task("reconciliation", 60, (3, 9)),
        ),
    }
)
TEXTS: Final = MappingProxyType(
    {
        "new_visit": "拜访{customer}，了解采购计划与决策流程",
        "key_account": "回访{customer}，确认下一批补货需求",
        "deal_closing": "与{customer}确认合同条款和交期",
        "event_support": "邀请客户到场，现场接待并跟进",
        "quote": "整理报价和方案",
        "collection": "跟进{customer}的到期货款",
        "customer_records": "补全客户档案",
        "campaign_planning": "活动方案、嘉宾与预算",
        "event_hosting": "邀约确认、签到与现场执行",
        "content": "撰写并排版公众号文章",
        "lead_screening": "电话核实线索，剔除重复和无效信息",
        "lead_handover": "向销售移交线索并说明背景",
        "online_promotion": "调整投放人群与素材",
        "campaign_review": "复盘到场率与线索质量",
        "care_call": "回访{customer}，记录使用问题",
        "renewal": "与{customer}沟通续约方案",
        "complaint_handling": "处理{customer}的到货投诉",
        "upgrade_advice": "向{customer}介绍高级版",
        "satisfaction_survey": "发放问卷并汇总反馈",
        "onboarding": "辅导{customer}首次下单",
        "joint_care": "陪同销售回访{customer}",
        "order_entry": "录入并审核当日订单",
        "delivery_follow_up": "核对发货进度，反馈异常",
        "invoicing": "开具发票并核对抬头",
        "reconciliation": "与客户对账",
        "contract_filing": "扫描并归档合同",
        "internal_request": "办公用品与行政支持",
        "daily_report": "填写各类日报",
        "duplicate_entry": "把订单再录入一遍表格",
        "errand": "代办快递与跑腿",
    }
)
_KNOWS: Final = {"周敏": "王磊", "何静": "李婷", "冯雪": "陈浩"}
"""Whose existing customers somebody talks to who has none of their own."""


def logs_of(name: str, month: ReviewMonth) -> list[dict[str, Any]]:
    """Return the logs of a person as their phone sends them, in the order of the working day."""
    tasks = [(task, cycle(_customers(task, name))) for task in TASKS[name]]
    logs: list[dict[str, Any]] = []
    for place, day in enumerate(month.logged_days):
        start = at(day, "09:00")
        for task, about in tasks:
            if place in task.days:
                id = f"demo-{month.key}-{len(logs) + 1:03}"
                logs.append(_log(task, next(about), id) | {"started_at": start.isoformat()})
                start += timedelta(minutes=task.minutes + BREAK_MINUTES)
    return logs


def is_ours(log: dict[str, Any], month: str) -> bool:
    """Return whether a log that was read back is one of these."""
    return str(log["client_id"]).startswith(f"demo-{month}-")


def _log(task: Task, customer: str | None, client_id: str) -> dict[str, Any]:
    known = STANDARD.get(task.activity)
    kinds = known.kinds if known else (CAMPAIGN_WORK,)
    log = {
        "client_id": client_id,
        "kind": next(kind for kind in kinds if customer or not STANDARD_KINDS[kind].needs_customer),
        "activity": task.activity,
        "minutes": task.minutes,
        "text": TEXTS.get(task.activity, task.activity).format(customer=customer),
    }
    return {**log, "customer": customer} if customer else log


def _customers(task: Task, name: str) -> Iterator[str | None]:
    if task.about == "shared":
        owner, place = customers.SHARED_ACCOUNT
        return iter([customers.existing(owner)[place]])
    if task.about == "prospects":
        first = 20 + 10 * list(TASKS).index(name)
        return iter(customers.prospects()[first : first + 10])
    if task.about == "knows":
        return iter(customers.existing(_KNOWS.get(name, name))[1:11])
    return iter([None])
