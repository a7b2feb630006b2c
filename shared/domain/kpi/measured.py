"""What measuring gives: exact figures with the records behind them."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from shared.domain.errors import DomainError
from shared.domain.kpi.definition import Unit
from shared.domain.kpi.figures.samples import Refused


class UnknownMeasure(DomainError):
    """No measure and no KPI has this id."""

    kind, code = "missing", "measure.unknown"
    zh = "没有找到度量或指标“{measure_id}”，请检查编号。"
    en = "There is no measure or KPI “{measure_id}”. Check the id."


@dataclass(frozen=True, slots=True)
class Measure:
    """
    A measure of a subject over a period, exact.

    Counts and sums have no denominator. `n` counts the records; without any the state is `no_data`, a ratio has
    no value and a count is zero. `excluded` holds (event id, reason) of records that were looked at and left out.
    """

    numerator: Fraction
    denominator: Fraction | None
    value: Fraction | None
    n: int
    unit: Unit
    state: Literal["measured", "no_data"]
    event_ids: tuple[str, ...]
    excluded: Refused = ()
