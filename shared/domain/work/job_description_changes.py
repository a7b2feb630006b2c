"""When a job description (岗位说明书) needs a new version, and what is different in it.

Evidence moves every month; a new version, which has to be signed again, is made only for what changes the job.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from shared.domain.work.distribution import share_text
from shared.domain.work.duty_matrix import DutyClass
from shared.domain.work.job_description import DutyLine, JobDescription

SHARE_POINTS: Final = Fraction(15, 100)
"""A duty's share may move by this much, up to and including it, without a new version."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: the section, what it is about, and both texts; an empty text is an absent line."""

    section: str
    about: str
    before: str
    after: str


def changes(before: JobDescription, after: JobDescription) -> tuple[Change, ...]:
    """Return what changes the job, in the order of the document; empty if the version may stand."""
    return (
        *_changed(
            "岗位名称",
            ((line.id, f"{line.zh} {line.percent}%") for line in before.positions),
            ((line.id, f"{line.zh} {line.percent}%") for line in after.positions),
        ),
        *_changed("核心职责", _duties(before, after), _duties(after, before)),
        *_moved_shares(before, after),
        *_changed("任职要求", _qualifications(before), _qualifications(after)),
        *_changed("绩效指标", _kpis(before), _kpis(after)),
    )


def needs_new_version(before: JobDescription | None, after: JobDescription) -> bool:
    """Return whether `after` must be published anew: the first always, then only if the job changed."""
    return before is None or bool(changes(before, after))


def _changed(
    section: str, before: Iterable[tuple[str, str]], after: Iterable[tuple[str, str]]
) -> list[Change]:
    old, new = dict(before), dict(after)
    return [
        Change(section, key, old.get(key, ""), new.get(key, ""))
        for key in dict.fromkeys((*old, *new))
        if old.get(key) != new.get(key)
    ]


def _moved_shares(before: JobDescription, after: JobDescription) -> list[Change]:
    old, new = _shares(before), _shares(after)
    if not old or not new:
        return [] if old == new else [Change("工作占比", "total", _total(before), _total(after))]
    nothing = Fraction(0)
    return [
        Change("工作占比", key, share_text(old.get(key, nothing)), share_text(new.get(key, nothing)))
        for key in dict.fromkeys((*old, *new))
        if abs(new.get(key, nothing) - old.get(key, nothing)) > SHARE_POINTS
    ]


def _shares(content: JobDescription) -> dict[str, Fraction]:
    lines: tuple[DutyLine, ...] = (*content.duties, content.rest)
    return {line.id: Fraction(line.minutes, content.minutes) for line in lines} if content.minutes else {}


def _total(content: JobDescription) -> str:
    return f"{content.minutes} 分钟"


def _duties(content: JobDescription, other: JobDescription) -> list[tuple[str, str]]:
    # An auxiliary line comes and goes with a few minutes of work: alone, that changes nothing.
    in_both = {line.id for line in content.duties} & {line.id for line in other.duties}
    return [
        (line.id, f"{line.text}（{line.target}）" if line.target else line.text)
        for line in content.duties
        if line.duty_class is DutyClass.CORE or line.id in in_both
    ]


def _qualifications(content: JobDescription) -> list[tuple[str, str]]:
    return [("must", "；".join(content.must)), ("ideal", "；".join(content.ideal))]


def _kpis(content: JobDescription) -> list[tuple[str, str]]:
    return [(line.kpi_id, f"{line.zh} {line.weight} {line.target}") for line in content.kpis]
