"""Keeping a month in memory, as the store would."""

from dataclasses import dataclass, field

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.facts import COMPANY, Facts
from shared.domain.kpi.kept.asked import windows_asked, with_cohorts
from shared.domain.kpi.kept.cells import Cells
from shared.domain.kpi.kept.month import Months, Stamp, basis_of
from shared.domain.kpi.kept.samples import KeptSamples
from shared.domain.kpi.taking import TAKES
from shared.domain.periods import Period
from tests.domain.kpi.building import MARCH
from tests.domain.kpi.kept.mixture import PEOPLE


class Untouched(Exception):
    """Somebody wanted to read events."""


def no_facts() -> Facts:
    raise Untouched


@dataclass
class Shelf:
    """A month's texts and their stamp, brought up to date on demand."""

    month: Period = MARCH
    subjects: tuple[str, ...] = (COMPANY, *PEOPLE)
    takes: dict = field(default_factory=lambda: dict(TAKES))
    stamp: Stamp = field(default_factory=lambda: Stamp(""))
    texts: dict = field(default_factory=dict)

    @property
    def months(self) -> Months:
        definitions = tuple(CATALOGUE.values())
        return Months(
            self.month,
            self.takes,
            windows_asked(self.takes, definitions, self.month),
            with_cohorts(definitions),
        )

    def keep(self, facts: Facts, code: str = "v1") -> "Shelf":
        basis = basis_of(facts, code)
        self.stamp, self.texts = self.months.kept_anew(
            self.stamp, self.texts, facts, self.subjects, basis, {}
        )
        return self

    def samples(self, facts: Facts, otherwise=no_facts) -> KeptSamples:
        cells = {subject: Cells.read(texts) for subject, texts in self.texts.items()}
        nothing = Facts((), facts.settings, facts.calendar, facts.feeds)
        return KeptSamples(self.month, nothing, self.months.windows, cells.get, otherwise, self.takes)
