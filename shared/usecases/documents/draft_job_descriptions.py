"""Draft job descriptions from what people logged: the document in S3, the version in the table."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shared.adapters.documents.job_description import CONTENT_TYPE, TEMPLATE_VERSION, render
from shared.adapters.documents.store import Documents
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Write
from shared.adapters.dynamo.store import every, load
from shared.domain.company import Company
from shared.domain.ids import job_description_id
from shared.domain.kpi.plans import PlanVersion
from shared.domain.people import Person
from shared.domain.work.distribution import distribute, logged_days
from shared.domain.work.duty_matrix import ENOUGH_DAYS, Holder, classify
from shared.domain.work.job_description import KpiLine, Source, content_digest, describe
from shared.domain.work.job_description_changes import changes, needs_new_version
from shared.domain.work.job_description_versions import JobDescriptionVersion
from shared.usecases.plans.read_plans import kpi_lines, sample_goals, weighted_kpis
from shared.usecases.work.read_work import Span, logs_between

EVIDENCE_DAYS = 92
"""Dates back from today whose logs a job description is made from."""


def draft_job_descriptions(
    *, company: Company, people: Sequence[Person], at: datetime, documents: Documents
) -> list[tuple[JobDescriptionVersion, Command]]:
    """
    Return a new version, and the command that keeps it, for each person whose job changed since the last.

    The document is stored before its version is; one that no version names is harmless. A person without a
    position, or without any log and any earlier version, gets none.
    """
    today = at.astimezone(company.tz).date()
    span = Span.of(today - timedelta(days=EVIDENCE_DAYS), today + timedelta(days=1))
    plans = list(every(refs.plans(company.id)))
    held = [each for each in people if each.positions_on(today)]
    newest = load(refs.newest_job_descriptions(company.id).at(each.id) for each in held)
    drafted = []
    for person in held:
        source = _source(company, person, span, plans)
        before = newest.find(refs.newest_job_descriptions(company.id).at(person.id))
        if before is None and not source.distribution.total_count:
            continue
        content = describe(source)
        if needs_new_version(before.content if before else None, content):
            drafted.append(_new_version(company, person, before, source, documents, at))
    return drafted


def _source(company: Company, person: Person, span: Span, plans: Sequence[PlanVersion]) -> Source:
    logs = logs_between(company.id, [person.id], span)
    today = span.until_on - timedelta(days=1)
    positions = person.positions_on(today)
    cells = classify([Holder(person.id, tuple(positions))], logs, weighted_kpis(plans, today))
    return Source(
        company=company.name,
        person=person.name,
        positions=tuple(positions.items()),
        first_on=min((log.on for log in logs), default=span.first_on),
        until_on=span.until_on,
        distribution=distribute(logs),
        classes=tuple((cell.duty, cell.duty_class) for cell in cells),
        goals=sample_goals(positions),
        kpis=tuple(KpiLine(*line) for line in kpi_lines(plans, positions, today)),
        provisional=len(logged_days(logs)) < ENOUGH_DAYS,
    )


def _new_version(
    company: Company,
    person: Person,
    before: JobDescriptionVersion | None,
    source: Source,
    documents: Documents,
    at: datetime,
) -> tuple[JobDescriptionVersion, Command]:
    content = describe(source)
    number = before.number + 1 if before else 1
    key = f"{company.id}/job-descriptions/{person.id}/{number:04}.docx"
    version = JobDescriptionVersion(
        id=job_description_id(person.id, number),
        company_id=company.id,
        person_id=person.id,
        number=number,
        content=content,
        digest=content_digest(content, TEMPLATE_VERSION),
        document_key=key,
        sha256=documents.put(key, render(content), content_type=CONTENT_TYPE),
        made_at=at,
        changes=changes(before.content, content) if before else (),
    )
    return version, Command("job_description.draft", _both(company.id, version, before))


def _both(company_id: str, after: JobDescriptionVersion, before: JobDescriptionVersion | None) -> list[Write]:
    """The version itself, and the row by which the newest of each person is found."""
    newest = refs.newest_job_descriptions(company_id).at(after.person_id)
    own = refs.job_descriptions(company_id, after.person_id).at(f"{after.number:04}")
    return [Write(own, after), Write(newest, after, before=before, blind=True)]
