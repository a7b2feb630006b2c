"""What is on record about one customer: events, and the work that was logged for it."""

from datetime import datetime, timedelta

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.company import Company
from shared.domain.kpi.surveys import of_colleagues
from shared.domain.periods import Period
from shared.domain.work.customers.timeline import CustomerTimeline, timeline
from shared.usecases.scores.facts import gather_facts
from shared.usecases.work.read_work import Span, work_between

WORK_MONTHS = 12
"""Months back, with the running one, whose logs are read. Events are read from the beginning."""


def read_customer(*, company: Company, customer: str, at: datetime) -> CustomerTimeline:
    """
    Return the timeline of a customer, named by an id or by a name that only this customer carries.

    What colleagues answered about each other stands on nobody's timeline.
    """
    today = at.astimezone(company.tz).date()
    first = Period.month_of(today)
    for _ in range(WORK_MONTHS - 1):
        first = first.earlier()
    people = list(every(refs.people(company.id)))
    work = work_between(
        company, [each.id for each in people], Span(first.first_on, today + timedelta(days=1))
    )
    events = gather_facts(company, since=None, at=at).events
    hidden = of_colleagues(events)
    held = {each.id: each.positions_on(today) for each in people}
    return timeline(
        customer,
        events=[each for each in events if each.id not in hidden],
        work=work,
        names={each.id: each.name for each in people},
        positions={
            person: max(sorted(shares), key=lambda each: shares[each])
            for person, shares in held.items()
            if shares
        },
        catalogue=company.catalogue,
    )
