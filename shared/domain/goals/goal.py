"""A company goal with its months, and each person's part of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Literal

GoalState = Literal["draft", "published", "withdrawn"]
AnswerState = Literal["accepted", "proposed", "adopted", "declined"]
SeasonBasis = Literal["typed", "history", "workdays", "single"]


@dataclass(frozen=True, slots=True)
class SplitRule:
    """
    How a month is split over people: the parts of history, capacity and equal share, the cap and the rounding.

    The parts make 10 000 basis points. `cap_bp` is the most of the mean month of somebody's history, None for no
    cap. `round_to` is in the KPI's unit.
    """

    history_bp: int = 6000
    capacity_bp: int = 3000
    equal_bp: int = 1000
    cap_bp: int | None = 12_500
    round_to: Fraction | None = None
    ramp_bp: tuple[int, ...] = (2500, 5000, 7500, 10_000)


@dataclass(frozen=True, slots=True)
class Share:
    """
    One person's part of a month, in the KPI's unit, with what it was made from.

    `history` is the mean of the closed months before it, None without any; `capacity` is FTE × share of the position
    × ramp; `cap` the most that the rule gives. `flags` name what somebody should know (`no_history`,
    `capped`, `ramp`, `leave`, `left`, `typed`).
    """

    person_id: str
    target: Fraction
    history: Fraction | None = None
    capacity: Fraction = Fraction(1)
    cap: Fraction | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MonthSplit:
    """
    A month of a goal: what the company aims at, who takes which part, and what nobody takes (未分配).

    Of a KPI that adds up, the parts and the rest make the target exactly; any other is `copied` to everybody.
    """

    company_id: str
    goal_id: str
    kpi_id: str
    month: str
    target: Fraction
    shares: tuple[Share, ...]
    unallocated: Fraction = Fraction(0)
    copied: bool = False
    version: int = 1

    def target_of(self, person_id: str) -> Fraction | None:
        """Return a person's target of the month, None if they have no part in it."""
        return next((each.target for each in self.shares if each.person_id == person_id), None)


@dataclass(frozen=True, slots=True)
class GoalWarning:
    """What is to be thought about before a goal is published; `person_id` is empty where it is about no single one."""

    code: str
    person_id: str
    month: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Goal:
    """
    What the company wants of a KPI in a year, a quarter or a month (`period`).

    `months` are the split as it was drafted and published; what holds since is kept by month and may have been
    rebalanced. `position` is whose people take part. `indices` are the seasonal indices of the goal's months.
    `warnings` are of the draft as it was made.
    """

    id: str
    company_id: str
    kpi_id: str
    period: str
    position: str
    target: Fraction
    rule: SplitRule
    months: tuple[MonthSplit, ...]
    season: SeasonBasis = "single"
    indices: tuple[Fraction, ...] = ()
    state: GoalState = "draft"
    created_at: datetime | None = None
    created_by: str = ""
    published_at: datetime | None = None
    note: str = ""
    version: int = 1
    warnings: tuple[GoalWarning, ...] = ()
    withdrawn_at: datetime | None = None
    withdraw_reason: str = ""


@dataclass(frozen=True, slots=True)
class TargetAnswer:
    """
    What a person says to their part of a goal: accepted, or other figures by month (`proposed`), with the reason.

    `seen` are their targets by month as they stood when they said it.
    """

    company_id: str
    goal_id: str
    person_id: str
    state: AnswerState
    at: datetime
    proposed: Mapping[str, Fraction] = field(default_factory=dict)
    reason: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""
    decision_reason: str = ""
    version: int = 1
    seen: Mapping[str, Fraction] = field(default_factory=dict)

    def is_about(self, own: Mapping[str, Fraction]) -> bool:
        """
        Return whether these targets by month are still those that the answer was about.

        An adopted proposal is about the figures that it proposed.
        """
        meant = {**self.seen, **self.proposed} if self.state == "adopted" else self.seen
        return all(meant.get(month) == target for month, target in own.items())


def in_force_from(first_on: date, earliest_on: date) -> bool:
    """Return whether a month that begins on `first_on` is aimed at by what is published with effect `earliest_on`."""
    return first_on >= earliest_on
