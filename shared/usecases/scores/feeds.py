"""The health of a company's feeds: what is delivered by whom, and what is not to be believed at the moment."""

from datetime import datetime, timedelta

from shared.adapters.dynamo import events, refs
from shared.adapters.dynamo.store import load
from shared.domain.kpi.control_totals import Reconciled
from shared.domain.kpi.facts import FeedHealth
from shared.domain.kpi.feeds import Feeds

SICK_AFTER = timedelta(hours=24)
"""How long a source may fail before what it delivers is no longer believed to be complete."""


def feeds_of(company_id: str, at: datetime) -> Feeds:
    """
    Return the health by event type, with the days on which totals differed when they were last compared.

    A type is sick if every connection that delivers it has been failing for a day.
    """
    health: dict[str, FeedHealth] = {}
    for feed in events.feeds(company_id):
        sick = is_sick(feed, at)
        for kind in feed.types:
            if health.get(kind) != "ok":
                health[kind] = "sick" if sick else "ok"
    return Feeds(health, reconciled(company_id).differences)


def is_sick(feed: events.Feed, at: datetime) -> bool:
    """Whether a connection has been failing for so long that what it delivers is not believed."""
    return feed.failing_since is not None and at - feed.failing_since >= SICK_AFTER


def reconciled(company_id: str) -> Reconciled:
    """Return how far the company's control totals were compared, and what differed then."""
    ref = refs.reconciled(company_id)
    return load([ref]).derived(ref) or Reconciled()
