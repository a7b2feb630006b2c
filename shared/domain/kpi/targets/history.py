"""Target proposals (目标建议): a typical month of those that are over, times a direction factor (发展方向).

A KPI whose target comes from history takes the median of the last three months, or of what there is. One with a
target of the library takes the month that is better than 60 % of the last twelve. Online traffic takes the last 28
days for as many as the month has. Months in which nothing could be measured are not part of the history; those
before the first record, or in which somebody joined, are none of theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import dropwhile
from typing import Literal

from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.lines import takes_target
from shared.domain.kpi.reasons import amount
from shared.domain.kpi.taking import Samples
from shared.domain.kpi.targets.methods import MOST_MONTHS, SET_ELSEWHERE, Method, method_of, percentile
from shared.domain.kpi.windows import Window
from shared.domain.numbers import exact
from shared.domain.periods import Period

Origin = Literal["history", "library", "none"]


@dataclass(frozen=True, slots=True)
class PastMonth:
    """A month that is over, with the value that it would be scored by and the records behind it."""

    month: str
    value: Fraction
    n: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """
    A target with the way to it.

    `typical` is what `method` takes from the window (from `first_on` up to, not including, `until_on`), before the
    factor; `history` are the measured months of the last twelve, oldest first, `used` those that it is made of.
    Without a usable history it is the library's, where it has one, and `origin` says so.
    """

    kpi_id: str
    target: Fraction | None
    origin: Origin
    method: Method
    zh: str
    en: str
    typical: Fraction | None = None
    first_on: date | None = None
    until_on: date | None = None
    history: tuple[PastMonth, ...] = ()
    used: tuple[str, ...] = ()


def propose_target(
    definition: KpiDefinition,
    source: Samples | Facts,
    person_id: str,
    month: Period,
    *,
    today: date,
    joined_on: date | None = None,
    factor: Fraction | None = None,
) -> Proposal:
    """
    Propose the target of a KPI for a person's month from what was measured before it and before `today`'s month.

    `factor` takes the place of the method's own; above 1 it asks for more, also where less is better.
    """
    method = method_of(definition)
    method = (
        method
        if factor is None
        else Method(method.basis, method.months, method.days, method.percentile, factor)
    )
    if definition.id in SET_ELSEWHERE:
        return Proposal(definition.id, None, "none", method, *SET_ELSEWHERE[definition.id])
    if method.basis == "trailing_days":
        return _from_days(definition, source, person_id, month, method, today, joined_on)
    last = min(month, Period.month_of(today), key=lambda each: each.first_on)
    months = [last.earlier(back) for back in range(MOST_MONTHS, 0, -1)]
    past = past_months(definition, source, person_id, months, joined_on)
    window = months[-method.months :]
    used = [each for each in past if each.month in {month.key for month in window}]
    if not used:
        return _without_history(definition, method, past)
    typical = percentile([each.value for each in used], _rank(definition, method))
    return _proposed(
        definition,
        method,
        typical,
        (Period.parse(used[0].month).first_on, window[-1].until_on),
        past,
        tuple(each.month for each in used),
    )


def past_months(
    definition: KpiDefinition,
    source: Samples | Facts,
    person_id: str,
    months: Sequence[Period],
    joined_on: date | None = None,
) -> tuple[PastMonth, ...]:
    """Return the months, oldest first, in which a value was measured, from the person's first record on."""
    whole = [month for month in months if joined_on is None or month.first_on >= joined_on]
    found = [(month, evaluate(definition, source, person_id, month)) for month in whole]
    begun = dropwhile(lambda each: each[1].n == 0, found)
    return tuple(
        PastMonth(month.key, each.value, each.n)
        for month, each in begun
        if each.value is not None and each.state in ("scored", "zero")
    )


def _rank(definition: KpiDefinition, method: Method) -> int:
    return method.percentile if definition.direction == "higher" else 100 - method.percentile


def _from_days(
    definition: KpiDefinition,
    source: Samples | Facts,
    person_id: str,
    month: Period,
    method: Method,
    today: date,
    joined_on: date | None,
) -> Proposal:
    """Take the last days before the month, or before today, for as many as the month has."""
    window = Window.rolling(method.days, min(today, month.first_on))
    found = evaluate(definition, source, person_id, Period.month_of(window.first_on), window)
    too_new = joined_on is not None and joined_on > window.first_on
    if too_new or found.n == 0 or found.value is None:
        return _without_history(definition, method, ())
    typical = found.value * (month.until_on - month.first_on).days / method.days
    return _proposed(definition, method, typical, (window.first_on, window.until_on), (), ())


def _proposed(
    definition: KpiDefinition,
    method: Method,
    typical: Fraction,
    window: tuple[date, date],
    past: tuple[PastMonth, ...],
    used: tuple[str, ...],
) -> Proposal:
    target = typical * method.factor if definition.direction == "higher" else typical / method.factor
    if _is_part_of_a_whole(definition, past):
        target = min(target, Fraction(1))
    if not takes_target(definition, definition.curve, target):
        return _without_history(definition, method, past)
    zh, en = _sentence(definition, method, typical, target, len(used))
    return Proposal(definition.id, target, "history", method, zh, en, typical, *window, past, used)


def _is_part_of_a_whole(definition: KpiDefinition, past: Sequence[PastMonth]) -> bool:
    """Whether more than 100 % is nobody's to reach: the value is a share, and never was more."""
    if definition.unit != "ratio" or definition.unit_zh != "%" or definition.of_target is not None:
        return False
    return definition.clamped or all(each.value <= 1 for each in past)


def _without_history(definition: KpiDefinition, method: Method, past: tuple[PastMonth, ...]) -> Proposal:
    default = definition.default_target
    if default is None:
        zh, en = (
            "没有可用的历史数据，请直接填写目标。",
            "There is no history to go by. Set a target yourself.",
        )
        return Proposal(definition.id, None, "none", method, zh, en, history=past)
    zh = f"没有可用的历史数据，先用该指标的默认目标 {amount(definition, default, 'zh', trim=True)}。"
    en = f"There is no history to go by. This is the KPI's default: {amount(definition, default, 'en', trim=True)}."
    return Proposal(definition.id, default, "library", method, zh, en, history=past)


def _sentence(
    definition: KpiDefinition, method: Method, typical: Fraction, target: Fraction, months: int
) -> tuple[str, str]:
    words = {
        "median": (
            f"最近 {months} 个已结束月份的中位数",
            f"The median of the last {months} months that are over",
        ),
        "percentile": (
            f"最近 {months} 个已结束月份中好过 {method.percentile}% 月份的水平",
            f"What is better than {method.percentile} % of the last {months} months that are over",
        ),
        "trailing_days": (
            f"最近 {method.days} 天折算到当月",
            f"The last {method.days} days for as many as the month has",
        ),
    }
    sign = "×" if definition.direction == "higher" else "÷"
    zh, en = words[method.basis]
    return tuple(  # type: ignore[return-value]
        f"{basis}{colon}{amount(definition, typical, language, trim=True)} {sign} {factor} "
        f"{exact(method.factor)} = {amount(definition, target, language, trim=True)}"
        for basis, colon, language, factor in (
            (zh, "：", "zh", "发展方向系数"),
            (en, ": ", "en", "direction factor"),
        )
    )
