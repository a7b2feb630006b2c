"""A customer's timeline (客户责任时间线): who had it when, who was last in touch, what happened, in order of time.

It is made for the day on which a customer is lost and nobody can say how. It says what is on record and blames
nobody: each entry carries the events and the logged work that it rests on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Final

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts, by_version
from shared.domain.kpi.fields import text
from shared.domain.work.customers.entries import CONTACTS, Entry, Words, owned, told, worked
from shared.domain.work.customers.history import Aliases, History
from shared.domain.work.customers.owners import OwnerSpan, owner_spans
from shared.domain.work.duties.own_catalogue import STANDARD_CATALOGUE, WorkCatalogue
from shared.domain.work.logs.logged_work import LoggedWork

__all__ = ["CustomerTimeline", "Entry", "OpenComplaint", "OwnerSpan", "Touch", "timeline"]

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_DAYS_END: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Touch:
    """
    The last time that somebody of a position was in touch with the customer, or worked for it.

    `activity` is what it was logged as, or the kind of a recorded contact (`visit`, `call`, …).
    """

    position: str | None
    person_id: str
    on: date
    activity: str


@dataclass(frozen=True, slots=True)
class OpenComplaint:
    """A complaint that is not resolved, since when, and whose it is, if that is known."""

    id: str
    opened_on: date
    person_id: str | None = None


@dataclass(frozen=True, slots=True)
class CustomerTimeline:
    """
    What is on record about one customer. `customer` is the id of the survivor where customers were merged.

    `entries` are in order of time, the logged work of a day after its events. `last_touch` holds one touch a
    position, by position; None, which comes last, is for work of people and activities without one. `churned_on` is
    set while the last change of the customer's subscriptions is their end.
    """

    customer: str
    entries: tuple[Entry, ...]
    owners: tuple[OwnerSpan, ...]
    last_touch: tuple[Touch, ...]
    open_complaints: tuple[OpenComplaint, ...]
    lead_source: str | None
    churned_on: date | None


def timeline(
    customer: str,
    *,
    events: Iterable[Event],
    work: Iterable[LoggedWork],
    names: Mapping[str, str] = _NOTHING,
    positions: Mapping[str, str] = _NOTHING,
    catalogue: WorkCatalogue = STANDARD_CATALOGUE,
) -> CustomerTimeline:
    """
    Return the timeline of a customer, named by an id or by a name that only this customer carries.

    `events` and `work` may be everybody's, in any order: what is about others is left out. `names` are people's
    names by id, for the sentences. `positions` are the positions that people hold, by id; without one, a touch
    belongs to the position whose duty the activity is. A customer that is on no record has an empty timeline.
    """
    facts = Facts(tuple(events))
    aliases = Aliases.of(facts)
    whose = aliases.meant(customer) or customer
    history = History.of(whose, facts, aliases)
    own_work = [each for each in work if each.customer and aliases.meant(each.customer) == whose]
    spans = owner_spans(history.events)
    return CustomerTimeline(
        customer=whose,
        entries=_entries(history, spans, own_work, Words(names, catalogue)),
        owners=spans,
        last_touch=_last_touch(history, own_work, positions, catalogue),
        open_complaints=_open_complaints(history),
        lead_source=_lead_source(history),
        churned_on=_churned_on(history),
    )


def _entries(
    history: History, spans: tuple[OwnerSpan, ...], work: list[LoggedWork], words: Words
) -> tuple[Entry, ...]:
    as_owner = {event_id for span in spans for event_id in span.events}
    at = {event.id: event.occurred_at for event in history.events}
    handed_over = "deal.owner_changed"  # told as the customer's owner, where it made one
    others = (each for each in history.events if each.type != handed_over or each.id not in as_owner)
    found = [*told(others, words), *owned(spans, at, words), *sorted(worked(work, words), key=_by_person)]
    return tuple(sorted(found, key=lambda entry: (entry.on, entry.at or _DAYS_END)))


def _by_person(entry: Entry) -> tuple[tuple[str, ...], str]:
    return entry.people, entry.work[0].activity


def _last_touch(
    history: History, work: list[LoggedWork], positions: Mapping[str, str], catalogue: WorkCatalogue
) -> tuple[Touch, ...]:
    touches = [
        Touch(positions.get(person), person, event.on, kind)
        for event in history.events
        if event.type == "activity.logged" and (kind := text(event, "kind")) in CONTACTS and kind
        for person, _ in event.credits
    ]
    for each in work:
        duty = catalogue.activities.get(catalogue.meant(each.activity))
        position = positions.get(each.person_id, duty.position if duty else None)
        touches.append(Touch(position, each.person_id, each.on, each.activity))
    last: dict[str | None, Touch] = {}
    for touch in sorted(touches, key=lambda touch: (touch.on, touch.person_id, touch.activity)):
        last[touch.position] = touch
    return tuple(last[position] for position in sorted(last, key=lambda each: (each is None, each or "")))


def _open_complaints(history: History) -> tuple[OpenComplaint, ...]:
    return tuple(
        sorted(
            (_open_complaint(key, course) for key, course in history.complaints.items() if _is_open(course)),
            key=lambda each: (each.opened_on, each.id),
        )
    )


def _is_open(course: tuple[Event, ...]) -> bool:
    turns = [each.type for each in course if each.type in ("complaint.resolved", "complaint.reopened")]
    return not turns or turns[-1] == "complaint.reopened"


def _open_complaint(key: str, course: tuple[Event, ...]) -> OpenComplaint:
    opened = max(
        (each for each in course if each.type == "complaint.opened"), key=by_version, default=course[0]
    )
    charged = [text(each, "assignee_employee_id") or next(iter(dict(each.credits)), None) for each in course]
    return OpenComplaint(key, opened.on, next((each for each in reversed(charged) if each), None))


def _lead_source(history: History) -> str | None:
    leads = [event for event in history.events if event.type == "lead.created"]
    return next((source for each in leads if (source := text(each, "source", "channel"))), None)


def _churned_on(history: History) -> date | None:
    changes = [event for event in history.events if event.type.startswith("subscription.")]
    return changes[-1].on if changes and changes[-1].type == "subscription.churned" else None
