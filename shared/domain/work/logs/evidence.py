"""Work logs as evidence of KPIs (工作记录作为指标证据): which become canonical events, and what is told anew.

A log is evidence unless it is deleted, excluded, or flagged and not accepted yet. What was told and holds no more is
withdrawn by a newer version that no figure takes: nothing ever leaves the event store.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from shared.domain.ids import digest32, digest_id
from shared.domain.kpi.definition import WORK_LOGGED
from shared.domain.kpi.events import Event
from shared.domain.numbers import WHOLE_BP
from shared.domain.periods import Period, local_midnight
from shared.domain.work.duties.own_catalogue import OwnCatalogue
from shared.domain.work.logs.log import WorkLog, counted
from shared.domain.work.logs.logged_work import LoggedWork
from shared.domain.work.signals.reviews import LogReview, counts_for_kpis
from shared.domain.work.signals.signals import flagged, signals

CONNECTION: Final = "work-logs"
"""The connection that these events come by: our own logs, which nobody has to connect."""
JOINT_CARE: Final = "joint_care"
READ_BY_KPIS: Final = frozenset({"event_support", JOINT_CARE})
"""Duties whose logs a KPI of the library reads one by one."""
CREATED: Final = "created"
"""Activity of the one event that a person's day has, which says whether the day was logged in time."""
PROMPT: Final = timedelta(hours=24)
"""How long after its work ended a log is written in time."""
FORM: Final = 1
"""Raised when the same logs would give other events: every month is looked at anew then."""

Meant = Callable[[str], str]
"""Returns the duty that somebody's words name, as `WorkCatalogue.meant` does."""
Told = tuple[str, int, str]
"""An entity, the version in which it was told last, and a digest of what was said; none once it is withdrawn."""
State = tuple[str, int, int]
"""A month, the `seq` of the last change of the person's logs in it, and how often they were reviewed."""
Joint = Mapping[tuple[str, date], frozenset[str]]
"""Who logged joint care (协助维护), by customer and day."""


@dataclass(frozen=True, slots=True)
class LogEvidence:
    """What the event store was told about a person's logs of one month; `version` counts the looks at them."""

    person_id: str
    month: str
    told: tuple[Told, ...] = ()
    version: int = 0

    def after(self, news: Iterable[Event]) -> "LogEvidence":
        """Return what was told once these events are in the store as well."""
        anew = {each.entity_id: (each.entity_id, int(each.version), _digest(each)) for each in news}
        told = {**{each[0]: each for each in self.told}, **anew}
        return replace(self, told=tuple(told[key] for key in sorted(told)), version=self.version + 1)


@dataclass(frozen=True, slots=True)
class LogsSeen:
    """
    How far a company's logs were looked at: what has not moved since need not be looked at again.

    `people` holds the states of each person's months, `joint` a digest of each month's joint care, if it has any, and
    `basis` one of what else the evidence depends on. It is derived: without it everything is looked at once more.
    """

    basis: str = ""
    people: tuple[tuple[str, tuple[State, ...]], ...] = ()
    joint: tuple[tuple[str, str], ...] = ()

    def moved_since(self, seen: "LogsSeen") -> set[tuple[str, str]]:
        """Return the (month, person id) that are not as they were seen."""
        known = dict(seen.people) if self.basis == seen.basis else {}
        return {
            (state[0], person)
            for person, states in self.people
            for state in states
            if state not in known.get(person, ())
        }

    def with_joint(self, joint: Mapping[str, Joint]) -> "LogsSeen":
        """Return this with the joint care of some months as it is now."""
        digests = {**dict(self.joint), **{month: _joint_digest(each) for month, each in joint.items()}}
        return replace(self, joint=tuple(sorted((month, each) for month, each in digests.items() if each)))

    def joint_moved_since(self, seen: "LogsSeen") -> set[str]:
        """Return the months whose joint care is not as it was seen."""
        now, then = dict(self.joint), dict(seen.joint)
        return {month for month in now.keys() | then.keys() if now.get(month) != then.get(month)}


def basis_of(own: OwnCatalogue, zone: ZoneInfo) -> str:
    """Return a digest of what evidence depends on beside logs and reviews: words for duties, and the zone."""
    words = sorted(f"{words}={duty}" for words, duty in own.aliases if duty in READ_BY_KPIS)
    return digest32(16, str(FORM), str(zone), *words)


def joint_care(work: Iterable[LoggedWork], meant: Meant) -> Joint:
    """Return who logged joint care for which customer on which day, whether or not those logs count."""
    found: defaultdict[tuple[str, date], set[str]] = defaultdict(set)
    for each in work:
        if each.customer and meant(each.activity) == JOINT_CARE:
            found[each.customer, each.on].add(each.person_id)
    return {key: frozenset(people) for key, people in found.items()}


