"""The health of a company's feeds: what is delivered by whom, and what is not to be believed at the moment."""

from datetime import datetime, timedelta

from shared.adapters.dynamo import events
from shared.domain.kpi.facts import FeedHealth

SICK_AFTER = timedelta(hours=24)
"""How long a source may fail before what it delivers is no longer believed to be complete."""


def feeds_of(company_id: str, at: datetime) -> dict[str, FeedHealth]:
    """Return the health by event type; it is sick if every connection that delivers it has been failing for a day."""
    health: dict[str, FeedHealth] = {}
    for feed in events.feeds(company_id):
        sick = feed.failing_since is not None and at - feed.failing_since >= SICK_AFTER
        for kind in feed.types:
            if health.get(kind) != "ok":
                health[kind] = "sick" if sick else "ok"
    return health
