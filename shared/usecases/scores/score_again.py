"""Let months that are over be scored again (重新计分): after what they rest on changed and no event tells of it."""

from datetime import date, datetime

from shared.adapters.dynamo import score_dues
from shared.adapters.dynamo.commands import Raw
from shared.domain.company import Company
from shared.domain.periods import Period


def score_again(company: Company, since: date, *, at: datetime, until: date | None = None) -> tuple[Raw, ...]:
    """
    Return what a command writes so that the next scores look at every month from the one of `since` on.

    The last is the month of the last day before `until`, at most the one that runs. Whoever is declared keeps their
    score, and no score is written that stays as it is, so to ask for too much does no harm. It is one item of the
    command's transaction, none where all of it is still to come.
    """
    running = Period.month_of(at.astimezone(company.tz).date())
    last = (
        running if until is None else min(running, Period.month_of(date.fromordinal(until.toordinal() - 1)))
    )
    first = Period.month_of(since)
    return (score_dues.mark(company.id, first.key, last.key, at),) if first <= last else ()
