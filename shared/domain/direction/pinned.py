"""What a pin makes of its KPI, and which pins can stand in one plan."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from shared.domain.direction.switch import Pin
from shared.domain.direction.weights import check_pins
from shared.domain.kpi.catalogue import kpi_definition
from shared.domain.kpi.curves import Curve
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.guards import OwnersToKeep
from shared.domain.kpi.lines import PlanLine, check_line
from shared.domain.kpi.plans import DEFAULT_BOUNDS, KpiTwice


def check_pinned(pins: Sequence[Pin], catalogue: Mapping[str, KpiDefinition]) -> None:
    """
    Let the pins of one position pass that can stand in one plan.

    :raises UnknownKpi: if a KPI is not in `catalogue`.
    :raises KpiTwice: if two are for one KPI.
    :raises OwnersToKeep: if one gives weight to a KPI to which only the owner gives any.
    :raises PinNotWhole: if one is no whole percentage from 1 to 100.
    :raises PinsAboveWhole: if they make more than 100 %.
    :raises DomainError: as `check_line`, for a target that the KPI does not take; as `Curve.parse`, for a curve.
    """
    percents: dict[str, int] = {}
    for pin in pins:
        definition = kpi_definition(pin.kpi_id, catalogue)
        if pin.kpi_id in percents:
            raise KpiTwice(kpi_id=pin.kpi_id)
        if definition.owner_keeps and not pin.lowers:
            raise OwnersToKeep(kpi_id=pin.kpi_id)
        percents[pin.kpi_id] = pin.percent
    check_pins(percents)
    for pin in pins:
        check_line(pinned_line(pin, catalogue), catalogue[pin.kpi_id])


def pinned_line(pin: Pin, catalogue: Mapping[str, KpiDefinition]) -> PlanLine:
    """Return a pin as the line of a plan that did not have its KPI before: with the library's curve and target."""
    definition = kpi_definition(pin.kpi_id, catalogue)
    target = definition.default_target if pin.target is None else pin.target
    curve = pinned_curve(pin, definition.curve)
    return PlanLine(pin.kpi_id, pin.percent * 100, curve, target, is_unusual(pin.percent))


def pinned_curve(pin: Pin | None, otherwise: Curve) -> Curve:
    """Return the curve that a pin sets, `otherwise` if it sets none."""
    return Curve.parse(pin.curve) if pin is not None and pin.curve else otherwise


def is_unusual(percent: int | Fraction) -> bool:
    """Return whether a weight in percent lies outside the usual bounds, so that a plan has to keep it on purpose."""
    return not DEFAULT_BOUNDS.lowest_bp <= percent * 100 <= DEFAULT_BOUNDS.highest_bp
