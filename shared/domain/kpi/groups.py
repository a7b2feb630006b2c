"""Measures of a group of people: a manager's team, a region."""

from collections.abc import Sequence
from fractions import Fraction

from shared.domain.kpi.facts import Facts
from shared.domain.kpi.measured import Measure
from shared.domain.kpi.measures import MeasureDefinition, Takes, measure, measured
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period

_NOBODY = ""


def measure_group(
    what: str | MeasureDefinition, source: Takes | Facts, people: Sequence[str], period: Period
) -> Measure:
    """
    Measure people together: numerators and denominators add up, and so does the number of records.

    A record shared by two of them counts by its shares, but is two records; a customer of two of them is two
    customers. A group of nobody has no data. A measure that is taken `together` wants the facts as its source.

    :raises UnknownMeasure: if the id is neither a measure nor a KPI.
    """
    if isinstance(what, MeasureDefinition) and what.together is not None and isinstance(source, Facts):
        return measured(what, what.together(source, people or (_NOBODY,), Window.of(period)).in_order())
    parts = [measure(what, source, each, period) for each in people or (_NOBODY,)]
    numerator = sum((each.numerator for each in parts), Fraction(0))
    known = [each.denominator for each in parts if each.denominator is not None]
    denominator = sum(known, Fraction(0)) if known else None
    n = sum(each.n for each in parts)
    value = numerator if denominator is None else None
    if denominator and n:
        value = numerator / denominator
    return Measure(
        numerator=numerator,
        denominator=denominator,
        value=value,
        n=n,
        unit=parts[0].unit,
        state="measured" if n else "no_data",
        event_ids=tuple(sorted({event_id for each in parts for event_id in each.event_ids})),
        excluded=tuple(sorted({refused for each in parts for refused in each.excluded})),
    )
