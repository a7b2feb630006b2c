"""A switch of direction: which plans it replaced by which, from when, and whether it was undone."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Literal

Act = Literal["publish", "switch", "undo"]
"""What changes the plans of a company."""


@dataclass(frozen=True, slots=True)
class PlansHead:
    """
    The one row that every change of the company's plans passes through: of two at once, one wins.

    `act` is what the newest change was; `template` the direction of a switch, or of the one that was undone.
    """

    company_id: str
    version: int = 0
    changed_at: datetime | None = None
    changed_by: str = ""
    template: str = ""
    act: Act = "publish"


@dataclass(frozen=True, slots=True)
class Pin:
    """
    A KPI whose weight a template fixes, in whole percents; the others share the rest in proportion.

    Without a target or a curve the KPI keeps its own, or takes the library's. `lowers` says that the pin only ever
    lowers: it does not count where the KPI is not in the plan or already weighs less, but that sharing the rest does
    not lift the KPI above it.
    """

    kpi_id: str
    percent: int
    target: Fraction | None = None
    curve: str | None = None
    lowers: bool = False


@dataclass(frozen=True, slots=True)
class DirectionTemplate:
    """
    A named direction: what it pins in the plan of each position. `position` of each pin list is its key.

    `about_zh` and `about_en` say in one sentence what it is for.
    """

    id: str
    name_zh: str
    name_en: str
    pins: tuple[tuple[str, tuple[Pin, ...]], ...]
    company_id: str = ""
    created_at: datetime | None = None
    created_by: str = ""
    version: int = 1
    retired: bool = False
    about_zh: str = ""
    about_en: str = ""

    def pins_of(self, position: str) -> tuple[Pin, ...]:
        """Return what is pinned in the plan of a position: nothing where the template does not name it."""
        return dict(self.pins).get(position, ())


@dataclass(frozen=True, slots=True)
class DirectionSwitch:
    """
    One switch on record: position, plan version that it published and the one that held before, of each position; once
    it is undone, the one that holds again.

    `people` were told. `floor` says whether nobody's result of the switched period falls below the old plan.
    """

    id: str
    company_id: str
    template: str
    from_on: date
    plans: tuple[tuple[str, str, str], ...]
    people: tuple[str, ...]
    floor: bool
    reason: str
    committed_at: datetime
    committed_by: str
    advice_id: str | None = None
    undone_at: datetime | None = None
    undone_by: str = ""
    undo_reason: str = ""
    version: int = 1
