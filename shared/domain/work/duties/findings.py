"""Findings beside the duty matrix: overlaps (职责重叠), gaps (职责遗漏) and what to do about redundant work.

They leave the class of a duty as it is. Shares are exact; a finding is provisional (暂定) when somebody it
rests on logged on fewer than ten days.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

from shared.domain.numbers import quantize
from shared.domain.periods import Period
from shared.domain.work.duties.activities import STANDARD, Catalogue, core_duties
from shared.domain.work.duties.distribution import share_text
from shared.domain.work.duties.matrix import ENOUGH_DAYS, Cell, DutyClass, Holder
from shared.domain.work.logs.logged_work import LoggedWork

OVERLAP_SHARE: Final = Fraction(20, 100)
GAP_SHARE: Final = Fraction(5, 100)
SMALL_SHARE: Final = Fraction(5, 100)
"""Below this share of somebody's time, redundant work is not worth a change."""


@dataclass(frozen=True, slots=True)
class Part:
    """One person's minutes on a duty and their exact share of the person's own minutes."""

    person_id: str
    minutes: int
    share: Fraction


@dataclass(frozen=True, slots=True)
class Overlap:
    """One duty for one customer that takes two or more people at least 20 % of their own time each."""

    duty: str
    customer: str
    parts: tuple[Part, ...]
    provisional: bool

    def sentence(self, language: str, catalogue: Catalogue = STANDARD) -> str:
        """Return the finding in words: `en`, anything else is zh-CN."""
        known = catalogue.get(self.duty)
        if language == "en":
            duty = known.en if known else self.duty
            return f"{len(self.parts)} people each spend at least 20% of their time on “{duty}” for “{self.customer}”."
        duty = known.zh if known else self.duty
        return f"{len(self.parts)} 人都在为客户“{self.customer}”做“{duty}”，且各占本人工时 20% 以上。"


@dataclass(frozen=True, slots=True)
class Gap:
    """
    A duty on a position's core list that takes less than 5 % of the position's time.

    `minutes` are everybody's on the duty, `share` is their part of all minutes of the position's holders.
    """

    position: str
    duty: str
    minutes: int
    share: Fraction
    provisional: bool

    def sentence(self, language: str, catalogue: Catalogue = STANDARD) -> str:
        """Return the finding in words: `en`, anything else is zh-CN."""
        duty = catalogue[self.duty]
        if language == "en":
            return f"The core duty “{duty.en}” takes only {share_text(self.share)} of its position's time."
        return f"核心职责“{duty.zh}”只占该岗位工时的 {share_text(self.share)}，不足 5%。"


class Option(StrEnum):
    """What can be done with redundant work."""

    KEEP = "keep"
    HAND_OVER = "hand_over"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Choice:
    """An option with the minutes a month that it frees for the person and for the whole company."""

    option: Option
    person_minutes: int
    company_minutes: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """
    The three choices for one redundant duty of one person, and the one that is suggested.

    `to_person_id` is the colleague who already spends most on the duty, if there is one.
    """

    person_id: str
    duty: str
    choices: tuple[Choice, ...]
    suggested: Option
    to_person_id: str | None = None


