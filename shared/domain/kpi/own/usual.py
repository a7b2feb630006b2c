"""What kind a KPI of a company's own usually is, and in which unit its figure: what HR need not say."""

from collections.abc import Mapping
from typing import Final

from shared.domain.errors import DomainError
from shared.domain.kpi.definition import Kind, Unit
from shared.domain.kpi.own.filters import AMOUNT
from shared.domain.kpi.own.formula import Formula
from shared.domain.kpi.own.measures import Aggregate, OwnMeasure

_KINDS: Final[Mapping[Aggregate, Kind]] = {
    "count": "flow_count",
    "distinct": "flow_count",
    "sum": "flow_sum",
    "average": "avg",
    "duration": "duration",
    "ratio": "ratio",
}


def usual_kind(formula: str, measures: tuple[OwnMeasure, ...]) -> Kind:
    """
    Return the kind that follows from a formula: that of its only measure, a ratio for a division, else a level.

    The division of a sum by a count is an average. A formula that cannot be read is a level: it is refused anyway.
    """
    named = {each.name: each for each in measures}
    try:
        read = Formula.read(formula, named)
    except DomainError:
        return "level"
    if read.only:
        return _KINDS.get(named[read.only].aggregate, "level")
    if read.division is None:
        return "level"
    aggregates = [named[each].aggregate for each in read.names]
    return "avg" if aggregates == ["sum", "count"] else "ratio"


def usual_unit(kind: Kind, measures: tuple[OwnMeasure, ...]) -> Unit:
    """Return the unit that follows from a kind: money for amounts, days or hours for times, else a number."""
    if kind == "ratio":
        return "ratio"
    if kind == "duration":
        return next((each.unit for each in measures if each.aggregate == "duration"), "days")
    if any(each.field == AMOUNT for each in measures):
        return "money"
    return "points" if kind == "avg" else "count"
