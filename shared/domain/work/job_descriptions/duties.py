"""Which duties a job description (岗位说明书) lists: core ones, auxiliary ones, and the rest of the logged time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from shared.domain.numbers import largest_remainder
from shared.domain.work.duties.activities import Catalogue
from shared.domain.work.duties.distribution import Distribution
from shared.domain.work.duties.matrix import DutyClass
from shared.domain.work.duties.positions import Position, Responsibility
from shared.domain.work.job_descriptions.lines import DutyLine, Goal, KpiLine

MOST_DUTIES: Final = 8
"""Core duties, and auxiliary duties, that a description lists at most."""
OTHER: Final = "other"
_TAKEN_ON: Final[Mapping[DutyClass, tuple[str, str]]] = {
    DutyClass.CORE: ("承担", "Take on"),
    DutyClass.AUXILIARY: ("协助", "Help with"),
}


@dataclass(frozen=True, slots=True)
class Grounds:
    """
    What the duties are chosen by: the logged time by activity, the classes of the person's duties and those of
    them that HR `decided`, the scorecard and the agreed goals.
    """

    distribution: Distribution
    classes: Mapping[str, DutyClass]
    decided: frozenset[str]
    kpis: Sequence[KpiLine]
    goals: Sequence[Goal]


@dataclass(frozen=True, slots=True)
class Duties:
    """Core and auxiliary lines and the rest (其他); their minutes add up to what was logged."""

    core: tuple[DutyLine, ...]
    auxiliary: tuple[DutyLine, ...]
    rest: DutyLine


def duties_of(grounds: Grounds, held: Sequence[Position], catalogue: Catalogue) -> Duties:
    """
    Return the duties of somebody who holds these positions, the largest first.

    A core line of a position is listed even without a minute, any other only if it was logged; a duty that is
    redundant all through is not listed. Work of other positions stands beside one's own lines. At most eight
    core lines, in the order of the positions, and eight auxiliary ones, by minutes; all other time is the rest.
    """
    lines = [
        _line(each, grounds, catalogue)
        for each in _responsibilities(grounds, held, catalogue)
        if _is_listed(each, grounds)
    ]
    core = [line for line in lines if line.duty_class is DutyClass.CORE][:MOST_DUTIES]
    others = [line for line in lines if line.duty_class is not DutyClass.CORE]
    auxiliary = sorted(others, key=lambda line: (-line.minutes, line.id))[:MOST_DUTIES]
    logged = grounds.distribution
    rest = DutyLine(
        OTHER,
        "其他",
        minutes=logged.total_minutes - sum(line.minutes for line in (*core, *auxiliary)),
        count=logged.total_count - sum(line.count for line in (*core, *auxiliary)),
        text_en="Other",
    )
    percents = _percents((*core, *auxiliary, rest))
    return Duties(
        tuple(replace(line, percent=percents.get(line.id)) for line in core),
        tuple(replace(line, percent=percents.get(line.id)) for line in auxiliary),
        replace(rest, percent=percents.get(OTHER)),
    )


def _responsibilities(
    grounds: Grounds, held: Sequence[Position], catalogue: Catalogue
) -> list[Responsibility]:
    """The lines of the positions held, each activity in one line only, then other positions' work beside them."""
    taken: set[str] = set()
    found = []
    for each in (each for position in held for each in position.responsibilities):
        free = tuple(activity for activity in each.activities if activity not in taken)
        taken.update(free)
        found.append(replace(each, activities=free))
    beside = [
        _beside(activity, duty_class, catalogue)
        for activity, duty_class in sorted(grounds.classes.items())
        if duty_class in _TAKEN_ON and activity not in taken and activity in catalogue
    ]
    return [*found, *beside]


def _beside(activity: str, duty_class: DutyClass, catalogue: Catalogue) -> Responsibility:
    (zh, en), known = _TAKEN_ON[duty_class], catalogue[activity]
    return Responsibility(
        activity, f"{zh}{known.zh}", (activity,), en=f"{en} {known.en[:1].lower()}{known.en[1:]}"
    )


def _is_listed(each: Responsibility, grounds: Grounds) -> bool:
    logged = {line.key for line in grounds.distribution.lines}
    met = [grounds.classes[activity] for activity in each.activities if activity in grounds.classes]
    is_redundant = bool(met) and all(found is DutyClass.REDUNDANT for found in met)
    return (each.core or not logged.isdisjoint(each.activities)) and not is_redundant


def _line(each: Responsibility, grounds: Grounds, catalogue: Catalogue) -> DutyLine:
    parts = [line for line in grounds.distribution.lines if line.key in each.activities]
    is_core = each.core or any(grounds.classes.get(key) is DutyClass.CORE for key in each.activities)
    fed = each.kpis(catalogue)
    zh, en = _target(each, grounds)
    return DutyLine(
        id=each.id,
        text=each.zh,
        duty_class=DutyClass.CORE if is_core else DutyClass.AUXILIARY,
        target=zh,
        minutes=sum(part.minutes for part in parts),
        count=sum(part.count for part in parts),
        kpis=tuple(line.zh for line in grounds.kpis if line.kpi_id in fed),
        activities=each.activities,
        decided=not grounds.decided.isdisjoint(each.activities),
        text_en=each.en,
        target_en=en,
    )


def _target(each: Responsibility, grounds: Grounds) -> tuple[str, str]:
    agreed = {line.kpi_id: (line.target, line.target_en) for line in grounds.kpis}
    agreed |= {goal.kpi_id: (goal.zh, goal.en) for goal in grounds.goals}
    return next((agreed[kpi] for kpi in each.goal_kpis if kpi in agreed), ("", ""))


def _percents(lines: Sequence[DutyLine]) -> dict[str, int]:
    minutes = {line.id: line.minutes for line in lines}
    return largest_remainder(minutes, 100) if any(minutes.values()) else {}
