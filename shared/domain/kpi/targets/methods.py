"""How history becomes a target: which months count, what is typical of them, and the factor that asks for more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal

from shared.domain.kpi.definition import KpiDefinition

Basis = Literal["median", "percentile", "trailing_days"]
MOST_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Method:
    """
    How history becomes a target: what is typical of how many months or days, and the factor that asks for more.

    `percentile` counts from the worse months to the better ones.
    """

    basis: Basis
    months: int = 0
    days: int = 0
    percentile: int = 50
    factor: Fraction = Fraction(1)


OF_THREE: Final = Method("median", months=3)
OF_A_YEAR: Final = Method("percentile", months=MOST_MONTHS, percentile=60)
_OWN_METHODS: Final[Mapping[str, Method]] = MappingProxyType(
    {
        "sales.online_traffic": Method("trailing_days", days=28, factor=Fraction(11, 10)),
        "sales.existing_customer_revenue": Method("median", months=3, factor=Fraction(21, 20)),
    }
)
SET_ELSEWHERE: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "mkt.events_held": (
            "目标是计划举办的场次，不按历史数据推算。",
            "The target is what was planned, not what was.",
        ),
        "sales.pipeline_coverage": (
            "目标是下一期的销售目标，不按历史数据推算。",
            "The target is the revenue target of the next period, not what was.",
        ),
    }
)
"""KPIs whose target is somebody's decision, and which."""


def method_of(definition: KpiDefinition) -> Method:
    """Return how the target of a KPI is proposed."""
    own = _OWN_METHODS.get(definition.id)
    if own is not None:
        return own
    return OF_THREE if definition.default_target is None else OF_A_YEAR


def percentile(values: Sequence[Fraction], rank: int) -> Fraction:
    """
    Return the value below which `rank` percent lie, exact, on straight lines between the values; 50 is the median.

    >>> percentile([Fraction(40), Fraction(50)], 50), percentile([Fraction(n) for n in (1, 2, 3, 4)], 60)
    (Fraction(45, 1), Fraction(14, 5))
    """
    ordered = sorted(values)
    at = Fraction((len(ordered) - 1) * rank, 100)
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (at - below)
