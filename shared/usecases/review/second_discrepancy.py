"""Agree, or not, that a closed month is opened again: the score is computed anew and the form begins anew."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from shared.adapters.calendars import due_clock
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Write
from shared.adapters.dynamo.store import every, load
from shared.domain.company import Company, spoken
from shared.domain.ids import new_id
from shared.domain.kpi.score import Score
from shared.domain.messages import Message
from shared.domain.people import Member, Person
from shared.domain.periods import Period
from shared.domain.review.declaration import Declaration
from shared.domain.review.discrepancy import Discrepancy, State
from shared.domain.review.discrepancy_decisions import FiguresMoved, seconded
from shared.domain.review.workflow import Action, advance
from shared.domain.work.logs.log import counted
from shared.usecases.documents.read_job_descriptions import backing_of
from shared.usecases.kpis.company_kpis import kpis_for_plans
from shared.usecases.review.draft_declarations import declare
from shared.usecases.scores.closed_month import ClosedMonth
from shared.usecases.scores.facts import gather_facts, history_start
from shared.usecases.scores.note_discrepancies import told_of


def second_discrepancy(
    *,
    discrepancy: Discrepancy,
    agree: bool,
    reason: str,
    seen: int | None,
    actor: Member,
    people: Sequence[Person],
    company: Company,
    code_version: str,
    at: datetime,
) -> tuple[Discrepancy, Command]:
    """
    Return the discrepancy after the second person has spoken and the command that does what follows.

    With agreement the month has a new score and its declaration is a draft again; the earlier score stays in the
    history of scores.

    :raises NotYoursToSecond: if the actor is not HR, the owner or the person's manager, or is the person.
    :raises SecondIsFirst: if the actor decided.
    :raises StaleDiscrepancy: if `seen` is not the newest version.
    :raises NotPossibleNow: if nobody asked to reopen.
    :raises FiguresMoved: if the score would be another one than was decided on.
    """
    names = {each.id: each for each in people}
    subject = names[discrepancy.person_id]
    after = seconded(discrepancy, agree=agree, actor=actor, subject=subject, reason=reason, seen=seen, at=at)
    write = Write(refs.discrepancy(company.id, after.id), after, before=discrepancy)
    params = {**told_of(discrepancy, subject), "reason": reason or discrepancy.reason}
    if after.state is not State.REOPENED:
        told = [
            _message(
                "discrepancy.declined", discrepancy.by_id, after.id, {**params, "reason": reason}, company, at
            )
        ]
        return after, Command("discrepancy.decline", (write,), told)
    record_ref = refs.scores(company.id, discrepancy.month).at(subject.id)
    form_ref = refs.declarations(company.id, discrepancy.month).at(subject.id)
    loaded = load([record_ref, form_ref])
    record, form = loaded.get(record_ref), loaded.get(form_ref)
    score = _score_now(discrepancy, record, subject, company, code_version, at)
    who = "、".join(names[each].name for each in (discrepancy.by_id, actor.id))
    words = f"{who}：{discrepancy.reason}"
    opened = _opened(form, score, actor=actor, subject=subject, words=words, company=company, at=at)
    writes = (
        write,
        Write(form_ref, opened, before=form),
        Write(record_ref, score, blind=True),
        Write(refs.score_history(company.id, score.month, subject.id).at(at.isoformat()), score, blind=True),
    )
    params["due"] = spoken(opened.due_at, company)
    told = (
        [_message("discrepancy.reopened", subject.id, opened.id, params, company, at)]
        if subject.is_active
        else []
    )
    return after, Command("discrepancy.agree", writes, told)


def _score_now(
    discrepancy: Discrepancy,
    record: Score,
    subject: Person,
    company: Company,
    code_version: str,
    at: datetime,
) -> Score:
    period = Period.parse(discrepancy.month)
    facts = gather_facts(company, since=history_start(company, period), at=at)
    plans = list(every(refs.plans(company.id)))
    month = ClosedMonth(company, period, facts, plans, code_version, at, kpis_for_plans(company.id, plans))
    found = month.found(record, subject)
    score = month.reopened(record, subject)
    if found is None or score is None or found.would_be_hash != discrepancy.found.would_be_hash:
        raise FiguresMoved(current=discrepancy.current)
    return score


def _opened(
    form: Declaration,
    score: Score,
    *,
    actor: Member,
    subject: Person,
    words: str,
    company: Company,
    at: datetime,
) -> Declaration:
    """Return the form as a draft with the values of the new score; what was said before stays in its history."""
    stepped = advance(
        form,
        action=Action.REOPEN,
        actor=actor,
        subject=subject,
        seen=None,
        at=at,
        due_after=due_clock(company),
        words=words,
    )
    logs = counted(every(refs.work_logs(company.id, subject.id, score.month)))
    return replace(
        declare(score, at),
        state=stepped.state,
        drafted_at=form.drafted_at,
        due_at=stepped.due_at,
        history=stepped.history,
        version=stepped.version,
        minutes=sum(log.minutes for log in logs),
        log_count=len(logs),
        job_description=backing_of(company.id, subject.id),
    )


def _message(
    topic: str, to: str, about: str, params: Mapping[str, str], company: Company, at: datetime
) -> Message:
    return Message(new_id("msg", at), company.id, to, topic, about, at, params)
