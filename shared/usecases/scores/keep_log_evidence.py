"""Keep the event store told of what work logs are evidence of, at the beginning of each run of the scores.

Only months whose logs or reviews moved are looked at. The events of a person's month and what is remembered of them
are one transaction, on the condition that nobody else told of that month meanwhile: a run may be cut off, repeated
or met by another one at any point.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.adapters.dynamo import commands, events, refs
from shared.adapters.dynamo.commands import ChangedMeanwhile, Command, Done, Key, Raw, Write
from shared.adapters.dynamo.store import every, keep, load, rows
from shared.domain.company import Company
from shared.domain.ids import digest32
from shared.domain.kpi.definition import WORK_LOGGED
from shared.domain.kpi.events import Event
from shared.domain.people import Member
from shared.domain.work.logs.evidence import (
    CONNECTION,
    Joint,
    LogEvidence,
    LogsSeen,
    State,
    basis_of,
    evidence_of,
    joint_care,
    news,
)
from shared.domain.work.logs.log import AHEAD, OLDEST_DAYS
from shared.domain.work.logs.months import LogMonths
from shared.usecases.work.read_work import Span, months_of_work

TRIES = 4
"""Attempts of a run that others keep from its turn before it gives up."""
MOST_ITEMS = 95
"""Items of a transaction that are events, counters of months or memory; feed, audit entry and job come on top."""

Month = tuple[str, str]
"""A month `YYYY-MM` and a person's id."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is remembered of a person's month, and events to tell about it now."""

    before: LogEvidence
    told: Sequence[Event]

    @property
    def month(self) -> Month:
        """Whose month it is."""
        return self.before.month, self.before.person_id

    @property
    def after(self) -> LogEvidence:
        """What is remembered once the events are told."""
        return self.before.after(self.told)


def keep_log_evidence(*, company: Company, people: Sequence[str], at: datetime) -> int:
    """
    Tell the event store what these people's logs are evidence of, and return how many events are new.

    Where nothing moved since the last run it takes one batch read (a hundred people each) and one query.

    :raises ChangedMeanwhile: if other runs won every try.
    """
    for _ in range(TRIES - 1):
        try:
            return _run(company, people, at)
        except ChangedMeanwhile:
            continue
    return _run(company, people, at)


def _run(company: Company, people: Sequence[str], at: datetime) -> int:
    """
    Look at what moved and tell what is new.

    The order of reading counts: first how far things have moved, then what was told, then what decides. So whatever
    happens meanwhile is looked at again by the next run, and nothing is told over something newer.
    """
    seats = {each: refs.member(company.id, each) for each in people}
    job_ref, seen_ref = refs.member(company.id, "job_log-evidence"), refs.logs_seen(company.id)
    loaded = load([job_ref, seen_ref, *seats.values()])
    seen = loaded.derived(seen_ref) or LogsSeen()
    known = {each: seat.log_months for each, ref in seats.items() if (seat := loaded.find(ref))}
    now = LogsSeen(basis_of(company.own, company.tz), _states(company, known, at), seen.joint)
    moved = now.moved_since(seen)
    if not moved:
        return 0
    months = sorted({month for month, _ in moved})
    memory = _memory(company.id, [(month, person) for month in months for person in people])
    joint, logged = _joint_care(company, people, months)
    now = now.with_joint(joint)
    joint_moved = now.joint_moved_since(seen)
    others = {each for each in logged | memory.keys() if each[0] in joint_moved}
    steps = _steps(company, sorted(moved | others), memory, joint, at)
    actor = commands.job_actor(company.id, "log-evidence", loaded.find(job_ref))
    count = 0
    for batch in _batches(steps):
        done = _tell(batch, actor=actor, at=at)
        actor = done.actor
        count += 0 if done.replayed else sum(len(step.told) for step in batch)
    keep([(seen_ref, now)])
    return count


def _states(
    company: Company, known: Mapping[str, LogMonths], at: datetime
) -> tuple[tuple[str, tuple[State, ...]], ...]:
    """Return how far each person's months have moved: those with logs, with reviews, or of which nothing is known."""
    counts = {row.sk: int(row.version or 0) for row in rows(refs.log_review_counts(company.id).pk)}
    reviewed: dict[str, set[str]] = {}
    for month, _, person in (key.partition("#") for key in counts):
        reviewed.setdefault(person, set()).add(month)
    today = at.astimezone(company.tz).date()
    recent = Span(today - timedelta(days=OLDEST_DAYS), today + 2 * AHEAD).months()
    found = []
    for person, months in sorted(known.items()):
        changed = dict(months.months)
        wanted = {*changed, *reviewed.get(person, ()), *(() if months.whole else recent)}
        states = tuple(
            (month, changed.get(month, 0), counts.get(f"{month}#{person}", 0)) for month in sorted(wanted)
        )
        found.append((person, states))
    return tuple(found)