def overlaps(holders: Sequence[Holder], work: Iterable[LoggedWork]) -> tuple[Overlap, ...]:
    """Return the overlaps among the holders by duty and customer; work without a customer makes none."""
    kept = _of(holders, work)
    own = _minutes_of(kept)
    spent: defaultdict[tuple[str, str], defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for each in kept:
        if each.customer:
            spent[each.activity, each.customer][each.person_id] += each.minutes
    few = _with_few_days(kept)
    found = []
    for (duty, customer), minutes in sorted(spent.items()):
        parts = tuple(
            Part(person, amount, Fraction(amount, own[person]))
            for person, amount in sorted(minutes.items(), key=lambda item: (-item[1], item[0]))
            if amount >= OVERLAP_SHARE * own[person]
        )
        if len(parts) >= 2:
            found.append(Overlap(duty, customer, parts, any(part.person_id in few for part in parts)))
    return tuple(found)


def gaps(
    holders: Sequence[Holder], work: Iterable[LoggedWork], catalogue: Catalogue = STANDARD
) -> tuple[Gap, ...]:
    """
    Return the core duties that hardly anybody does, by position in order of id.

    Work on the duty counts whoever in the company does it. It is measured against the minutes of the people
    holding the position: against everybody's, each small position would seem to have gaps. A position nobody
    holds, or whose holders logged nothing, has no measure and so no gap.
    """
    kept = _of(holders, work)
    own, few = _minutes_of(kept), _with_few_days(kept)
    done: defaultdict[str, int] = defaultdict(int)
    for each in kept:
        done[each.activity] += each.minutes
    found = []
    for position in sorted({position for holder in holders for position in holder.positions}):
        people = [holder.person_id for holder in holders if position in holder.positions]
        whole = sum(own.get(person, 0) for person in people)
        found += [
            Gap(position, duty.id, done[duty.id], Fraction(done[duty.id], whole), not few.isdisjoint(people))
            for duty in core_duties(position, catalogue)
            if whole and done[duty.id] < GAP_SHARE * whole
        ]
    return tuple(found)


def proposals(cells: Sequence[Cell], first_on: date, until_on: date) -> tuple[Proposal, ...]:
    """
    Return a proposal for each redundant cell of a matrix over the dates from `first_on` up to `until_on`.

    Small work (under 5 % of somebody's time) is better kept, the rest stopped: handing over what serves nobody
    only moves it. Where somebody has to do it all the same, `to_person_id` already does most of it.

    :raises ValueError: if the range holds no day.
    """
    months = months_in(first_on, until_on)
    redundant = [cell for cell in cells if cell.duty_class is DutyClass.REDUNDANT]
    return tuple(_proposal(cell, redundant, months) for cell in redundant)


def months_in(first_on: date, until_on: date) -> Fraction:
    """
    Return how many calendar months a half-open range of dates is, each day as a part of its own month.

    >>> months_in(date(2026, 1, 1), date(2026, 4, 1)), months_in(date(2026, 3, 1), date(2026, 3, 15))
    (Fraction(3, 1), Fraction(14, 31))

    :raises ValueError: if the range holds no day.
    """
    if until_on <= first_on:
        raise ValueError("the range holds no day")
    months, day = Fraction(0), first_on
    while day < until_on:
        month = Period.month_of(day)
        end = min(month.until_on, until_on)
        months += Fraction((end - day).days, (month.until_on - month.first_on).days)
        day = end
    return months


def _proposal(cell: Cell, redundant: Sequence[Cell], months: Fraction) -> Proposal:
    freed = int(quantize(cell.minutes / months, 0))
    same = [each for each in redundant if each.duty == cell.duty]
    most = min(same, key=lambda each: (-each.minutes, each.person_id))
    receiver = None if most.person_id == cell.person_id else most.person_id
    suggested = Option.KEEP if cell.share < SMALL_SHARE else Option.STOP
    choices = (
        Choice(Option.KEEP, 0, 0),
        Choice(Option.HAND_OVER, freed, 0),
        Choice(Option.STOP, freed, freed),
    )
    return Proposal(cell.person_id, cell.duty, choices, suggested, receiver)


def _of(holders: Sequence[Holder], work: Iterable[LoggedWork]) -> list[LoggedWork]:
    people = {holder.person_id for holder in holders}
    return [each for each in work if each.person_id in people]


def _minutes_of(work: Iterable[LoggedWork]) -> dict[str, int]:
    minutes: dict[str, int] = {}
    for each in work:
        minutes[each.person_id] = minutes.get(each.person_id, 0) + each.minutes
    return minutes


def _with_few_days(work: Sequence[LoggedWork]) -> set[str]:
    days: defaultdict[str, set[date]] = defaultdict(set)
    for each in work:
        days[each.person_id].add(each.on)
    return {person for person, logged in days.items() if len(logged) < ENOUGH_DAYS}
