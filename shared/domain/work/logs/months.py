"""In which months somebody's work logs changed last: tells whether what was added up from them still holds."""

from dataclasses import dataclass
from typing import Final

MOST_MONTHS: Final = 24


@dataclass(frozen=True, slots=True)
class LogMonths:
    """
    Months `YYYY-MM` with the actor's `seq` at the last command that changed a log of theirs, oldest first.

    `whole` says that no other month has a log. Otherwise, about months that are not named nothing is known: the
    oldest ones are forgotten after `MOST_MONTHS`, and a row from before this was counted named none.
    """

    months: tuple[tuple[str, int], ...] = ()
    whole: bool = True

    def seq_of(self, month: str) -> int | None:
        """Return the `seq` of the month's last change: 0 if it never had a log, `None` if that is not known."""
        return dict(self.months).get(month, 0 if self.whole else None)

    def moved(self, months: frozenset[str], seq: int) -> "LogMonths":
        """Return what is known after a command with `seq` changed logs of these months.

        >>> LogMonths().moved(frozenset({"2026-03"}), 7)
        LogMonths(months=(('2026-03', 7),), whole=True)
        """
        known = sorted({**dict(self.months), **dict.fromkeys(months, seq)}.items())
        return LogMonths(tuple(known[-MOST_MONTHS:]), self.whole and len(known) <= MOST_MONTHS)
