"""Put previews of a switch of direction into the shapes that go out: dates, warnings and plans."""

from collections import Counter
from collections.abc import Mapping

from functions.api.direction_outlooks import number, outlook_shape, past_shapes, percent
from functions.api.direction_preview_shapes import (
    ChangeShape,
    PositionShape,
    PreviewMonthShape,
    PreviewShape,
    ProposedTargetShape,
    WeightShape,
)
from functions.api.direction_shapes import NoteShape
from functions.api.direction_switches import direction_shape, note_shape, told_shape
from shared.domain.direction.changes import LineChange
from shared.domain.direction.proposed import ProposedTarget
from shared.domain.kpi.catalogue import kpi_definition
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.lines import PlanLine
from shared.domain.numbers import exact
from shared.usecases.direction.foresee import Prospect
from shared.usecases.direction.redirect_plans import Redirection
from shared.usecases.direction.telling import weekday_of

Catalogue = Mapping[str, KpiDefinition]


def preview_shape(prospect: Prospect, version: int, language: str) -> PreviewShape:
    """Return a preview in the caller's language."""
    starts = _starts(prospect)
    return PreviewShape(
        version=version,
        warnings=_warnings(prospect),
        template=direction_shape(prospect.direction),
        from_=prospect.from_on,
        workdays_on_new_plan=prospect.workdays,
        starts_zh=starts[0],
        starts_en=starts[1],
        hold_harmless=prospect.hold_harmless,
        period=_month(prospect),
        plans=[_position(each, prospect) for each in prospect.redirections],
        needs_choice=sorted({kpi for each in prospect.redirections for kpi in each.redirected.needs_choice}),
        people=[outlook_shape(each, language) for each in prospect.people],
        backtest=past_shapes(prospect.people),
        told=told_shape([each.person.id for each in prospect.touched]),
    )


def _starts(prospect: Prospect) -> tuple[str, str]:
    zh, en = weekday_of(prospect.from_on)
    month_zh = "本月" if prospect.in_running else f"{prospect.from_on.month}月"
    month_en = "this month" if prospect.in_running else f"of {prospect.from_on:%B}"
    days = prospect.workdays
    return (
        f"{zh}起生效，{month_zh}有 {days} 个工作日按新方案",
        f"From {en}, {days} workday{'' if days == 1 else 's'} {month_en}",
    )


def _month(prospect: Prospect) -> PreviewMonthShape:
    month = prospect.month.key
    if prospect.in_running:
        return PreviewMonthShape(
            period=month,
            basis="switch_month",
            zh=f"按 {month} 至今的数据试算，切换在这个月内生效，按工作日折算。",
            en=f"With the data of {month} so far. The switch takes effect in it and is prorated by workdays.",
        )
    return PreviewMonthShape(
        period=month,
        basis="running_month",
        zh=f"切换在以后的月份生效，这里用 {month} 至今的数据，假设整月分别按旧方案和新方案。",
        en=f"The switch takes effect later. Shown is {month} so far, as if each plan held for all of it.",
    )


def _warnings(prospect: Prospect) -> list[NoteShape]:
    """Return what to think about before anything else: people without data, then plans, then people by name."""
    missing = Counter(
        note.kpi_id for each in prospect.people for note in each.warnings if note.code == "direction.no_data"
    )
    found = [_missing(kpi, count, prospect.kpis.catalogue) for kpi, count in sorted(missing.items())]
    found += [note_shape(note) for note in prospect.warnings]
    found += [note_shape(note) for each in prospect.redirections for note in each.warnings]
    found += [
        note_shape(note)
        for each in prospect.people
        for note in each.warnings
        if note.code not in ("direction.no_data", "direction.no_total")
    ]
    return found + _totalless(prospect)


def _totalless(prospect: Prospect) -> list[NoteShape]:
    """Return one note that names everybody for whom too much has no data; none where there is nobody."""
    names = [
        each.person.name
        for each in prospect.people
        if any(note.code == "direction.no_total" for note in each.warnings)
    ]
    if not names:
        return []
    return [
        NoteShape(
            code="direction.no_total",
            kpi="",
            zh=f"按新方案，{'、'.join(names)} 暂无数据的权重过高，出不了总分。",
            en=f"Under the new plan too much weight has no data for a total of {', '.join(names)}.",
        )
    ]


def _missing(kpi_id: str, count: int, catalogue: Catalogue) -> NoteShape:
    definition = kpi_definition(kpi_id, catalogue)
    who = "1 person has" if count == 1 else f"{count} people have"
    return NoteShape(
        code="direction.no_data",
        kpi=kpi_id,
        zh=f"{count} 人没有“{definition.name_zh}”的数据，相应权重暂无数据",
        en=f"{who} no data for “{definition.name_en}”; that weight is not scored yet",
    )


def _position(found: Redirection, prospect: Prospect) -> PositionShape:
    catalogue = prospect.kpis.catalogue
    return PositionShape(
        position=found.position,
        old_plan_id=found.before.id,
        old=[_weight(each, catalogue) for each in found.before.lines],
        new=[
            _weight(each, catalogue, prospect.proposed.get((found.position, each.kpi_id)))
            for each in found.after.lines
        ],
        changes=[_change(each, catalogue) for each in found.redirected.changes],
        needs_choice=list(found.redirected.needs_choice),
        warnings=[note_shape(each) for each in found.warnings],
    )


def _weight(line: PlanLine, catalogue: Catalogue, proposed: ProposedTarget | None = None) -> WeightShape:
    definition = kpi_definition(line.kpi_id, catalogue)
    return WeightShape(
        kpi=line.kpi_id,
        name_zh=definition.name_zh,
        name_en=definition.name_en,
        weight_bp=line.weight_bp,
        percent=percent(line.weight_bp),
        target=number(line.target),
        curve=line.curve.text,
        proposed_target=None if proposed is None else _proposed(proposed),
    )


def _proposed(found: ProposedTarget) -> ProposedTargetShape:
    method = found.method
    return ProposedTargetShape(
        target=number(found.target),
        origin=found.origin,
        people=found.people,
        basis=method.basis,
        percentile=None if method.basis == "trailing_days" else method.percentile,
        factor=exact(method.factor),
        window_months=method.months,
        window_days=method.days,
        first_on=found.first_on,
        until_on=found.until_on,
        zh=found.zh,
        en=found.en,
    )


def _change(change: LineChange, catalogue: Catalogue) -> ChangeShape:
    definition = kpi_definition(change.kpi_id, catalogue)
    return ChangeShape(
        kpi=change.kpi_id,
        name_zh=definition.name_zh,
        name_en=definition.name_en,
        before_percent=number(change.before_percent),
        after_percent=number(change.after_percent),
        before_target=number(change.before_target),
        after_target=number(change.after_target),
        why=change.why,
        zh=change.zh,
        en=change.en,
    )
