"""Discrepancies (差异): what the score of a closed month would be with the events that came, changed or went since.

The score on record stays. HR or the owner says what to do about the difference: leave it, count the late events in the
next open month, or, with a second person's agreement, open the month again (`discrepancy_decisions`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from shared.domain.kpi.differences import by_kpi
from shared.domain.kpi.score import Score
from shared.domain.kpi.scorecard import Scorecard, ScoreLine
from shared.domain.numbers import exact
from shared.domain.review.declaration import Step

ZERO: Final = Decimal("0.0000")


class State(StrEnum):
    """Where a discrepancy stands."""

    OPEN = "open"
    AWAITING_SECOND = "awaiting_second"
    IGNORED = "ignored"
    CARRIED = "carried"
    REOPENED = "reopened"
    RESOLVED = "resolved"


class Cause(StrEnum):
    """Why a result differs though the records behind it are the same ones."""

    CARRIED = "carried"
    SOURCE_WORKS_AGAIN = "source_works_again"
    TOLD_OTHERWISE = "told_otherwise"


CAUSES: Final[Mapping[Cause, tuple[str, str]]] = {
    Cause.CARRIED: (
        "计分之后，有记录被结转，计入的日期因此改变。",
        "Records were carried after the score was computed, so the dates on which they count have changed.",
    ),
    Cause.SOURCE_WORKS_AGAIN: (
        "计分时中断或对不上总数的数据来源现已恢复正常。",
        "A source that failed, or whose totals differed, when the score was computed is in order by now.",
    ),
    Cause.TOLD_OTHERWISE: (
        "得分所依据的记录没有增减，但其他新到的记录（如客户合并、归属变更、更早的记录）改变了对它们的认定。",
        "The records behind the score are the same, but others that came since (a merge, a change of owner, an "
        "earlier record) change what they count as.",
    ),
}
"""What a cause is called, in Chinese and in English."""
UNDECIDED: Final = frozenset({State.OPEN, State.AWAITING_SECOND})


@dataclass(frozen=True, slots=True)
class KpiDelta:
    """What one KPI comes to on record and would come to; texts with four places, None where it has no points."""

    kpi_id: str
    name_zh: str
    name_en: str
    value_before: str | None
    value_after: str | None
    points_before: str | None
    points_after: str | None
    weighted_before: str
    weighted_after: str
    delta: str


@dataclass(frozen=True, slots=True)
class Found:
    """
    What was found to differ.

    `new_events` are in the score that would be and not in the one on record, `gone_events` the other way round.
    `additions_only` says that late events of the month, and nothing else, make the difference. Where no event is new
    or gone, `cause` names what makes it.
    """

    score_hash: str
    would_be_hash: str
    total_before: str | None
    total_after: str | None
    official_before: str | None
    official_after: str | None
    deltas: tuple[KpiDelta, ...]
    new_events: tuple[str, ...]
    gone_events: tuple[str, ...]
    additions_only: bool
    cause: Cause | None = None

    @property
    def result(self) -> tuple[str | None, tuple[KpiDelta, ...]]:
        """What it comes to: the total that would be and what moves it, whatever records are behind it."""
        return self.total_after, self.deltas


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """
    A discrepancy as it stands.

    `by_id` decided, `second_id` agreed; `carried_to` is the first day of the month in which late events count.
    """

    id: str
    company_id: str
    person_id: str
    month: str
    state: State
    found: Found
    found_at: datetime
    by_id: str = ""
    second_id: str = ""
    reason: str = ""
    carried_to: date | None = None
    history: tuple[Step, ...] = ()
    version: int = 1

    @property
    def is_undecided(self) -> bool:
        """Whether somebody still has to decide."""
        return self.state in UNDECIDED

    @property
    def current(self) -> dict[str, object]:
        """What a caller is told who saw something older."""
        return {"state": self.state, "version": self.version}


@dataclass(frozen=True, slots=True)
class EventsSeen:
    """The counter of each month's events when closed months were last looked at, and when that was."""

    at: datetime | None = None
    counters: Mapping[str, int] = field(default_factory=dict)


def found_between(
    record: Score, would_be: Score, *, additions_only: bool, cause: Cause = Cause.TOLD_OTHERWISE
) -> Found:
    """Describe how the score that would be differs from the one on record; `cause` is kept if no event does."""
    before, after = record.card, would_be.card
    return Found(
        score_hash=record.hash,
        would_be_hash=would_be.hash,
        total_before=_text(before.total),
        total_after=_text(after.total),
        official_before=_text(before.official_total),
        official_after=_text(after.official_total),
        deltas=_deltas(before, after),
        new_events=tuple(sorted(would_be.event_ids - record.event_ids)),
        gone_events=tuple(sorted(record.event_ids - would_be.event_ids)),
        additions_only=additions_only,
        cause=cause if record.event_ids == would_be.event_ids else None,
    )


def _deltas(before: Scorecard, after: Scorecard) -> tuple[KpiDelta, ...]:
    old, new = by_kpi(before), by_kpi(after)
    found = [_delta(old.get(kpi_id), new.get(kpi_id)) for kpi_id in sorted({*old, *new})]
    return tuple(each for each in found if _moved(each))


def _moved(each: KpiDelta) -> bool:
    return (each.value_before, each.points_before, each.weighted_before) != (
        each.value_after,
        each.points_after,
        each.weighted_after,
    )


def _delta(old: ScoreLine | None, new: ScoreLine | None) -> KpiDelta:
    named = new or old
    assert named is not None
    before, after = (line.weighted if line else ZERO for line in (old, new))
    return KpiDelta(
        kpi_id=named.kpi_id,
        name_zh=named.name_zh,
        name_en=named.name_en,
        value_before=_exact(old),
        value_after=_exact(new),
        points_before=_text(old.points) if old else None,
        points_after=_text(new.points) if new else None,
        weighted_before=str(before),
        weighted_after=str(after),
        delta=str(after - before),
    )


def _exact(line: ScoreLine | None) -> str | None:
    return None if line is None or line.value is None else exact(line.value)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
