"""Which months of a goal count, and which hold what they had."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import load
from shared.domain.company import Company
from shared.domain.errors import DomainError
from shared.domain.goals.checks import measured_by
from shared.domain.goals.goal import Goal, MonthSplit, in_force_from
from shared.domain.kpi.plans import takes_effect_on
from shared.domain.periods import Period

MonthState = Literal["draft", "counts", "begun", "replaced", "ended", "withdrawn"]
"""
`begun` is a month that had begun, or was about to, when people came to know of the goal: it keeps what it had. `ended`
is one in which another goal took its place and was withdrawn since.
"""


class MonthHasBegun(DomainError):
    """A month has begun, or begins before people could have known of a change for a day."""

    kind, code = "conflict", "goal.month_has_begun"
    zh = "{month} 已经开始，或距开始不到 24 小时，目标不能再改。最早可以修改从 {earliest} 起开始的月份。"
    en = "{month} has begun, or begins in less than 24 hours: its targets stay. Months from {earliest} on can change."


class NothingLeftToCount(DomainError):
    """Every month of a goal has begun, so that publishing or withdrawing it would change nothing."""

    kind, code = "conflict", "goal.every_month_has_begun"
    zh = "{period} 的月份都已经开始，或距开始不到 24 小时，不会再变。请为 {earliest} 起的月份制定目标。"
    en = "Every month of {period} has begun or is about to: nothing would change. Aim at months from {earliest} on."


@dataclass(frozen=True, slots=True)
class GoalMonth:
    """A month of a goal with its parts as they hold, or as they were drafted where they hold no more."""

    split: MonthSplit
    state: MonthState


def held_months(goal: Goal) -> Mapping[str, MonthSplit]:
    """
    Read, in one batch, what holds in the months of a goal for its KPI, by month; of this goal or of another.

    A month that a withdrawn goal has left empty is there with nobody's part.
    """
    kpi_id = measured_by(goal.kpi_id)
    wanted = {each.month: refs.month_splits(goal.company_id, each.month).at(kpi_id) for each in goal.months}
    loaded = load(wanted.values())
    found = {month: loaded.find(ref) for month, ref in wanted.items()}
    return {month: split for month, split in found.items() if split is not None}


def months_of_goal(
    goal: Goal, held: Mapping[str, MonthSplit], company: Company, at: datetime
) -> tuple[GoalMonth, ...]:
    """Return the months of a goal as they are at an instant; `held` is nothing for a draft."""
    known_at = goal.published_at or at
    earliest = takes_effect_on(known_at, company.tz)
    return tuple(_month(goal, each, held.get(each.month), earliest) for each in goal.months)


def _month(goal: Goal, drafted: MonthSplit, held: MonthSplit | None, earliest: date) -> GoalMonth:
    if held is not None and held.goal_id == goal.id:
        was_withdrawn = goal.state == "withdrawn" and not held.shares
        return GoalMonth(drafted, "withdrawn") if was_withdrawn else GoalMonth(held, "counts")
    if goal.published_at is None and goal.state == "withdrawn":
        return GoalMonth(drafted, "withdrawn")
    if not in_force_from(Period.parse(drafted.month).first_on, earliest):
        return GoalMonth(drafted, "begun")
    if goal.state == "draft":
        return GoalMonth(drafted, "draft")
    if held is None:
        return GoalMonth(drafted, "withdrawn")
    return GoalMonth(drafted, "replaced" if held.shares else "ended")


def months_to_come(goal: Goal, company: Company, at: datetime) -> tuple[MonthSplit, ...]:
    """
    Return the months, as drafted, that a change of now would count in.

    :raises NothingLeftToCount: if there is none.
    """
    earliest = takes_effect_on(at, company.tz)
    found = tuple(each for each in goal.months if in_force_from(Period.parse(each.month).first_on, earliest))
    if not found:
        raise NothingLeftToCount(period=goal.period, earliest=earliest.isoformat())
    return found


def check_to_come(month: str, company: Company, at: datetime) -> None:
    """
    Let a month pass in which a change of now would count.

    :raises MonthHasBegun: otherwise.
    """
    earliest = takes_effect_on(at, company.tz)
    if not in_force_from(Period.parse(month).first_on, earliest):
        raise MonthHasBegun(month=month, earliest=earliest.isoformat())
