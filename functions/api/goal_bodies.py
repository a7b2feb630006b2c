"""What callers send about goals: a new one with its rule, and what is to become of one."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from functions.api.goal_shapes import Figure
from functions.api.people import PositionName
from functions.edge.fields import DecimalText, Id, Text, Version
from functions.edge.models import Body
from shared.domain.goals import checks
from shared.domain.goals.goal import SplitRule
from shared.domain.goals.rebalance import PersonTwice

Parts = Annotated[int, Field(ge=0, le=10_000)]
Index = Annotated[Decimal, DecimalText(digits=2, places=6)]
Reason = Annotated[str, Text(500, lines=True)]


class RuleBody(Body):
    """
    How a month is split: the parts of history, capacity and equal share in basis points, which make 10 000.

    `cap_bp` is the most of the mean month of somebody's history, null for no cap; `ramp_bp` the capacity of a new
    hire month by month; `round_to` the unit of parts and months, in the KPI's unit.
    """

    history_bp: Parts = 6000
    capacity_bp: Parts = 3000
    equal_bp: Parts = 1000
    cap_bp: Annotated[int, Field(ge=1, le=checks.HIGHEST_CAP_BP)] | None = 12_500
    round_to: Annotated[Decimal, DecimalText(digits=12, places=6)] | None = None
    ramp_bp: Annotated[
        list[Parts],
        Field(max_length=checks.LONGEST_RAMP, default_factory=lambda: list(SplitRule().ramp_bp)),
    ]


class NewGoal(Body):
    """
    What the company wants of a KPI in a year (`2027`), a quarter or a month.

    The target is money for a KPI of money, a decimal text for any other. Without a position the goal is for those
    whom the KPI measures; without the 12 `indices`, whose sum is 12, the season is read from the company's history.
    """

    kpi: Id
    period: Annotated[str, Field(pattern="^(19|2[01])[0-9]{2}(-(0[1-9]|1[0-2]|Q[1-4]))?$")]
    target: Figure
    position: PositionName | None = None
    rule: Annotated[RuleBody, Field(default_factory=RuleBody)]
    indices: Annotated[list[Index], Field(min_length=12, max_length=12)] | None = None
    note: Annotated[str, Text(500, lines=True)] | None = None


class SeenVersion(Body):
    """The version of the goal that the caller saw."""

    version: Version


class Withdrawal(Body):
    """Why a goal is withdrawn, and the version of it that the caller saw."""

    version: Version
    reason: Reason


class TypedFigure(Body):
    """A person's figure as somebody types it."""

    person_id: Id
    target: Figure


class Shift(Body):
    """Figures that hold from now on and why; the others share the rest. `version` is that of the month."""

    version: Version
    targets: Annotated[list[TypedFigure], Field(min_length=1, max_length=200)]
    reason: Reason


def check_once(figures: list[TypedFigure]) -> None:
    """
    Let figures pass that are for as many people.

    :raises PersonTwice: if somebody has two.
    """
    people = [each.person_id for each in figures]
    for number, person_id in enumerate(people):
        if person_id in people[:number]:
            raise PersonTwice(pointer=f"/targets/{number}/person_id")


def rule_of(body: RuleBody) -> SplitRule:
    """Return a rule as it was typed."""
    return SplitRule(
        history_bp=body.history_bp,
        capacity_bp=body.capacity_bp,
        equal_bp=body.equal_bp,
        cap_bp=body.cap_bp,
        round_to=None if body.round_to is None else Fraction(body.round_to),
        ramp_bp=tuple(body.ramp_bp),
    )
