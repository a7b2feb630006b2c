"""A KPI of a company's own (自建指标) as HR wrote it down."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Final, Literal

from shared.domain.kpi.definition import Kind, Proration, Unit, ZeroRule
from shared.domain.kpi.own.measures import OwnMeasure

PREFIX: Final = "own."
UNITS: Final[Mapping[Unit, tuple[str, str]]] = {
    "ratio": ("%", "%"),
    "money": ("元", ""),
    "count": ("次", ""),
    "days": ("天", "days"),
    "hours": ("小时", "hours"),
    "points": ("分", "points"),
}
"""How figures of each unit are written, in Chinese and English."""


@dataclass(frozen=True, slots=True)
class OwnKpi:
    """
    One KPI that HR made.

    `id` is `own.` and a slug. `target` is the default one, a ratio as a fraction of one; `curve` is written in the
    notation of curves. A draft may lack formula, target or direction; `check_own_kpi` lets none of them be published.
    The formula of a published KPI never changes; a retired one still scores plans that hold it.
    """

    id: str
    company_id: str
    name_zh: str
    name_en: str
    definition_zh: str
    definition_en: str
    position: str
    kind: Kind
    unit: Unit
    direction: Literal["higher", "lower"] | None = None
    measures: tuple[OwnMeasure, ...] = ()
    formula: str = ""
    target: Fraction | None = None
    curve: str = ""
    zero_rule: ZeroRule = "na"
    min_sample: int = 1
    proration: Proration = "none"
    source_note: str = ""
    created_at: datetime | None = None
    created_by: str = ""
    version: int = 1
    retired_at: datetime | None = None

    @property
    def event_types(self) -> tuple[str, ...]:
        """All event types that its measures read, sorted, each once."""
        return tuple(sorted({kind for each in self.measures for kind in each.types}))

    @property
    def curve_text(self) -> str:
        """Its curve; without one, straight lines that fit its direction."""
        return self.curve or ("LIN_LO" if self.direction == "lower" else "LIN_HI")
