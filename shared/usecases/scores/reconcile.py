"""
Compare the sources' own totals with the store (对账), at the beginning of each run of the scores.

Only months that moved since are compared anew, and months that differed, which what came later may have mended.
What is found is derived and kept, so that whoever computes a figure reads it in one piece.
"""

from collections.abc import Mapping

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every, keep
from shared.domain.company import Company
from shared.domain.kpi.control_totals import (
    ControlTotal,
    Difference,
    Key,
    Reconciled,
    Tally,
    compare,
    tallies,
)
from shared.domain.periods import Period
from shared.usecases.scores.feeds import reconciled
from shared.usecases.scores.stored_events import events_since

REACH = 12
"""Months behind its own that a figure's window can reach back into."""


def reconcile(*, company: Company, counters: Mapping[str, int]) -> frozenset[str]:
    """
    Compare what moved, keep what differs, and return the months whose differences are others than before.

    `counters` are those of the months of events, read before: what comes meanwhile is compared by the next run.
    """
    before = reconciled(company.id)
    done = dict(before.months)
    moved = {month for month, counter in counters.items() if done.get(month) != counter}
    if not moved:
        return frozenset()
    stale = moved | _open(before, max(moved))
    totals = {month: list(every(refs.control_totals(company.id, month))) for month in sorted(stale)}
    found = _compared(company, totals)
    kept = tuple(each for each in before.differences if f"{each.day:%Y-%m}" not in stale)
    after = Reconciled(tuple(sorted(counters.items())), (*kept, *found))
    keep([(refs.reconciled(company.id), after)])
    return frozenset(
        f"{each.day:%Y-%m}" for each in set(before.differences).symmetric_difference(after.differences)
    )


def reached_by(months: frozenset[str], month: str) -> bool:
    """Whether a figure of `month` may be computed over one of `months`."""
    period = Period.parse(month)
    return any(period.earlier(back).key in months for back in range(REACH + 1))


def held_of(company: Company, month: Period) -> dict[Key, Tally]:
    """Return what the store holds of each connection, day and type of a month and the months after it."""
    return tallies(events_since(company.id, month))


def _open(before: Reconciled, newest: str) -> set[str]:
    """Return the months that differed and that running figures still reach."""
    months = {f"{each.day:%Y-%m}" for each in before.differences}
    return {month for month in months if reached_by(frozenset({month}), newest)}


def _compared(company: Company, totals: Mapping[str, list[ControlTotal]]) -> tuple[Difference, ...]:
    """Return what differs in these months; a later version may stand in any month after the first of them."""
    with_totals = [month for month, found in totals.items() if found]
    if not with_totals:
        return ()
    ours = held_of(company, Period.parse(min(with_totals)))
    return compare((each for month in with_totals for each in totals[month]), ours)
