"""Look at the logs that something was noticed about, and say whether they count towards KPIs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Raw, Write
from shared.adapters.dynamo.records import Record
from shared.adapters.dynamo.store import every, load
from shared.domain.ids import new_id
from shared.domain.messages import Message
from shared.domain.people import Member, Person
from shared.domain.work.logs.log import WorkLog
from shared.domain.work.signals.reviews import LogReview, Verdict, reviewed
from shared.domain.work.signals.signals import Finding, signals
from shared.usecases.work.read_work import months_of_work


@dataclass(frozen=True, slots=True)
class FlaggedLog:
    """A log with what was noticed about it, and what somebody decided."""

    log: WorkLog
    findings: tuple[Finding, ...]
    review: LogReview | None


def flagged_logs(*, company_id: str, people: Iterable[Person], month: str) -> list[FlaggedLog]:
    """Return the logs of a month that something was noticed about, by person and start."""
    months = [each for each in months_of_work(company_id, [p.id for p in people], [month]) if each.flags]
    found = []
    for each in months:
        logs = list(every(refs.work_logs(company_id, each.person_id, month)))
        found += with_findings(company_id, logs)
    return found


def findings_about(log: WorkLog) -> tuple[Finding, ...]:
    """Return what the logs of its month say about a log; its month is read only if something was noticed in it."""
    months = months_of_work(log.company_id, [log.person_id], [f"{log.on:%Y-%m}"])
    if log.id not in {log_id for month in months for log_id, _ in month.flags}:
        return ()
    logs = every(refs.work_logs(log.company_id, log.person_id, f"{log.on:%Y-%m}"))
    return tuple(each for each in signals(logs) if each.log_id == log.id)


def with_findings(company_id: str, logs: Sequence[WorkLog]) -> list[FlaggedLog]:
    """Return those logs of a person's month that something is to be noticed about, with their reviews."""
    of_log: dict[str, list[Finding]] = {}
    for finding in signals(logs):
        of_log.setdefault(finding.log_id, []).append(finding)
    reviews = reviews_of(company_id, of_log)
    return [FlaggedLog(log, tuple(of_log[log.id]), reviews.get(log.id)) for log in logs if log.id in of_log]


def reviews_of(company_id: str, log_ids: Iterable[str]) -> dict[str, LogReview]:
    """Return what was decided on these logs, by log id."""
    wanted = {log_id: refs.log_review(company_id, log_id) for log_id in log_ids}
    loaded = load(wanted.values())
    found = {log_id: loaded.find(ref) for log_id, ref in wanted.items()}
    return {log_id: review for log_id, review in found.items() if review is not None}


def review_work_log(
    *, log: WorkLog, verdict: Verdict, reason: str, before: LogReview | None, actor: Member, at: datetime
) -> tuple[LogReview, Command]:
    """
    Return the review and the command that keeps it and tells the person.

    The log, its minutes and its share stay as they are; only whether it counts towards KPIs is decided.

    :raises DomainError: as `reviewed`.
    """
    after = reviewed(log, verdict, reason, by_id=actor.id, at=at, before=before)
    told = Message(
        id=new_id("msg", at),
        company_id=log.company_id,
        person_id=log.person_id,
        topic=f"work_log.{'accepted' if verdict is Verdict.ACCEPT else 'excluded'}",
        about=log.id,
        created_at=at,
        params={"day": log.on.isoformat(), "reason": after.reason},
    )
    ref = refs.log_review(log.company_id, log.id)
    count = refs.log_review_counts(log.company_id).at(f"{log.on:%Y-%m}#{log.person_id}")
    moved = Raw(Record(count.pk, count.sk), (Record.version.add(1),))
    return after, Command("work_log.review", (Write(ref, after, before=before), moved), (told,))
