"""Ask for the scores of the month that runs, soon after something happened: at most one request waits at a time."""

from datetime import datetime, timedelta

from shared.adapters.dynamo import refs, score_asks
from shared.adapters.dynamo.store import load
from shared.adapters.queues.queue import Queue
from shared.domain.periods import Period

WAIT_SECONDS = 20
"""How long a request waits, so that one run of the scores stands for all that happens meanwhile."""
LOST_AFTER = timedelta(minutes=5)
"""A request that was not taken up by then is made again: its message was lost."""


def ask_for_scores(*, company_id: str, at: datetime, work: Queue, wait_seconds: int = WAIT_SECONDS) -> bool:
    """
    Queue the scores of a company's running month, unless they are queued already; return whether they were.

    What happened before is always seen: a request that still waits will read the events as they are then.
    """
    if not score_asks.set_mark(company_id, at, lost_before=at - LOST_AFTER):
        return False
    company_ref = refs.company(company_id)
    company = load([company_ref]).get(company_ref)
    month = Period.month_of(at.astimezone(company.tz).date())
    message = {"job": "scores", "company_id": company_id, "period": month.key, "asked": True}
    work.send(message, wait_seconds=wait_seconds)
    return True


def take_up(company_id: str) -> None:
    """Note that the scores that were asked for are being computed: what happens from now on is asked for anew."""
    score_asks.take_mark(company_id)
