"""What is to be thought about before a goal is published, beside what its parts ask of single people."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from shared.adapters.calendars import calendar_of
from shared.domain.company import Company
from shared.domain.goals.goal import Goal, GoalWarning, MonthSplit, in_force_from
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.plans import takes_effect_on
from shared.domain.kpi.reasons import amount
from shared.domain.periods import Period

PROVISIONAL: Final = "goal.calendar_provisional"
SPRING: Final = ("01", "02")


def draft_warnings(
    goal: Goal, definition: KpiDefinition, held: Mapping[str, MonthSplit], company: Company, at: datetime
) -> tuple[GoalWarning, ...]:
    """
    Return what the draft of a goal says of itself as a whole.

    It would count in no month any more; it would take the place of another goal, `held` being what holds in its
    months; nobody can take a part of a month; or its season rests on holidays that are not known yet.
    """
    earliest = takes_effect_on(at, company.tz)
    to_come = [each for each in goal.months if in_force_from(Period.parse(each.month).first_on, earliest)]
    return (
        *_too_late(goal, to_come, earliest.isoformat()),
        *_replaces(goal, to_come, held),
        *_untaken(definition, to_come),
        *_provisional(goal, company),
    )


def is_provisional(goal: Goal) -> bool:
    """Return whether the season of a goal rested on holidays that were not known when it was drafted."""
    return any(each.code == PROVISIONAL for each in goal.warnings)


def _too_late(goal: Goal, to_come: list[MonthSplit], earliest: str) -> Iterable[GoalWarning]:
    if not to_come:
        yield GoalWarning(
            "goal.counts_in_no_month",
            "",
            goal.months[-1].month,
            f"{goal.period} 的月份都已经开始，或距开始不到 24 小时：这份草稿不能发布。"
            f"请为 {earliest} 起的月份制定目标。",
            f"Every month of {goal.period} has begun or is about to: this draft cannot be published. Aim at months "
            f"from {earliest} on.",
        )


def _replaces(goal: Goal, to_come: list[MonthSplit], held: Mapping[str, MonthSplit]) -> Iterable[GoalWarning]:
    months = sorted(each.month for each in to_come if each.month in held and held[each.month].shares)
    if months:
        zh, en = (months[0], months[0])
        if len(months) > 1:
            zh, en = (
                f"{months[0]} 至 {months[-1]}（{len(months)} 个月）",
                f"{months[0]} to {months[-1]} ({len(months)} months)",
            )
        yield GoalWarning(
            "goal.would_replace",
            "",
            months[0],
            f"{zh} 已有同一指标的公司目标，发布后由这个目标替代，相关的人会收到通知。",
            f"{en}: a company goal of the same KPI holds already. Publishing this one replaces it; people are told.",
        )


def _untaken(definition: KpiDefinition, to_come: list[MonthSplit]) -> Iterable[GoalWarning]:
    for split in to_come:
        if not split.shares:
            yield GoalWarning(
                "goal.nobody_takes_part",
                "",
                split.month,
                f"{split.month} 没有人在这个岗位上，目标无人承担。请核对岗位，或换一个岗位。",
                f"Nobody holds the position in {split.month}, so nobody has a part. Check it, or take another one.",
            )
        elif split.unallocated:
            yield GoalWarning(
                "goal.unallocated",
                "",
                split.month,
                f"{split.month} 有 {amount(definition, split.unallocated, 'zh', trim=True)} 未分配："
                "参与的人都已达到上限，或是取整所余。",
                f"{amount(definition, split.unallocated, 'en', trim=True)} of {split.month} is unallocated: everybody "
                "is at the cap, or rounding left it.",
            )
        else:
            continue
        return


def _provisional(goal: Goal, company: Company) -> Iterable[GoalWarning]:
    first = goal.months[0].month
    by_workdays = goal.season in ("history", "workdays") and any(
        each.month[5:] in SPRING for each in goal.months
    )
    if by_workdays and calendar_of(company).is_provisional(int(first[:4])):
        yield GoalWarning(
            PROVISIONAL,
            "",
            first,
            f"{first[:4]} 年的放假安排尚未公布，一、二月按周一至周五暂分；公布后请重新起草。",
            f"The holidays of {first[:4]} are not published yet: January and February are parted by Monday to Friday "
            "for now. Draft the goal anew once they are.",
        )
