"""Draft the logs of the last logged day again. Nothing is kept by it."""

from datetime import date, timedelta

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.company import Company
from shared.domain.work.logs.log import counted
from shared.domain.work.logs.quick import RepeatedLog, repeated
from shared.usecases.work.read_work import Span

REMEMBERED_DAYS = 62
"""Dates back in which the last logged day is looked for."""


def repeat_last_day(
    *, company: Company, person_id: str, on: date
) -> tuple[date | None, tuple[RepeatedLog, ...]]:
    """Return the newest day before `on`, of about two months, on which the person logged, and its logs as drafts."""
    first_on = on - timedelta(days=REMEMBERED_DAYS)
    for month in reversed(Span(first_on, on).months()):
        logs = [
            log
            for log in counted(every(refs.work_logs(company.id, person_id, month)))
            if first_on <= log.on < on
        ]
        if logs:
            last = max(log.on for log in logs)
            gone = _deleted(company.id, person_id, on)
            return last, repeated([log for log in logs if log.on == last], on, company.tz, gone)
    return None, ()


def _deleted(company_id: str, person_id: str, on: date) -> set[str]:
    """The client ids of the logs of that day's month that were deleted."""
    logs = every(refs.work_logs(company_id, person_id, f"{on:%Y-%m}"))
    return {log.client_id for log in logs if log.deleted}
