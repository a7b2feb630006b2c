"""Versions of a person's job description (岗位说明书): drafted, published by HR, acknowledged by the person."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from shared.domain.errors import DomainError
from shared.domain.work.job_description import JobDescription
from shared.domain.work.job_description_changes import Change


class VersionState(StrEnum):
    """Where a version stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ACKNOWLEDGED = "acknowledged"


class NotToPublish(DomainError):
    """The version is published already."""

    kind, code = "conflict", "job_description.already_published"
    zh = "这一版岗位说明书已经发布，无需再次发布。"
    en = "This version of the job description is published already."


class NotToAcknowledge(DomainError):
    """The version is not published, or acknowledged already."""

    kind, code = "conflict", "job_description.not_to_acknowledge"
    zh = "这一版岗位说明书尚未发布或已经签收。"
    en = "This version of the job description is not published yet, or was acknowledged before."


@dataclass(frozen=True, slots=True)
class JobDescriptionVersion:
    """
    One version: its content, the digest of what it was made from, and the document's place and SHA-256.

    `number` counts from 1; `changes` say what is different from the version before.
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

    @property
    def file_name(self) -> str:
        """The name under which the document is downloaded."""
        return f"岗位说明书-{self.content.person}-第{self.number}版.docx"


def published(version: JobDescriptionVersion, at: datetime) -> JobDescriptionVersion:
    """Return the version as published.

    :raises NotToPublish: if it is no draft.
    """
    if version.state is not VersionState.DRAFT:
        raise NotToPublish(current={"state": version.state})
    return replace(version, state=VersionState.PUBLISHED, published_at=at, version=version.version + 1)


def acknowledged(version: JobDescriptionVersion, at: datetime) -> JobDescriptionVersion:
    """Return the version as acknowledged by its person.

    :raises NotToAcknowledge: if it is not published, or acknowledged already.
    """
    if version.state is not VersionState.PUBLISHED:
        raise NotToAcknowledge(current={"state": version.state})
    return replace(version, state=VersionState.ACKNOWLEDGED, acknowledged_at=at, version=version.version + 1)
