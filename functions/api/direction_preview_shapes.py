"""What goes out about a switch that is not made yet: plans and people before and after."""

from typing import Annotated, Literal

from pydantic import Field

from functions.api.direction_shapes import DirectionShape, NoteShape, ToldShape
from functions.edge.fields import Day
from functions.edge.models import Shape


class ProposedTargetShape(Shape):
    """
    A target for everybody of a position, from what the people in it did, and the way to it in a sentence.

    It is the rounded median over `people`, those who have a history, each by `basis` over the window (up to, not
    including, `until_on`) times the factor, or divided by it where less is better. Null without a history, unless the
    library has one; `origin` says so.
    """

    target: str | None
    origin: Literal["history", "library", "none"]
    people: int
    basis: Literal["median", "percentile", "trailing_days"]
    percentile: int | None
    factor: str
    window_months: int
    window_days: int
    first_on: Day | None
    until_on: Day | None
    zh: str
    en: str


class WeightShape(Shape):
    """
    A KPI in a plan; the target is in the KPI's unit, a ratio as a fraction of one.

    A line of a new plan that would have no target carries one that it could have: send it back in `targets`.
    """

    kpi: str
    name_zh: str
    name_en: str
    weight_bp: int
    percent: str
    target: str | None
    curve: str
    proposed_target: ProposedTargetShape | None = None


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
