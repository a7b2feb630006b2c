"""How hypothetical changes come in and go out, and the step that brings a line to 100 points."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from functions.edge.fields import Day, DecimalText, MoneyValue, Text
from functions.edge.models import Body, Shape
from shared.domain.errors import DomainError
from shared.domain.kpi.steps.changes import Add, Change, Remove
from shared.domain.kpi.steps.step import NO_SINGLE_STEP, Step
from shared.domain.money import EXPONENTS, LARGEST_MINOR, Money, NotMoney
from shared.domain.numbers import quantize

MOST_OF_ONE = 200
Name = Annotated[str, Text(200)]
Kind = Annotated[str, Text(60)]
Count = Annotated[int, Field(ge=1, le=MOST_OF_ONE)]
Mark = Annotated[Decimal, DecimalText(digits=2, places=2, least=Decimal(0), most=Decimal(10))]
Hours = Annotated[Decimal, DecimalText(digits=3, places=2, least=Decimal(0), most=Decimal(500))]
Rate = Annotated[Decimal, DecimalText(digits=7, places=12, least=Decimal(0))]


class NotOneChange(DomainError):
    """A change neither adds nor leaves out, or does both; or it leaves out neither a record nor a type."""

    kind, code = "invalid", "what_if.not_one_change"
    zh = "每项变化只能二选一：add 或 remove；remove 里只能是 event_id 或 type。"
    en = "Each change has either “add” or “remove”, and a removal either “event_id” or “type”."


class AmountBelowZero(DomainError):
    """An imagined amount is negative."""

    kind, code = "invalid", "what_if.amount_negative"
    zh = "试算的金额不能为负数，请填写正数；去掉记录请用 remove。"
    en = "An imagined amount cannot be negative. To leave a record out, use “remove”."


class NoRateGiven(DomainError):
    """An imagined amount is in another currency and came without a rate."""

    kind, code = "invalid", "what_if.no_exchange_rate"
    zh = "金额币种为 {currency}，请同时填写折算成 {home} 的汇率 rate。"
    en = "The amount is in {currency}. Give its “rate” to {home} as well."


class AddBody(Body):
    """
    Records to imagine, credited to the person: `count` of a canonical type, each with all that lets it count.

    `kpi` makes them those that this KPI waits for. `amount` is of each; a foreign one needs its `rate`. `customer` is
    `new`, `existing`, or one that the company knows. `on` is by default today, or the last day of a period that is
    over.
    """

    type: Kind
    count: Count = 1
    kpi: Kind | None = None
    amount: MoneyValue | None = None
    rate: Rate | None = None
    customer: Name | None = None
    on: Day | None = None
    days: Annotated[int, Field(ge=0, le=1000)] | None = None
    hours: Hours | None = None
    minutes: Annotated[int, Field(ge=0, le=1440)] | None = None
    mark: Mark | None = None
    quantity: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = None


class RemoveBody(Body):
    """Records to imagine away: one by its id, or `count` of a type, the least favourable ones first."""

    event_id: Name | None = None
    type: Kind | None = None
    count: Count = 1
    kpi: Kind | None = None


class ChangeBody(Body):
    """One change: exactly one of both."""

    add: AddBody | None = None
    remove: RemoveBody | None = None


class AddShape(Shape):
    """Records to add, as a what-if takes them."""

    type: str
    count: int
    kpi: str | None = None
    amount: MoneyValue | None = None
    customer: str | None = None
    on: Day | None = None
    days: int | None = None
    hours: Hours | None = None
    minutes: int | None = None
    mark: Mark | None = None
    quantity: int | None = None


class RemoveShape(Shape):
    """Records to leave out, as a what-if takes them."""

    event_id: str | None = None
    type: str | None = None
    count: int
    kpi: str | None = None


class ChangeShape(Shape):
    """One change, as a what-if takes it."""

    add: AddShape | None = None
    remove: RemoveShape | None = None


class StepShape(Shape):
    """
    The smallest step to 100 points: `count` records, of `amount` each, in `unit`.
    Sent to a what-if, `changes` prove it.

    Where there is no single step, `code` and `sentence` say why, and there are no changes.
    """

    code: str
    sentence: str
    count: int | None
    amount: MoneyValue | None
    unit: str
    changes: list[ChangeShape]


def change_of(body: ChangeBody, currency: str, number: int) -> Change:
    """
    Return the change that a body asks for, amounts in the company's currency.

    :raises NotOneChange: unless it is exactly one.
    :raises AmountBelowZero: on a negative amount.
    :raises NoRateGiven: on a foreign amount without a rate.
    """
    pointer = f"/changes/{number}"
    if (body.add is None) == (body.remove is None):
        raise NotOneChange(pointer=pointer)
    if body.remove is not None:
        if (body.remove.event_id is None) == (body.remove.type is None):
            raise NotOneChange(pointer=f"{pointer}/remove")
        left_out = body.remove
        return Change(
            remove=Remove(
                event_id=left_out.event_id, type=left_out.type, count=left_out.count, kpi=left_out.kpi
            )
        )
    assert body.add is not None
    add = body.add
    return Change(
        add=Add(
            type=add.type,
            count=add.count,
            kpi=add.kpi,
            amount=_amount(add, currency, f"{pointer}/add/amount"),
            customer=add.customer,
            on=add.on,
            days=add.days,
            hours=add.hours,
            minutes=add.minutes,
            mark=add.mark,
            quantity=add.quantity,
        )
    )


def step_shape(step: Step, currency: str, language: str) -> StepShape:
    """Return a step in the caller's language."""
    amount = None if step.amount is None else _money(step.amount, currency)
    return StepShape(
        code=step.code,
        sentence=step.en if language == "en" else step.zh,
        count=step.count,
        amount=amount,
        unit="" if step.code in NO_SINGLE_STEP else step.unit_en if language == "en" else step.unit_zh,
        changes=[change_shape(each, currency) for each in step.changes],
    )


def change_shape(change: Change, currency: str) -> ChangeShape:
    """Return a change as a what-if takes it."""
    add, remove = change.add, change.remove
    return ChangeShape(
        add=None
        if add is None
        else AddShape(
            type=add.type,
            count=add.count,
            kpi=add.kpi,
            amount=None if add.amount is None else _money(add.amount, currency),
            customer=add.customer,
            on=add.on,
            days=add.days,
            hours=add.hours,
            minutes=add.minutes,
            mark=add.mark,
            quantity=add.quantity,
        ),
        remove=None
        if remove is None
        else RemoveShape(event_id=remove.event_id, type=remove.type, count=remove.count, kpi=remove.kpi),
    )


def _amount(body: AddBody, home: str, pointer: str) -> Decimal | None:
    money = body.amount
    if money is None:
        return None
    if money.minor < 0:
        raise AmountBelowZero(pointer=pointer)
    if money.currency == home:
        return Decimal(money.amount)
    if not body.rate:
        raise NoRateGiven(pointer=pointer, currency=money.currency, home=home)
    exponent = EXPONENTS.get(home, 2)
    amount = quantize(Decimal(money.amount) * body.rate, exponent)
    if amount.scaleb(exponent) > LARGEST_MINOR:
        raise NotMoney(pointer=pointer, text=f"{money.amount} × {body.rate}"[:40])
    return amount


def _money(amount: Decimal, currency: str) -> Money:
    return Money(int(amount.scaleb(EXPONENTS.get(currency, 2))), currency)
