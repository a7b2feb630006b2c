"""Drift watch: whether the work has moved away from the job description (岗位说明书) that is in force.

One unusual month is no other job: only what moved by more than 15 points, in the same direction, in each of the
last two complete calendar months counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from shared.domain.work.duties.distribution import Distribution
from shared.domain.work.job_descriptions.changes import SHARE_POINTS
from shared.domain.work.job_descriptions.content import OTHER, DutyLine, JobDescription

MONTHS: Final = 2
"""Consecutive calendar months that must differ."""


@dataclass(frozen=True, slots=True)
class DriftedLine:
    """A duty (or `other`, the rest) whose exact share moved: the signed one, and those of the months in order."""

    id: str
    text: str
    signed: Fraction
    months: tuple[Fraction, ...]


def drifted(signed: JobDescription, months: Sequence[Distribution]) -> tuple[DriftedLine, ...]:
    """
    Return the duties whose share differs by more than 15 points in each of the last two months, the same way.

    `signed` is the content of the version in force, `months` are the distributions by activity of complete
    consecutive calendar months, oldest first. Nothing drifts while fewer than two are there, while one of them,
    or the signed version, rests on no logs, or while the lines do not say what activities they are made of.
    """
    last = months[-MONTHS:]
    if len(last) < MONTHS or not all(month.total_minutes for month in last):
        return ()
    if not signed.minutes or not any(line.activities for line in signed.lines):
        return ()
    lines = (*signed.lines, signed.rest)
    moved = (
        DriftedLine(
            line.id,
            line.text,
            Fraction(line.minutes, signed.minutes),
            tuple(_share(line, signed, month) for month in last),
        )
        for line in lines
    )
    return tuple(line for line in moved if _is_drift(line))


def _share(line: DutyLine, signed: JobDescription, month: Distribution) -> Fraction:
    if line.id == OTHER:
        return 1 - sum((_share(each, signed, month) for each in signed.lines), Fraction(0))
    return sum((month.share(activity) for activity in line.activities), Fraction(0))


def _is_drift(line: DriftedLine) -> bool:
    moves = [share - line.signed for share in line.months]
    return all(move > SHARE_POINTS for move in moves) or all(move < -SHARE_POINTS for move in moves)
