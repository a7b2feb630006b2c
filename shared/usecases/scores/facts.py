"""Gather the facts that figures are computed from: events, settings, calendar, and the health of the feeds.

Events of a month are kept in memory under the month's counter, which every addition moves; so a warm process
reads two small partitions instead of thousands of events, and never a stale one.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from shared.adapters.calendars import calendar_of
from shared.adapters.dynamo import events
from shared.domain.company import Company
from shared.domain.kpi.carried import counted
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts, Settings
from shared.domain.kpi.feeds import Feeds
from shared.domain.money import EXPONENTS
from shared.domain.periods import Period
from shared.usecases.scores.feeds import feeds_of

T = TypeVar("T")

KEPT_MONTHS = 400
KEPT_FACTS = 16
LOOKBACK_MONTHS = 13
"""Whole months before a period that a lookback of a year can reach into."""
BEGUN_MONTHS = 24
"""Months before that in which what the period ends may have begun: a deal's first contact, an order's first version."""


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

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()


_months: "_Memory[tuple[Event, ...]]" = _Memory(KEPT_MONTHS)
_facts: "_Memory[Facts]" = _Memory(KEPT_FACTS)


def forget() -> None:
    """Forget what was read, as a new process has it."""
    _months.forget()
    _facts.forget()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a company's events before they are read: the counter of each month, and the feeds."""

    counters: Mapping[str, int]
    feeds: Feeds

    @classmethod
    def of(cls, company_id: str, at: datetime) -> "Known":
        """Read it."""
        return cls(events.months(company_id), feeds_of(company_id, at))

    def since(self, month: Period | None) -> dict[str, int]:
        """Return the counters from a month on, in order; None is from the beginning."""
        return {key: self.counters[key] for key in sorted(self.counters) if month is None or key >= month.key}


def gather_facts(
    company: Company, *, since: Period | None, at: datetime, known: Known | None = None
) -> Facts:
    """
    Return the facts of a company from the month `since` on (None: from the beginning) up to all that is known.

    What happened later is part of them: a later version of a deal replaces the earlier one in every month. What is
    `known` is read if it is not given.
    """
    known = known or Known.of(company.id, at)
    wanted, feeds = tuple(known.since(since).items()), known.feeds
    key = (company, wanted, tuple(sorted(feeds.items())), feeds.differences)
    found = _facts.get(key)
    if found is not None:
        return found
    gathered = [event for month, counter in wanted for event in _of_month(company.id, month, counter)]
    return _facts.put(key, Facts(counted(gathered), settings_of(company), calendar_of(company), feeds))


def month_of_events(company_id: str, month: str, counter: int) -> tuple[Event, ...]:
    """Return the events of a month, from memory while its counter is the one that is known."""
    return _of_month(company_id, month, counter)


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


def history_start(company: Company, period: Period) -> Period | None:
    """Return the first month whose events a figure of `period` can depend on; None if there is no bound."""
    lookbacks = (company.new_customer_lookback, company.repurchase_lookback)
    if None in lookbacks:
        return None
    longest = max(each for each in lookbacks if each is not None)
    return period.earlier(max(LOOKBACK_MONTHS, longest // 28 + 1) + BEGUN_MONTHS)
