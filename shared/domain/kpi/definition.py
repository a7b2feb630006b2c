"""What a KPI is: its formula in words, where its events come from, and how a value becomes a scored one."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from shared.domain.kpi.curves import Curve
from shared.domain.kpi.facts import Settings

Kind = Literal["flow_count", "flow_sum", "ratio", "avg", "duration", "level"]
Unit = Literal["ratio", "money", "count", "days", "hours", "points"]
"""`ratio` is a fraction of one and shown as a percentage; `money` is in major units of the company's currency."""
ZeroRule = Literal["zero", "best", "na"]
"""What no record at all means while the feed is healthy: 0 points, the best value, or not measurable."""
Proration = Literal["none", "workdays", "calendar_days", "workdays_round_up", "events_held", "plan"]
"""How a target follows the days on which it applies; `plan` is what was planned, HR's own target goes by workdays."""
WindowName = Literal[
    "period",
    "whole_period",
    "rolling_90",
    "rolling_180",
    "rolling_3_months",
    "rolling_12_months",
    "quarter",
    "last_3_cohorts",
]
"""`period` is cut to the days on which the KPI has weight; no other window is."""
REVENUE_TYPES = frozenset({"order.paid", "order.refunded", "order.cancelled"})
WORK_LOGGED = "worklog.logged"
"""What we make of people's own logs: every company has it, whatever it connects."""


@dataclass(frozen=True, slots=True)
class KpiDefinition:
    """
    One KPI of the library.

    It is scored on `window`; with fewer than `widen_below` records the windows of `widen` follow, one after the
    other, and a sample below `min_sample` at the end is not scored. From `median_from` records on the median
    counts instead of the mean. `scored_as` names the sample if the scored figure is not the plain measure.
    A share is `clamped` to 0 and 100 %.

    With `of_target` the target of a plan is an assigned amount: the figure is divided by it, and this part of it is
    on target. Such a KPI has no default target, and its unit's words are those of the amount.

    `weight_cap_bp` is the most it may weigh in a plan, in basis points; with `owner_keeps` it has weight only where
    the owner says so on purpose. `same_as` are KPIs that are the same figure in another form.
    """

    id: str
    name_zh: str
    name_en: str
    position: str
    kind: Kind
    unit: Unit
    unit_zh: str
    unit_en: str
    direction: Literal["higher", "lower"]
    definition_zh: str
    definition_en: str
    measure: str
    event_types: tuple[str, ...]
    attribution_zh: str
    attribution_en: str
    zero_rule: ZeroRule
    curve: Curve
    default_target: Fraction | None
    target_basis: str
    proration: Proration = "none"
    min_sample: int = 1
    window: WindowName = "period"
    widen: tuple[WindowName, ...] = ()
    widen_below: int = 0
    median_from: int | None = None
    scored_as: str = ""
    clamped: bool = False
    of_target: Fraction | None = None
    guard_zh: str = ""
    guard_en: str = ""
    weight_cap_bp: int | None = None
    owner_keeps: bool = False
    same_as: tuple[str, ...] = ()

    @property
    def is_flow(self) -> bool:
        """Whether sub-periods add up, so that a target grows and shrinks with its days."""
        return self.kind in ("flow_count", "flow_sum")

    @property
    def sample(self) -> str:
        """The name of the sample that is scored."""
        return self.scored_as or self.measure

    def types_for(self, settings: Settings) -> tuple[str, ...]:
        """Return the event types that feed the KPI; orders are won deals where deals are the source of revenue."""
        if settings.revenue_source == "orders" or not REVENUE_TYPES & set(self.event_types):
            return self.event_types
        others = (each for each in self.event_types if each not in REVENUE_TYPES and each != "deal.won")
        return ("deal.won", *others)

    def sources_for(self, settings: Settings) -> tuple[str, ...]:
        """Return the types of which a connection must deliver one: work logs are no source beside other events."""
        types = self.types_for(settings)
        return tuple(each for each in types if each != WORK_LOGGED) or types
