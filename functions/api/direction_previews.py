"""Put previews and switches of direction into the shapes that go out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from functions.api.direction_shapes import (
    CardLineShape,
    CardShape,
    ChangeShape,
    DirectionShape,
    NoteShape,
    OutlookShape,
    PastShape,
    PastTotalShape,
    PositionShape,
    PreviewMonthShape,
    PreviewShape,
    ReplacedShape,
    ShareShape,
    SwitchShape,
    ToldShape,
    WeightShape,
)
from shared.domain.direction.changes import LineChange
from shared.domain.direction.switch import DirectionSwitch, DirectionTemplate
from shared.domain.kpi.catalogue import kpi_definition
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.lines import PlanLine, PlanWarning
from shared.domain.kpi.scorecard import Scorecard, ScoreLine
from shared.domain.numbers import exact
from shared.usecases.direction.foresee import Prospect
from shared.usecases.direction.outlook import Outlook
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
        plans=[_position(each, prospect.kpis.catalogue) for each in prospect.redirections],
        needs_choice=sorted({kpi for each in prospect.redirections for kpi in each.redirected.needs_choice}),
        people=[_person(each, language) for each in prospect.people],
        backtest=_backtest(prospect.people),
        told=told_shape([each.person.id for each in prospect.touched]),
    )


def direction_shape(direction: DirectionTemplate) -> DirectionShape:
    """Return a direction by name."""
    return DirectionShape(id=direction.id, name_zh=direction.name_zh, name_en=direction.name_en)


def switch_shape(
    switch: DirectionSwitch, direction: DirectionTemplate, *, can_undo: bool, today: date
) -> SwitchShape:
    """Return a switch on record; `today` is the company's date."""
    zh_day, en_day = weekday_of(switch.from_on)
    state, zh, en = "in_force", f"{zh_day}起已生效", f"In force since {en_day}"
    if switch.from_on > today:
        state, zh, en = "scheduled", f"已排定 {zh_day}切换", f"A switch is set for {en_day}"
    if switch.undone_at is not None:
        state, zh, en = "undone", f"{zh_day}的切换已撤销", f"The switch of {en_day} was undone"
    return SwitchShape(
        id=switch.id,
        template=direction_shape(direction),
        from_=switch.from_on,
        state=state,
        plans=[
            ReplacedShape(position=position, plan_id=published, old_plan_id=before)
            for position, published, before in switch.plans
        ],
        people=list(switch.people),
        hold_harmless=switch.floor,
        reason=switch.reason,
        committed_at=switch.committed_at,
        committed_by=switch.committed_by,
        advice_id=switch.advice_id,
        can_undo=can_undo and switch.undone_at is None,
        undone_at=switch.undone_at,
        undone_by=switch.undone_by or None,
        undo_reason=switch.undo_reason or None,
        zh=zh,
        en=en,
    )


def told_shape(people: Sequence[str]) -> ToldShape:
    """Return who is told of a switch today, and until when it can be undone."""
    return ToldShape(
        count=len(people),
        people=list(people),
        zh=f"{len(people)} 人将在今天收到前后对比。首个受影响得分发布前都可以撤销。",
        en=f"{_who(people)} a before/after today. It can be undone until the first affected score is published.",
    )


def told_again_shape(people: Sequence[str]) -> ToldShape:
    """Return who is told today that a switch was undone."""
    return ToldShape(
        count=len(people),
        people=list(people),
        zh=f"{len(people)} 人将在今天收到通知：切换已撤销，方案恢复如前。",
        en=f"{_who(people)} a message today: the switch is undone, and their plans are as before.",
    )


def _who(people: Sequence[str]) -> str:
    return "1 person gets" if len(people) == 1 else f"{len(people)} people get"


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
    found += [_note(note) for each in prospect.redirections for note in each.warnings]
    found += [
        _note(note) for each in prospect.people for note in each.warnings if note.code != "direction.no_data"
    ]
    return found


