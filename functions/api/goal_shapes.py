"""What goals and personal targets look like on the wire: figures in the KPI's unit, and every reason in words."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Final, Literal

from functions.edge.fields import DecimalText, Instant, MoneyValue, Spelling, unreadable
from functions.edge.models import Shape
from shared.domain.company import Company
from shared.domain.errors import DomainError
from shared.domain.goals.checks import OtherCurrency
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.money import EXPONENTS, Money
from shared.domain.numbers import exact, quantize
from shared.usecases.goals.months_that_count import MonthState

_MONEY: Final[Spelling] = MoneyValue.__metadata__[0]  # type: ignore[attr-defined]
_TEXT: Final = DecimalText(digits=40, places=6)
_FORM: Final = {"oneOf": [_MONEY.schema, {"type": "string", "pattern": _TEXT.pattern}]}


class MoneyWanted(DomainError):
    """A plain number is given for a KPI of money."""

    kind, code = "invalid", "goal.money_wanted"
    zh = '这个指标是金额，请写成 {{"amount": "1200.00", "currency": "{currency}"}}。'
    en = 'The KPI is an amount of money. Write {{"amount": "1200.00", "currency": "{currency}"}}.'


def _read(value: Any) -> Money | Decimal:
    if isinstance(value, str | Decimal):
        return _TEXT.read(value)
    if isinstance(value, dict | Money):
        read: Money = _MONEY.read(value)
        return read
    raise unreadable("应为金额，或文本形式的数字", "must be money, or a number as text")


Figure = Annotated[Money | Decimal, Spelling(_read, lambda value: value, _FORM)]
"""A figure that somebody types: money for a KPI of money, a decimal text for any other."""
Shown = Annotated[Any, Spelling(lambda value: value, lambda value: value, _FORM)]
"""A figure that is answered, in the same form."""


def figure_of(value: Money | Decimal, definition: KpiDefinition, company: Company, pointer: str) -> Fraction:
    """
    Return a typed figure in the KPI's unit.

    :raises MoneyWanted: if a plain number is given for a KPI of money.
    :raises OtherCurrency: if money is given in another currency than the company's, or for no KPI of money.
    """
    if isinstance(value, Decimal):
        if definition.unit == "money":
            raise MoneyWanted(pointer=pointer, currency=company.currency)
        return Fraction(value)
    if definition.unit != "money" or value.currency != company.currency:
        raise OtherCurrency(pointer=pointer, typed=value.currency, currency=company.currency)
    return Fraction(value.minor, 10 ** EXPONENTS.get(value.currency, 2))


def shown(definition: KpiDefinition, company: Company, value: Fraction) -> Any:
    """Return a figure as it is answered; of money, to the smallest unit."""
    if definition.unit != "money":
        return exact(value)
    places = EXPONENTS.get(company.currency, 2)
    return {"amount": f"{quantize(value, places):f}", "currency": company.currency}


class FlagShape(Shape):
    """What somebody should know about a share, in words."""

    code: str
    zh: str
    en: str


class ShareShape(Shape):
    """
    A person's part of a month with what it was made from.

    `history` is the mean of the closed months before it, null without any; `capacity` is a text of 1 for somebody who
    is there all month and full time; `cap` is the most that the rule gives, null for none.
    """

    person_id: str
    person_name: str
    target: Shown
    history: Shown | None
    capacity: str
    cap: Shown | None
    flags: list[FlagShape]


class MonthShape(Shape):
    """
    A month of a goal: parts and `unallocated` (未分配) make the target exactly, unless it is copied to everybody.

    `index` is the seasonal one. `counts` says whether the month's targets hold, or will once the goal is published;
    `has_begun` whether it has begun today. `hidden` counts people whose part the caller does not see.
    """

    month: str
    index: str
    target: Shown
    state: MonthState
    counts: bool
    has_begun: bool
    zh: str
    en: str
    unallocated: Shown
    shares: list[ShareShape]
    hidden: int
    version: int


class SeasonShape(Shape):
    """
    Where the seasonal indices come from, and why.

    `provisional` if they rest on the workdays of a year whose public holidays were not known yet.
    """

    basis: Literal["typed", "history", "workdays", "single"]
    provisional: bool
    zh: str
    en: str


class RuleShape(Shape):
    """The rule by which a month is split; `round_to` is in the KPI's unit."""

    history_bp: int
    capacity_bp: int
    equal_bp: int
    cap_bp: int | None
    round_to: str | None
    ramp_bp: list[int]


class GoalWarningShape(Shape):
    """What is to be thought about before a goal is published."""

    code: str
    person_id: str | None
    month: str
    zh: str
    en: str


class ProposedShape(Shape):
    """A figure for a month: one that somebody proposes, or saw."""

    month: str
    target: Shown


class AnswerShape(Shape):
    """
    What a person said to their part, and what was decided about it.

    `seen` are their targets as they stood when they said it; `is_current` says whether they still stand so, or as
    adopted: after a rebalance an acceptance is one of other figures.
    """

    person_id: str
    state: Literal["accepted", "proposed", "adopted", "declined"]
    at: Instant
    proposed: list[ProposedShape]
    reason: str
    decided_at: Instant | None
    decided_by: str | None
    decision_reason: str
    seen: list[ProposedShape]
    is_current: bool
    version: int


class GoalRowShape(Shape):
    """A goal as lists have it; `measured_by` is the KPI by which its people are measured."""

    id: str
    kpi: str
    kpi_name_zh: str
    kpi_name_en: str
    measured_by: str
    period: str
    position: str
    target: Shown
    state: Literal["draft", "published", "withdrawn"]
    state_zh: str
    note: str
    created_at: Instant | None
    created_by: str
    published_at: Instant | None
    withdrawn_at: Instant | None
    withdraw_reason: str
    version: int


class GoalShape(GoalRowShape):
    """
    The whole cascade of a goal: months, people, and what nobody takes (未分配), of each month and of all of them.

    A KPI that does not add up is `copied` to everybody. `warnings` are those of the draft as it was made.
    """

    copied: bool
    rule: RuleShape
    season: SeasonShape
    unallocated: Shown
    months: list[MonthShape]
    warnings: list[GoalWarningShape]
    answers: list[AnswerShape]
