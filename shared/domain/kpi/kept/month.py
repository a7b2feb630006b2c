"""Bringing the kept samples of a month up to date: what is taken anew, and from what.

A stamp says what a month's cells were taken from, as a build tool does: which events there were by type, which types
each sample read, and a digest of all that every sample depends on. What an id stands for never changes, only whether
it is there and the day on which it counts.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta

from shared.domain.ids import digest32
from shared.domain.kpi.facts import COMPANY, Facts
from shared.domain.kpi.figures.samples import Sample, Take
from shared.domain.kpi.kept.asked import Windows, windows_kept
from shared.domain.kpi.kept.cells import Cell, Cells
from shared.domain.kpi.kept.days import COMPANY_WIDE, adds_up, part
from shared.domain.kpi.kept.watched import WatchedFacts
from shared.domain.kpi.taking import TakenFrom
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period
from shared.domain.workdays import Calendar

THE_COHORTS = "last_cohorts"
"""Read like a sample, though it is a window."""
DAY, WEEK = timedelta(days=1), timedelta(days=7)
Texts = Mapping[str, str]
"""The texts of a subject by their places."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """
    What the cells of a month were taken from.

    `counters` are those of the months whose events were there, `types` a digest of the events of each type, `reads`
    the types that each sample read. `digests` are of each subject's texts; texts that are not of their stamp tell
    nothing.
    """

    basis: str
    counters: Mapping[str, int] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    reads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)

    def holds(
        self, basis: str, counters: Mapping[str, int], subjects: Iterable[str], samples: Iterable[str]
    ) -> bool:
        """Return whether the cells of these subjects and samples are those of now."""
        known = set(subjects) <= self.digests.keys() and set(samples) <= self.reads.keys()
        return known and (self.basis, self.counters) == (basis, counters)

    def told(self, subject: str, texts: Texts) -> bool:
        """Return whether these are the subject's texts that the stamp is of."""
        return self.digests.get(subject) == digest_of(texts)

    def changed(self, basis: str, types: Mapping[str, str], samples: Iterable[str]) -> frozenset[str]:
        """Return the samples that may be others by now."""
        if self.basis != basis:
            return frozenset(samples)
        moved = {each for each in {*types, *self.types} if types.get(each) != self.types.get(each)}
        return frozenset(each for each in samples if each not in self.reads or moved & set(self.reads[each]))


def digest_of(texts: Texts) -> str:
    """Return the digest of a subject's texts."""
    return digest32(20, *(told for place in sorted(texts) for told in (place, texts[place])))


def basis_of(facts: Facts, *more: str) -> str:
    """Return the digest of what every sample depends on: settings, calendar, what is delivered, and `more`."""
    settings = (repr(facts.settings), *sorted(facts.feeds))
    return digest32(32, *settings, *_calendar(facts.calendar), *more)


def _digests_by_type(facts: Facts) -> dict[str, str]:
    found = defaultdict(set)
    for each in facts.events:
        found[each.type].add(f"{each.id} {each.on}")
    return {kind: digest32(12, *sorted(found[kind])) for kind in sorted(found)}


def _calendar(calendar: Calendar) -> Iterable[str]:
    for dates in (calendar.holidays, calendar.make_up_days, calendar.hr_workdays, calendar.hr_days_off):
        yield ",".join(sorted(each.isoformat() for each in dates))


@dataclass(frozen=True, slots=True)
class Months:
    """How a month's cells are made: from which samples, and over which windows beside the days."""

    month: Period
    takes: Mapping[str, Take]
    windows: Windows
    with_cohorts: Collection[str]

    def kept_anew(
        self,
        stamp: Stamp,
        kept: Mapping[str, Texts],
        facts: Facts,
        subjects: Iterable[str],
        basis: str,
        counters: Mapping[str, int],
    ) -> tuple[Stamp, dict[str, dict[str, str]]]:
        """
        Return the stamp and each subject's texts as they are by `facts`; `counters` are those of its months.

        Taken anew is only what may have changed since `stamp`, and everything of a subject whose texts are not of it.
        The result is the same as from nothing, to the byte.
        """
        types = _digests_by_type(facts)
        names = frozenset((*self.takes, THE_COHORTS))
        changed = stamp.changed(basis, types, names)
        if THE_COHORTS in changed:
            changed |= frozenset(self.with_cohorts)
        gone = frozenset(stamp.reads) - names
        reads = {name: set() if name in changed else set(stamp.reads.get(name, ())) for name in names}
        hand = _Hand(self, WatchedFacts(facts), reads)
        texts: dict[str, dict[str, str]] = {}
        for subject in subjects:
            known = dict(kept.get(subject, {}))
            whole = stamp.told(subject, known)
            anew = changed if whole else names
            texts[subject] = known
            if anew or gone:
                before = Cells.read(known).without(gone) if whole else Cells()
                texts[subject] = hand.take(subject, anew, before).texts()
        found = Stamp(
            basis,
            counters,
            types,
            {name: tuple(sorted(reads[name])) for name in sorted(reads)},
            {subject: digest_of(each) for subject, each in sorted(texts.items())},
        )
        return found, texts


class _Hand:
    """Takes cells of one month, and notes what each sample reads."""

    def __init__(self, months: Months, facts: WatchedFacts, reads: dict[str, set[str]]) -> None:
        self._months, self._facts, self._reads = months, facts, reads
        self._taken = TakenFrom(facts, months.takes)
        self._nothing = TakenFrom(Facts((), facts.settings, facts.calendar, facts.feeds), months.takes)

    def take(self, subject: str, samples: frozenset[str], before: Cells) -> Cells:
        """Return the subject's cells with these samples taken anew."""
        cohorts = before.cohorts
        if THE_COHORTS in samples:
            with self._reading(THE_COHORTS):
                cohorts = self._taken.last_cohorts(subject, self._months.month.until_on)
        days: dict[date, dict[str, Cell]] = {}
        windows: dict[tuple[str, Window], Cell] = {}
        for name in sorted(samples - {THE_COHORTS} - (frozenset() if subject == COMPANY else COMPANY_WIDE)):
            with self._reading(name):
                for on, cell in self._days(name, subject) if adds_up(name) else ():
                    days.setdefault(on, {})[name] = cell
                for window in self._windows(name, subject, cohorts):
                    taken = self._taken.take(name, subject, window)
                    if taken != self._nothing.take(name, subject, window):
                        windows[name, window] = taken
        return before.without(samples).joined(Cells(days, windows, cohorts))

    def _windows(self, name: str, subject: str, cohorts: Window | None) -> Iterable[Window]:
        own = {cohorts} if cohorts is not None and name in self._months.with_cohorts else set()
        return {*windows_kept(self._months.windows, name, subject, self._months.month), *own}

    def _days(self, name: str, subject: str) -> Iterable[tuple[date, Sample]]:
        """Yield the days on which there is something: a month, or a week of it, that adds up to nothing has none."""
        end = self._months.month.until_on
        nothing = self._nothing.take(name, subject, part(end, end, end))
        spans = [(self._months.month.first_on, end)]
        while spans:
            first, until = spans.pop()
            taken = self._taken.take(name, subject, part(first, until, end))
            if taken == nothing:
                continue
            if until - first == DAY:
                yield first, taken
            else:
                step = WEEK if until - first > WEEK else DAY
                starts = [first + number * step for number in range(-(-(until - first) // step))]
                spans += [(start, min(start + step, until)) for start in starts]

    @contextmanager
    def _reading(self, name: str) -> Iterator[None]:
        with self._facts.reading() as read:
            yield
        self._reads[name] |= read
