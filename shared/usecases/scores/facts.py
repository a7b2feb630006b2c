"""Gather the facts that figures are computed from: events, settings, calendar, and the health of the feeds.

Events of a month are kept in memory under the month's counter, which every addition moves; so a warm process
reads two small partitions instead of thousands of events, and never a stale one.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from shared.adapters.calendars import calendar_of
from shared.adapters.dynamo import events
from shared.domain.company import Company
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts, Settings
from shared.domain.money import EXPONENTS
from shared.domain.periods import Period
from shared.usecases.scores.feeds import feeds_of

T = TypeVar("T")

KEPT_MONTHS = 400
KEPT_FACTS = 16


@dataclass
class _Memory(Generic[T]):
    """The most recently used values, at most `most`; safe among threads."""

    most: int
    _kept: "OrderedDict[Hashable, T]" = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: Hashable) -> T | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: Hashable, value: T) -> T:
        with self._lock:
            self._kept[key] = value
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return value


_months: "_Memory[tuple[Event, ...]]" = _Memory(KEPT_MONTHS)
_facts: "_Memory[Facts]" = _Memory(KEPT_FACTS)


def gather_facts(company: Company, *, since: Period | None, at: datetime) -> Facts:
    """
    Return the facts of a company from the month `since` on (None: from the beginning) up to all that is known.

    What happened later is part of them: a later version of a deal replaces the earlier one in every month.
    """
    known = events.months(company.id)
    wanted = tuple((month, known[month]) for month in sorted(known) if since is None or month >= since.key)
    feeds = feeds_of(company.id, at)
    key = (company, wanted, tuple(sorted(feeds.items())))
    found = _facts.get(key)
    if found is not None:
        return found
    gathered = [event for month, counter in wanted for event in _of_month(company.id, month, counter)]
    return _facts.put(key, Facts(gathered, settings_of(company), calendar_of(company), feeds))


def _of_month(company_id: str, month: str, counter: int) -> tuple[Event, ...]:
    key = (company_id, month, counter)
    found = _months.get(key)
    return found if found is not None else _months.put(key, events.of_month(company_id, month))


def settings_of(company: Company) -> Settings:
    """Return what the company decided about its figures."""
    return Settings(
        revenue_source=company.revenue_source,
        new_customer_lookback=company.new_customer_lookback,
        repurchase_lookback=company.repurchase_lookback,
        currency_exponent=EXPONENTS.get(company.currency, 2),
        zone=company.tz,
    )
