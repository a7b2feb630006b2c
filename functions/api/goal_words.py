"""What goals say in words: why a share is as it is, where the season comes from, and which months count."""

from collections.abc import Mapping
from typing import Final

from shared.domain.goals.goal import SeasonBasis
from shared.usecases.goals.months_that_count import MonthState

FLAGS: Final[Mapping[str, tuple[str, str]]] = {
    "no_history": (
        "没有可用的历史，只按产能和均分计算，不设上限",
        "No history to go by: by capacity and equally alone, without a cap",
    ),
    "capped": ("已达到历史均值的上限，其余由他人分担", "At the cap by history; others share the rest"),
    "ramp": ("入职爬坡期，产能按比例计", "Still in the ramp of a new hire"),
    "leave": ("当月有请假，产能按出勤天数计", "Away for a part of the month"),
    "left": ("当月离职，产能按在职天数计", "Leaves in this month"),
    "typed": ("由人指定的数值", "The figure was typed by somebody"),
}
SEASONS: Final[Mapping[SeasonBasis, tuple[str, str]]] = {
    "typed": ("季节指数由填写人给出。", "The indices were typed by hand."),
    "history": (
        "按公司最近 24 个月以上的历史计算；一、二月合并后按当年工作日拆分，因为春节会移动。",
        "By 24 months of the company's history or more; January and February are merged and parted by the year's "
        "workdays, since the Spring Festival moves.",
    ),
    "workdays": (
        "公司连续的历史不足 24 个月，不足以看出季节：一、二月合计 2/12，按当年工作日拆分，其余每月 1/12。",
        "The company has fewer than 24 months of history on end, too few to tell a season: January and February keep "
        "2/12 together, parted by workdays, and every other month has 1/12.",
    ),
    "single": ("没有可按月拆分的部分，各月相同。", "Nothing is parted over months: each one is the same."),
}
MONTHS: Final[Mapping[MonthState, tuple[str, str]]] = {
    "draft": ("发布后按此考核。", "Counts once the goal is published."),
    "counts": ("按此考核。", "Counts."),
    "begun": (
        "得知时已经开始，或距开始不到 24 小时：仍按原来的目标考核。",
        "It had begun, or was about to, when people came to know: it keeps the targets that it had.",
    ),
    "replaced": (
        "已被同一指标的另一个目标替代。",
        "Another goal of the same KPI has taken its place.",
    ),
    "ended": (
        "曾被同一指标的另一个目标替代，那个目标已撤回：按考核方案的目标考核，需要时请重新起草。",
        "Another goal took its place and was withdrawn since: the plans' own targets hold. Draft it anew if needed.",
    ),
    "withdrawn": ("已撤回，按考核方案的目标考核。", "Withdrawn: the plans' own targets hold."),
}
