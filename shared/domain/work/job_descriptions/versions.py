"""Versions of a person's job description (岗位说明书): drafted, published by HR, acknowledged by the person.

Of one person's versions at most one is a draft, and at most one is in force: published, and acknowledged once its
person has done so. A newer draft takes the place of a draft, a newly published version that of the one in force.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from shared.domain.errors import DomainError
from shared.domain.work.job_descriptions.backing import Backing
from shared.domain.work.job_descriptions.changes import Change
from shared.domain.work.job_descriptions.content import JobDescription
from shared.domain.work.job_descriptions.drift import DriftedLine
from shared.domain.work.job_descriptions.edits import Edit


class VersionState(StrEnum):
    """Where a version stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ACKNOWLEDGED = "acknowledged"
    SUPERSEDED = "superseded"


IN_FORCE: Final = frozenset({VersionState.PUBLISHED, VersionState.ACKNOWLEDGED})


class NotADraft(DomainError):
    """The version is no draft, so its texts stand."""

    kind, code = "conflict", "job_description.not_a_draft"
    zh = "只有草稿可以修改：这一版已经发布，或已被新版取代。请先生成新的草稿。"
    en = "Only a draft can be edited: this version was published, or a newer one took its place. Draft a new one."


class NotToPublish(DomainError):
    """The version is no draft any more."""

    kind, code = "conflict", "job_description.already_published"
    zh = "这一版岗位说明书已经发布，或已被新版取代，不能再发布。"
    en = "This version of the job description is published already, or a newer one took its place."


class NotToAcknowledge(DomainError):
    """The version is not published, was acknowledged already, or is no longer the one that holds."""

    kind, code = "conflict", "job_description.not_to_acknowledge"
    zh = "这一版岗位说明书尚未发布、已经签收，或已被新版取代。"
    en = "This version of the job description is not published yet, was acknowledged before, or was replaced."


@dataclass(frozen=True, slots=True)
class JobDescriptionVersion:
    """
    One version: its content, the digest of what it was made from, and its documents' places and SHA-256.

    `number` counts from 1; `changes` say what is different from the version before. `document_key` is the Word
    document, `page_key` the same for a browser; `template` names the company's own template, empty for the standard
    one. `drift` is why the work has to be looked at again. `evidence_days` are the logged days that it rests on;
    `days_to_draft` are the days from the first of them to the draft, kept for a person's first version and for the
    first that rests on enough of them. It holds from `effective_on`.
    """

    id: str
    company_id: str
    person_id: str
    number: int
    content: JobDescription
    digest: str
    document_key: str
    sha256: str
    made_at: datetime
    changes: tuple[Change, ...] = ()
    state: VersionState = VersionState.DRAFT
    published_at: datetime | None = None
    acknowledged_at: datetime | None = None
    version: int = 1
    page_key: str = ""
    page_sha256: str = ""
    template: str = ""
    edits: tuple[Edit, ...] = ()
    drift: tuple[DriftedLine, ...] = ()
    effective_on: date | None = None
    evidence_days: int = 0
    days_to_draft: int | None = None
    superseded_at: datetime | None = None

    @property
    def is_draft(self) -> bool:
        """Whether HR still works on it."""
        return self.state is VersionState.DRAFT

    @property
    def is_in_force(self) -> bool:
        """Whether it is the one that holds."""
        return self.state in IN_FORCE

    @property
    def file_name(self) -> str:
        """The name under which the Word document is downloaded."""
        return f"岗位说明书-{self.content.person}-第{self.number}版.docx"

    @property
    def page_name(self) -> str:
        """The name under which the page is downloaded."""
        return f"岗位说明书-{self.content.person}-第{self.number}版.html"


def published(version: JobDescriptionVersion, at: datetime, effective_on: date) -> JobDescriptionVersion:
    """Return the version as published, to hold from `effective_on`.

    :raises NotToPublish: if it is no draft.
    """
    if not version.is_draft:
        raise NotToPublish(current={"state": version.state})
    return replace(
        version,
        state=VersionState.PUBLISHED,
        published_at=at,
        effective_on=effective_on,
        version=version.version + 1,
    )


def acknowledged(version: JobDescriptionVersion, at: datetime) -> JobDescriptionVersion:
    """Return the version as acknowledged by its person.

    :raises NotToAcknowledge: if it is not published, acknowledged already, or superseded.
    """
    if version.state is not VersionState.PUBLISHED:
        raise NotToAcknowledge(current={"state": version.state})
    return replace(version, state=VersionState.ACKNOWLEDGED, acknowledged_at=at, version=version.version + 1)


def superseded(version: JobDescriptionVersion, at: datetime) -> JobDescriptionVersion:
    """Return the version as it stands once a newer one took its place; it stays on record."""
    return replace(version, state=VersionState.SUPERSEDED, superseded_at=at, version=version.version + 1)


def backing(version: JobDescriptionVersion | None) -> Backing | None:
    """Return what a scorecard may rest on: only a version that its person acknowledged, and that still holds."""
    if version is None or version.state is not VersionState.ACKNOWLEDGED or version.acknowledged_at is None:
        return None
    return Backing(version.id, version.number, version.acknowledged_at)
