"""Completing weights (权重补齐): pinned ones stay, the others share what is left in their old proportions."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from shared.domain.errors import DomainError
from shared.domain.numbers import largest_remainder

WHOLE: Final = 100


class PinNotWhole(DomainError):
    """A pinned weight is no whole percentage from 1 to 100."""

    kind, code = "invalid", "direction.pin_not_whole"
    zh = "指标“{kpi_id}”的固定权重必须是 1 到 100 的整数百分比，请修改。"
    en = "The pinned weight of “{kpi_id}” must be a whole percentage from 1 to 100. Change it."


class PinsAboveWhole(DomainError):
    """The pinned weights of a position make more than 100 %."""

    kind, code = "invalid", "direction.pins_above_whole"
    zh = "固定权重合计 {percent}%，不能超过 100%，请降低。"
    en = "The pinned weights add up to {percent} %. They may make 100 % at most; lower them."


class NobodyToScale(DomainError):
    """The pinned weights make less than 100 % and no other KPI is there to take the rest."""

    kind, code = "invalid", "direction.nobody_to_scale"
    zh = "固定权重合计 {percent}%，没有其他指标分担剩余权重；请把合计补到 100%，或保留一个其他指标。"
    en = (
        "The pinned weights add up to {percent} % and no other KPI takes the rest. Make them 100 %, or keep another "
        "KPI."
    )


def check_pins(pins: Mapping[str, int]) -> None:
    """
    Let pinned weights pass that can stand in one plan.

    :raises PinNotWhole: if one is no whole number from 1 to 100.
    :raises PinsAboveWhole: if they make more than 100 %.
    """
    for kpi_id, percent in pins.items():
        if isinstance(percent, bool) or not isinstance(percent, int) or not 1 <= percent <= WHOLE:
            raise PinNotWhole(kpi_id=kpi_id)
    if sum(pins.values()) > WHOLE:
        raise PinsAboveWhole(percent=sum(pins.values()))


def complete(weights: Mapping[str, int | Fraction], pins: Mapping[str, int]) -> dict[str, int]:
    """
    Return whole percents that make exactly 100: those of `pins`, and the rest in proportion to `weights`.

    Weights may be in any unit and have decimals; that of a pinned KPI does not count. The rest is cut by largest
    remainder, ties by KPI id in code-point order. A KPI for which no whole percent is left has 0: no plan takes
    that, so it is for the caller to drop it or to refuse.

    >>> complete({"new": 28, "event": 7, "offline": 30}, {"repurchase": 40, "cycle": 30})
    {'repurchase': 40, 'cycle': 30, 'new': 13, 'event': 3, 'offline': 14}

    :raises PinNotWhole: if a pin is no whole percentage from 1 to 100.
    :raises PinsAboveWhole: if the pins make more than 100 %.
    :raises NobodyToScale: if they make less and no other KPI has weight.
    """
    check_pins(pins)
    others = {kpi_id: weight for kpi_id, weight in weights.items() if kpi_id not in pins}
    rest = WHOLE - sum(pins.values())
    if not rest:
        return {**pins, **dict.fromkeys(others, 0)}
    if not any(others.values()):
        raise NobodyToScale(percent=WHOLE - rest)
    return {**pins, **largest_remainder(others, rest)}
