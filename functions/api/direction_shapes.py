"""What goes out about a switch of direction: previews, switches on record, directions."""

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


class WeightShape(Shape):
    """A KPI in a plan; the target is in the KPI's unit, a ratio as a fraction of one."""

    kpi: str
    name_zh: str
    name_en: str
    weight_bp: int
    percent: str
    target: str | None
    curve: str


class ChangeShape(Shape):
    """A KPI before and after, null where it is not in the plan, and why in a sentence."""

    kpi: str
    name_zh: str
    name_en: str
    before_percent: str | None
    after_percent: str | None
    before_target: str | None
    after_target: str | None
    why: Literal["pinned", "added", "lowered", "completed", "dropped"]
    zh: str
    en: str


class PositionShape(Shape):
    """
    The plan of a position before and after; the weights of each make 10 000 basis points.

    `needs_choice` are KPIs that complete to less than 5 %: keep them or drop them.
    """

    position: str
    old_plan_id: str
    old: list[WeightShape]
    new: list[WeightShape]
    changes: list[ChangeShape]
    needs_choice: list[str]
    warnings: list[NoteShape]


class ShareShape(Shape):
    """A position with its share of somebody's time."""

    position: str
    share_bp: int
    percent: str


class CardLineShape(Shape):
    """One KPI of a scorecard: its weight in the plan, its points, what was lost and why."""

    kpi: str
    name_zh: str
    name_en: str
    state: str
    weight_bp: int
    percent: str
    value: str | None
    target: str | None
    points: str | None
    weighted: str
    lost: str
    bonus: str
    reason_code: str
    reason: str


class CardShape(Shape):
    """A scorecard that nobody is told of: Σ lost − Σ bonus + total = 100; null without enough evidence."""

    state: str
    total: str | None
    official_total: str | None
    shown_total: str | None
    lines: list[CardLineShape]


class OutlookShape(Shape):
    """
    One person in the month of the preview.

    If the switch takes effect in it: `old` without it, `new` as if it held all month, `prorated` by workdays,
    `floor` what nobody falls below (null where nothing protects) and `final` what counts. Otherwise `old` and `new`.
    """

    person_id: str
    name: str
    positions: list[ShareShape]
    state: str
    old: CardShape | None
    new: CardShape | None
    prorated: CardShape | None
    floor: CardShape | None
    final: CardShape | None
    warnings: list[NoteShape]


class PreviewMonthShape(Shape):
    """
    The month whose scores are compared: the running one.

    `basis` says whether the switch takes effect in it (`switch_month`), or later, so that both plans are compared as
    if each held all of it (`running_month`).
    """

    period: str
    basis: Literal["switch_month", "running_month"]
    zh: str
    en: str


class PastTotalShape(Shape):
    """One person's total of a month that is over, under both plans; null without enough evidence."""

    person_id: str
    name: str
    old_total: str | None
    new_total: str | None


class PastShape(Shape):
    """A month that is over, for everybody."""

    period: str
    people: list[PastTotalShape]


class ToldShape(Shape):
    """Who is told today, and until when the switch can be undone."""

    count: int
    people: list[str]
    zh: str
    en: str


class PreviewShape(Shape):
    """What a switch would do to plans and people; `version` is what the switch sends back."""

    version: int
    warnings: list[NoteShape]
    template: DirectionShape
    from_: Annotated[Day, Field(alias="from")]
    workdays_on_new_plan: int
    starts_zh: str
    starts_en: str
    hold_harmless: bool
    period: PreviewMonthShape
    plans: list[PositionShape]
    needs_choice: list[str]
    people: list[OutlookShape]
    backtest: list[PastShape]
    told: ToldShape


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


class PinShape(Shape):
    """A KPI whose weight a direction fixes; without a target or a curve the KPI keeps its own."""

    position: str
    kpi: str
    name_zh: str
    name_en: str
    percent: int
    target: str | None
    curve: str | None
    lowers: bool


class TemplateShape(Shape):
    """A direction; built-in ones stay as they are, a retired one cannot be switched to."""

    id: str
    name_zh: str
    name_en: str
    about_zh: str
    about_en: str
    built_in: bool
    retired: bool
    pins: list[PinShape]
    created_at: Instant | None
    version: int


class NewTemplateShape(TemplateShape):
    """A direction as it was kept, with the weight caps of KPIs that it leaves."""

    warnings: list[NoteShape]
