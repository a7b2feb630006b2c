"""What goes out about directions and switches on record, and notes on either."""

from typing import Annotated, Literal

from pydantic import Field

from functions.edge.fields import Day, Instant
from functions.edge.models import Shape


class NoteShape(Shape):
    """Something to think about; `kpi` is empty where it is about no single KPI."""

    code: str
    kpi: str
    zh: str
    en: str


class DirectionShape(Shape):
    """A direction by name; `id` is empty for pins of one's own."""

    id: str
    name_zh: str
    name_en: str


class ToldShape(Shape):
    """Who is told today, and until when the switch can be undone."""

    count: int
    people: list[str]
    zh: str
    en: str


class ReplacedShape(Shape):
    """A position's new plan version, and the one in whose place it holds."""

    position: str
    plan_id: str
    old_plan_id: str


class SwitchShape(Shape):
    """A switch on record, and whether it can still be undone."""

    id: str
    template: DirectionShape
    from_: Annotated[Day, Field(alias="from")]
    state: Literal["scheduled", "in_force", "undone"]
    plans: list[ReplacedShape]
    people: list[str]
    hold_harmless: bool
    reason: str
    committed_at: Instant
    committed_by: str
    advice_id: str | None
    can_undo: bool
    undone_at: Instant | None
    undone_by: str | None
    undo_reason: str | None
    zh: str
    en: str


class SwitchedShape(Shape):
    """A switch as it was just made or undone, and the version of the company's plans after it."""

    version: int
    switch: SwitchShape
    told: ToldShape


class HeadingShape(Shape):
    """
    Where the company is heading; `version` is that of its plans.

    `current` is null while the plans are as they were published by hand; `scheduled` are in the order of their dates,
    `history` holds every switch, newest first.
    """

    version: int
    template: DirectionShape | None
    current: SwitchShape | None
    scheduled: list[SwitchShape]
    history: list[SwitchShape]
