"""Job description (岗位说明书): what one person is there for, made from logs, duties and targets.

Four sections: position (岗位名称), core duties (核心职责), qualifications (任职要求), KPIs (绩效指标). Every
duty cites its evidence: share of the logged time, number of logs, KPIs. Nothing is inferred about the person.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Final

from shared.domain.errors import DomainError
from shared.domain.numbers import largest_remainder
from shared.domain.work.activities import STANDARD, Catalogue
from shared.domain.work.distribution import Distribution
from shared.domain.work.duty_matrix import DutyClass
from shared.domain.work.positions import POSITIONS, Position, Responsibility

MOST_DUTIES: Final = 8
OTHER: Final = "other"


class PositionUnknown(DomainError):
    """A person holds a position that has no template."""

    code = "job_description.position_unknown"
    zh = "岗位“{position}”没有说明模板，请先在岗位设置中补充。"
    en = "The position “{position}” has no template. Add one in the positions first."


class NoPosition(DomainError):
    """A person holds no position, so there is nothing to describe."""

    code = "job_description.no_position"
    zh = "这位成员还没有岗位，请先在成员中设置岗位。"
    en = "This person holds no position. Give them one first."


@dataclass(frozen=True, slots=True)
class KpiLine:
    """One line of the scorecard in words: `weight` such as 40%, `target` such as ≥30%."""

    kpi_id: str
    zh: str
    weight: str
    target: str


@dataclass(frozen=True, slots=True)
class Source:
    """
    What a job description is made from.

    `positions` are (position id, share in basis points), together 10 000. `distribution` is by activity over
    the dates from `first_on` up to `until_on`; `classes` are (activity, class) from the person's row of the
    duty matrix. `goals` are (KPI id, text such as 每月5个新客户): agreed figures that need no weight.
    """

    company: str
    person: str
    positions: tuple[tuple[str, int], ...]
    first_on: date
    until_on: date
    distribution: Distribution
    classes: tuple[tuple[str, DutyClass], ...] = ()
    goals: tuple[tuple[str, str], ...] = ()
    kpis: tuple[KpiLine, ...] = ()
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class PositionLine:
    """A position held, with its share of the person's time in whole percent."""

    id: str
    zh: str
    en: str
    percent: int


@dataclass(frozen=True, slots=True)
class DutyLine:
    """
    A duty in words with its target and its evidence.

    `percent` over all lines and the rest adds up to 100; it is 0 for a duty without minutes and `None` when
    nothing at all was logged. `kpis` are the names of the scorecard's KPIs that the duty feeds.
    """

    id: str
    text: str
    duty_class: DutyClass | None = None
    target: str = ""
    minutes: int = 0
    count: int = 0
    kpis: tuple[str, ...] = ()
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class JobDescription:
    """The content of the document, in the order in which it is printed."""

    company: str
    person: str
    title_zh: str
    title_en: str
    period: str
    provisional: bool
    positions: tuple[PositionLine, ...]
    duties: tuple[DutyLine, ...]
    rest: DutyLine
    must: tuple[str, ...]
    ideal: tuple[str, ...]
    kpis: tuple[KpiLine, ...]
    minutes: int
    count: int