def evidence_of(
    logs: Sequence[WorkLog],
    reviews: Mapping[str, LogReview],
    *,
    meant: Meant,
    joint: Joint,
    zone: ZoneInfo,
) -> dict[str, Event]:
    """
    Return what a person's logs of one month are evidence of, as events by entity that have no version yet.

    There is one for each log that a KPI reads, and one a day. A log that is no joint care is read where somebody else
    logged joint care for its customer on its day: it may be the seller's, who bears that out.
    """
    flags = flagged(signals(logs))
    counting = [
        log for log in counted(logs) if counts_for_kpis(log, flags.get(log.id, ()), reviews.get(log.id))
    ]
    days: defaultdict[date, list[WorkLog]] = defaultdict(list)
    for log in counting:
        days[log.on].append(log)
    read = [_of_log(log, meant) for log in counting if _is_read(log, meant, joint)]
    return {each.entity_id: each for each in (*read, *(_of_day(logs, zone) for logs in days.values()))}


def news(before: LogEvidence, found: Mapping[str, Event], *, zone: ZoneInfo, at: datetime) -> list[Event]:
    """
    Return what the store has to be told at the instant `at`, in order of entity: what is new, other, or gone.

    An event's version is one more than the last that was told of its entity, and its id is made of both.
    """
    told = {entity: (version, digest) for entity, version, digest in before.told}
    gone = {entity for entity, (_, digest) in told.items() if digest and entity not in found}
    wanted = {**found, **{entity: _withdrawn(entity, before.month, zone) for entity in gone}}
    anew = []
    for entity in sorted(wanted):
        version, digest = told.get(entity, (0, ""))
        if _digest(wanted[entity]) != digest:
            anew.append(_numbered(wanted[entity], version + 1, at))
    return anew


def is_prompt(log: WorkLog, zone: ZoneInfo) -> bool:
    """
    Return whether a log was written within a day after its work ended.

    When an edited log that stands on a later date than it was written on was moved there is not known.
    """
    if log.version > 1 and log.created_at.astimezone(zone).date() < log.on:
        return False
    return log.created_at - (log.started_at + timedelta(minutes=log.minutes)) <= PROMPT


def _is_read(log: WorkLog, meant: Meant, joint: Joint) -> bool:
    if meant(log.activity) in READ_BY_KPIS:
        return True
    return bool(log.customer and joint.get((log.customer, log.on), frozenset()) - {log.person_id})


def _of_log(log: WorkLog, meant: Meant) -> Event:
    duty = meant(log.activity)
    activity = duty if duty in READ_BY_KPIS else log.activity
    return replace(
        _event(log, log.id, {"activity": activity, "kind": log.kind}),
        customer=log.customer,
    )


def _of_day(logs: Sequence[WorkLog], zone: ZoneInfo) -> Event:
    """The first log of a day that was written in time speaks for it, or the first that was written at all."""
    prompt = [log for log in logs if is_prompt(log, zone)]
    first = min(prompt or logs, key=lambda log: (log.created_at, log.id))
    about = {"activity": CREATED, "logged_in_time": bool(prompt)}
    return _event(first, f"{first.person_id}:{first.on}", about)


def _event(log: WorkLog, entity_id: str, about: Mapping[str, object]) -> Event:
    return Event(
        id="",
        type=WORK_LOGGED,
        occurred_at=log.started_at,
        on=log.on,
        entity_id=entity_id,
        credits=((log.person_id, WHOLE_BP),),
        connection_id=CONNECTION,
        raw_ref=log.id,
        data={**about, "minutes": log.minutes, "created_at": log.created_at.isoformat(), "counts": True},
    )


def _withdrawn(entity_id: str, month: str, zone: ZoneInfo) -> Event:
    """Nobody's, of no activity: it only takes the place of what was told. It lies in the same month as that."""
    first_on = Period.parse(month).first_on
    return Event(
        id="",
        type=WORK_LOGGED,
        occurred_at=local_midnight(first_on, zone),
        on=first_on,
        entity_id=entity_id,
        connection_id=CONNECTION,
        data={"activity": "", "counts": False},
    )


def _joint_digest(joint: Joint) -> str:
    if not joint:
        return ""
    return digest32(
        12, *sorted(f"{customer}\n{on} {sorted(people)}" for (customer, on), people in joint.items())
    )


def _numbered(event: Event, number: int, at: datetime) -> Event:
    id = digest_id("evt", CONNECTION, WORK_LOGGED, event.entity_id, str(number))
    return replace(event, id=id, version=str(number), received_at=at)


def _digest(event: Event) -> str:
    """Return a digest of what an event says, the same in each of its versions; none of one that is withdrawn."""
    if not event.data["counts"]:
        return ""
    said = json.dumps(event.data, ensure_ascii=False, sort_keys=True)
    return digest32(
        12, event.occurred_at.isoformat(), str(event.on), event.customer or "", event.raw_ref, said
    )
