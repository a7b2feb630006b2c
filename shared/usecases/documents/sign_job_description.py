"""Publish a job description (岗位说明书), and acknowledge it."""

from collections.abc import Sequence
from datetime import date, datetime

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Write
from shared.domain.company import Company
from shared.domain.errors import NotFound
from shared.domain.ids import new_id
from shared.domain.messages import Message
from shared.domain.people import Member
from shared.domain.work.job_descriptions.versions import (
    JobDescriptionVersion,
    NotToPublish,
    acknowledged,
    published,
    superseded,
)
from shared.usecases.documents.print_job_description import Press, print_job_description


def publish_job_description(
    *,
    version: JobDescriptionVersion,
    newest: JobDescriptionVersion,
    versions: Sequence[JobDescriptionVersion],
    effective_on: date | None,
    company: Company,
    at: datetime,
    press: Press,
) -> tuple[JobDescriptionVersion, Command]:
    """
    Return the version as published, printed with its date, and the command that writes it and tells the person.

    It holds from `effective_on`, else from the date that HR wrote into the draft, else from today in the company's
    zone. Of all `versions` of the person, the one that was in force is superseded in the same transaction.

    :raises NotToPublish: if it is no draft, or a newer version is in force.
    """
    today = at.astimezone(company.tz).date()
    after = published(version, at, effective_on or version.effective_on or today)
    in_force = [each for each in versions if each.is_in_force]
    if any(each.number > version.number for each in in_force):
        raise NotToPublish(current={"number": in_force[-1].number, "state": in_force[-1].state})
    after = print_job_description(after, press)
    told = Message(
        id=new_id("msg", at),
        company_id=after.company_id,
        person_id=after.person_id,
        topic="job_description.published",
        about=after.id,
        created_at=at,
        params={"number": after.number},
    )
    replaced = [_own(each, superseded(each, at)) for each in in_force]
    writes = [*writes_of(version, after, newest), *replaced]
    return after, Command("job_description.publish", writes, (told,))


def acknowledge_job_description(
    *, version: JobDescriptionVersion, newest: JobDescriptionVersion, actor: Member, at: datetime
) -> tuple[JobDescriptionVersion, Command]:
    """
    Return the version as acknowledged and the command that writes it.

    :raises NotFound: if it describes somebody else's job.
    :raises NotToAcknowledge: if it is not published, acknowledged already, or superseded.
    """
    if actor.id != version.person_id:
        raise NotFound()
    after = acknowledged(version, at)
    return after, Command("job_description.acknowledge", writes_of(version, after, newest))


def writes_of(
    before: JobDescriptionVersion, after: JobDescriptionVersion, newest: JobDescriptionVersion
) -> list[Write]:
    """Return the writes of a version itself, and of the row of the person's newest version if this is it."""
    row = refs.newest_job_descriptions(after.company_id).at(after.person_id)
    writes = [_own(before, after)]
    return [*writes, Write(row, after, before=newest)] if newest.number == after.number else writes


def _own(before: JobDescriptionVersion, after: JobDescriptionVersion) -> Write:
    ref = refs.job_descriptions(after.company_id, after.person_id).at(f"{after.number:04}")
    return Write(ref, after, before=before)
