"""Samples that are taken once, however many plans are scored with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shared.domain.kpi.facts import FeedHealth, Settings
from shared.domain.kpi.figures.samples import Sample
from shared.domain.kpi.taking import Samples
from shared.domain.kpi.windows import Window


@dataclass(frozen=True)
class Remembered:
    """The samples of `source`, each taken the first time that it is asked for."""

    source: Samples
    _taken: dict[tuple[Any, ...], Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def settings(self) -> Settings:
        """What the company decided about its figures."""
        return self.source.settings

    @property
    def feeds(self) -> Mapping[str, FeedHealth]:
        """The health of what delivers each event type."""
        return self.source.feeds

    def take(self, sample: str, subject: str, window: Window) -> Sample:
        """Return the sample of this name."""
        key = (sample, subject, window)
        if key not in self._taken:
            self._taken[key] = self.source.take(sample, subject, window)
        found: Sample = self._taken[key]
        return found

    def last_cohorts(self, subject: str, until_on: date) -> Window | None:
        """Return the window in which the last three cohorts before `until_on` mature."""
        key = (subject, until_on)
        if key not in self._taken:
            self._taken[key] = self.source.last_cohorts(subject, until_on)
        found: Window | None = self._taken[key]
        return found
