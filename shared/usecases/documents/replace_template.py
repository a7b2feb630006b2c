"""The Word template of a company's job descriptions (岗位说明书模板): the one in use, another one, the standard one."""

from dataclasses import replace
from datetime import datetime

from shared.adapters.documents.job_description import CONTENT_TYPE
from shared.adapters.documents.job_description_template import Template, validate_template
from shared.adapters.documents.store import Documents
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.codec import plain
from shared.adapters.dynamo.commands import ChangedMeanwhile, Command, Write
from shared.adapters.dynamo.store import load
from shared.domain.errors import DomainError
from shared.domain.people import Member
from shared.domain.work.job_descriptions.template import JobDescriptionTemplate

__all__ = ["StandardAlready", "Template", "current_template", "remove_template", "replace_template"]


class StandardAlready(DomainError):
    """The company has no template of its own, so there is none to remove."""

    kind, code = "conflict", "job_description_template.standard_already"
    zh = "现在用的就是标准模板，无需恢复。"
    en = "The standard template is in use already."


def current_template(company_id: str, documents: Documents) -> Template | None:
    """Return the company's own template, None where the standard one is in use."""
    ref = refs.job_description_template(company_id)
    kept = load([ref]).find(ref)
    return Template.of(documents.get(kept.key)) if kept is not None and kept.is_own else None


def replace_template(
    *,
    before: JobDescriptionTemplate | None,
    version: int,
    file_name: str,
    content: bytes,
    actor: Member,
    at: datetime,
    documents: Documents,
) -> tuple[JobDescriptionTemplate, Command]:
    """
    Return the company's new template and the command that puts it into use; `version` is the one seen, 0 for none.

    The file is stored before the command is written, under its own SHA-256: one that no record names is harmless.

    :raises ChangedMeanwhile: if `version` is not the newest.
    :raises DomainError: if the template must not be used, as `validate_template`.
    """
    _check_version(before, version)
    template = validate_template(content)
    key = f"{actor.company_id}/job-descriptions/template/{template.digest}.docx"
    documents.put(key, content, content_type=CONTENT_TYPE)
    after = JobDescriptionTemplate(
        company_id=actor.company_id,
        key=key,
        sha256=template.digest,
        file_name=file_name,
        by_id=actor.id,
        at=at,
        version=version + 1,
    )
    return after, _command("job_description_template.replace", before, after)


def remove_template(
    *, before: JobDescriptionTemplate | None, version: int, actor: Member, at: datetime
) -> tuple[JobDescriptionTemplate, Command]:
    """
    Return the standard template as the company's choice and the command that goes back to it.

    The file stays in the bucket: documents that were printed with it name it.

    :raises ChangedMeanwhile: if `version` is not the newest.
    :raises StandardAlready: if the company has no template of its own.
    """
    _check_version(before, version)
    if before is None or not before.is_own:
        raise StandardAlready()
    after = replace(before, key="", sha256="", file_name="", by_id=actor.id, at=at, version=version + 1)
    return after, _command("job_description_template.remove", before, after)


def _check_version(before: JobDescriptionTemplate | None, version: int) -> None:
    if version != (before.version if before else 0):
        raise ChangedMeanwhile(current=plain(before) if before else {"version": 0})


def _command(name: str, before: JobDescriptionTemplate | None, after: JobDescriptionTemplate) -> Command:
    return Command(name, (Write(refs.job_description_template(after.company_id), after, before=before),))
