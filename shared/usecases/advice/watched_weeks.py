"""Which weeks of a company are looked at for advice, and whether anything in them is new."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.adapters.dynamo.codec import canonical
from shared.domain.advice.advice import Monitoring
from shared.domain.advice.series import MOST_WEEKS, week_of
from shared.domain.company import Company
from shared.domain.ids import digest32
from shared.domain.periods import Period
from shared.usecases.scores.facts import history_start, month_of_events


@dataclass(frozen=True, slots=True)
class WatchedWeeks:
    """The weeks of a company that are over, and what is known of their events: the counters of the months."""

    company: Company
    until_on: date
    counters: Mapping[str, int]

    @classmethod
    def of(cls, company: Company, counters: Mapping[str, int], at: datetime) -> "WatchedWeeks":
        """Return the weeks that are over at an instant, in the company's zone and by its first weekday."""
        return cls(company, week_of(at.astimezone(company.tz).date(), company.week_start), counters)

    @property
    def newest_on(self) -> date:
        """The first day of the newest week that is over."""
        return self.until_on - timedelta(weeks=1)

    @property
    def first_on(self) -> date:
        """The first day of the oldest week that may be looked at."""
        return self.until_on - timedelta(weeks=MOST_WEEKS)

    @property
    def history_start(self) -> Period | None:
        """The first month whose events a figure of these weeks can depend on; None if there is no bound."""
        return history_start(self.company, Period.month_of(self.first_on))

    def seen_since(self, before: Monitoring | None) -> tuple[str, ...] | None:
        """
        Return what tells these weeks as they now are; None if `before` saw them so already.

        Counters tell it of months that are over. In the month that runs most of what is new belongs to the week that
        runs: its events are read only if its counter moved, and those of the watched weeks tell it.
        """
        last = before.seen if before else ()
        settled, running = self._settled, self._running
        if last[:2] == (settled, running):
            return None
        watched = self._watched_of_the_running_months()
        if (last[:1], last[2:]) == ((settled,), (watched,)):
            return None
        return settled, running, watched

    @property
    def _settled(self) -> str:
        since = self.history_start
        told = {
            month: counter
            for month, counter in self.counters.items()
            if month < self._running_month and (since is None or month >= since.key)
        }
        return digest32(20, self.until_on.isoformat(), self._settings, canonical(told).decode())

    @property
    def _running(self) -> str:
        running = {month: self.counters[month] for month in self._running_months}
        return digest32(20, canonical(running).decode())

    def _watched_of_the_running_months(self) -> str:
        ids = [
            event.id
            for month in self._running_months
            for event in month_of_events(self.company.id, month, self.counters[month])
            if event.on < self.until_on
        ]
        return digest32(20, *sorted(ids))

    @property
    def _running_month(self) -> str:
        return f"{self.until_on:%Y-%m}"

    @property
    def _running_months(self) -> list[str]:
        """The month in which the newest week ended, and whatever is dated behind it."""
        return sorted(month for month in self.counters if month >= self._running_month)

    @property
    def _settings(self) -> str:
        company = self.company
        lookbacks = (company.new_customer_lookback, company.repurchase_lookback)
        return "|".join(map(str, (company.zone, company.week_start, company.revenue_source, *lookbacks)))
