"""What people are told about a switch of direction and about its undoing: before and after, for each of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Final

from shared.domain.company import Company
from shared.domain.direction.changes import LineChange, in_short
from shared.domain.direction.switch import DirectionSwitch, DirectionTemplate
from shared.domain.ids import new_id
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.plans import PlanVersion
from shared.domain.kpi.scorecard import Scorecard
from shared.domain.messages import Message
from shared.domain.people import Person
from shared.usecases.direction.foresee import Prospect
from shared.usecases.direction.standing_goals import Standing, moves_target, spoken_months

WEEKDAYS = "一二三四五六日"
Months = Mapping[str, tuple[str, ...]]
"""Months in which somebody has an assigned target, by KPI."""
Pair = tuple[str, str]
"""A text in Chinese and in English."""
NOTHING_MOVES: Final[Pair] = ("权重和目标都不变", "weights and targets stay as they are")


@dataclass(frozen=True, slots=True)
class Replaced:
    """A position's plan before and after, both with every target written out."""

    position: str
    before: PlanVersion
    after: PlanVersion


def tell_switch(prospect: Prospect, company: Company, name: str, at: datetime) -> list[Message]:
    """Return a message for everybody whose plan changes: weights, targets and, where there are any, totals."""
    replaced = [Replaced(each.position, each.before, each.after) for each in prospect.moving]
    return [
        Message(
            new_id("msg", at),
            company.id,
            each.person.id,
            "direction.switched",
            prospect.switch_id,
            at,
            {
                "name": name,
                **_named(prospect.direction),
                "from": prospect.from_on.isoformat(),
                **_texts(
                    "changes",
                    _changes(
                        replaced,
                        each.positions,
                        company,
                        prospect.kpis.catalogue,
                        prospect.standing.get(each.person.id, {}),
                    ),
                ),
                **_texts("totals", _totals(prospect, each.old, each.prorated or each.new)),
                **_totals_plain(each.old, each.new, each.final),
            },
        )
        for each in prospect.touched
    ]


def tell_undo(
    switch: DirectionSwitch,
    direction: DirectionTemplate,
    replaced: Sequence[Replaced],
    people: Iterable[Person],
    standing: Standing,
    company: Company,
    name: str,
    reason: str,
    catalogue: Mapping[str, KpiDefinition],
    at: datetime,
) -> list[Message]:
    """
    Return a message for each of `people`: what they are measured by again, and why.

    Whoever came to a position since the switch reads of the positions that they hold now.
    """
    return [
        Message(
            new_id("msg", at),
            company.id,
            each.id,
            "direction.undone",
            switch.id,
            at,
            {
                "name": name,
                **_named(direction),
                "from": switch.from_on.isoformat(),
                **_texts(
                    "changes",
                    _changes(
                        replaced,
                        _held(each, switch, company, at),
                        company,
                        catalogue,
                        standing.get(each.id, {}),
                    ),
                ),
                "reason": reason,
            },
        )
        for each in people
    ]


def _held(person: Person, switch: DirectionSwitch, company: Company, at: datetime) -> Mapping[str, int]:
    """Return the positions of a person on the day of a switch or, if that is over, today as well."""
    today = max(switch.from_on, at.astimezone(company.tz).date())
    return {**person.positions_on(switch.from_on), **person.positions_on(today)}


def weekday_of(day: date) -> Pair:
    """
    Return a date with its weekday.

    >>> weekday_of(date(2026, 3, 30))
    ('3月30日（周一）', 'Mon 30 Mar')
    """
    return f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）", f"{day:%a} {day.day} {day:%b}"


def _named(direction: DirectionTemplate) -> dict[str, Any]:
    return {"template_zh": direction.name_zh, "template_en": direction.name_en}


def _texts(field: str, pair: Pair) -> dict[str, str]:
    return {f"{field}_zh": pair[0], f"{field}_en": pair[1]}


def _changes(
    replaced: Sequence[Replaced],
    positions: Mapping[str, int],
    company: Company,
    catalogue: Mapping[str, KpiDefinition],
    standing: Months,
) -> Pair:
    """Return what moves for who holds these positions; of a KPI with an assigned target, that this one stays."""
    mine = [each for each in replaced if each.position in positions]
    parts = []
    for each in mine:
        moves = list(moves_between(each))
        told = [change for change in (_less_assigned(one, standing) for one in moves) if change.moves]
        if told:
            parts.append(_of_position(each.position, told, company, catalogue, named=len(mine) > 1))
        stays = [one.kpi_id for one in moves if one.kpi_id in standing and moves_target(one)]
        parts += [_stays(catalogue[kpi_id], standing[kpi_id]) for kpi_id in stays]
    return ("；".join(zh for zh, _ in parts), "; ".join(en for _, en in parts)) if parts else NOTHING_MOVES


def _less_assigned(change: LineChange, standing: Months) -> LineChange:
    return replace(change, after_target=change.before_target) if change.kpi_id in standing else change


def _stays(definition: KpiDefinition, months: Sequence[str]) -> Pair:
    zh, en = spoken_months(months)
    return (
        f"{definition.name_zh} 的目标由公司目标分配（{zh}），不随之改变",
        f"{definition.name_en}: the target that a company goal assigned ({en}) stays",
    )


def _of_position(
    position: str,
    moved: Sequence[LineChange],
    company: Company,
    catalogue: Mapping[str, KpiDefinition],
    *,
    named: bool,
) -> Pair:
    known = company.catalogue.positions.get(position)
    zh_name, en_name = (f"{known.zh}：", f"{known.en}: ") if named and known else ("", "")
    return zh_name + in_short(moved, catalogue, "zh-CN"), en_name + in_short(moved, catalogue, "en")


def moves_between(replaced: Replaced) -> Iterable[LineChange]:
    """Yield the KPIs of two versions, whichever way: what was switched on, or what was taken back."""
    old = {line.kpi_id: line for line in replaced.before.lines}
    new = {line.kpi_id: line for line in replaced.after.lines}
    for kpi_id in dict.fromkeys((*new, *old)):
        before, after = old.get(kpi_id), new.get(kpi_id)
        yield LineChange(
            kpi_id,
            None if before is None else Fraction(before.weight_bp, 100),
            None if after is None else Fraction(after.weight_bp, 100),
            None if before is None else before.target,
            None if after is None else after.target,
            "completed",
        )


def _totals(prospect: Prospect, old: Scorecard | None, new: Scorecard | None) -> Pair:
    if old is None or new is None or old.total is None or new.total is None:
        return "", ""
    month = prospect.month.key
    before, after = old.shown, new.shown
    assert before is not None and after is not None
    how_zh, how_en = ("折算", "prorated") if prospect.in_running else ("按新方案", "under the new plan")
    return (
        f"按 {month} 至今的数据试算：旧方案 {before.total} 分，{how_zh} {after.total} 分。",
        f"With the data of {month} so far: {before.total} points under the old plan, {after.total} {how_en}.",
    )


def _totals_plain(
    old: Scorecard | None, new: Scorecard | None, final: Scorecard | None
) -> dict[str, str | None]:
    cards = {"old_total": old, "new_total": new, "final_total": final}
    return {
        name: None if card is None or card.total is None else str(card.total) for name, card in cards.items()
    }
