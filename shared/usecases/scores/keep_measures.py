"""Keep the measures of a company's people by day, so that scores and measures read these and not the events.

Kept are the month that runs and the one before it: any event may change them, and nobody looks often at older ones.
What is kept is derived. It can be thrown away at any time, and whoever finds none that holds reads the events.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from shared.adapters.calendars import calendar_of
from shared.adapters.dynamo import kept as store
from shared.adapters.dynamo.kept import KeptMonth
from shared.domain.company import Company
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.facts import COMPANY, Facts
from shared.domain.kpi.figures.samples import Take
from shared.domain.kpi.kept.asked import windows_asked, with_cohorts
from shared.domain.kpi.kept.cells import Cells
from shared.domain.kpi.kept.month import THE_COHORTS, Months, basis_of
from shared.domain.kpi.kept.samples import KeptSamples
from shared.domain.kpi.taking import TAKES, Samples, TakenFrom
from shared.domain.periods import Period
from shared.usecases.scores.facts import Known, gather_facts, history_start, settings_of


@dataclass(frozen=True, slots=True)
class Keeping:
    """
    Keeps the measures of one company with one version of the code.

    `catalogue` and `takes` are its KPIs and how their samples are taken; a sample of one name is never taken in
    another way by the same code.
    """

    company: Company
    code_version: str
    at: datetime
    catalogue: Mapping[str, KpiDefinition] = field(default_factory=lambda: CATALOGUE)
    takes: Mapping[str, Take] = field(default_factory=lambda: TAKES)

    def is_kept(self, month: Period) -> bool:
        """Return whether a period is one of the months that are kept: the running one and the one before it."""
        running = Period.month_of(self.at.astimezone(self.company.tz).date())
        return month.key in (running.key, running.earlier().key)

    def samples(self, month: Period, known: Known, people: Iterable[str]) -> Samples:
        """Return the samples of a month: brought up to date if it is kept, else taken from the facts."""
        if self.is_kept(month):
            return self.keep(month, known, people)
        return TakenFrom(self.gathered(month, known), self.takes)

    def standing(self, month: Period, known: Known, subject: str = "") -> KeptSamples | None:
        """
        Return the samples that are kept of a subject, or of everybody, if they are those of now; nothing is written.

        None if they are not, or if the month is not kept.
        """
        if not self.is_kept(month):
            return None
        read = store.of_one(self.company.id, month.key, subject) if subject else self._read(month)
        subjects = [subject] if subject else list(read.stamp.digests)
        return self._samples(month, known, read) if self._holds(month, known, read, subjects) else None

    def gathered(self, month: Period, known: Known) -> Facts:
        """Return the facts that the samples of a month are taken from."""
        since = history_start(self.company, month)
        return gather_facts(self.company, since=since, at=self.at, known=known)

    def keep(self, month: Period, known: Known, people: Iterable[str]) -> KeptSamples:
        """
        Bring what is kept of a month up to date and return its samples.

        Written are the texts that differ, and last their stamp: after a crash in between it is done again.
        """
        subjects = [COMPANY, *people]
        read = self._read(month)
        if not self._holds(month, known, read, subjects):
            own = store.of_company(self.company.id, month.key)
            before = KeptMonth(read.stamp, {**read.texts, COMPANY: own})
            read = self._anew(month, known, before, subjects)
            store.write(self.company.id, month.key, before, read)
        return self._samples(month, known, read)

    def _anew(self, month: Period, known: Known, before: KeptMonth, subjects: Iterable[str]) -> KeptMonth:
        stamp, texts = self._months(month).kept_anew(
            before.stamp,
            before.texts,
            self.gathered(month, known),
            subjects,
            self._basis(known),
            self._counters(month, known),
        )
        return KeptMonth(stamp, texts)

    def _read(self, month: Period) -> KeptMonth:
        return store.of_people(self.company.id, month.key)

    def _holds(self, month: Period, known: Known, read: KeptMonth, subjects: Iterable[str]) -> bool:
        counters, wanted = self._counters(month, known), list(subjects)
        if not read.stamp.holds(self._basis(known), counters, wanted, (*self.takes, THE_COHORTS)):
            return False
        there = (each for each in wanted if each != COMPANY or each in read.texts)
        return all(read.stamp.told(each, read.texts.get(each, {})) for each in there)

    def _samples(self, month: Period, known: Known, read: KeptMonth) -> KeptSamples:
        return KeptSamples(
            month,
            self._nothing(known),
            self._months(month).windows,
            self._cells_of(month, read),
            lambda: self.gathered(month, known),
            self.takes,
        )

    def _cells_of(self, month: Period, read: KeptMonth) -> Callable[[str], Cells | None]:
        """Return what gives each subject's cells; the company's own are read when somebody asks for them."""
        found: dict[str, Cells | None] = {}

        def cells(subject: str) -> Cells | None:
            if subject not in found:
                texts = read.texts.get(subject, {})
                if subject == COMPANY and not texts:
                    texts = store.of_company(self.company.id, month.key)
                found[subject] = Cells.read(texts) if read.stamp.told(subject, texts) else None
            return found[subject]

        return cells

    def _months(self, month: Period) -> Months:
        definitions = tuple(self.catalogue.values())
        windows = windows_asked(self.takes, definitions, month)
        return Months(month, self.takes, windows, with_cohorts(definitions))

    def _nothing(self, known: Known) -> Facts:
        return Facts((), settings_of(self.company), calendar_of(self.company), known.feeds)

    def _basis(self, known: Known) -> str:
        return basis_of(self._nothing(known), self.code_version)

    def _counters(self, month: Period, known: Known) -> Mapping[str, int]:
        return known.since(history_start(self.company, month))
