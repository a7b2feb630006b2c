"""Compute the scores of a company's due months, as the schedule does; nobody types one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from shared.adapters.dynamo import commands, events, refs, score_dues
from shared.adapters.dynamo.commands import Command, Key, Raw, Write
from shared.adapters.dynamo.records import Record
from shared.adapters.dynamo.score_dues import Due
from shared.adapters.dynamo.store import every, load, rows
from shared.domain.company import Company
from shared.domain.ids import digest32
from shared.domain.kpi.basis import undone_by
from shared.domain.kpi.score import Score
from shared.domain.people import Member
from shared.domain.periods import Period
from shared.usecases.goals.assigned import assigned_targets
from shared.usecases.kpis.company_kpis import kpis_for_plans
from shared.usecases.scores.facts import Known, settings_of
from shared.usecases.scores.feeds import feeds_of
from shared.usecases.scores.freshness import fresh_at
from shared.usecases.scores.keep_log_evidence import keep_log_evidence
from shared.usecases.scores.keep_measures import Keeping
from shared.usecases.scores.note_discrepancies import note_discrepancies
from shared.usecases.scores.reconcile import reached_by, reconcile
from shared.usecases.scores.scoring import Scoring, is_scored

TOGETHER = 30
"""People whose scores one transaction writes: two records each."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run did: months looked at, scores that are new or changed, and people whose month is closed."""

    months: tuple[str, ...]
    written: int
    closed: int


def compute_scores(*, company_id: str, month: str | None, at: datetime, code_version: str) -> Run:
    """
    Score everybody in review for `month`, or for every month that is due, and who left in it for their days.

    Due are the month that runs, the one before it, months last scored before they were over, months whose events
    changed since they were scored, and those that `score_again` asked for. A score is written only if it differs
    from the newest, or if it is the first one of the month when it is over; once a person's month is declared, it
    stays as declared, and what events would change of it is noted as a discrepancy. Months that reach into one whose
    control totals differ now, or no longer do, are due as well.
    What work logs are evidence of is among the events by then, of months that are declared as well.
    The same facts give the same bytes, whoever runs it and whenever.
    """
    company_ref = refs.company(company_id)
    actor_ref = refs.member(company_id, "job_scores")
    loaded = load([company_ref, actor_ref])
    company = loaded.get(company_ref)
    actor = commands.job_actor(company_id, "scores", loaded.find(actor_ref))
    # before all that a mark may be about: what is asked for from here on is seen by the next run
    marks = score_dues.marks(company_id)
    everybody = list(every(refs.people(company_id)))
    keep_log_evidence(company=company, people=[each.id for each in everybody], at=at)
    plans = undone_by(at, every(refs.plans(company_id)))
    kpis = kpis_for_plans(company_id, plans)
    fresh = fresh_at(company_id, settings_of(company), kpis.catalogue)
    scoring = Scoring(company, plans, code_version, kpis.catalogue, fresh)
    counters = events.months(company_id)
    reconciled = reconcile(company=company, counters=counters)
    due = [Period.parse(month)] if month else _due_months(company, counters, reconciled, marks, at)
    known, ids = Known(counters, feeds_of(company_id, at)), [each.id for each in everybody]
    keeping = Keeping(company, code_version, at, kpis.catalogue, kpis.takes)
    written = closed = 0
    for period in due:
        samples = keeping.samples(period, known, ids)
        declared = {each.person_id for each in every(refs.declarations(company_id, period.key))}
        aimed = replace(scoring, assigned=assigned_targets(company_id, period.key))
        open_people = [each for each in everybody if is_scored(each, period) and each.id not in declared]
        scored = [
            found for person in open_people if (found := aimed.score(person, period, samples, at)) is not None
        ]
        newest = {each.person_id: _told(each) for each in every(refs.scores(company_id, period.key))}
        changed = [each for each in scored if newest.get(each.person_id) != _told(each)]
        actor = _write(changed, period, counters.get(period.key, 0), actor, at)
        written += len(changed)
        closed += len(declared)
    for each in marks if month is None else ():
        score_dues.take(company_id, each)
    note_discrepancies(
        company=company,
        people=everybody,
        plans=scoring.plans,
        counters=counters,
        code_version=code_version,
        at=at,
        kpis=kpis,
    )
    return Run(tuple(each.key for each in due), written, closed)


def _told(score: Score) -> tuple[str, bool]:
    return score.hash, score.provisional


def _due_months(
    company: Company,
    counters: dict[str, int],
    reconciled: frozenset[str],
    marks: Sequence[Due],
    at: datetime,
) -> list[Period]:
    running = Period.month_of(at.astimezone(company.tz).date())
    last = running.earlier()
    runs = rows(f"{company.id}#score_runs")
    done = {row.sk: int(row.version or 0) for row in runs}
    changed = {month for month, counter in counters.items() if done.get(month) != counter}
    unfinished = {row.sk for row in runs if _was_running(row, company)}
    founded = company.created_at and Period.month_of(company.created_at.astimezone(company.tz).date())
    reaching = {row.sk for row in runs if reached_by(reconciled, row.sk)}
    asked = {row.sk for row in runs if any(each.covers(row.sk) for each in marks)}
    known = changed | unfinished | reaching | asked | {running.key}
    if last.key in counters or (founded and founded <= last):
        known.add(last.key)
    return [Period.parse(each) for each in sorted(known) if each <= running.key]


def _was_running(run: Record, company: Company) -> bool:
    """Whether a month's last run was before the month was over."""
    ended = Period.parse(run.sk).ends_at(company.tz)
    return run.last_at is not None and datetime.fromisoformat(run.last_at) < ended


def _write(changed: Sequence[Score], period: Period, counter: int, actor: Member, at: datetime) -> Member:
    """Write the scores that differ, and that the month was scored with its events as they are now."""
    run = Record(f"{actor.company_id}#score_runs", period.key, version=counter, last_at=at.isoformat())
    batches = [changed[first : first + TOGETHER] for first in range(0, len(changed), TOGETHER)]
    for number, batch in enumerate(batches):
        writes: list[Write | Raw] = []
        for each in batch:
            newest = refs.scores(each.company_id, each.month).at(each.person_id)
            history = refs.score_history(each.company_id, each.month, each.person_id)
            writes += [Write(newest, each, blind=True), Write(history.at(at.isoformat()), each, blind=True)]
        if number == len(batches) - 1:
            writes.append(Raw(run))
        digest = digest32(20, *(each.hash for each in batch))
        key = Key("scores", f"{period.key}:{digest}:{at.isoformat()}", digest)
        actor = commands.commit(
            Command("scores.compute", writes), actor=actor, key=key, answer={}, at=at
        ).actor
    if not batches:
        run.save()
    return actor