def _memory(company_id: str, months: Iterable[Month]) -> dict[Month, LogEvidence]:
    """Return what the store was told about each month, of those it was told anything about."""
    wanted = {each: refs.log_evidence(company_id, each[0]).at(each[1]) for each in months}
    loaded = load(wanted.values())
    found = {each: loaded.find(ref) for each, ref in wanted.items()}
    return {each: told for each, told in found.items() if told is not None}


def _joint_care(
    company: Company, people: Sequence[str], months: Sequence[str]
) -> tuple[dict[str, Joint], set[Month]]:
    """Return who logged joint care in each of the months, and whose months have logs at all."""
    works = months_of_work(company.id, people, months)
    meant = company.catalogue.meant
    joint = {
        month: joint_care((each for work in works if work.month == month for each in work.work), meant)
        for month in months
    }
    return joint, {(work.month, work.person_id) for work in works}


def _steps(
    company: Company,
    months: Sequence[Month],
    memory: Mapping[Month, LogEvidence],
    joint: Mapping[str, Joint],
    at: datetime,
) -> Iterator[Step]:
    """Yield what each month has to tell, which may be nothing; one that has much to tell takes several steps."""
    for month, person in months:
        logs = list(every(refs.work_logs(company.id, person, month)))
        before = memory.get((month, person))
        if not logs and before is None:
            continue
        reviews = {each.log_id: each for each in every(refs.log_reviews(company.id, person, month))}
        found = evidence_of(logs, reviews, meant=company.catalogue.meant, joint=joint[month], zone=company.tz)
        told = before or LogEvidence(person, month)
        anew = news(told, found, zone=company.tz, at=at)
        for first in range(0, max(len(anew), 1), events.BATCH):
            step = Step(told, anew[first : first + events.BATCH])
            yield step
            told = step.after


def _batches(steps: Iterable[Step]) -> Iterator[list[Step]]:
    """Put steps together into transactions, no month twice in one."""
    batch: list[Step] = []
    size = 0
    for step in steps:
        takes = len(step.told) + 2  # what is remembered, and the month's counter
        goes_on = bool(batch) and batch[-1].month == step.month
        if goes_on or size + takes > MOST_ITEMS:
            yield batch
            batch, size = [], 0
        batch.append(step)
        size += takes
    if batch:
        yield batch


def _tell(batch: Sequence[Step], *, actor: Member, at: datetime) -> Done:
    """Add the events of a batch and remember them; the logs are a source that is heard of, even if none is told."""
    company_id = actor.company_id
    told = [event for step in batch for event in step.told]
    writes: list[Write | Raw] = [
        *events.append(company_id, told),
        *(_remembered(step, company_id) for step in batch),
        events.heard(company_id, CONNECTION, {WORK_LOGGED}, at),
    ]
    # of what is told, word for word: only who tells the very same may take another run's answer for its own
    holds = digest32(26, *(str(step.after) for step in batch))
    command = Command("work_log.evidence", writes)
    key = Key("log-evidence", holds, holds)
    done = commands.commit(command, actor=actor, key=key, answer={"added": len(told)}, at=at)
    events.occurred(company_id, CONNECTION, told)
    return done


def _remembered(step: Step, company_id: str) -> Write:
    after = step.after
    ref = refs.log_evidence(company_id, after.month).at(after.person_id)
    return Write(ref, after, before=step.before if step.before.version else None)
