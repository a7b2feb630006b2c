"""The company's weekly figures of the KPIs that advice watches."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from shared.domain.advice.advice import WeeklySeries
from shared.domain.advice.series import MOST_WEEKS, weekly
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.facts import COMPANY
from shared.domain.kpi.taking import Samples
from shared.domain.kpi.windows import Window
from shared.usecases.advice.watched_weeks import WatchedWeeks


@dataclass(frozen=True, slots=True)
class WeeklyFigures:
    """The series by KPI; `paused` are KPIs that have none while what delivers them is not well."""

    series: dict[str, WeeklySeries]
    paused: frozenset[str]


def weekly_figures(kpi_ids: Iterable[str], samples: Samples, weeks: WatchedWeeks) -> WeeklyFigures:
    """
    Return the company's figures of the weeks that are over, from the first one that has a record.

    They are the measures of the whole company over each week: what its people have together, what is credited to
    nobody included. Of a rate a week shows what is counted above the line, so that weeks add up. A KPI that nothing
    delivers has no series; nor has one whose source fails, for weeks that miss records would look like a fall.
    """
    series, paused = {}, set()
    for kpi_id in sorted(set(kpi_ids)):
        definition = CATALOGUE[kpi_id]
        health = {samples.feeds.get(each) for each in definition.sources_for(samples.settings)} - {None}
        if "sick" in health:
            paused.add(kpi_id)
        elif health and (found := _series(definition, samples, weeks)) is not None:
            series[kpi_id] = found
    return WeeklyFigures(series, frozenset(paused))


def _series(definition: KpiDefinition, samples: Samples, weeks: WatchedWeeks) -> WeeklySeries | None:
    begins = [weeks.first_on + timedelta(weeks=number) for number in range(MOST_WEEKS)]
    taken = [
        (each, samples.take(definition.measure, COMPANY, Window.between(each, each + timedelta(weeks=1))))
        for each in begins
    ]
    told = [(begin, sample.numerator) for begin, sample in taken if sample.n]
    return weekly(definition.id, told, week_start=weeks.company.week_start, until_on=weeks.until_on)
