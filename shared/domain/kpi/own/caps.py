"""How much a KPI of a company's own may weigh at most, by what it is made of (权重上限).

What people write down about themselves, and coming in on time, is not what the business gains by.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from shared.domain.kpi.definition import WORK_LOGGED
from shared.domain.kpi.event_types import family_of
from shared.domain.kpi.own.kpi import OwnKpi

SELF_REPORTED: Final = frozenset({WORK_LOGGED, "task.completed", "improvement.closed"})
"""What people record about their own work: no business event."""
RECORD_KEEPING: Final = frozenset(
    {"customer.upserted", "activity.stats_daily", "deal.updated", "lead.updated", "complaint.updated"}
)
"""How well records are kept: the process, not what comes of it."""
_ATTENDANCE = re.compile(
    r"打卡|考勤|出勤|迟到|早退|签到|周报|日报|月报|写.{0,3}(报告|日志|总结)|日志.{0,4}(提交|填写|及时)|加班"
    r"|\battendance\b|\bclock(ing)?[ -]?in\b|\bpunctual|\bpunch|\blate arrivals?\b|\bovertime\b"
    r"|\b(weekly|daily|monthly|status) (work )?reports?\b|\btime ?sheets?\b|\bwork logs?\b"
)


@dataclass(frozen=True, slots=True)
class Cap:
    """The highest weight in basis points, and why; `rule` is the linter's rule."""

    rule: str
    code: str
    weight_bp: int
    zh: str
    en: str


NO_BUSINESS: Final = Cap(
    "L06",
    "kpi.not_business",
    500,
    "指标与业务结果无关（打卡、周报一类），权重最多 5%；请优先考核业务事件，如成交、回款、投诉。",
    "It is about attendance or reports and not about the business: it weighs 5 % at most. Prefer business events "
    "such as sales, payments or complaints.",
)
NO_EVENT: Final = Cap(
    "L07",
    "kpi.no_business_source",
    500,
    "数据只来自员工自己填写的日志或任务，没有业务事件，权重最多 5%；请改用或补充业务事件。",
    "It is made only of logs and tasks that people record themselves and of no business event: it weighs 5 % at "
    "most. Use business events, or add some.",
)
PROCESS: Final = Cap(
    "L08",
    "kpi.process_only",
    1000,
    "只衡量资料维护的过程，不是结果，权重最多 10%。",
    "It tells how well records are kept and not what came of it: it weighs 10 % at most.",
)


def cap_of(own: OwnKpi) -> Cap | None:
    """Return the lowest cap that fits a KPI; None if it may weigh what any other may."""
    named = unicodedata.normalize("NFKC", f"{own.name_zh} {own.name_en}").casefold()
    types = frozenset(own.event_types)
    about_occasions = any(family_of(each) == "event" for each in types)  # whose guests attend and sign in
    if _ATTENDANCE.search(named) and not about_occasions:
        return NO_BUSINESS
    if types and types <= SELF_REPORTED:
        return NO_EVENT
    return PROCESS if types and types <= SELF_REPORTED | RECORD_KEEPING else None
