"""What a person's logs of one month add up to, kept so that a report reads months and not logs.

It is derived: with the `seq` of the month's last change it was made at, it holds as long as that has not moved,
and can be made anew from the logs at any time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shared.domain.work.logs.log import WorkLog
from shared.domain.work.logs.logged_work import LoggedWork, gathered
from shared.domain.work.signals.signals import Signal, flagged, signals

FORM: Final = 1
"""Raised when the same logs would give another `MonthOfWork`: what was kept in an older form is made anew."""


@dataclass(frozen=True, slots=True)
class MonthOfWork:
    """
    One person's month: the work, added up by day, and what it was made from.

    `flags` are the logs that somebody should look at, each with its signals.
    """

    person_id: str
    month: str
    seq: int
    work: tuple[LoggedWork, ...]
    flags: tuple[tuple[str, tuple[Signal, ...]], ...] = ()
    form: int = FORM

    def holds(self, seq: int | None) -> bool:
        """Whether it is still what the logs add up to; `seq` is that of the month's last change, if known."""
        return seq is not None and (self.seq, self.form) == (seq, FORM)


def month_of(person_id: str, month: str, seq: int, logs: Sequence[WorkLog]) -> MonthOfWork:
    """Return what these logs of a person's month add up to."""
    flags = tuple(sorted(flagged(signals(logs)).items()))
    return MonthOfWork(person_id, month, seq, gathered(logs), flags)
