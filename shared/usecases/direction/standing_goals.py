"""Targets out of company goals that stand whatever a switch does to the plan: who has one, and in which months."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every, load
from shared.domain.direction.changes import LineChange, figure
from shared.domain.goals.checks import measured_by
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.lines import PlanWarning
from shared.domain.people import Person
from shared.domain.periods import Period

Standing = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Months (`YYYY-MM`) of assigned targets, by person and KPI."""


def standing_goals(company_id: str, changes: Iterable[LineChange], from_on: date) -> Standing:
    """
    Return who was assigned a target, from the month of `from_on` on, for a KPI whose plan target becomes another one.

    Nothing is read if no target does.
    """
    moved = {each.kpi_id for each in changes if moves_target(each)}
    first, refs_of_months = Period.month_of(from_on).key, {}
    for goal in every(refs.goals(company_id)) if moved else ():
        if measured_by(goal.kpi_id) in moved and goal.state != "draft":
            for each in goal.months:
                if each.month >= first:
                    ref = refs.month_splits(company_id, each.month).at(each.kpi_id)
                    refs_of_months[each.month, each.kpi_id] = ref
    loaded = load(list(refs_of_months.values()))
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for (month, kpi_id), ref in sorted(refs_of_months.items()):
        split = loaded.find(ref)
        for share in split.shares if split else ():
            mine = found.setdefault(share.person_id, {})
            mine[kpi_id] = (*mine.get(kpi_id, ()), month)
    return found


def moves_target(change: LineChange) -> bool:
    """Return whether a KPI that stays in the plan, or comes into it, has another target afterwards."""
    has_one = change.after_percent is not None and change.after_target is not None
    return has_one and change.after_target != change.before_target


def goal_warnings(
    changes: Iterable[LineChange],
    people: Sequence[Person],
    standing: Standing,
    catalogue: Mapping[str, KpiDefinition],
) -> Iterable[PlanWarning]:
    """Yield for each KPI whose target becomes another one that some of `people` keep the one of a company goal."""
    for change in changes:
        whose = [each for each in people if change.kpi_id in standing.get(each.id, {})]
        if not whose or change.after_target is None or not moves_target(change):
            continue
        definition = catalogue[change.kpi_id]
        months = spoken_months({month for each in whose for month in standing[each.id][change.kpi_id]})
        zh, en = (figure(definition, change.after_target, language) for language in ("zh", "en"))
        yield PlanWarning(
            "direction.goal_stands",
            change.kpi_id,
            f"{'、'.join(each.name for each in whose)}的“{definition.name_zh}”目标由公司目标分配（{months[0]}），"
            f"切换后仍按分配的目标考核，不是方案里的 {zh}；如需改变，请调整公司目标。",
            f"{', '.join(each.name for each in whose)}: the target of “{definition.name_en}” is assigned by a company "
            f"goal ({months[1]}). It stays whole under the switch and does not become the plan's {en}; change the "
            "company goal if it should.",
        )


def spoken_months(months: Iterable[str]) -> tuple[str, str]:
    """
    Return months in Chinese and in English, those in a row as their first and last.

    >>> spoken_months(["2026-04", "2026-06", "2026-05", "2026-09"])
    ('2026-04 至 2026-06、2026-09', '2026-04 to 2026-06, 2026-09')
    """
    rows: list[list[Period]] = []
    for month in (Period.parse(each) for each in sorted(months)):
        if rows and rows[-1][-1].until_on == month.first_on:
            rows[-1].append(month)
        else:
            rows.append([month])
    ends = [(row[0].key, row[-1].key) for row in rows]
    return (
        "、".join(first if first == last else f"{first} 至 {last}" for first, last in ends),
        ", ".join(first if first == last else f"{first} to {last}" for first, last in ends),
    )
