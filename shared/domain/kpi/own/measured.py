"""A KPI of a company's own as a measure: read over any calendar period, of a person, of a group or of the company."""

from shared.domain.kpi.measures import MeasureDefinition
from shared.domain.kpi.own.kpi import OwnKpi
from shared.domain.kpi.own.scored import definition_of, take_of, take_together


def measure_of(own: OwnKpi) -> MeasureDefinition:
    """Return the measure of a checked KPI; it bears the KPI's id and names."""
    return MeasureDefinition(
        own.id,
        own.name_zh,
        own.name_en,
        own.unit,
        take_of(own),
        kpi=definition_of(own),
        together=lambda facts, people, window: take_together(own, facts, people, window),
    )
