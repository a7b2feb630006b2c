"""Make the performance reports (绩效报表) of a company's people, as the schedule does every night."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shared.adapters.documents.performance_page import person_page, template_digest
from shared.adapters.documents.store import Documents
from shared.adapters.dynamo import commands, refs
from shared.adapters.dynamo.codec import canonical, plain
from shared.adapters.dynamo.commands import Command, Key, Write
from shared.adapters.dynamo.store import every, load
from shared.domain.company import Company
from shared.domain.people import Member, Person
from shared.domain.performance.on_record import ReportOnRecord
from shared.domain.performance.person import PersonReport
from shared.domain.periods import Period
from shared.usecases.reports.read_performance import Records, open_desk
from shared.usecases.scores.scoring import is_scored

TOGETHER: Final = 50
"""People whose reports one transaction records: a run that is cut off goes on behind the last of them."""
CONTENT_TYPE: Final = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Run:
    """What a run did: months looked at, reports made, and reports that were as they had to be."""

    months: tuple[str, ...]
    made: int
    kept: int


def make_performance_reports(
    *, company_id: str, month: str | None, at: datetime, documents: Documents
) -> Run:
    """
    Make everybody's report of `month`, or of the month that runs and the one before.

    Everybody has one for whom the month is scored, whether they ever signed in or not, and whoever left in the month;
    without a score it says why there is none.
    A report that would say what the last one says is not made again, and its record stays as it is. The page is
    stored before its record is; one that no record names is harmless.
    """
    company_ref, actor_ref = refs.company(company_id), refs.member(company_id, "job_reports")
    loaded = load([company_ref, actor_ref])
    company = loaded.get(company_ref)
    actor = commands.job_actor(company_id, "reports", loaded.find(actor_ref))
    staff = list(every(refs.people(company_id)))
    running = Period.month_of(at.astimezone(company.tz).date())
    months = [Period.parse(month)] if month else [running.earlier(), running]
    scored = {period: [each for each in staff if is_scored(each, period)] for period in months}
    covered = [each for each in staff if any(each in people for people in scored.values())]
    desk, records = open_desk(company, staff, covered, months, at), Records(company_id)
    made = looked_at = 0
    for period, people in scored.items():
        known = {each.person_id: each for each in every(refs.performance_reports(company_id, period.key))}
        for first in range(0, len(people), TOGETHER):
            found = []
            for person in people[first : first + TOGETHER]:
                report = desk.person(person, period)
                digest, before = digest_of(report, person.language), known.get(person.id)
                if before is None or before.digest != digest:
                    found.append(_stored(company, person, report, digest, records, at, documents))
            actor = _write(found, period, actor, at)
            made += len(found)
        looked_at += len(people)
    return Run(tuple(each.key for each in months), made, looked_at - made)


def digest_of(report: PersonReport, language: str) -> str:
    """Return the SHA-256 of what a page is made from: the report, its language and the page's template."""
    made_from = {"report": plain(report), "language": language, "template": template_digest()}
    return hashlib.sha256(canonical(made_from)).hexdigest()


def _stored(
    company: Company,
    person: Person,
    report: PersonReport,
    digest: str,
    records: Records,
    at: datetime,
    documents: Documents,
) -> ReportOnRecord:
    content = person_page(report, records.behind([report]), company.tz, person.language).encode()
    sha256 = hashlib.sha256(content).hexdigest()
    key = f"{company.id}/performance/{report.month}/{person.id}-{sha256[:16]}.html"
    documents.put(key, content, content_type=CONTENT_TYPE)
    return ReportOnRecord(
        company_id=company.id,
        person_id=person.id,
        month=report.month,
        key=key,
        sha256=sha256,
        size=len(content),
        digest=digest,
        score_hash=report.score.hash if report.score else "",
        provisional=report.provisional,
        language=person.language,
        made_at=at,
    )


def _write(batch: Sequence[ReportOnRecord], period: Period, actor: Member, at: datetime) -> Member:
    if not batch:
        return actor
    partition = refs.performance_reports(actor.company_id, period.key)
    writes = [Write(partition.at(each.person_id), each, blind=True) for each in batch]
    digest = hashlib.sha256("".join(each.digest for each in batch).encode()).hexdigest()
    key = Key("reports", f"{period.key}:{digest}:{at.isoformat()}", digest)
    command = Command("performance_reports.make", writes)
    return commands.commit(command, actor=actor, key=key, answer={}, at=at).actor
