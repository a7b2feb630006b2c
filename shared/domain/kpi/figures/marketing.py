"""Marketing figures (市场): leads, events, articles, and the part that others take in events."""

from collections import defaultdict
from datetime import date
from fractions import Fraction

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import COMPANY, Facts, by_version, share_of
from shared.domain.kpi.fields import day, text, texts, whole
from shared.domain.kpi.figures.samples import ZERO, Sample, ids_of
from shared.domain.kpi.windows import Window

REJECTION_WORKDAYS = 3
HIGHEST_ATTAINMENT = Fraction(12, 10)


def valid_leads(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Leads created in the window that are valid (有效 leads 数).

    Valid: `reachable` and `in_segment` are not false, no earlier lead of the same customer and no `duplicate_of`,
    and accepted by sales or not rejected by the end of the third workday after creation.
    """
    reasons = facts.once(_invalid_leads)
    created = list(facts.within("lead.created", subject, window))
    valid = [each for each in created if each.id not in reasons]
    total = sum((share_of(each, subject) for each in valid), ZERO)
    excluded = tuple((each.id, reasons[each.id]) for each in created if each.id in reasons)
    return Sample(total, None, len(valid), ids_of(valid), excluded=excluded)


def event_attendance(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Mean over the events held of min(attendees ÷ target per event, 1.2) (每场活动参与人数).

    `occasions` are the events planned for the window or held in it: `event.planned`, or an `event.held`, also one
    whose `held` is false.
    Attendees are the number on the record, else the people of `event.attended`, staff left out.
    """
    records = list(facts.within("event.held", subject, window))
    held = [each for each in records if was_held(each)]
    plans = [each for each in facts.newest("event.planned") if planned_for(each) in window]
    planned = [*(each for each in plans if share_of(each, subject)), *records]
    attendees = {each.id: _attendees(facts, each) for each in held}
    counted = [each for each in held if attendees[each.id] is not None]
    values = tuple(
        min(Fraction(attendees[each.id] or 0, _target(facts, each)), HIGHEST_ATTAINMENT) for each in counted
    )
    excluded = tuple((each.id, "event.no_attendance") for each in held if attendees[each.id] is None)
    unknown = {event_of(each) for each in held if attendees[each.id] is None}
    occasions = len({event_of(each) for each in planned} - unknown)
    total, n = sum(values, ZERO), len(values)
    return Sample(total, Fraction(n), n, ids_of(planned), values, occasions, excluded=excluded)


def article_reads(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Distinct readers of each article and month, added up (公众号阅读量).

    `reader_ids` are counted once an article and month; days that carry only a number of `readers` are added.
    """
    readers: dict[tuple[str, str], set[str]] = defaultdict(set)
    total, counted, excluded = ZERO, [], []
    for event in facts.once(article_traffic):
        if day_of(event) not in window or not (share := share_of(event, subject)):
            continue
        ids, told = texts(event, "reader_ids"), whole(event, "readers") or 0
        if told < 0 and not ids:
            excluded.append((event.id, "traffic.no_visitors"))
            continue
        counted.append(event)
        seen = readers[f"{day_of(event):%Y-%m}", content_of(event)]
        total += share * (len(set(ids) - seen) if ids else told)
        seen.update(ids)
    return Sample(total, None, len(counted), ids_of(counted), excluded=tuple(excluded))


def event_participation(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Events of the company with attendance or task evidence of the person (市场活动参与度).

    `occasions` are the events held. Evidence is `event.staffed` or an `event_support` work log that names the
    event, or that is of the date of the only event of that day.
    """
    held = {event_of(each): each for each in facts.within("event.held", COMPANY, window) if was_held(each)}
    on_day = defaultdict(list)
    for key, event in held.items():
        on_day[event.on].append(key)
    logs = (each for each in facts.newest("worklog.logged") if each.data.get("activity") == "event_support")
    mine = {}
    for each in (*facts.newest("event.staffed"), *logs):
        only = on_day[each.on][0] if len(on_day[each.on]) == 1 else None
        named = text(each, "event_ref") or only
        if named is not None and named in held and share_of(each, subject):
            mine[named] = each
    count = len(mine)
    return Sample(Fraction(count), None, count, ids_of(mine.values(), held.values()), occasions=len(held))


def was_held(event: Event) -> bool:
    """Return whether an `event.held` record says that the event took place."""
    return event.data.get("held") is not False


def event_of(record: Event) -> str:
    """Return the id of the marketing event that a record is about."""
    return text(record, "event_ref") or record.entity_id


def planned_for(plan: Event) -> date:
    """Return the date that an `event.planned` record is about: `planned_on` or `date`, else that of the record."""
    return day(plan, "planned_on") or day(plan, "date") or plan.on


def attendances(facts: Facts) -> dict[str, list[Event]]:
    """Return who came to each marketing event; reverted records and the company's own staff are left out."""
    reverted = {each.entity_id: each.occurred_at for each in facts.every("event.attendance_reverted")}
    found = defaultdict(list)
    for each in facts.newest("event.attended"):
        stands = each.entity_id not in reverted or reverted[each.entity_id] < each.occurred_at
        if stands and not each.data.get("staff"):
            found[event_of(each)].append(each)
    return dict(found)


def content_of(event: Event) -> str:
    """Return the id of the article or page that a traffic record is about."""
    return text(event, "content_ref", "page") or event.entity_id


def day_of(event: Event) -> date:
    """Return the day that a daily figure is about: its `date`, else the day of the record."""
    return day(event, "date") or event.on


def _invalid_leads(facts: Facts) -> dict[str, str]:
    accepted = {each.entity_id for each in facts.every("lead.accepted")}
    rejected: dict[str, date] = {}
    for event in facts.every("lead.rejected"):
        rejected.setdefault(event.entity_id, event.on)
    reasons: dict[str, str] = {}
    customers: set[str] = set()
    for lead in facts.newest("lead.created"):
        customer = facts.customer(lead.customer)
        if lead.data.get("reachable") is False:
            reasons[lead.id] = "lead.unreachable"
        elif lead.data.get("in_segment") is False:
            reasons[lead.id] = "lead.out_of_segment"
        elif lead.data.get("duplicate_of") or customer in customers:
            reasons[lead.id] = "lead.duplicate"
        elif lead.entity_id in rejected and lead.entity_id not in accepted:
            if rejected[lead.entity_id] <= facts.calendar.add(lead.on, REJECTION_WORKDAYS):
                reasons[lead.id] = "lead.rejected"
        if customer is not None:
            customers.add(customer)
    return reasons


def _attendees(facts: Facts, event: Event) -> int | None:
    if (attendees := whole(event, "attendees")) is not None:
        return attendees if attendees >= 0 else None
    if not facts.delivers("event.attended"):
        return None
    return len({facts.customer(each.customer) or each.entity_id for each in _came_to(facts, event)})


def _came_to(facts: Facts, event: Event) -> list[Event]:
    return facts.once(attendances).get(event_of(event), [])


def _target(facts: Facts, event: Event) -> int:
    own = whole(event, "per_event_target") or 0
    return own if own > 0 else facts.settings.per_event_target


def article_traffic(facts: Facts) -> list[Event]:
    """Return the article traffic; a newer record of one article and date replaces the older one."""
    articles = [
        each for each in facts.every("traffic.daily") if each.data.get("content", "article") == "article"
    ]
    newest = {(content_of(each), day_of(each)): each for each in sorted(articles, key=by_version)}
    return sorted(newest.values(), key=lambda each: (day_of(each), each.id))
