"""Samples from what is kept of a month, and from the facts where nothing that was kept can answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from shared.domain.kpi.facts import COMPANY, Facts, FeedHealth, Settings
from shared.domain.kpi.figures.samples import Sample, Take
from shared.domain.kpi.kept.asked import Windows, windows_kept
from shared.domain.kpi.kept.cells import Cells
from shared.domain.kpi.kept.days import COMPANY_WIDE, DAILY, UNTIL_THE_END, add_up, dates_of
from shared.domain.kpi.taking import TAKES, TakenFrom
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period


@dataclass(frozen=True, slots=True)
class KeptSamples:
    """
    The samples of a month's people: exactly those that the facts give, whoever asks for whatever.

    `cells` gives what is kept of a subject, None if nothing that holds; `windows` is what was kept beside the days.
    `nothing` are facts of the same company in which nothing happened. `facts` are gathered when they are needed, and
    only then.
    """

    month: Period
    nothing: Facts
    windows: Windows
    cells: Callable[[str], Cells | None]
    facts: Callable[[], Facts]
    takes: Mapping[str, Take] = field(default_factory=lambda: TAKES)

    @property
    def settings(self) -> Settings:
        """What the company decided about its figures."""
        return self.nothing.settings

    @property
    def feeds(self) -> Mapping[str, FeedHealth]:
        """The health of what delivers each event type."""
        return self.nothing.feeds

    def take(self, sample: str, subject: str, window: Window) -> Sample:
        """Return the sample of this name of a person, or of `company`."""
        found = self._kept(sample, COMPANY if sample in COMPANY_WIDE else subject, window)
        return found if found is not None else self._taken.take(sample, subject, window)

    def last_cohorts(self, subject: str, until_on: date) -> Window | None:
        """Return the window in which the last three cohorts before `until_on` mature."""
        cells = self.cells(subject) if until_on == self.month.until_on else None
        return self._taken.last_cohorts(subject, until_on) if cells is None else cells.cohorts

    @property
    def _taken(self) -> TakenFrom:
        return TakenFrom(self.facts(), self.takes)

    def _kept(self, sample: str, subject: str, window: Window) -> Sample | None:
        """Return what is kept of it; None if that cannot tell."""
        of_days = self._is_sum_of_days(sample, window)
        if not of_days and window not in windows_kept(self.windows, sample, subject, self.month):
            return self._of_cohorts(sample, subject, window)
        cells = self.cells(subject)
        if cells is None:
            return None
        nothing = TakenFrom(self.nothing, self.takes).take(sample, subject, window)
        if not of_days:
            return cells.windows.get((sample, window), nothing)
        kept = [cells.days[on][sample] for on in dates_of(window) if sample in cells.days.get(on, ())]
        known = [each for each in kept if each is not None]
        return add_up(nothing, known) if len(known) == len(kept) else None

    def _of_cohorts(self, sample: str, subject: str, window: Window) -> Sample | None:
        cells = self.cells(subject)
        return None if cells is None else cells.windows.get((sample, window))

    def _is_sum_of_days(self, sample: str, window: Window) -> bool:
        inside = self.month.first_on <= window.first_on and window.until_on <= self.month.until_on
        at_the_end = window.until_on == self.month.until_on
        return inside and (sample in DAILY or (sample in UNTIL_THE_END and at_the_end))
