"""Note what late, corrected or withdrawn events would change in months that are declared; the scores stay."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from shared.adapters.dynamo import commands, refs
from shared.adapters.dynamo.commands import ChangedMeanwhile, Command, Key, Write
from shared.adapters.dynamo.store import every, keep, load, rows
from shared.domain.company import Company
from shared.domain.ids import digest32, discrepancy_id, new_id
from shared.domain.kpi.plans import PlanVersion
from shared.domain.messages import Message
from shared.domain.numbers import quantize
from shared.domain.people import AccessRole, Person
from shared.domain.periods import Period
from shared.domain.review.declaration import Step
from shared.domain.review.discrepancy import Discrepancy, EventsSeen, Found, State
from shared.domain.review.discrepancy_decisions import Action, step
from shared.usecases.kpis.company_kpis import CompanyKpis
from shared.usecases.scores.closed_month import ClosedMonth
from shared.usecases.scores.facts import LOOKBACK_MONTHS, gather_facts, history_start, month_of_events

QUEUED = timedelta(days=2)
"""How long before they are stored events may have been received."""


def note_discrepancies(
    *,
    company: Company,
    people: Sequence[Person],
    plans: Sequence[PlanVersion],
    counters: Mapping[str, int],
    code_version: str,
    at: datetime,
    kpis: CompanyKpis,
) -> int:
    """
    Look at the declared months that events have reached since the last time, and return how many notes were made.

    Reached are a month whose own events moved, the months up to a lookback after it, and the month of an earlier
    version of a record that was told anew. Where no counter moved, one record is read and that is all.
    """
    seen_ref = refs.events_seen(company.id)
    seen = load([seen_ref]).derived(seen_ref) or EventsSeen()
    moved = {month for month, counter in counters.items() if seen.counters.get(month) != counter}
    if not moved:
        return 0
    ended = [Period.parse(row.sk) for row in rows(f"{company.id}#score_runs")]
    closed = sorted(each for each in ended if each.ends_at(company.tz) <= at)
    touched = moved | _told_anew(company.id, moved, counters, closed, seen)
    months = [each for each in closed if any(_reaches(each, month) for month in touched)]
    noted, whole = 0, True
    for period in months:
        declared = {each.person_id for each in every(refs.declarations(company.id, period.key))}
        if not declared:
            continue
        facts = gather_facts(company, since=history_start(company, months[0]), at=at)
        month = ClosedMonth(company, period, facts, plans, code_version, at, kpis)
        made, done = _note(month, [each for each in people if each.id in declared], people)
        noted, whole = noted + made, whole and done
    if whole:
        keep([(seen_ref, EventsSeen(at, dict(counters)))])
    return noted


def _reaches(period: Period, month: str) -> bool:
    return period.earlier(LOOKBACK_MONTHS).key <= month <= period.key


def _told_anew(
    company_id: str,
    moved: Iterable[str],
    counters: Mapping[str, int],
    closed: Sequence[Period],
    seen: EventsSeen,
) -> set[str]:
    """Return the closed months that hold earlier versions of records of which a newer one has come."""
    renewed = {
        (event.type, event.entity_id)
        for month in moved
        for event in month_of_events(company_id, month, counters[month])
        if event.version.isdecimal() and int(event.version) > 1
        if seen.at is None or event.received_at is None or event.received_at > seen.at - QUEUED
    }
    months = [each.key for each in closed if each.key in counters] if renewed else []
    return {
        month
        for month in months
        if any(
            (event.type, event.entity_id) in renewed
            for event in month_of_events(company_id, month, counters[month])
        )
    }


def _note(month: ClosedMonth, declared: Sequence[Person], people: Sequence[Person]) -> tuple[int, bool]:
    """Note what the declared people's scores would be; return how many notes, and whether none was in the way."""
    company_id, key = month.company.id, month.period.key
    records = {each.person_id: each for each in every(refs.scores(company_id, key))}
    known: dict[str, list[Discrepancy]] = {}
    for each in every(refs.discrepancies(company_id, key)):
        known.setdefault(each.person_id, []).append(each)
    made, whole = 0, True
    for person in declared:
        if person.id not in records:
            continue
        mine = known.get(person.id, [])
        found = month.found(records[person.id], person)
        before = next((each for each in mine if each.is_undecided), None)
        after = _after(found, before, mine, person, month)
        if after is not None:
            try:
                _write(after, before, person, people, month)
            except ChangedMeanwhile:  # somebody decided at this moment: the next run looks again
                whole = False
            else:
                made += 1
    return made, whole


def _after(
    found: Found | None,
    before: Discrepancy | None,
    mine: Sequence[Discrepancy],
    person: Person,
    month: ClosedMonth,
) -> Discrepancy | None:
    """Return the discrepancy as it has to stand, None if it stands so already."""
    left = [each.found.result for each in mine if each.state is State.IGNORED]
    if found is None or found.result in left:
        return None if before is None else step(before, action=Action.RESOLVE, by="clock", at=month.at)
    if before is None:
        return Discrepancy(
            id=discrepancy_id(person.id, month.period.key, len(mine) + 1),
            company_id=month.company.id,
            person_id=person.id,
            month=month.period.key,
            state=State.OPEN,
            found=found,
            found_at=month.at,
            history=(Step("found", "clock", month.at),),
        )
    if before.found.would_be_hash == found.would_be_hash:
        return None
    changed = step(before, action=Action.CHANGE, by="clock", at=month.at)
    return replace(changed, found=found, by_id="", reason="")


def _write(
    after: Discrepancy,
    before: Discrepancy | None,
    person: Person,
    people: Sequence[Person],
    month: ClosedMonth,
) -> None:
    told = [
        Message(
            id=new_id("msg", month.at),
            company_id=after.company_id,
            person_id=each,
            topic="discrepancy.found",
            about=after.id,
            created_at=month.at,
            params=told_of(after, person),
        )
        for each in (_concerned(person, people) if before is None else ())
    ]
    command = Command(
        "discrepancy.note", (Write(refs.discrepancy(after.company_id, after.id), after, before=before),), told
    )
    member = refs.member(after.company_id, "job_discrepancies")
    actor = commands.job_actor(after.company_id, "discrepancies", load([member]).find(member))
    digest = digest32(20, after.id, str(after.version), after.state, after.found.would_be_hash)
    commands.commit(command, actor=actor, key=Key("discrepancies", digest, digest), answer={}, at=month.at)


def _concerned(person: Person, people: Sequence[Person]) -> list[str]:
    """Return who is told: the person, and HR, or the owner where nobody else is HR."""
    active = [each for each in people if each.is_active and each.id != person.id]
    staff = [each.id for each in active if each.access_role is AccessRole.HR]
    owners = [each.id for each in active if each.access_role is AccessRole.OWNER]
    return [*([person.id] if person.is_active else []), *(staff or owners)]


def told_of(discrepancy: Discrepancy, person: Person) -> dict[str, str]:
    """Return what a message about a discrepancy names."""
    found = discrepancy.found
    return {
        "name": person.name,
        "period": discrepancy.month,
        "before": _shown(found.official_before),
        "after": _shown(found.official_after),
    }


def _shown(total: str | None) -> str:
    return "—" if total is None else f"{quantize(Decimal(total), 1)}"