def _missing(kpi_id: str, count: int, catalogue: Catalogue) -> NoteShape:
    definition = kpi_definition(kpi_id, catalogue)
    who = "1 person has" if count == 1 else f"{count} people have"
    return NoteShape(
        code="direction.no_data",
        kpi=kpi_id,
        zh=f"{count} 人没有“{definition.name_zh}”的数据，相应权重暂无数据",
        en=f"{who} no data for “{definition.name_en}”; that weight is not scored yet",
    )


def _note(warning: PlanWarning) -> NoteShape:
    return NoteShape(code=warning.code, kpi=warning.kpi_id, zh=warning.zh, en=warning.en)


def _position(found: Redirection, catalogue: Catalogue) -> PositionShape:
    return PositionShape(
        position=found.position,
        old_plan_id=found.before.id,
        old=[_weight(each, catalogue) for each in found.before.lines],
        new=[_weight(each, catalogue) for each in found.after.lines],
        changes=[_change(each, catalogue) for each in found.redirected.changes],
        needs_choice=list(found.redirected.needs_choice),
        warnings=[_note(each) for each in found.warnings],
    )


def _weight(line: PlanLine, catalogue: Catalogue) -> WeightShape:
    definition = kpi_definition(line.kpi_id, catalogue)
    return WeightShape(
        kpi=line.kpi_id,
        name_zh=definition.name_zh,
        name_en=definition.name_en,
        weight_bp=line.weight_bp,
        percent=_percent(line.weight_bp),
        target=_number(line.target),
        curve=line.curve.text,
    )


def _change(change: LineChange, catalogue: Catalogue) -> ChangeShape:
    definition = kpi_definition(change.kpi_id, catalogue)
    return ChangeShape(
        kpi=change.kpi_id,
        name_zh=definition.name_zh,
        name_en=definition.name_en,
        before_percent=_number(change.before_percent),
        after_percent=_number(change.after_percent),
        before_target=_number(change.before_target),
        after_target=_number(change.after_target),
        why=change.why,
        zh=change.zh,
        en=change.en,
    )


def _person(each: Outlook, language: str) -> OutlookShape:
    return OutlookShape(
        person_id=each.person.id,
        name=each.person.name,
        positions=[
            ShareShape(position=position, share_bp=share, percent=_percent(share))
            for position, share in each.positions.items()
        ],
        state=each.state,
        old=_card(each.old, language),
        new=_card(each.new, language),
        prorated=_card(each.prorated, language),
        floor=_card(each.floor, language),
        final=_card(each.final, language),
        warnings=[_note(note) for note in each.warnings],
    )


def _card(card: Scorecard | None, language: str) -> CardShape | None:
    if card is None:
        return None
    return CardShape(
        state=card.status,
        total=_plain(card.total),
        official_total=_plain(card.official_total),
        shown_total=_plain(card.shown.total if card.shown else None),
        lines=[_line(each, language) for each in card.lines],
    )


def _line(line: ScoreLine, language: str) -> CardLineShape:
    return CardLineShape(
        kpi=line.kpi_id,
        name_zh=line.name_zh,
        name_en=line.name_en,
        state=line.state,
        weight_bp=line.plan_weight_bp,
        percent=_percent(line.plan_weight_bp),
        value=_number(line.value),
        target=_number(line.target),
        points=_plain(line.points),
        weighted=str(line.weighted),
        lost=str(line.lost),
        bonus=str(line.bonus),
        reason_code=line.reason.code,
        reason=line.reason.en if language == "en" else line.reason.zh,
    )


def _backtest(people: Sequence[Outlook]) -> list[PastShape]:
    months = sorted({past.month for each in people for past in each.past})
    return [
        PastShape(
            period=month,
            people=[
                PastTotalShape(
                    person_id=each.person.id,
                    name=each.person.name,
                    old_total=_plain(past.old.total if past.old else None),
                    new_total=_plain(past.new.total if past.new else None),
                )
                for each in people
                for past in each.past
                if past.month == month
            ],
        )
        for month in months
    ]


def _percent(bp: int) -> str:
    return exact(Fraction(bp, 100))


def _number(value: Fraction | None) -> str | None:
    return None if value is None else exact(value)


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
