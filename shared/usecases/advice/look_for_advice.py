"""Look at the company's weekly series for advice (调整建议), as the schedule does; it never changes a plan."""

from dataclasses import dataclass
from datetime import datetime

from shared.adapters.dynamo import commands, events, refs
from shared.adapters.dynamo.commands import ChangedMeanwhile, Command, Key, Write
from shared.adapters.dynamo.store import every, load
from shared.domain.advice.advice import Advice, Finding, Monitoring, Outcome
from shared.domain.advice.decide import LASTS, outcome_of
from shared.domain.advice.evaluate import evaluate
from shared.domain.advice.pairs import watched_kpis
from shared.domain.company import Company, spoken
from shared.domain.ids import digest32, new_id
from shared.domain.kpi.taking import TakenFrom
from shared.domain.messages import Message
from shared.domain.people import AccessRole, Member
from shared.usecases.advice.watched_weeks import WatchedWeeks
from shared.usecases.advice.weekly_figures import weekly_figures
from shared.usecases.advice.words import advice_said
from shared.usecases.scores.facts import Known, gather_facts
from shared.usecases.scores.feeds import feeds_of

TOLD = (AccessRole.HR, AccessRole.OWNER)
"""Who is told of advice."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a run did: whether there was something new to look at, and the advice that came of it."""

    looked: bool
    advice: Advice | None = None


def look_for_advice(*, company_id: str, at: datetime) -> Look:
    """
    Look at the weeks that are over and keep what was seen; at most one piece of advice comes of it.

    There is something new once a whole week is over, or when events of the weeks that were looked at were added since.
    Run twice, or late, it gives the same one piece. HR and the owner are told of it once, through the outbox. Weights,
    plans and scores stay as they are.
    """
    company_ref, actor_ref = refs.company(company_id), refs.member(company_id, "job_advice")
    monitoring_ref = refs.monitoring(company_id)
    loaded = load([company_ref, actor_ref, monitoring_ref])
    company, before = loaded.get(company_ref), loaded.find(monitoring_ref)
    actor = commands.job_actor(company_id, "advice", loaded.find(actor_ref))
    weeks = WatchedWeeks.of(company, events.months(company_id), at)
    seen = weeks.seen_since(before)
    if seen is None:
        return Look(False)
    known = Known(weeks.counters, feeds_of(company_id, at))
    facts = gather_facts(company, since=weeks.history_start, at=at, known=known)
    figures = weekly_figures(watched_kpis(), TakenFrom(facts), weeks)
    evaluation = evaluate(figures.series)
    outcome = _outcome(evaluation.finding, company_id, at)
    given = _given(evaluation.finding, company_id, at) if outcome == "given" else None
    after = Monitoring(
        company_id=company_id,
        week=weeks.newest_on.isoformat(),
        looked_at=at,
        series=tuple(figures.series.values()),
        verdicts=evaluation.verdicts,
        outcome=outcome,
        seen=() if figures.paused else seen,  # a source that works again brings no event by itself
        version=before.version + 1 if before else 1,
    )
    return _kept(after, before, given, company, actor)


def _kept(
    after: Monitoring, before: Monitoring | None, given: Advice | None, company: Company, actor: Member
) -> Look:
    """Keep what was seen and what came of it in one transaction; of two runs at once the first one's stands."""
    writes = [Write(refs.monitoring(company.id), after, before=before)]
    told: list[Message] = []
    if given is not None:
        writes.append(Write(refs.advice(company.id).at(given.id), given))
        told = _messages(given, company)
    digest = digest32(20, after.week, str(after.version), *after.seen)
    try:
        done = commands.commit(
            Command("advice.look", writes, told),
            actor=actor,
            key=Key("advice", digest, digest),
            answer={},
            at=after.looked_at,
        )
    except ChangedMeanwhile:
        return Look(False)
    return Look(False) if done.replayed else Look(True, given)


def _outcome(finding: Finding | None, company_id: str, at: datetime) -> Outcome:
    """Return what comes of what was found; the advice of before is read only where something was."""
    return "nothing" if finding is None else outcome_of(finding, every(refs.advice(company_id)), at)


def _given(finding: Finding | None, company_id: str, at: datetime) -> Advice | None:
    if finding is None:
        return None
    return Advice(
        id=new_id("adv", at), company_id=company_id, finding=finding, created_at=at, expires_at=at + LASTS
    )


def _messages(given: Advice, company: Company) -> list[Message]:
    zh, en = advice_said(given.finding)
    params = {"due": spoken(given.expires_at, company), "zh": zh, "en": en}
    return [
        Message(
            new_id("msg", given.created_at),
            company.id,
            each.id,
            "advice.given",
            given.id,
            given.created_at,
            params,
        )
        for each in every(refs.people(company.id))
        if each.is_active and each.access_role in TOLD
    ]
