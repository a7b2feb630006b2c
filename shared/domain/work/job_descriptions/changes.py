"""What is different between two job descriptions (岗位说明书), and when that asks for a new version.

Evidence moves every month; a new version, which has to be signed again, is made only for what changes the job.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from shared.domain.work.duties.distribution import share_text
from shared.domain.work.duties.matrix import DutyClass
from shared.domain.work.job_descriptions.content import DutyLine, JobDescription

SHARE_POINTS: Final = Fraction(15, 100)
"""A duty's share may move by this much, up to and including it, without a new version."""
POSITIONS, PURPOSE, REPORTS_TO = "岗位名称", "岗位目的", "汇报对象"
CORE, AUXILIARY, SHARES = "核心职责", "辅助职责", "工作占比"
QUALIFICATIONS, KPIS, FORMULAS = "任职要求", "绩效指标", "指标口径"
SECTIONS_EN: Final[Mapping[str, str]] = MappingProxyType(
    {
        POSITIONS: "Position",
        PURPOSE: "Purpose",
        REPORTS_TO: "Reports to",
        CORE: "Core duties",
        AUXILIARY: "Auxiliary duties",
        SHARES: "Share of working time",
        QUALIFICATIONS: "Qualifications",
        KPIS: "KPIs",
        FORMULAS: "How KPIs are computed",
    }
)
"""The English name of each section that a change can be in."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: the section, what it is about, and both texts; an empty text is an absent line."""

    section: str
    about: str
    before: str
    after: str


class _Weight(IntEnum):
    """What a change means: evidence alone, shares of the time, or the job itself."""

    EVIDENCE = 0
    SHARES = 1
    JOB = 2


def changes(before: JobDescription, after: JobDescription) -> tuple[Change, ...]:
    """Return what is different for whoever reads both, in the order of the document."""
    return tuple(change for _, change in _all(before, after))


def needs_new_version(before: JobDescription | None, after: JobDescription) -> bool:
    """Return whether `after` is another job: the first always is, then one with more than other evidence."""
    return before is None or any(weight > _Weight.EVIDENCE for weight, _ in _all(before, after))


def changed_beside_shares(before: JobDescription, after: JobDescription) -> bool:
    """Return whether positions, KPIs, qualifications or texts changed, whatever the time is spent on."""
    return any(weight is _Weight.JOB for weight, _ in _all(before, after))


def _all(before: JobDescription, after: JobDescription) -> Iterator[tuple[_Weight, Change]]:
    yield from _of_the_job(POSITIONS, _positions(before), _positions(after))
    # a description from before purposes were written says nothing about purpose, manager and formulas
    if before.purpose:
        yield from _of_the_job(PURPOSE, [("purpose", before.purpose)], [("purpose", after.purpose)])
        told = [("reports_to", before.reports_to)], [("reports_to", after.reports_to)]
        yield from _of_the_job(REPORTS_TO, *told)
    yield from _duties(before, after)
    yield from ((_Weight.SHARES, change) for change in _moved_shares(before, after))
    yield from _of_the_job(QUALIFICATIONS, _qualifications(before), _qualifications(after))
    yield from _of_the_job(KPIS, _kpis(before), _kpis(after))
    known = {line.kpi_id for line in before.kpis if line.formula} & {line.kpi_id for line in after.kpis}
    yield from _of_the_job(FORMULAS, _formulas(before, known), _formulas(after, known))


def _of_the_job(
    section: str, before: Iterable[tuple[str, str]], after: Iterable[tuple[str, str]]
) -> Iterator[tuple[_Weight, Change]]:
    old, new = dict(before), dict(after)
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) != new.get(key):
            yield _Weight.JOB, Change(section, key, old.get(key, ""), new.get(key, ""))


def _duties(before: JobDescription, after: JobDescription) -> Iterator[tuple[_Weight, Change]]:
    for section, is_core in ((CORE, True), (AUXILIARY, False)):
        old, new = _section(before, is_core), _section(after, is_core)
        for key in dict.fromkeys((*old, *new)):
            texts = [_text(lines[key]) if key in lines else "" for lines in (old, new)]
            if texts[0] != texts[1]:
                yield _weight(key, before, after, is_core), Change(section, key, *texts)


def _weight(key: str, before: JobDescription, after: JobDescription, is_core: bool) -> _Weight:
    old, new = (next((line for line in each.lines if line.id == key), None) for each in (before, after))
    if old is None or new is None:
        # an auxiliary line comes and goes with a few minutes of work: alone, that changes nothing
        return _Weight.SHARES if is_core else _Weight.EVIDENCE
    by_hr = new.decided and old.duty_class is not new.duty_class
    return _Weight.JOB if by_hr or _text(old) != _text(new) else _Weight.EVIDENCE


def _section(content: JobDescription, is_core: bool) -> dict[str, DutyLine]:
    return {line.id: line for line in content.lines if (line.duty_class is DutyClass.CORE) is is_core}


def _text(line: DutyLine) -> str:
    return f"{line.text}（{line.target}）" if line.target else line.text


def _moved_shares(before: JobDescription, after: JobDescription) -> list[Change]:
    old, new = _shares(before), _shares(after)
    if not old or not new:
        return [] if old == new else [Change(SHARES, "total", _total(before), _total(after))]
    nothing = Fraction(0)
    return [
        Change(SHARES, key, share_text(old.get(key, nothing)), share_text(new.get(key, nothing)))
        for key in dict.fromkeys((*old, *new))
        if abs(new.get(key, nothing) - old.get(key, nothing)) > SHARE_POINTS
    ]


def _shares(content: JobDescription) -> dict[str, Fraction]:
    lines = (*content.lines, content.rest)
    return {line.id: Fraction(line.minutes, content.minutes) for line in lines} if content.minutes else {}


def _total(content: JobDescription) -> str:
    return f"{content.minutes} 分钟"


def _positions(content: JobDescription) -> list[tuple[str, str]]:
    return [(line.id, f"{line.zh} {line.percent}%") for line in content.positions]


def _qualifications(content: JobDescription) -> list[tuple[str, str]]:
    return [("must", "；".join(content.must)), ("ideal", "；".join(content.ideal))]


def _kpis(content: JobDescription) -> list[tuple[str, str]]:
    return [(line.kpi_id, f"{line.zh} {line.weight} {line.target}") for line in content.kpis]


def _formulas(content: JobDescription, known: set[str]) -> list[tuple[str, str]]:
    return [
        (line.kpi_id, f"{line.formula}（数据：{line.source}）" if line.source else line.formula)
        for line in content.kpis
        if line.kpi_id in known
    ]
