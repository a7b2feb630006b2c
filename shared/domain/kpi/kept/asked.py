"""Which windows the scores of a month ask of each sample beside its days."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.evaluation import GUARD_MONTHS, GUARD_PAIR, window_of
from shared.domain.kpi.facts import COMPANY
from shared.domain.kpi.kept.days import COMPANY_WIDE, adds_up
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period

COHORTS = "last_3_cohorts"
"""The window that is everybody's own: it begins where their last cohorts do."""

Windows = Mapping[str, tuple[Window, ...]]
"""The windows of a month by the name of the sample."""


def windows_asked(samples: Iterable[str], definitions: Iterable[KpiDefinition], month: Period) -> Windows:
    """
    Return the windows of each sample that end with `month`, and the months that a guard looks back to.

    The month itself is among them for samples that do not add up over days.
    """
    whole = Window.of(month)
    found: dict[str, set[Window]] = {each: set() if adds_up(each) else {whole} for each in samples}
    for definition in definitions:
        names = {definition.window, *definition.widen} - {COHORTS}
        found.setdefault(definition.sample, set()).update(window_of(name, month) for name in names)
    found.setdefault(GUARD_PAIR, set()).update(
        Window.of(month.earlier(back)) for back in range(1, GUARD_MONTHS + 1)
    )
    return {
        sample: tuple(sorted(windows - ({whole} if adds_up(sample) else set()), key=lambda each: each.spans))
        for sample, windows in found.items()
    }


def with_cohorts(definitions: Iterable[KpiDefinition]) -> Collection[str]:
    """Return the samples that may be asked for over somebody's last cohorts."""
    found: dict[str, list[str]] = defaultdict(list)
    for definition in definitions:
        if COHORTS in definition.widen:
            found[definition.sample].append(definition.id)
    return found.keys()


def windows_kept(windows: Windows, sample: str, subject: str, month: Period) -> tuple[Window, ...]:
    """
    Return the windows of a sample that are kept of a subject.

    Nobody scores the company: of its own figures only the month is kept, and all windows of those that scorecards name.
    """
    found = windows.get(sample, ())
    if subject != COMPANY or sample in COMPANY_WIDE:
        return found
    return tuple(each for each in found if each == Window.of(month))
