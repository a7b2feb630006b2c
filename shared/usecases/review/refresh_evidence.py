"""Bring what a form says of its person's logs up to date, while they could still be changed."""

from dataclasses import replace

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.review.declaration import Declaration
from shared.domain.work.logs.log import counted
from shared.usecases.documents.read_job_descriptions import backing_of


def refreshed(form: Declaration) -> Declaration:
    """Return a form with the minutes and number of the month's logs, and the job description behind it, as of now."""
    logs = counted(every(refs.work_logs(form.company_id, form.person_id, form.month)))
    return replace(
        form,
        minutes=sum(log.minutes for log in logs),
        log_count=len(logs),
        job_description=backing_of(form.company_id, form.person_id),
    )
