"""Draft the job descriptions (岗位说明书) of a company, as the schedule does."""

from datetime import datetime

from shared.adapters.documents.store import Documents
from shared.adapters.dynamo import commands, refs
from shared.adapters.dynamo.commands import ChangedMeanwhile, Key
from shared.adapters.dynamo.store import every, load
from shared.domain.work.job_descriptions.versions import JobDescriptionVersion
from shared.usecases.documents.draft_job_descriptions import draft_job_descriptions


def run_job_descriptions(
    *, company_id: str, at: datetime, documents: Documents
) -> tuple[JobDescriptionVersion, ...]:
    """
    Draft what is due and return the versions that were made.

    A version that somebody else made at this moment stands. Whoever has no position, or logged nothing yet, is
    looked at again the next time.
    """
    company_ref = refs.company(company_id)
    row = refs.member(company_id, "job_descriptions")
    loaded = load([company_ref, row])
    staff = list(every(refs.people(company_id)))
    actor = commands.job_actor(company_id, "descriptions", loaded.find(row))
    drafts = draft_job_descriptions(
        company=loaded.get(company_ref),
        people=[each for each in staff if each.is_reviewed],
        staff=staff,
        at=at,
        documents=documents,
        is_asked=False,
    )
    made = []
    for version, command in drafts.made:
        key = Key("job_description.draft", version.id, version.digest)
        try:
            actor = commands.commit(command, actor=actor, key=key, answer={}, at=at).actor
        except ChangedMeanwhile:
            continue
        made.append(version)
    return tuple(made)
