"""What each source delivered in a month (各来源数据量), how it is doing, and what somebody should do about it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from shared.adapters.dynamo import events
from shared.domain.company import Company, spoken
from shared.domain.kpi.control_totals import Difference, standing
from shared.domain.kpi.events import Event
from shared.domain.kpi.feeds import told_of
from shared.domain.kpi.source_states import SourceState
from shared.domain.periods import Period, local_midnight
from shared.usecases.events.deliveries import Quarantined
from shared.usecases.scores.control_totals import compared_totals
from shared.usecases.scores.facts import settings_of
from shared.usecases.scores.feeds import SICK_AFTER
from shared.usecases.scores.freshness import Source, sources_of, vendors_of
from shared.usecases.scores.stored_events import events_since


@dataclass(frozen=True, slots=True)
class DayCount:
    """Events of a type on a day: all that are held, those that stand, and the sum of amounts of these."""

    day: date
    events: int
    current: int
    amount_minor: int | None


@dataclass(frozen=True, slots=True)
class SourceMonth:
    """One source over a month; `params` are the figures of its state's sentence."""

    source: Source
    counts: Mapping[str, tuple[DayCount, ...]]
    set_aside: tuple[Quarantined, ...]
    newest: Mapping[str, datetime]
    state: SourceState
    params: Mapping[str, str]


def sources_of_month(*, company: Company, month: Period, at: datetime) -> list[SourceMonth]:
    """Return every source that is known or that something of the month came from, by connection."""
    held = events_since(company.id, month)
    mine = [each for each in held if each.on in month]
    current = {each.id for each in standing(held)}
    aside = _set_aside(company, month)
    known = {each.connection_id: each for each in sources_of(company.id)}
    strangers = {each.connection_id for each in mine} | set(aside)
    vendors = vendors_of(company.id, strangers - known.keys())
    known |= {each: Source(each, vendors[each], frozenset(), None) for each in vendors}
    newest = events.newest_of(company.id)
    differing = _differing(company, month)
    found = []
    for connection_id, source in sorted(known.items()):
        state, params = _state(source, differing.get(connection_id), company, at)
        of_source = [each for each in mine if each.connection_id == connection_id]
        times = {kind: when for (of, kind), when in newest.items() if of == connection_id}
        counts = _counts(of_source, current)
        found.append(SourceMonth(source, counts, tuple(aside.get(connection_id, ())), times, state, params))
    return found


def _counts(mine: Iterable[Event], current: set[str]) -> dict[str, tuple[DayCount, ...]]:
    all_of: Counter[tuple[str, date]] = Counter()
    stands: Counter[tuple[str, date]] = Counter()
    amounts: dict[tuple[str, date], int] = {}
    for each in mine:
        key = each.type, each.on
        all_of[key] += 1
        if each.id in current:
            stands[key] += 1
            if each.amount_minor is not None:
                amounts[key] = amounts.get(key, 0) + each.amount_minor
    found: dict[str, list[DayCount]] = defaultdict(list)
    for kind, day in sorted(all_of):
        key = kind, day
        found[kind].append(DayCount(day, all_of[key], stands[key], amounts.get(key)))
    return {kind: tuple(days) for kind, days in found.items()}


def _set_aside(company: Company, month: Period) -> dict[str, list[Quarantined]]:
    found: dict[str, list[Quarantined]] = defaultdict(list)
    since, until = local_midnight(month.first_on, company.tz), month.ends_at(company.tz)
    for each in events.set_aside(company.id, Quarantined, since=since, until=until):
        found[each.connection_id].append(each)
    return dict(found)


def _differing(company: Company, month: Period) -> dict[str, Difference]:
    """Return the first total of each connection that differs now."""
    found: dict[str, Difference] = {}
    for each in compared_totals(company=company, month=month):
        said = each.total.in_force
        if each.state == "mismatch" and said is not None:
            difference = Difference(*each.total.key, theirs=said.tally, ours=each.ours)
            found.setdefault(each.total.connection_id, difference)
    return found


def _state(
    source: Source, differing: Difference | None, company: Company, at: datetime
) -> tuple[SourceState, dict[str, str]]:
    since = source.failing_since
    if since is not None and at - since >= SICK_AFTER:
        return "sick", {"since": spoken(since, company)}
    if differing is not None:
        return "mismatch", told_of(differing, settings_of(company))
    if since is not None:
        return "failing", {"since": spoken(since, company)}
    return "ok", {"last": spoken(source.last_at, company)} if source.last_at else {}
