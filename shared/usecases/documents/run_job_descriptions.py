"""Draft the job descriptions of a company, as the schedule does."""

from datetime import datetime

from shared.adapters.documents.store import Documents
from shared.adapters.dynamo import commands, refs
from shared.adapters.dynamo.commands import ChangedMeanwhile, Key
from shared.adapters.dynamo.store import every, load
from shared.usecases.documents.draft_job_descriptions import draft_job_descriptions


def run_job_descriptions(*, company_id: str, at: datetime, documents: Documents) -> int:
    """
    Draft what changed and return how many versions were made.

    A version that somebody else made at this moment stands; its document is the same.
    """
    company_ref = refs.company(company_id)
    row = refs.member(company_id, "job_descriptions")
    loaded = load([company_ref, row])
    people = [each for each in every(refs.people(company_id)) if each.is_reviewed]
    actor = commands.job_actor(company_id, "descriptions", loaded.find(row))
    made = 0
    for version, command in draft_job_descriptions(
        company=loaded.get(company_ref), people=people, at=at, documents=documents
    ):
        key = Key("job_description.draft", version.id, version.digest)
        try:
            actor = commands.commit(command, actor=actor, key=key, answer={}, at=at).actor
        except ChangedMeanwhile:
            continue
        made += 1
    return made
