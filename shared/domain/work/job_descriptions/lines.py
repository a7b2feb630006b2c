"""The lines of a job description (岗位说明书): positions held, duties with their evidence, goals and KPIs."""

from dataclasses import dataclass

from shared.domain.work.duties.matrix import DutyClass


@dataclass(frozen=True, slots=True)
class Goal:
    """An agreed figure of a KPI that needs no weight, in words such as 每月5个新客户."""

    kpi_id: str
    zh: str
    en: str = ""


@dataclass(frozen=True, slots=True)
class KpiLine:
    """
    One line of the scorecard in words: `weight` such as 40%, `target` such as ≥30%.

    `formula` says how the figure is computed, `source` which records it is computed from.
    """

    kpi_id: str
    zh: str
    weight: str
    target: str
    formula: str = ""
    source: str = ""
    en: str = ""
    target_en: str = ""
    formula_en: str = ""
    source_en: str = ""


@dataclass(frozen=True, slots=True)
class PositionLine:
    """A position held, with its share of the person's time in whole percent."""

    id: str
    zh: str
    en: str
    percent: int


@dataclass(frozen=True, slots=True)
class DutyLine:
    """
    A duty in words with its target and its evidence.

    `percent` over all lines and the rest adds up to 100; it is 0 for a duty without minutes and `None` when
    nothing at all was logged. `kpis` are the names of the scorecard's KPIs that the duty feeds, `activities` the
    logged activities it is made of. `decided` says that HR, not the logs, gave one of them its class.
    """

    id: str
    text: str
    duty_class: DutyClass | None = None
    target: str = ""
    minutes: int = 0
    count: int = 0
    kpis: tuple[str, ...] = ()
    percent: int | None = None
    activities: tuple[str, ...] = ()
    decided: bool = False
    text_en: str = ""
    target_en: str = ""
