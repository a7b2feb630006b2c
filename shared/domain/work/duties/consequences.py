"""What follows from the classes of a duty matrix: HR's own decisions, and what a scorecard must and may hold.

A core (核心) duty needs a KPI it feeds in the scorecard, an auxiliary (辅助) one carries at most 20 % of the
weight, a redundant (冗余) one carries none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from shared.domain.errors import DomainError
from shared.domain.work.duties.activities import STANDARD, Catalogue, suggested_links
from shared.domain.work.duties.matrix import Cell, DutyClass, Override

LONGEST_REASON: Final = 500


class ReasonMissing(DomainError):
    """A class was set by hand without a reason, or with one that is too long to be read."""

    code = "duty.reason_missing"
    zh = "改判职责分类需要填写原因，最多 {longest} 个字。"
    en = "Say why the class is changed, in at most {longest} characters."


class NotADecision(DomainError):
    """“Unclassified” was set by hand: it is the absence of a decision."""

    code = "duty.not_a_decision"
    zh = "请选择核心、辅助或冗余。"
    en = "Choose core, auxiliary or redundant."


class OwnDuty(DomainError):
    """Somebody tried to decide what a duty of their own is to them."""

    kind, code = "forbidden", "duty.own_duty"
    zh = "不能改判自己的职责分类，请让负责人操作。"
    en = "You cannot decide on a duty of your own. Ask the owner."


@dataclass(frozen=True, slots=True)
class Breach:
    """
    Where a person's scorecard does not follow from their duties.

    `duties` are the duties and `kpis` the KPI ids concerned: for a core duty without KPI those that would
    cover it.
    """

    person_id: str
    code: str
    duties: tuple[str, ...]
    kpis: tuple[str, ...]
    zh: str
    en: str


def override(
    person_id: str, duty: str, duty_class: DutyClass, reason: str, *, by_id: str, at: datetime
) -> Override:
    """
    Return HR's decision on what a duty is to a person.

    :raises ReasonMissing: if the reason is empty or longer than 500 characters.
    :raises NotADecision: if the class is `unclassified`.
    :raises OwnDuty: if somebody decides on a duty of their own.
    """
    kept = reason.strip()
    if not 1 <= len(kept) <= LONGEST_REASON:
        raise ReasonMissing(pointer="/reason", longest=LONGEST_REASON)
    if duty_class is DutyClass.UNCLASSIFIED:
        raise NotADecision(pointer="/class")
    if person_id == by_id:
        raise OwnDuty()
    return Override(person_id, duty, duty_class, kept, by_id, at)


def with_overrides(cells: Iterable[Cell], overrides: Iterable[Override]) -> tuple[Cell, ...]:
    """
    Return the cells with HR's decisions; the rule that the logs met stays readable.

    A decision on a duty that has no cell any more rests, and holds again when the duty comes back.
    """
    decided = {(each.person_id, each.duty): each for each in overrides if not each.is_withdrawn}
    return tuple(replace(cell, override=decided.get((cell.person_id, cell.duty))) for cell in cells)


def breaches(
    cells: Sequence[Cell], scorecards: Mapping[str, Mapping[str, int]], catalogue: Catalogue = STANDARD
) -> tuple[Breach, ...]:
    """
    Return where scorecards break the rules of the classes; `scorecards` holds weights in basis points by
    person id and KPI id. People without a scorecard are left out: nothing is asked of them yet.
    """
    found: list[Breach] = []
    for person_id, weights in scorecards.items():
        own = [cell for cell in cells if cell.person_id == person_id]
        found += _uncovered(person_id, own, weights, catalogue)
        found += _too_heavy(person_id, own, weights, catalogue)
    return tuple(found)


def _uncovered(
    person_id: str, own: Sequence[Cell], weights: Mapping[str, int], catalogue: Catalogue
) -> list[Breach]:
    found = []
    for cell in own:
        fed = suggested_links(cell.duty, catalogue)
        if cell.duty_class.needs_kpi and not any(weights.get(kpi, 0) > 0 for kpi in fed):
            zh = f"核心职责“{cell.zh}”在绩效指标中没有对应的指标，请补充。"
            en = f"The core duty “{cell.en}” has no KPI in the scorecard. Add one that it feeds."
            found.append(Breach(person_id, "duty.core_without_kpi", (cell.duty,), fed, zh, en))
    return found


def _too_heavy(
    person_id: str, own: Sequence[Cell], weights: Mapping[str, int], catalogue: Catalogue
) -> list[Breach]:
    found = []
    for kpi, weight in weights.items():
        feeding = [cell for cell in own if kpi in suggested_links(cell.duty, catalogue)]
        bounds = [cell.duty_class.heaviest_kpi_bp for cell in feeding]
        highest = max((bound for bound in bounds if bound is not None), default=None)
        if highest is None or None in bounds or weight <= highest:
            continue
        duties = tuple(cell.duty for cell in feeding)
        zh = f"指标“{kpi}”只来自辅助或冗余工作，权重最多 {highest // 100}%，请下调。"
        en = f"The KPI “{kpi}” comes from auxiliary or redundant work only. Lower its weight to {highest // 100}%."
        found.append(Breach(person_id, "duty.weight_too_high", duties, (kpi,), zh, en))
    return found
