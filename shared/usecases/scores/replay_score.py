"""Compute a score on record again from what was known then (重算), and say in what the two differ."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.adapters.calendars import calendar_of
from shared.adapters.dynamo import events, refs
from shared.adapters.dynamo.store import every, load
from shared.domain.kpi.basis import Basis
from shared.domain.kpi.carried import counted
from shared.domain.kpi.catalogue import UnknownKpi
from shared.domain.kpi.differences import Difference, differences
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.plans import PlanVersion
from shared.domain.kpi.score import Score
from shared.domain.kpi.taking import TakenFrom
from shared.domain.people import Person
from shared.domain.periods import Period
from shared.usecases.kpis.company_kpis import CompanyKpis, kpis_for_plans
from shared.usecases.scores.facts import history_start, month_of_events, settings_of
from shared.usecases.scores.score_then import CannotBeReplayed
from shared.usecases.scores.scoring import Scoring

QUEUED = timedelta(days=1)
"""How long a delivery may have waited for its consumer: received before a score that did not know it yet."""
MOST_TRIES = 12
"""Deliveries of that time, newest first, that are tried without."""


@dataclass(frozen=True, slots=True)
class Replay:
    """
    A score on record and the same computed again; `replayed` is None if no plan holds any more.

    `matches` as long as the code is the same means: record and replay have one hash. Of another code version it
    means that every figure is the same. `not_yet_consumed` are events that had been received by then and are not
    in the record: their delivery was still waiting to be consumed.
    """

    score: Score
    replayed: Score | None
    matches: bool
    differences: tuple[Difference, ...]
    not_yet_consumed: tuple[str, ...] = ()


def replay_score(score: Score, *, code_version: str) -> Replay:
    """
    Compute a score of the store again, with the code of this version.

    :raises CannotBeReplayed: if it was written before its basis was kept, or reads a KPI that is gone.
    """
    person_ref = refs.person(score.company_id, score.person_id)
    return replay_held(score, load([person_ref]).get(person_ref), held_for(score), code_version=code_version)


@dataclass(frozen=True, slots=True)
class Held:
    """What the store holds by now of all that a score can depend on, what came after the score included."""

    events: Sequence[Event]
    plans: Sequence[PlanVersion]
    kpis: CompanyKpis


def held_for(score: Score) -> Held:
    """
    Return what the store holds for a score.

    :raises CannotBeReplayed: if it was written before its basis was kept.
    """
    begin = history_start(basis_of(score).company, Period.parse(score.month))
    months = events.months(score.company_id)
    found = [
        event
        for month in sorted(months)
        if begin is None or month >= begin.key
        for event in month_of_events(score.company_id, month, months[month])
    ]
    plans = list(every(refs.plans(score.company_id)))
    return Held(found, plans, kpis_for_plans(score.company_id, plans))


def replay_held(score: Score, person: Person, held: Held, *, code_version: str) -> Replay:
    """
    Compute a score again from what is held for it.

    :raises CannotBeReplayed: if it was written before its basis was kept, or reads a KPI that is gone.
    """
    try:
        return replay(
            score,
            person=person,
            events=held.events,
            plans=held.plans,
            code_version=code_version,
            kpis=held.kpis,
        )
    except UnknownKpi:
        raise CannotBeReplayed() from None


def basis_of(score: Score) -> Basis:
    """
    Return the basis of a score.

    :raises CannotBeReplayed: if it was not kept.
    """
    if score.basis is None:
        raise CannotBeReplayed()
    return score.basis


def replay(
    score: Score,
    *,
    person: Person,
    events: Sequence[Event],
    plans: Sequence[PlanVersion],
    code_version: str,
    kpis: CompanyKpis | None = None,
) -> Replay:
    """
    Compute a score again from all events and plans that there are; what came later than the score is left out.

    :raises CannotBeReplayed: if it was written before its basis was kept.
    """
    basis, known = basis_of(score), basis_of(score).events(events)
    first: Replay | None = None
    for left_out in (frozenset[str](), *_waiting(score, known)):
        facts = facts_under(basis, [each for each in known if each.id not in left_out])
        again = rescored(score, basis, person, basis.plans(plans), facts, kpis)
        found = _compared(score, again, code_version, tuple(sorted(left_out)))
        if found.matches:
            return found
        first = first or found
    assert first is not None
    return first


def facts_under(basis: Basis, events: Sequence[Event]) -> Facts:
    """Return the facts that the events make under the settings and feeds of a basis."""
    company = basis.company
    return Facts(counted(events), settings_of(company), calendar_of(company), basis.feeds)


def rescored(
    score: Score,
    basis: Basis,
    person: Person,
    plans: Sequence[PlanVersion],
    facts: Facts,
    kpis: CompanyKpis | None = None,
) -> Score | None:
    """
    Score the month of `score` on these facts, under its basis; None if no plan holds for the person.

    The hash is taken with the code version on record, so that it differs only if the score does.
    """
    kpis = kpis or CompanyKpis()
    assigned = basis.targets(person)
    scoring = Scoring(basis.company, plans, score.code_version, kpis.catalogue, assigned=assigned)
    source = TakenFrom(facts, kpis.takes)
    return scoring.score(basis.person(person), Period.parse(score.month), source, score.computed_at)


def _compared(score: Score, again: Score | None, code_version: str, left_out: tuple[str, ...]) -> Replay:
    if again is None:
        return Replay(score, None, False, ())
    found = differences(score.card, again.card)
    same = score.hash == again.hash or score.code_version != code_version
    return Replay(score, again, same and not found, found, left_out)


def _waiting(score: Score, known: Sequence[Event]) -> Iterator[frozenset[str]]:
    """Yield what the deliveries of the last day brought that the score shows no trace of: the newest one, two, …"""
    basis, seen = basis_of(score), score.event_ids
    brought: dict[tuple[datetime, str], set[str]] = {}
    for each in known:
        if each.received_at is not None and each.received_at > basis.known_at - QUEUED:
            brought.setdefault((each.received_at, each.connection_id), set()).add(each.id)
    left_out: frozenset[str] = frozenset()
    unseen = [ids for _, ids in sorted(brought.items(), reverse=True) if not ids & seen]
    for ids in unseen[:MOST_TRIES]:
        left_out |= ids
        yield left_out
