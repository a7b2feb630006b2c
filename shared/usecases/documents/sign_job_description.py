"""Publish a job description, and acknowledge it."""

from datetime import datetime

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Write
from shared.domain.errors import NotFound
from shared.domain.ids import new_id
from shared.domain.messages import Message
from shared.domain.people import Member
from shared.domain.work.job_description_versions import JobDescriptionVersion, acknowledged, published


def publish_job_description(
    *, version: JobDescriptionVersion, newest: JobDescriptionVersion, at: datetime
) -> tuple[JobDescriptionVersion, Command]:
    """
    Return the version as published and the command that writes it and tells the person.

    :raises NotToPublish: if it is no draft.
    """
    after = published(version, at)
    told = Message(
        id=new_id("msg", at),
        company_id=after.company_id,
        person_id=after.person_id,
        topic="job_description.published",
        about=after.id,
        created_at=at,
        params={"number": after.number},
    )
    return after, Command("job_description.publish", _writes(version, after, newest), (told,))


def acknowledge_job_description(
    *, version: JobDescriptionVersion, newest: JobDescriptionVersion, actor: Member, at: datetime
) -> tuple[JobDescriptionVersion, Command]:
    """
    Return the version as acknowledged and the command that writes it.

    :raises NotFound: if it describes somebody else's job.
    :raises NotToAcknowledge: if it is not published, or acknowledged already.
    """
    if actor.id != version.person_id:
        raise NotFound()
    after = acknowledged(version, at)
    return after, Command("job_description.acknowledge", _writes(version, after, newest))


def _writes(
    before: JobDescriptionVersion, after: JobDescriptionVersion, newest: JobDescriptionVersion
) -> list[Write]:
    """The version itself, and the row of the person's newest version if this is it."""
    own = refs.job_descriptions(after.company_id, after.person_id).at(f"{after.number:04}")
    row = refs.newest_job_descriptions(after.company_id).at(after.person_id)
    writes = [Write(own, after, before=before)]
    return [*writes, Write(row, after, before=newest)] if newest.number == after.number else writes
