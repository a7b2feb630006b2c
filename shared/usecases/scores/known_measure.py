"""The measure that an id names: the library's, or that of a KPI of the company's own (自建指标)."""

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import load
from shared.domain.kpi.measured import UnknownMeasure
from shared.domain.kpi.measures import MeasureDefinition, resolve
from shared.domain.kpi.own.kpi import PREFIX


def known_measure(company_id: str, measure_id: str) -> MeasureDefinition:
    """
    Return the measure of an id; the company's own KPI is read only for an id of one, and may be retired.

    :raises UnknownMeasure: if the id is neither a measure nor a KPI of the library or of this company.
    """
    if not measure_id.startswith(PREFIX):
        return resolve(measure_id)
    ref = refs.own_kpis(company_id).at(measure_id)
    own = load([ref]).find(ref)
    if own is None:
        raise UnknownMeasure(measure_id=measure_id[:80])
    from shared.domain.kpi.own.measured import measure_of  # few companies have any

    return measure_of(own)
