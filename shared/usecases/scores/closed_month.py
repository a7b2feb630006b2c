"""What the scores of a closed month would be with what is known now, under the settings of then."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from shared.adapters.calendars import calendar_of
from shared.domain.company import Company
from shared.domain.kpi.basis import Basis
from shared.domain.kpi.carried import CARRIED, counted
from shared.domain.kpi.differences import same_result
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts, FeedHealth
from shared.domain.kpi.feeds import Feeds
from shared.domain.kpi.fields import texts
from shared.domain.kpi.plans import PlanVersion
from shared.domain.kpi.score import Score
from shared.domain.kpi.taking import TakenFrom
from shared.domain.people import Person
from shared.domain.periods import Period
from shared.domain.review.discrepancy import Cause, Found, found_between
from shared.usecases.kpis.company_kpis import CompanyKpis
from shared.usecases.scores.facts import settings_of
from shared.usecases.scores.replay_score import QUEUED, facts_under, replay, rescored
from shared.usecases.scores.scoring import Scoring


@dataclass(frozen=True, slots=True)
class _Moves:
    """All events with a carry and all without those that it moves; `ids` are the ones that it moves."""

    after: Sequence[Event]
    without: Sequence[Event]
    ids: frozenset[str]


@dataclass
class ClosedMonth:
    """
    A month that is over, with everything known by `at`.

    Settings, plans, assigned targets and presence are those that each score was computed with, so that nothing but
    events can make a difference. Only a feed that failed then and works by now is believed.
    """

    company: Company
    period: Period
    facts: Facts
    plans: Sequence[PlanVersion]
    code_version: str
    at: datetime
    kpis: CompanyKpis = field(default_factory=CompanyKpis)
    _facts: dict[Any, Facts] = field(default_factory=dict)
    _carries: "dict[str, _Moves]" = field(default_factory=dict)

    def found(self, record: Score, person: Person) -> Found | None:
        """Return how the score that would be differs from the one on record; None if it comes to the same."""
        then = self.basis_of(record, person)
        would_be = self._scored(record, person, then, self._facts_now(then))
        if would_be is None or same_result(record.card, would_be.card):
            return None
        alike = [record]
        if record.code_version != self.code_version:
            # newer code may score the very same events differently: that is no discrepancy of the events
            events = self.facts.events
            again = replay(
                replace(record, basis=then),
                person=person,
                events=events,
                plans=self.plans,
                code_version=self.code_version,
                kpis=self.kpis,
            )
            alike += [again.replayed] if again.replayed else []
        if any(same_result(each.card, would_be.card) for each in alike):
            return None
        return found_between(
            record,
            would_be,
            additions_only=self._additions_only(alike, would_be, person, then),
            cause=self._cause(would_be, then),
        )

    def bears(self, record: Score, person: Person, carry: Event, *, leaves: bool) -> bool:
        """
        Return whether what is on record stays right with a carry.

        It does if the score would come to what is on record, to what it would without the events that move, or to
        what it would without the carry. If it is the month that the events leave, the last is not enough; if one of
        them is on record, the second is not.
        """
        then, moves = self.basis_of(record, person), self._moves(carry)
        after = self._scored(record, person, then, self._facts_now(then, moves.after, "after"))
        if after is None or same_result(record.card, after.card):
            return True
        others = []
        if not record.event_ids & moves.ids:
            others.append(self._scored(record, person, then, self._facts_now(then, moves.without, "without")))
        if not leaves:
            others.append(self._scored(record, person, then, self._facts_now(then)))
        return any(other is not None and same_result(other.card, after.card) for other in others)

    def _moves(self, carry: Event) -> "_Moves":
        if carry.id not in self._carries:
            before = [*self.facts.events, carry]
            after = counted(before)
            ids = {new.id for old, new in zip(before, after, strict=True) if old.on != new.on}
            without = [each for each in self.facts.events if each.id not in ids]
            self._carries[carry.id] = _Moves(after, without, frozenset(ids))
        return self._carries[carry.id]

    def reopened(self, record: Score, person: Person) -> Score | None:
        """Return the score that takes the place of the one on record once the month is opened again."""
        then = self.basis_of(record, person)
        facts = self._facts_now(then)
        scoring = Scoring(
            then.company,
            then.plans(self.plans),
            self.code_version,
            self.kpis.catalogue,
            assigned=then.targets(person),
        )
        return scoring.score(then.person(person), self.period, TakenFrom(facts, self.kpis.takes), self.at)

    def basis_of(self, record: Score, person: Person) -> Basis:
        """Return the basis of a score; of one without, what holds now."""
        return record.basis or Basis.of(self.company, person, self.facts.feeds, record.computed_at)

    def _scored(self, record: Score, person: Person, then: Basis, facts: Facts) -> Score | None:
        return rescored(record, then, person, then.plans(self.plans), facts, self.kpis)

    def _facts_now(self, then: Basis, events: Sequence[Event] | None = None, named: str = "") -> Facts:
        """Return the facts under a basis: of all events, or of those that are given, which go by a name."""
        feeds = self._feeds_now(then)
        company = then.company
        settings, calendar = settings_of(company), calendar_of(company)
        key = (settings, calendar, tuple(sorted(feeds.items())), feeds.differences, named)
        if key not in self._facts:
            self._facts[key] = Facts(
                self.facts.events if events is None else events, settings, calendar, feeds
            )
        return self._facts[key]

    def _feeds_now(self, then: Basis) -> Feeds:
        """Return the feeds of then, without what has been repaired, and with those that brought events since."""
        now = self.facts.feeds
        health: dict[str, FeedHealth] = dict(then.health)
        for kind, state in now.items():
            if state == "ok" and (kind in health or self._brought(kind)):
                health[kind] = "ok"
        still = {(each.connection_id, each.day, each.type) for each in getattr(now, "differences", ())}
        differing = [each for each in then.differing if (each.connection_id, each.day, each.type) in still]
        return Feeds(health, tuple(differing))

    def _brought(self, kind: str) -> bool:
        return any(event.on in self.period for event in self.facts.every(kind))

    def _cause(self, would_be: Score, then: Basis) -> Cause:
        """Return what makes a difference that no new or missing record explains."""
        moved = {
            event_id
            for each in self.facts.every(CARRIED)
            if each.received_at is not None and each.received_at > then.known_at - QUEUED
            for event_id in texts(each, "events")
        }
        if moved & would_be.event_ids:
            return Cause.CARRIED
        now = self._feeds_now(then)
        same = (dict(now), now.differences) == (dict(then.health), then.differing)
        return Cause.TOLD_OTHERWISE if same else Cause.SOURCE_WORKS_AGAIN

    def _additions_only(self, alike: Sequence[Score], would_be: Score, person: Person, then: Basis) -> bool:
        """Whether late events of the month make the whole difference: without them it would be none."""
        record = alike[0]
        new, gone = would_be.event_ids - record.event_ids, record.event_ids - would_be.event_ids
        arrived = [each for each in self.facts.events if each.id in new]
        late = [
            each
            for each in arrived
            if each.received_at is not None
            and each.received_at > then.known_at - QUEUED
            and each.on in self.period
        ]
        if gone or not new or len({each.id for each in late}) != len(new):
            return False
        rest = [each for each in self.facts.events if each.id not in new]
        basis = replace(then, health=dict(self._feeds_now(then)), differing=self._feeds_now(then).differences)
        without = self._scored(record, person, then, facts_under(basis, rest))
        return without is not None and any(same_result(each.card, without.card) for each in alike)
