"""What is told of a job description (岗位说明书): its content with the evidence, where it stands, and its documents."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from functions.edge.fields import Day, Instant
from functions.edge.models import Shape
from shared.domain.work.duties.distribution import share_text
from shared.domain.work.job_descriptions.changes import SECTIONS_EN, Change
from shared.domain.work.job_descriptions.content import DutyLine, JobDescription
from shared.domain.work.job_descriptions.versions import JobDescriptionVersion


class ChangeShape(Shape):
    """One difference; an empty text is an absent line. `about` is what it concerns: a duty, a KPI, a position."""

    section: str
    section_en: str
    about: str
    before: str
    after: str


class HeldPosition(Shape):
    """A position held, with its share of the time in whole percent."""

    id: str
    name_zh: str
    name_en: str
    percent: int


class FedKpi(Shape):
    """A KPI of the scorecard that a duty feeds."""

    kpi: str
    name_zh: str
    name_en: str


class DutyShape(Shape):
    """
    One duty in words, with its evidence: share of the logged time, minutes, number of logs, KPIs.

    `text_en` and `target_en` are empty where there is no English, as where HR wrote the text.
    """

    id: str
    text: str
    text_en: str
    class_: Annotated[str | None, Field(alias="class")]
    target: str
    target_en: str
    percent: int | None
    minutes: int
    count: int
    kpis: list[FedKpi]


class KpiShape(Shape):
    """One KPI of the scorecard in words; `formula` and `source` say how and from what it is computed."""

    kpi: str
    name_zh: str
    name_en: str
    weight: str
    target: str
    target_en: str
    formula: str
    formula_en: str
    source: str
    source_en: str


class EvidenceShape(Shape):
    """What the version rests on: the dates, the days of them with a log, minutes and number of logs."""

    period: str
    days: int
    minutes: int
    count: int


class EditShape(Shape):
    """A text that HR wrote: `purpose`, `must`, `ideal`, `effective_on`, or `duty:` and a duty's id."""

    field: str
    by: str
    at: Instant


class DriftShape(Shape):
    """A duty whose share differs from the signed one by more than 15 points in each of the last two months."""

    duty: str
    text: str
    signed: str
    months: list[str]


class JobDescriptionShape(Shape):
    """
    One version. `link` downloads the Word document, `html_link` the same as a page; both work for five minutes.

    `duties` are the core ones. `sha256` is that of the Word document, `html_sha256` that of the page, `digest` of
    what both were made from. `time_to_jd_days` are the days from the first logged day to the draft.
    """

    id: str
    person_id: str
    number: int
    state: str
    title_zh: str
    title_en: str
    positions: list[HeldPosition]
    purpose: str
    purpose_en: str
    reports_to: str
    effective_on: Day | None
    provisional: bool
    duties: list[DutyShape]
    auxiliary_duties: list[DutyShape]
    other_work: DutyShape
    qualifications_must: list[str]
    qualifications_must_en: list[str]
    qualifications_ideal: list[str]
    qualifications_ideal_en: list[str]
    kpis: list[KpiShape]
    evidence: EvidenceShape
    changes: list[ChangeShape]
    edits: list[EditShape]
    drift: list[DriftShape]
    time_to_jd_days: int | None
    digest: str
    sha256: str
    html_sha256: str
    made_at: Instant
    published_at: Instant | None
    acknowledged_at: Instant | None
    superseded_at: Instant | None
    link: str | None
    html_link: str | None
    version: int


def changes_shape(changes: Sequence[Change]) -> list[ChangeShape]:
    """Return changes as they are told."""
    return [
        ChangeShape(
            section=each.section,
            section_en=SECTIONS_EN.get(each.section, each.section),
            about=each.about,
            before=each.before,
            after=each.after,
        )
        for each in changes
    ]


def shape_of(
    version: JobDescriptionVersion, link: str | None = None, html_link: str | None = None
) -> JobDescriptionShape:
    """Return a version as it is told."""
    content = version.content
    return JobDescriptionShape(
        id=version.id,
        person_id=version.person_id,
        number=version.number,
        state=version.state,
        title_zh=content.title_zh,
        title_en=content.title_en,
        positions=[
            HeldPosition(id=each.id, name_zh=each.zh, name_en=each.en, percent=each.percent)
            for each in content.positions
        ],
        purpose=content.purpose,
        purpose_en=content.purpose_en,
        reports_to=content.reports_to,
        effective_on=version.effective_on,
        provisional=content.provisional,
        duties=[_duty(line, content) for line in content.duties],
        auxiliary_duties=[_duty(line, content) for line in content.auxiliary],
        other_work=_duty(content.rest, content),
        qualifications_must=list(content.must),
        qualifications_must_en=list(content.must_en),
        qualifications_ideal=list(content.ideal),
        qualifications_ideal_en=list(content.ideal_en),
        kpis=_kpis(content),
        evidence=EvidenceShape(
            period=content.period,
            days=version.evidence_days,
            minutes=content.minutes,
            count=content.count,
        ),
        changes=changes_shape(version.changes),
        edits=[EditShape(field=each.field, by=each.by_id, at=each.at) for each in version.edits],
        drift=[
            DriftShape(
                duty=each.id,
                text=each.text,
                signed=share_text(each.signed),
                months=[share_text(share) for share in each.months],
            )
            for each in version.drift
        ],
        time_to_jd_days=version.days_to_draft,
        digest=version.digest,
        sha256=version.sha256,
        html_sha256=version.page_sha256,
        made_at=version.made_at,
        published_at=version.published_at,
        acknowledged_at=version.acknowledged_at,
        superseded_at=version.superseded_at,
        link=link,
        html_link=html_link,
        version=version.version,
    )


def _duty(line: DutyLine, content: JobDescription) -> DutyShape:
    return DutyShape(
        id=line.id,
        text=line.text,
        text_en=line.text_en,
        class_=line.duty_class,
        target=line.target,
        target_en=line.target_en,
        percent=line.percent,
        minutes=line.minutes,
        count=line.count,
        kpis=[
            FedKpi(kpi=each.kpi_id, name_zh=each.zh, name_en=each.en)
            for each in content.kpis
            if each.zh in line.kpis
        ],
    )


def _kpis(content: JobDescription) -> list[KpiShape]:
    return [
        KpiShape(
            kpi=line.kpi_id,
            name_zh=line.zh,
            name_en=line.en,
            weight=line.weight,
            target=line.target,
            target_en=line.target_en,
            formula=line.formula,
            formula_en=line.formula_en,
            source=line.source,
            source_en=line.source_en,
        )
        for line in content.kpis
    ]
