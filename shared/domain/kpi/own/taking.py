"""Taking the sample of a measure of a company's own.

A share of a record counts as a share, and amounts are shared out to the minor unit, so that the parts of people add
up to the company's figure. What a measure cannot read in a record is left out, with the reason.
"""

from shared.domain.kpi.facts import Facts
from shared.domain.kpi.figures.samples import Refused, Sample, ids_of
from shared.domain.kpi.own.aggregates import different, mean_of, number_of, parts_of, standing, total_of
from shared.domain.kpi.own.filters import Condition, satisfies
from shared.domain.kpi.own.measures import OwnMeasure
from shared.domain.kpi.own.records import Record, records
from shared.domain.kpi.own.spans import spans
from shared.domain.kpi.windows import Window


def take_measure(measure: OwnMeasure, facts: Facts, subject: str, window: Window) -> Sample:
    """Take its sample for a subject over a window; `n` counts records, or different values for `distinct`."""
    found, refused = _records(facts, subject, window, measure.event_types, measure.filters)
    match measure.aggregate:
        case "sum":
            return total_of(measure.field, found, refused, facts)
        case "average":
            return mean_of(measure.field, standing(found), refused, facts)
        case "distinct":
            return different(measure.field, standing(found), refused)
        case "duration":
            return spans(
                facts, standing(found), refused, measure.start_types, measure.reference, measure.unit
            )
        case "ratio":
            return _ratio(measure, standing(found), refused, facts, subject, window)
        case _:
            return number_of(standing(found), refused)


def _ratio(
    measure: OwnMeasure, below: list[Record], refused: Refused, facts: Facts, subject: str, window: Window
) -> Sample:
    filters = measure.numerator_filters
    if measure.numerator_types:
        found, more = _records(facts, subject, window, measure.numerator_types, filters)
        above, refused = standing(found), (*refused, *more)
    else:
        above = [each for each in below if satisfies(each.event, filters, facts, each.customer)]
    ids = ids_of(each.event for each in (*below, *above))
    return Sample(parts_of(above), parts_of(below), len(below), ids, excluded=refused)


def _records(
    facts: Facts, subject: str, window: Window, types: tuple[str, ...], filters: tuple[Condition, ...]
) -> tuple[list[Record], Refused]:
    found, refused = records(facts, types, subject, window)
    return [each for each in found if satisfies(each.event, filters, facts, each.customer)], refused
