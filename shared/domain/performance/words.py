"""The words of a performance report for what is on record: states, and where a record counts."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from shared.domain.performance.person import PersonReport

Said = tuple[str, str]
"""In Chinese, and in English."""
TITLE: Final = ("绩效报表", "Performance report")
HOW: Final = (
    "扣分合计减加分合计加总分等于 100。分数保存四位小数，页面显示一位。"
    "得分由公布的规则自动计算，由主管确认；有疑问可以提异议。",
    "Points lost less bonus plus total make 100. Points are kept with four decimal places and shown with one. Scores "
    "are computed by the published rules and confirmed by a manager; you can object.",
)
"""How to read the figures."""
RUNNING: Final = (
    "这个月还没有结束，得分是实时分，会随业务数据变化。",
    "The month is not over: scores are live and follow the records.",
)
STATES: Final[Mapping[str, Said]] = MappingProxyType(
    {
        "scored": ("已出分", "Scored"),
        "insufficient_evidence": ("数据不足，本期不出总分", "Not enough data, no total this period"),
        "blocked_publication": ("数据源异常，暂停出分", "Source unwell, scoring paused"),
        "none": ("没有得分", "No score"),
    }
)
"""What a score's status means."""
LINE_STATES: Final[Mapping[str, Said]] = MappingProxyType(
    {
        "scored": ("计分", "Scored"),
        "zero": ("零分", "Zero"),
        "na": ("暂无数据", "No data"),
        "blocked": ("暂停计分", "Paused"),
    }
)
"""What the state of a KPI means; the four are never mixed."""
LIVE: Final = ("实时分", "Live score")
OFFICIAL: Final = ("正式分", "Official score")
COUNTED: Final = ("计入", "Counted")
LEFT_OUT: Final = ("未计入", "Left out")


def said(words: Said, language: str) -> str:
    """Return the words in `language`: `en`, anything else is zh-CN."""
    return words[language == "en"]


def state_of(report: PersonReport) -> Said:
    """Return in words how the month stands."""
    return STATES[report.score.card.status if report.score else "none"]


def standing_of(report: PersonReport) -> Said:
    """Return whether the score is one of a running month (实时分) or of a month that is over (正式分)."""
    return LIVE if report.provisional else OFFICIAL
