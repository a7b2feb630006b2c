"""Draft the declarations (申报单) of a closed month: values from the scores, evidence from the logs."""

from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import datetime

from shared.adapters.calendars import due_clock
from shared.adapters.dynamo import commands, events, refs, score_dues
from shared.adapters.dynamo.commands import ChangedMeanwhile, Command, Key, Write
from shared.adapters.dynamo.store import every, load, rows
from shared.domain.company import Company, spoken
from shared.domain.errors import DomainError
from shared.domain.ids import declaration_id, digest32, new_id
from shared.domain.kpi.catalogue import kpi_definition
from shared.domain.kpi.score import Score
from shared.domain.kpi.scorecard import ScoreLine
from shared.domain.messages import Message
from shared.domain.numbers import exact
from shared.domain.periods import Period
from shared.domain.review.declaration import Declaration, Declared, State, Step
from shared.usecases.review.draft_runs import moved_run, runs_of
from shared.usecases.review.refresh_evidence import refreshed
from shared.usecases.scores.compute_scores import compute_scores
from shared.usecases.scores.scoring import is_scored

TRIES = 3
TOGETHER = 30
"""Declarations that one transaction writes, each with a message."""


class MonthNotOver(DomainError):
    """A month is declared only once it is over."""

    kind, code = "conflict", "declaration.month_not_over"
    zh = "{month} 还没有结束，月底之后才能生成申报单。"
    en = "{month} is not over. Declarations are drafted once it is."


def draft_declarations(*, company_id: str, month: str | None, at: datetime, code_version: str) -> int:
    """
    Draft a declaration for everybody who has a score of `month`, and return how many are new.

    Without a month, the newest closed one that has scores. Whoever has a declaration keeps it as it is. Where the
    month's events moved since it was scored, or it is to be scored again, it is scored first, so that no form is
    older than what it tells of. Whoever left in the month has one for their days; whoever left before it has none,
    also if they have a score.

    What changes the month's weights at that instant, the undoing of a switch, comes before or is refused: who is
    beaten by it scores and drafts anew.

    :raises MonthNotOver: if the month still runs.
    :raises ChangedMeanwhile: if it was beaten each time.
    """
    for _ in range(TRIES - 1):
        try:
            return _draft(company_id, month, at, code_version)
        except ChangedMeanwhile:
            continue
    return _draft(company_id, month, at, code_version)


def _draft(company_id: str, month: str | None, at: datetime, code_version: str) -> int:
    company_ref, actor_ref = refs.company(company_id), refs.member(company_id, "job_declarations")
    loaded = load([company_ref, actor_ref])
    company = loaded.get(company_ref)
    period = Period.parse(month) if month else _newest_closed(company, at)
    if at < period.ends_at(company.tz):
        raise MonthNotOver(month=period.key)
    run = runs_of(company_id, [period.key])[period.key]
    if _is_due(company_id, period):
        compute_scores(company_id=company_id, month=period.key, at=at, code_version=code_version)
    have = {each.person_id for each in every(refs.declarations(company_id, period.key))}
    people = [each for each in every(refs.people(company_id)) if is_scored(each, period)]
    reviewed, seated = {each.id for each in people}, {each.id for each in people if each.is_active}
    scores = [
        each
        for each in every(refs.scores(company_id, period.key))
        if each.person_id in reviewed - have and not each.provisional
    ]
    actor = commands.job_actor(company_id, "declarations", loaded.find(actor_ref))
    for first in range(0, len(scores), TOGETHER):
        batch = scores[first : first + TOGETHER]
        command = _drafts(batch, seated, company, period, at)
        run, moved = moved_run(company_id, period.key, run)
        command = replace(command, writes=(moved, *command.writes))
        digest = digest32(20, *(each.hash for each in batch))
        key = Key("declarations", f"{period.key}:{digest}", digest)
        actor = commands.commit(command, actor=actor, key=key, answer={}, at=at).actor
    return len(scores)


def _is_due(company_id: str, period: Period) -> bool:
    """Return whether a month is to be scored again, or events came to it, or count in it, since it was scored."""
    if any(each.covers(period.key) for each in score_dues.marks(company_id)):
        return True
    scored = {row.sk: int(row.version or 0) for row in rows(f"{company_id}#score_runs")}
    return events.months(company_id).get(period.key, 0) != scored.get(period.key, 0)


def _newest_closed(company: Company, at: datetime) -> Period:
    last = Period.month_of(at.astimezone(company.tz).date()).earlier()
    if company.created_at and Period.month_of(company.created_at.astimezone(company.tz).date()) <= last:
        return last
    with_events = [each for each in events.months(company.id) if each <= last.key]
    return Period.parse(max(with_events)) if with_events else last


def _drafts(
    scores: Sequence[Score], seated: Set[str], company: Company, period: Period, at: datetime
) -> Command:
    """Return the command that keeps the forms; only whoever has a seat is told."""
    due_at = due_clock(company)(at, 1)
    writes, told = [], []
    for score in scores:
        form = refreshed(replace(declare(score, at), due_at=due_at))
        writes.append(Write(refs.declaration(company.id, form.id), form))
        if score.person_id not in seated:
            continue
        told.append(
            Message(
                id=new_id("msg", at),
                company_id=company.id,
                person_id=form.person_id,
                topic="declaration.drafted",
                about=form.id,
                created_at=at,
                params={"period": period.key, "due": spoken(due_at, company)},
            )
        )
    return Command("declarations.draft", writes, told)


def declare(score: Score, at: datetime) -> Declaration:
    """Return the draft that a score becomes: its values as they are, nothing typed."""
    card = score.card
    return Declaration(
        id=declaration_id(score.person_id, score.month),
        company_id=score.company_id,
        person_id=score.person_id,
        month=score.month,
        state=State.DRAFTED,
        total=None if card.total is None else str(card.total),
        official_total=None if card.official_total is None else str(card.official_total),
        grade=card.grade,
        score_state=card.status,
        score_hash=score.hash,
        lines=tuple(_declared(line) for line in card.lines),
        minutes=0,
        log_count=0,
        drafted_at=at,
        history=(Step("draft", "clock", at),),
    )


def _declared(line: ScoreLine) -> Declared:
    return Declared(
        kpi_id=line.kpi_id,
        name_zh=line.name_zh or kpi_definition(line.kpi_id).name_zh,
        name_en=line.name_en or kpi_definition(line.kpi_id).name_en,
        weight_bp=line.weight_bp,
        state=line.state,
        value=None if line.value is None else exact(line.value),
        target=None if line.target is None else exact(line.target),
        points=None if line.points is None else str(line.points),
        lost=str(line.lost),
        reason_zh=line.reason.zh,
        reason_en=line.reason.en,
        evidence=len(line.event_ids),
    )
