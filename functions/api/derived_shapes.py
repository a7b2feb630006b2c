"""What follows from a revenue goal (漏斗), in words: each proposal with its inputs, or why there is none."""

from datetime import timedelta
from fractions import Fraction
from typing import Final, Literal

from functions.edge.fields import Day
from functions.edge.models import Shape
from shared.domain.company import Company
from shared.domain.goals.goal import Goal
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.reasons import amount
from shared.domain.numbers import exact, quantize
from shared.usecases.goals.derive_goals import CLOSED_MONTHS, DerivedGoal, Funnel, FunnelInput, InputName

_NAMES: Final[dict[InputName, tuple[str, str]]] = {
    "average_order": ("客单价", "average order"),
    "lead_to_order_rate": ("线索成交率", "rate of leads that become customers"),
    "existing_share": ("老客户销售额占比", "share of revenue from existing customers"),
    "orders_each": ("每位客户在目标期间的订单数", "orders of each customer in the goal's months"),
    "customers": ("下过单的客户数", "customers who ordered"),
}


class InputShape(Shape):
    """A figure of the company over the closed months, the last day included; `n` counts the records behind it."""

    name: Literal["average_order", "lead_to_order_rate", "existing_share", "orders_each", "customers"]
    name_zh: str
    name_en: str
    value: str | None
    numerator: str | None
    denominator: str | None
    n: int
    first_on: Day
    last_on: Day


class DerivedGoalShape(Shape):
    """A goal that follows from another; the target is null where an input is unknown, and the sentence says which."""

    kpi: str
    kpi_name_zh: str
    kpi_name_en: str
    position: str
    target: str | None
    missing: list[str]
    inputs: list[InputShape]
    zh: str
    en: str


class DerivedShape(Shape):
    """What a goal asks of other positions: a proposal, nothing is kept. It `applies` to goals of revenue alone."""

    goal_id: str
    applies: bool
    zh: str
    en: str
    items: list[DerivedGoalShape]


def derived_shape(goal: Goal, funnel: Funnel, company: Company) -> DerivedShape:
    """Return what follows from a goal."""
    zh, en = (
        (
            f"按公司最近 {CLOSED_MONTHS} 个已结束月份推算，仅供制定目标时参考。",
            f"By the company's last {CLOSED_MONTHS} closed months. A proposal: nothing is set by it.",
        )
        if funnel.applies
        else (
            "只有销售额目标能按漏斗推导。请选择销售额目标。",
            "Only a goal of revenue can be worked back through the funnel. Choose one.",
        )
    )
    items = [_item(goal, each) for each in funnel.derived]
    return DerivedShape(goal_id=goal.id, applies=funnel.applies, zh=zh, en=en, items=items)


def _item(goal: Goal, derived: DerivedGoal) -> DerivedGoalShape:
    definition = CATALOGUE[derived.kpi_id]
    zh, en = _sentence(goal, derived)
    return DerivedGoalShape(
        kpi=definition.id,
        kpi_name_zh=definition.name_zh,
        kpi_name_en=definition.name_en,
        position=definition.position,
        target=None if derived.target is None else exact(derived.target),
        missing=list(derived.missing),
        inputs=[_input(each) for each in derived.inputs],
        zh=zh,
        en=en,
    )


def _input(each: FunnelInput) -> InputShape:
    name_zh, name_en = _NAMES[each.name]
    return InputShape(
        name=each.name,
        name_zh=name_zh,
        name_en=name_en,
        value=_text(each.value),
        numerator=_text(each.numerator),
        denominator=_text(each.denominator),
        n=each.n,
        first_on=each.first_on,
        last_on=each.until_on - timedelta(days=1),
    )


def _text(value: Fraction | None) -> str | None:
    return None if value is None else exact(value)


def _sentence(goal: Goal, derived: DerivedGoal) -> tuple[str, str]:
    if derived.missing:
        unknown = [_NAMES[each] for each in derived.missing]
        return (
            f"还不知道{'、'.join(zh for zh, _ in unknown)}，因此不提出目标。请先连接相应的数据源，或直接填写。",
            f"Unknown so far: {', '.join(en for _, en in unknown)}. Nothing is proposed. Connect what delivers it, "
            "or set a goal yourself.",
        )
    inputs = {each.name: each for each in derived.inputs}
    if derived.too_few or derived.target is None:
        customers = exact(inputs["customers"].value or 0)
        return (
            f"即使 {customers} 位客户全部留存也不够，因此不提出目标。请降低目标，或先开发新客户。",
            f"Even if all {customers} customers stay they are too few, so nothing is proposed. Lower the goal or win "
            "new ones.",
        )
    definition, revenue = CATALOGUE[derived.kpi_id], CATALOGUE["sales.revenue"]
    parts = [_part(each) for each in derived.inputs]
    zh, en = (amount(definition, derived.target, language, trim=True) for language in ("zh", "en"))
    whole_zh, whole_en = (amount(revenue, goal.target, language, trim=True) for language in ("zh", "en"))
    return (
        f"{definition.name_zh} {zh}：由目标 {whole_zh} 推算，{'，'.join(zh for zh, _ in parts)}，向上取整。",
        f"{definition.name_en} {en}: from the goal of {whole_en} by {', '.join(en for _, en in parts)}, rounded up.",
    )


def _part(each: FunnelInput) -> tuple[str, str]:
    value, (zh, en) = each.value or Fraction(0), _NAMES[each.name]
    is_share = each.name in ("lead_to_order_rate", "existing_share")
    text = f"{quantize(value * 100, 1):f}%" if is_share else exact(value, 2)
    return f"{zh} {text}（{each.n} 条记录）", f"{en} {text} ({each.n} records)"
