"""Marketing events (市场活动) as occasions: how many of the planned ones were held, and who came of those registered.

An event is known by `event.planned`, by `event.held` (`held` false says that it was cancelled), or by both. The plan
is for `planned_on` or `date` of the planning record, else for its own day. Whose an event is says the record of how
it went, else the plan.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts, share_of
from shared.domain.kpi.figures.marketing import attendances, event_of, planned_for, was_held
from shared.domain.kpi.figures.samples import ZERO, Sample, ids_of
from shared.domain.kpi.windows import Window


@dataclass(frozen=True, slots=True)
class Occasion:
    """One marketing event: when it was planned for, and how it went."""

    plan: Event | None
    record: Event | None

    @property
    def held_on(self) -> date | None:
        """The date on which it took place; None if it did not, or nobody told."""
        return self.record.on if self.record is not None and was_held(self.record) else None

    @property
    def records(self) -> list[Event]:
        """Its records, the one that says whose it is first."""
        told = [each for each in (self.record, self.plan) if each is not None]
        return sorted(told, key=lambda each: not each.credits)

    def counts_in(self, window: Window) -> bool:
        """
        Return whether `window` is where it was to take place, or did.

        One that was held before its date counts where it was held, one that was held later in both places.
        """
        took_place = self.record is not None and self.record.on in window
        early = self.held_on is not None and self.held_on < window.first_on
        return took_place or (self.plan is not None and planned_for(self.plan) in window and not early)

    @property
    def is_planned(self) -> bool:
        """Whether it was planned; what says nothing about it was."""
        return self.plan is not None or (
            self.record is not None and self.record.data.get("planned") is not False
        )

    def share(self, subject: str) -> Fraction:
        """Return the part of `subject` in it."""
        return share_of(self.records[0], subject)


def events_held(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Planned events that were held in the window (活动场次); `planned` of the sample is how many there were to be.

    An event on nobody's plan (`planned` false) does not make up for one that was not held.
    """
    due = [
        (each, share)
        for each in facts.once(_occasions).values()
        if each.counts_in(window) and (share := each.share(subject))
    ]
    planned = [(each, share) for each, share in due if each.is_planned]
    held = [(each, share) for each, share in planned if each.held_on is not None and each.held_on in window]
    excluded = tuple((each.records[0].id, "event.not_planned") for each, _ in due if not each.is_planned)
    return Sample(
        sum((share for _, share in held), ZERO),
        None,
        len(held),
        ids_of(event for each, _ in planned for event in each.records),
        occasions=len(planned),
        planned=sum((share for _, share in planned), ZERO),
        excluded=excluded,
    )


def event_show_rate(facts: Facts, subject: str, window: Window) -> Sample:
    """
    People registered who came ÷ people registered (活动到场率), of the events that took place in the window.

    Each person counts once an event, staff not at all; who cancelled by the day of the event is not registered. An
    event without a record of its own took place on the day on which the first of its people came.
    """
    if not facts.delivers("event.attended"):
        return Sample(ZERO, ZERO, 0, reason="kpi.no_source")
    registered, came = ZERO, ZERO
    n, events, excluded = 0, [], []
    for key, registrations in facts.once(_registrations).items():
        occasion = facts.once(_occasions).get(key, Occasion(None, None))
        arrivals = facts.once(attendances).get(key, [])
        on = _took_place_on(occasion, arrivals)
        mine = [(each, share) for each in registrations if (share := _share(occasion, each, subject))]
        if on is None:
            excluded += [(each.id, "event.not_held") for each, _ in mine if each.on in window]
        if on is None or on not in window:
            continue
        seen = _by_person(facts, arrivals)
        for person, share in _once_each(facts, mine, on):
            arrival = seen.get(("id", person.entity_id))
            arrival = arrival or seen.get(("customer", facts.customer(person.customer) or ""))
            n, registered = n + 1, registered + share
            came += share if arrival is not None else ZERO
            events += [person] if arrival is None else [person, arrival]
    return Sample(came, registered, n, ids_of(events), excluded=tuple(excluded))


def _occasions(facts: Facts) -> dict[str, Occasion]:
    plans = {event_of(each): each for each in facts.newest("event.planned")}
    records = {event_of(each): each for each in facts.newest("event.held")}
    return {key: Occasion(plans.get(key), records.get(key)) for key in sorted({*plans, *records})}


def _registrations(facts: Facts) -> dict[str, list[Event]]:
    found = defaultdict(list)
    for each in facts.newest("event.registered"):
        if not each.data.get("staff"):
            found[event_of(each)].append(each)
    return dict(found)


def _took_place_on(occasion: Occasion, arrivals: list[Event]) -> date | None:
    if occasion.record is not None:
        return occasion.held_on
    return min((each.on for each in arrivals), default=None)


def _share(occasion: Occasion, registration: Event, subject: str) -> Fraction:
    """Return the part of `subject`; an event that is nobody's is of those credited on the registration."""
    named = (each for each in (*occasion.records, registration) if each.credits)
    return share_of(next(named, registration), subject)


def _once_each(facts: Facts, mine: list[tuple[Event, Fraction]], on: date) -> list[tuple[Event, Fraction]]:
    """Return one registration a person, of those that were not cancelled by the day of the event."""
    cancelled = {
        each.entity_id: each.occurred_at
        for each in facts.every("event.registration_cancelled")
        if each.on <= on
    }
    stand = [
        (each, share)
        for each, share in mine
        if each.entity_id not in cancelled or cancelled[each.entity_id] < each.occurred_at
    ]
    people = {
        facts.customer(each.customer) or each.entity_id: (each, share) for each, share in reversed(stand)
    }
    return list(people.values())


def _by_person(facts: Facts, arrivals: list[Event]) -> dict[tuple[str, str], Event]:
    """Return the arrivals by their own id, which may be that of the registration, and by the person who came."""
    found = {}
    for each in arrivals:
        found["id", each.entity_id] = each
        if (customer := facts.customer(each.customer)) is not None:
            found["customer", customer] = each
    return found
