"""Work distribution (工作分布): shares of the logged time that always add up.

Basis points (10 000 = 100 %) and whole percents are both shared out over the same minutes by largest
remainder, ties by id; neither is derived from the other, so each list adds up by itself.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, Literal

from shared.domain.errors import DomainError
from shared.domain.numbers import WHOLE_BP, largest_remainder
from shared.domain.work.logs.logged_work import LoggedWork

By = Literal["activity", "kind", "person", "customer"]
NO_CUSTOMER: Final = ""
"""The key of work that is about no customer."""
_KEYS: Final[Mapping[By, Callable[[LoggedWork], str]]] = {
    "activity": lambda work: work.activity,
    "kind": lambda work: work.kind,
    "person": lambda work: work.person_id,
    "customer": lambda work: work.customer or NO_CUSTOMER,
}


class NothingLogged(DomainError):
    """No minutes are logged, so there is nothing to share out."""

    code = "distribution.nothing_logged"
    zh = "这段时间没有工作记录，无法计算占比。请先记录工作，或选择其他时间。"
    en = "Nothing was logged in this time, so there are no shares. Log some work or choose other dates."


@dataclass(frozen=True, slots=True)
class Line:
    """The logged minutes of one key, their share and the number of logs."""

    key: str
    minutes: int
    bp: int
    percent: int
    count: int


@dataclass(frozen=True, slots=True)
class Distribution:
    """
    Lines from most to fewest minutes, ties by key; no lines when nothing is logged.

    Over the lines, `bp` adds up to 10 000 and `percent` to 100.
    """

    lines: tuple[Line, ...]
    total_minutes: int
    total_count: int

    def share(self, key: str) -> Fraction:
        """
        Return the exact share of a key, 0 for one that is not among the lines.

        :raises NothingLogged: if the distribution has no lines.
        """
        if not self.lines:
            raise NothingLogged()
        return Fraction(next((line.minutes for line in self.lines if line.key == key), 0), self.total_minutes)


def distribute(work: Iterable[LoggedWork], by: By = "activity") -> Distribution:
    """Share out the minutes of `work` by activity, kind of log, person id or customer."""
    key = _KEYS[by]
    minutes: dict[str, int] = {}
    counts: dict[str, int] = {}
    for each in work:
        name = key(each)
        minutes[name] = minutes.get(name, 0) + each.minutes
        counts[name] = counts.get(name, 0) + each.count
    return shared_out(minutes, counts)


def shared_out(minutes: Mapping[str, int], counts: Mapping[str, int]) -> Distribution:
    """
    Return the distribution of minutes per key; keys without minutes are left out.

    >>> day = {"new_visit": 1000, "key_account": 750, "event_support": 505, "other": 245}
    >>> [(line.bp, line.percent) for line in shared_out(day, dict.fromkeys(day, 1)).lines]
    [(4000, 40), (3000, 30), (2020, 20), (980, 10)]
    """
    spent = {key: amount for key, amount in minutes.items() if amount > 0}
    if not spent:
        return Distribution((), 0, 0)
    bp = largest_remainder(spent, WHOLE_BP)
    percent = largest_remainder(spent, 100)
    lines = tuple(
        Line(key, spent[key], bp[key], percent[key], counts.get(key, 0))
        for key in sorted(spent, key=lambda key: (-spent[key], key))
    )
    return Distribution(lines, sum(spent.values()), sum(line.count for line in lines))


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the `workdays` have a log (`logged`), and the workdays that have none."""

    logged: int
    workdays: int
    missing: tuple[date, ...]

    @property
    def share(self) -> Fraction | None:
        """The exact share of the workdays that have a log; `None` when there was no workday."""
        return Fraction(self.logged, self.workdays) if self.workdays else None


def coverage(work: Iterable[LoggedWork], workdays: Collection[date]) -> Coverage:
    """Compare the days of the work with the workdays of the range; work on other days does not count."""
    days = logged_days(work)
    due = sorted(set(workdays))
    missing = tuple(day for day in due if day not in days)
    return Coverage(len(due) - len(missing), len(due), missing)


def logged_days(work: Iterable[LoggedWork]) -> frozenset[date]:
    """Return the dates on which something was logged."""
    return frozenset(each.on for each in work)


def share_text(share: Fraction) -> str:
    """
    Return a share as a percent with two places, rounded down so that it never seems to reach a bound.

    >>> share_text(Fraction(19996, 100000)), share_text(Fraction(2, 10))
    ('19.99%', '20.00%')
    """
    hundredths = int(share * 10_000)
    return f"{hundredths // 100}.{hundredths % 100:02}%"
