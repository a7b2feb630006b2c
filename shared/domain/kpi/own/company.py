"""The KPIs of one company: the library and its own."""

from collections.abc import Iterable, Mapping

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.figures.samples import Take
from shared.domain.kpi.own.figure import alike
from shared.domain.kpi.own.kpi import OwnKpi
from shared.domain.kpi.own.scored import definition_of, take_of
from shared.domain.kpi.taking import TAKES


def company_catalogue(owns: Iterable[OwnKpi]) -> Mapping[str, KpiDefinition]:
    """
    Return the library and the company's own KPIs by id, also retired ones, so that old plans still resolve.

    Each own one names the KPIs that are the same figure.
    """
    every = tuple(owns)
    twins = {own.id: tuple(kpi_id for kpi_id, same_way in alike(own, every) if same_way) for own in every}
    return {**CATALOGUE, **{own.id: definition_of(own, twins[own.id]) for own in every}}


def company_takes(owns: Iterable[OwnKpi]) -> Mapping[str, Take]:
    """Return how each sample of the library and of the company's own KPIs is taken, by its name."""
    return {**TAKES, **{own.id: take_of(own) for own in owns}}
