"""Edit the texts of a draft of a job description (岗位说明书), as HR does."""

from dataclasses import replace
from datetime import datetime

from shared.adapters.dynamo.commands import ChangedMeanwhile, Command
from shared.domain.people import Member
from shared.domain.work.job_descriptions.changes import changes
from shared.domain.work.job_descriptions.edits import EditedTexts, effective_on, with_edits
from shared.domain.work.job_descriptions.versions import JobDescriptionVersion, NotADraft
from shared.usecases.documents.print_job_description import Press, print_job_description
from shared.usecases.documents.read_job_descriptions import version_before
from shared.usecases.documents.sign_job_description import writes_of


def edit_job_description(
    *,
    version: JobDescriptionVersion,
    newest: JobDescriptionVersion,
    seen: int,
    texts: EditedTexts,
    actor: Member,
    at: datetime,
    press: Press,
) -> tuple[JobDescriptionVersion, Command]:
    """
    Return the draft with what HR wrote, printed anew, and the command that writes it.

    :raises NotADraft: if the version is published, or a newer draft took its place.
    :raises ChangedMeanwhile: if `seen` is not how the draft stands.
    :raises DomainError: as `with_edits`.
    """
    stands = {"state": version.state, "version": version.version}
    if not version.is_draft:
        raise NotADraft(current=stands)
    if seen != version.version:
        raise ChangedMeanwhile(current=stands)
    content, edits = with_edits(version.content, version.edits, texts, by_id=actor.id, at=at)
    before = version_before(version)
    after = replace(
        version,
        content=content,
        changes=changes(before.content, content) if before else (),
        edits=edits,
        effective_on=effective_on(edits),
        version=version.version + 1,
    )
    after = print_job_description(after, press)
    return after, Command("job_description.edit", writes_of(version, after, newest))
