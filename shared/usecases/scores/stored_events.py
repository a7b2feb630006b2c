"""The events as they are stored, each on the date on which it happened, wherever figures count it."""

from shared.adapters.dynamo import events
from shared.domain.kpi.events import Event
from shared.domain.periods import Period
from shared.usecases.scores.facts import month_of_events


def events_since(company_id: str, since: Period) -> list[Event]:
    """Return all events of a month and the months after it; those of months that did not move are in memory."""
    known = events.months(company_id)
    return [
        event
        for month in sorted(known)
        if month >= since.key
        for event in month_of_events(company_id, month, known[month])
    ]
