"""Put switches of direction on record, and who is told of them, into the shapes that go out."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from functions.api.direction_shapes import DirectionShape, NoteShape, ReplacedShape, SwitchShape, ToldShape
from shared.domain.direction.switch import DirectionSwitch, DirectionTemplate
from shared.domain.kpi.lines import PlanWarning
from shared.usecases.direction.telling import weekday_of

NOBODY_TOLD: Final = (
    "没有人的方案因此改变，不会发送通知。",
    "Nobody's plan changes, so nobody is told.",
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
    zh, en = (
        "首个受影响得分发布前都可以撤销。",
        "It can be undone until the first affected score is published.",
    )
    return _told(people, "{} 人将在今天收到前后对比。" + zh, "{} a before/after today. " + en)


def told_again_shape(people: Sequence[str]) -> ToldShape:
    """Return who is told today that a switch was undone."""
    return _told(
        people,
        "{} 人将在今天收到通知：切换已撤销，方案恢复如前。",
        "{} a message today: the switch is undone, and their plans are as before.",
    )


def _told(people: Sequence[str], zh: str, en: str) -> ToldShape:
    count = len(people)
    if not count:
        zh, en = NOBODY_TOLD
    who = "1 person gets" if count == 1 else f"{count} people get"
    return ToldShape(count=count, people=list(people), zh=zh.format(count), en=en.format(who))


def note_shape(warning: PlanWarning) -> NoteShape:
    """Return something to think about."""
    return NoteShape(code=warning.code, kpi=warning.kpi_id, zh=warning.zh, en=warning.en)
