"""The smallest step (最小改进) that brings a line to 100 points: one sentence, and the changes that prove it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from shared.domain.kpi.curves import ON_TARGET
from shared.domain.kpi.definition import REVENUE_TYPES, KpiDefinition
from shared.domain.kpi.evaluated import Evaluation
from shared.domain.kpi.in_force import LineInForce
from shared.domain.kpi.reasons import amount as amount_in_words
from shared.domain.kpi.steps.changes import Add, Change, Remove
from shared.domain.kpi.steps.lever import Lever
from shared.domain.kpi.steps.levers import LEVERS
from shared.domain.kpi.steps.moves import Move, smallest_move
from shared.domain.kpi.steps.standing import Standing
from shared.domain.kpi.surveys import HIGHEST_MARK
from shared.domain.numbers import exact

HIGHEST_RECOMMENDATION = Fraction(10)
ADD, INSTEAD, SAMPLE = "step.add", "step.instead", "step.sample"
COMPANY, TWO_FIGURES = "step.company", "step.two_figures"
SHARED, OUT_OF_REACH = "step.shared", "step.out_of_reach"
NO_SINGLE_STEP: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        COMPANY: (
            "没有单独一步：这是全公司的指标，不是一个人能完成的。",
            "No single step: this figure is the whole company's, not one person's.",
        ),
        TWO_FIGURES: (
            "没有单独一步：结果同时取决于售价和成本。",
            "No single step: it depends on both price and cost.",
        ),
        SHARED: (
            "没有单独一步：部分记录由多人分担，每条占的份额不同。",
            "No single step: some records are shared with others, each in its own proportion.",
        ),
        OUT_OF_REACH: (
            "没有单独一步：本期内已无法只靠一类记录达到 100 分。",
            "No single step: no one kind of record reaches 100 points in this period any more.",
        ),
    }
)
"""Why there is no single step, by code: such a step has no count, no amount and no changes."""


@dataclass(frozen=True, slots=True)
class Step:
    """
    What would bring a line to 100 points.

    `count` records, of `amount` each where it is about money (whole major units), in words and as the changes that
    a what-if takes. With one record less, or one unit of the amount, it is below 100.
    """

    kpi_id: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    count: int | None = None
    amount: Decimal | None = None
    unit_zh: str = ""
    unit_en: str = ""
    changes: tuple[Change, ...] = ()

    @property
    def zh(self) -> str:
        """The sentence in Chinese."""
        return self._sentence(0)

    @property
    def en(self) -> str:
        """The sentence in English."""
        return self._sentence(1)

    def _sentence(self, language: int) -> str:
        lever = LEVERS.get(self.kpi_id)
        if self.code in NO_SINGLE_STEP or lever is None:
            return NO_SINGLE_STEP.get(self.code, NO_SINGLE_STEP[OUT_OF_REACH])[language]
        words = (lever.instead_zh, lever.instead_en) if self.code == INSTEAD else (lever.zh, lever.en)
        head = ("样本不足，", "The sample is too small. ") if self.code == SAMPLE else ("", "")
        tail = ("，达到 {aim_zh}", ", to reach {aim_en}")
        return (head[language] + words[language] + tail[language]).format(**self.params)


def step_to_target(
    definition: KpiDefinition,
    line: LineInForce,
    evaluation: Evaluation,
    points: Fraction | None,
    target: Fraction | None,
) -> Step | None:
    """
    Return the smallest step of a line that lost points, or that lacks nothing but records to be scored.

    `line` and `evaluation` are as they are scored. None where nothing was lost or measured, and for KPIs that the
    library does not have.
    """
    lever = LEVERS.get(definition.id)
    if lever is None or target is None or not _is_wanted(evaluation, points):
        return None
    if lever.family == "none":
        return Step(definition.id, COMPANY if lever.why == "company" else TWO_FIGURES)
    standing = Standing.of(definition, line, evaluation)
    move = None if standing is None else smallest_move(lever, standing)
    if standing is None or move is None:
        counts_cases = lever.by_share or bool(lever.instead)
        is_shared = standing is not None and counts_cases and standing.is_shared
        none = Step(definition.id, SHARED if is_shared else OUT_OF_REACH)
        return none if evaluation.state != "na" else None
    return _told(lever, standing, move, _day_of(line, definition))


def _is_wanted(evaluation: Evaluation, points: Fraction | None) -> bool:
    if points is not None:
        return points < ON_TARGET
    is_hidden = evaluation.n > 0 and not evaluation.event_ids
    return evaluation.reason == "kpi.sample_too_small" and not is_hidden


def _day_of(line: LineInForce, definition: KpiDefinition) -> date | None:
    """Return the last day on which a record counts, where that is not any day of the period."""
    if line.active is None or definition.window != "period":
        return None
    return line.active.until_on - timedelta(days=1)


def _told(lever: Lever, standing: Standing, move: Move, on: date | None) -> Step:
    definition = standing.definition
    many = move.count > 1
    number = move.quantity if lever.family == "quantity" else move.count
    params = {
        "count": f"{number:,}",
        "s": "s" if (number or 0) > 1 else "",
        "each_zh": "每单" if many else "",
        "each_en": " each" if many else "",
        "aim_zh": amount_in_words(definition, standing.aim, "zh", trim=True),
        "aim_en": amount_in_words(definition, standing.aim, "en", trim=True),
    }
    if definition.unit == "ratio":  # the unit's words may be those of an assigned amount
        percent = f"{exact(standing.aim * 100, 4)}%"
        params |= {"aim_zh": percent, "aim_en": percent}
    if move.amount is not None:
        params["amount"] = f"{move.amount:,}"
    if move.took is not None:
        params |= {"days": exact(move.took), "hours": exact(move.took)}
    if move.quantity is not None:
        params["quantity"] = f"{move.quantity:,}"
    mark = _mark(lever)
    if mark is not None:
        params["mark"] = exact(mark)
    code = SAMPLE if standing.evaluation.state == "na" else INSTEAD if move.replaces else ADD
    return Step(
        definition.id,
        code,
        params,
        count=number,
        amount=None if move.amount is None else Decimal(move.amount),
        unit_zh=lever.unit_zh,
        unit_en=lever.unit_en,
        changes=_changes(lever, standing, move, on),
    )


def _changes(lever: Lever, standing: Standing, move: Move, on: date | None) -> tuple[Change, ...]:
    if lever.by_removal:
        return (Change(remove=Remove(type=lever.type, count=move.count, kpi=lever.kpi_id)),)
    in_days = standing.definition.unit == "days"
    took, mark = move.took, _mark(lever)
    add = Add(
        _type(lever, standing.evaluation),
        move.count,
        kpi=lever.kpi_id if lever.kpi else None,
        amount=None if move.amount is None else Decimal(move.amount),
        customer=lever.customer,
        on=on,
        days=int(took) if took is not None and in_days else None,
        hours=Decimal(exact(took)) if took is not None and not in_days else None,
        mark=None if mark is None else Decimal(exact(mark)),
        quantity=move.quantity,
    )
    if not move.replaces:
        return (Change(add=add),)
    return Change(remove=Remove(type=lever.instead, count=move.count, kpi=lever.kpi_id)), Change(add=add)


def _type(lever: Lever, evaluation: Evaluation) -> str:
    """Return the type of the records; what is sold is a won deal where deals are the source of revenue."""
    from_deals = not REVENUE_TYPES & set(evaluation.types) and "deal.won" in evaluation.types
    return "deal.won" if lever.type in REVENUE_TYPES and from_deals else lever.type


def _mark(lever: Lever) -> Fraction | None:
    """Return the mark that an imagined answer carries: the best one of its scale."""
    if lever.type != "survey.responded" or lever.most == 1:
        return None
    return HIGHEST_RECOMMENDATION if lever.best > HIGHEST_MARK else lever.best
