"""One line of a plan: a KPI with its weight, target and curve."""

from dataclasses import dataclass
from fractions import Fraction

from shared.domain.kpi.curves import Curve


@dataclass(frozen=True, slots=True)
class PlanLine:
    """
    A KPI with its weight in basis points, its target and its curve.

    A printed target is pinned. Without one the line inherits the target of the version before it; that of a flow
    KPI whose weight fell, and where more is better, then shrinks with the weight. `kept` says that HR keeps a
    weight outside the usual bounds on purpose.
    """

    kpi_id: str
    weight_bp: int
    curve: Curve
    target: Fraction | None = None
    kept: bool = False
