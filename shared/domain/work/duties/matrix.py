"""Duty matrix (岗位职责矩阵): what each duty is to the person who does it.

Core (核心) duties must carry a KPI, auxiliary (辅助) ones may, redundant (冗余) ones cannot. The class follows
from the logged time and the catalogue alone, the first rule of `RULES` that holds, and says which rule it was.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Final

from shared.domain.work.duties.activities import STANDARD, Catalogue, core_duties
from shared.domain.work.duties.distribution import logged_days, share_text
from shared.domain.work.logs.logged_work import LoggedWork

CORE_SHARE: Final = Fraction(20, 100)
ENOUGH_DAYS: Final = 10
"""Logged days from which a class is no longer provisional (暂定)."""
OPTIONAL_WEIGHT_BP: Final = 2_000


class DutyClass(StrEnum):
    """What a duty is to somebody, and what follows for the scorecard."""

    CORE = "core"
    AUXILIARY = "auxiliary"
    REDUNDANT = "redundant"
    UNCLASSIFIED = "unclassified"

    @property
    def zh(self) -> str:
        """The name shown in Chinese."""
        return {"core": "核心", "auxiliary": "辅助", "redundant": "冗余", "unclassified": "待归类"}[self]

    @property
    def needs_kpi(self) -> bool:
        """Whether a KPI that the duty feeds must be in the person's scorecard."""
        return self is DutyClass.CORE

    @property
    def heaviest_kpi_bp(self) -> int | None:
        """The most weight that a KPI fed by this duty alone may have; `None`: no bound of its own."""
        return {"core": None, "auxiliary": OPTIONAL_WEIGHT_BP}.get(self, 0)


@dataclass(frozen=True, slots=True)
class Rule:
    """Why a duty has its class. The sentences are format strings over `duty` and `share`."""

    id: str
    duty_class: DutyClass
    zh: str
    en: str


UNKNOWN: Final = Rule(
    "duty.unknown_activity",
    DutyClass.UNCLASSIFIED,
    "“{duty}”不在工作目录中，请 HR 归类。",
    "“{duty}” is not in the catalogue. HR decides where it belongs.",
)
OWN_CORE: Final = Rule(
    "duty.own_core_list",
    DutyClass.CORE,
    "“{duty}”在本岗位的核心职责清单中（占本人工时 {share}）。",
    "“{duty}” is on the position's core list ({share} of own time).",
)
NOBODYS: Final = Rule(
    "duty.feeds_nothing",
    DutyClass.REDUNDANT,
    "“{duty}”不影响任何计分指标，也不属于任何岗位的职责（占本人工时 {share}）。",
    "“{duty}” feeds no weighted KPI and is no position's duty ({share} of own time).",
)
LARGE_SHARE: Final = Rule(
    "duty.large_share",
    DutyClass.CORE,
    "“{duty}”占本人工时 {share}，达到 20%，且影响计分指标。",
    "“{duty}” takes {share} of own time, at least 20%, and feeds a weighted KPI.",
)
THE_REST: Final = Rule(
    "duty.the_rest",
    DutyClass.AUXILIARY,
    "“{duty}”占本人工时 {share}，不在核心清单中，未同时满足占比 20% 和影响计分指标。",
    "“{duty}” takes {share} of own time; it is on no core list and does not both reach 20% and feed a "
    "weighted KPI.",
)
RULES: Final = (UNKNOWN, OWN_CORE, NOBODYS, LARGE_SHARE, THE_REST)


@dataclass(frozen=True, slots=True)
class Holder:
    """A person and the positions they held in the range; somebody without one has no core list."""

    person_id: str
    positions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Override:
    """HR's own class for a duty of a person, with the reason that is kept beside it; a withdrawn one rests."""

    person_id: str
    duty: str
    duty_class: DutyClass
    reason: str
    by_id: str
    at: datetime
    is_withdrawn: bool = False
    version: int = 1


@dataclass(frozen=True, slots=True)
class Cell:
    """
    One duty of one person: logged minutes, number of logs, exact share of the person's own minutes, class.

    `zh` and `en` name the duty: a free activity as it was written. `provisional` (暂定): the person logged on
    fewer than ten days. `rule` is what the logs say; an `override` decides the class and leaves it in place.
    """

    person_id: str
    duty: str
    zh: str
    en: str
    minutes: int
    count: int
    share: Fraction
    rule: Rule
    provisional: bool
    override: Override | None = None

    @property
    def duty_class(self) -> DutyClass:
        """What the duty is to this person."""
        return self.override.duty_class if self.override else self.rule.duty_class

    def sentence(self, language: str) -> str:
        """Return why the duty has its class, by the logs: `en`, anything else is zh-CN."""
        if language == "en":
            return self.rule.en.format(duty=self.en, share=share_text(self.share))
        return self.rule.zh.format(duty=self.zh, share=share_text(self.share))


def classify(
    holders: Sequence[Holder],
    work: Iterable[LoggedWork],
    weighted: Mapping[str, AbstractSet[str]],
    catalogue: Catalogue = STANDARD,
) -> tuple[Cell, ...]:
    """
    Return a cell for each duty that a person logged, and for each duty on their core list.

    `weighted` holds, by position, the ids of the KPIs whose weight is above zero. Work of people who are not
    among the holders plays no part. Cells come in the order of the holders, then from most to fewest minutes,
    ties by duty.
    """
    of_person: defaultdict[str, list[LoggedWork]] = defaultdict(list)
    for each in work:
        of_person[each.person_id].append(each)
    scored = frozenset().union(*weighted.values())
    return tuple(
        cell for holder in holders for cell in _row(holder, of_person[holder.person_id], scored, catalogue)
    )


def _row(
    holder: Holder, work: Sequence[LoggedWork], scored: AbstractSet[str], catalogue: Catalogue
) -> list[Cell]:
    core = {duty.id for position in holder.positions for duty in core_duties(position, catalogue)}
    minutes = dict.fromkeys(core, 0)
    counts = dict.fromkeys(core, 0)
    for each in work:
        minutes[each.activity] = minutes.get(each.activity, 0) + each.minutes
        counts[each.activity] = counts.get(each.activity, 0) + each.count
    total = sum(minutes.values())
    provisional = len(logged_days(work)) < ENOUGH_DAYS
    cells = []
    for duty in sorted(minutes, key=lambda duty: (-minutes[duty], duty)):
        share = Fraction(minutes[duty], total) if total else Fraction(0)
        known = catalogue.get(duty)
        cells.append(
            Cell(
                person_id=holder.person_id,
                duty=duty,
                zh=known.zh if known else duty,
                en=known.en if known else duty,
                minutes=minutes[duty],
                count=counts[duty],
                share=share,
                rule=_rule(duty, share, core, scored, catalogue),
                provisional=provisional,
            )
        )
    return cells


def _rule(
    duty: str, share: Fraction, core: AbstractSet[str], scored: AbstractSet[str], catalogue: Catalogue
) -> Rule:
    known = catalogue.get(duty)
    if known is None:
        return UNKNOWN
    if duty in core:
        return OWN_CORE
    feeds = not scored.isdisjoint(known.kpis)
    if not feeds and known.position is None:
        return NOBODYS
    if feeds and share >= CORE_SHARE:
        return LARGE_SHARE
    return THE_REST
