"""Job description (岗位说明书): what one person is there for, made from logs, duties and targets.

Four sections: position (岗位名称) with its purpose (岗位目的), core and auxiliary duties (核心职责、辅助职责),
qualifications (任职要求), KPIs (绩效指标). Every duty cites its evidence: share of the logged time, number of
logs, KPIs. Nothing is inferred about the person.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from shared.domain.errors import DomainError
from shared.domain.numbers import largest_remainder
from shared.domain.work.duties.activities import STANDARD, Catalogue
from shared.domain.work.duties.distribution import Distribution
from shared.domain.work.duties.matrix import DutyClass
from shared.domain.work.duties.positions import POSITIONS, Position
from shared.domain.work.job_descriptions.duties import MOST_DUTIES as MOST_DUTIES
from shared.domain.work.job_descriptions.duties import OTHER as OTHER
from shared.domain.work.job_descriptions.duties import Grounds, duties_of
from shared.domain.work.job_descriptions.lines import DutyLine as DutyLine
from shared.domain.work.job_descriptions.lines import Goal as Goal
from shared.domain.work.job_descriptions.lines import KpiLine as KpiLine
from shared.domain.work.job_descriptions.lines import PositionLine as PositionLine


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
class Source:
    """
    What a job description is made from.

    `positions` are (position id, share in basis points), together 10 000. `distribution` is by activity over
    the dates from `first_on` up to `until_on`; `classes` are (activity, class) from the person's row of the
    duty matrix, `decided` the activities whose class HR set there. `reports_to` is the manager's name.
    """

    company: str
    person: str
    positions: tuple[tuple[str, int], ...]
    first_on: date
    until_on: date
    distribution: Distribution
    classes: tuple[tuple[str, DutyClass], ...] = ()
    goals: tuple[Goal, ...] = ()
    kpis: tuple[KpiLine, ...] = ()
    provisional: bool = False
    reports_to: str = ""
    decided: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JobDescription:
    """
    The content of the document. English texts are empty where there are none, as where HR wrote the Chinese one.

    `duties` are the core ones, `auxiliary` those beside them, `rest` all other logged time. `reports_to` is
    empty for somebody without a manager.
    """

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
    auxiliary: tuple[DutyLine, ...] = ()
    purpose: str = ""
    purpose_en: str = ""
    reports_to: str = ""
    must_en: tuple[str, ...] = ()
    ideal_en: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[DutyLine, ...]:
        """All duties that have a line of their own."""
        return (*self.duties, *self.auxiliary)


def describe(
    source: Source, positions: Mapping[str, Position] = POSITIONS, catalogue: Catalogue = STANDARD
) -> JobDescription:
    """
    Return the content that a source gives: the same source always gives the same content.

    :raises NoPosition: if the person holds no position.
    :raises PositionUnknown: if one of them has no template.
    """
    shares = _held(source.positions, positions)
    held = [position for position, _ in shares]
    duties = duties_of(_grounds(source), held, catalogue)
    percents = largest_remainder({position.id: bp for position, bp in shares}, 100)
    return JobDescription(
        company=source.company,
        person=source.person,
        title_zh=" / ".join(each.zh for each in held),
        title_en=" / ".join(each.en for each in held),
        period=f"{source.first_on:%Y-%m-%d} – {date.fromordinal(source.until_on.toordinal() - 1):%Y-%m-%d}",
        provisional=source.provisional,
        positions=tuple(PositionLine(each.id, each.zh, each.en, percents[each.id]) for each in held),
        duties=duties.core,
        rest=duties.rest,
        must=_once(each.must for each in held),
        ideal=_once(each.ideal for each in held),
        kpis=source.kpis,
        minutes=source.distribution.total_minutes,
        count=source.distribution.total_count,
        auxiliary=duties.auxiliary,
        purpose="；".join(each.purpose or f"承担“{each.zh}”岗位的工作" for each in held),
        purpose_en="; ".join(each.purpose_en or f"Do the work of “{each.en}”" for each in held),
        reports_to=source.reports_to,
        must_en=_once(each.must_en for each in held),
        ideal_en=_once(each.ideal_en for each in held),
    )


def content_digest(content: JobDescription, template: str) -> str:
    """
    Return the SHA-256, in hexadecimal, of the canonical JSON of the content and of what names the template.

    Equal digests mean equal documents but for the version's number and its date: then no new version is made.
    """
    canonical = json.dumps(
        {"content": asdict(content), "template": template},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def _grounds(source: Source) -> Grounds:
    return Grounds(
        source.distribution, dict(source.classes), frozenset(source.decided), source.kpis, source.goals
    )


def _held(shares: Iterable[tuple[str, int]], positions: Mapping[str, Position]) -> list[tuple[Position, int]]:
    held = []
    for position_id, bp in sorted(shares, key=lambda share: (-share[1], share[0])):
        if position_id not in positions:
            raise PositionUnknown(position=position_id[:40])
        held.append((positions[position_id], bp))
    if not held:
        raise NoPosition()
    return held


def _once(texts: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for each in texts for text in each))