def describe(
    source: Source, positions: Mapping[str, Position] = POSITIONS, catalogue: Catalogue = STANDARD
) -> JobDescription:
    """
    Return the content that a source gives: the same source always gives the same content.

    At most eight duties: the core lines of the positions held, largest position first, then what else the
    logs show, by minutes. All other logged time is in `rest` (其他).

    :raises NoPosition: if the person holds no position.
    :raises PositionUnknown: if one of them has no template.
    """
    held = _held(source.positions, positions)
    lines = _duty_lines(source, [position for position, _ in held], catalogue)
    logged = source.distribution
    rest = DutyLine(
        OTHER,
        "其他",
        minutes=logged.total_minutes - sum(line.minutes for line in lines),
        count=logged.total_count - sum(line.count for line in lines),
    )
    percents = _percents((*lines, rest))
    shares = largest_remainder({position.id: bp for position, bp in held}, 100)
    return JobDescription(
        company=source.company,
        person=source.person,
        title_zh=" / ".join(position.zh for position, _ in held),
        title_en=" / ".join(position.en for position, _ in held),
        period=f"{source.first_on:%Y-%m-%d} – {date.fromordinal(source.until_on.toordinal() - 1):%Y-%m-%d}",
        provisional=source.provisional,
        positions=tuple(PositionLine(each.id, each.zh, each.en, shares[each.id]) for each, _ in held),
        duties=tuple(replace(line, percent=percents.get(line.id)) for line in lines),
        rest=replace(rest, percent=percents.get(OTHER)),
        must=_once(position.must for position, _ in held),
        ideal=_once(position.ideal for position, _ in held),
        kpis=source.kpis,
        minutes=logged.total_minutes,
        count=logged.total_count,
    )


def content_digest(content: JobDescription, template: str) -> str:
    """
    Return the SHA-256, in hexadecimal, of the canonical JSON of the content and the template's version.

    Equal digests mean equal documents: then no new version is made.
    """
    canonical = json.dumps(
        {"content": asdict(content), "template": template},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def _held(shares: Iterable[tuple[str, int]], positions: Mapping[str, Position]) -> list[tuple[Position, int]]:
    held = []
    for position_id, bp in sorted(shares, key=lambda share: (-share[1], share[0])):
        if position_id not in positions:
            raise PositionUnknown(position=position_id[:40])
        held.append((positions[position_id], bp))
    if not held:
        raise NoPosition()
    return held


def _duty_lines(source: Source, held: Sequence[Position], catalogue: Catalogue) -> list[DutyLine]:
    logged = {line.key: line for line in source.distribution.lines}
    classes = dict(source.classes)
    targets = {**{line.kpi_id: line.target for line in source.kpis}, **dict(source.goals)}
    lines = []
    for each in _responsibilities(source, held, catalogue):
        met = [classes[activity] for activity in each.activities if activity in classes]
        parts = [logged[activity] for activity in each.activities if activity in logged]
        if not (each.core or parts) or (met and all(found is DutyClass.REDUNDANT for found in met)):
            continue
        fed = each.kpis(catalogue)
        lines.append(
            DutyLine(
                id=each.id,
                text=each.zh,
                duty_class=DutyClass.CORE if each.core or DutyClass.CORE in met else DutyClass.AUXILIARY,
                target=next((targets[kpi] for kpi in each.goal_kpis if kpi in targets), ""),
                minutes=sum(part.minutes for part in parts),
                count=sum(part.count for part in parts),
                kpis=tuple(line.zh for line in source.kpis if line.kpi_id in fed),
            )
        )
    core = [line for line in lines if line.duty_class is DutyClass.CORE]
    others = [line for line in lines if line.duty_class is not DutyClass.CORE]
    return [*core, *sorted(others, key=lambda line: (-line.minutes, line.id))][:MOST_DUTIES]


def _responsibilities(source: Source, held: Sequence[Position], catalogue: Catalogue) -> list[Responsibility]:
    """The lines of the positions held, each activity in one line only, then core work beside them."""
    taken: set[str] = set()
    found = []
    for each in (each for position in held for each in position.responsibilities):
        free = tuple(activity for activity in each.activities if activity not in taken)
        taken.update(free)
        found.append(replace(each, activities=free))
    beside = [
        activity
        for activity, duty_class in sorted(source.classes)
        if duty_class is DutyClass.CORE and activity not in taken and activity in catalogue
    ]
    return [*found, *(Responsibility(each, f"承担{catalogue[each].zh}", (each,)) for each in beside)]


def _percents(lines: Sequence[DutyLine]) -> dict[str, int]:
    minutes = {line.id: line.minutes for line in lines}
    return largest_remainder(minutes, 100) if any(minutes.values()) else {}


def _once(texts: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for each in texts for text in each))
