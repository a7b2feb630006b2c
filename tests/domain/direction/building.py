"""Plans and pins for tests of directions: the sales plan of the two directions that come with the product."""

from fractions import Fraction

from shared.domain.direction.redirect import redirect
from shared.domain.direction.switch import DirectionTemplate, Pin
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.lines import PlanLine

NEW, REPEAT, CYCLE = "sales.new_customer_revenue_share", "sales.repurchase_rate", "sales.cycle_days"
EVENT, VISITS = "sales.event_participation", "sales.offline_visits"
TRAFFIC, CONVERSION = "sales.online_traffic", "sales.online_conversion"
SALES = {NEW: 28, REPEAT: 21, CYCLE: 14, EVENT: 7, VISITS: 30}
"""Weights of a sales plan, in percent."""


def lines_of(weights, targets=None, **options):
    """Plan lines with the library's curves and, unless `targets` has another, its targets."""
    targets = targets or {}
    return tuple(
        PlanLine(
            kpi_id,
            int(Fraction(str(percent)) * 100),
            CATALOGUE[kpi_id].curve,
            targets.get(kpi_id, CATALOGUE[kpi_id].default_target),
            **options,
        )
        for kpi_id, percent in weights.items()
    )


def pins_of(percents, **options):
    """Pins by KPI, all with the same options."""
    return tuple(Pin(kpi_id, percent, **options) for kpi_id, percent in percents.items())


def redirected(weights, pins, *, targets=None, typed=None, **options):
    """A plan with these weights, and targets, under these pins, and targets that are typed."""
    lines = lines_of(weights, targets)
    return redirect(lines, pins, catalogue=CATALOGUE, targets=typed or {}, **options)


def percents_of(found):
    """The weights that came out, in percent by KPI."""
    return {line.kpi_id: Fraction(line.weight_bp, 100) for line in found.lines}


def change_of(found, kpi_id):
    """What happened to one KPI."""
    return next(each for each in found.changes if each.kpi_id == kpi_id)


A_FIFTH = (("sales", (Pin(VISITS, 20),)),)


def a_template(pins=A_FIFTH, **options):
    """A direction of a company's own."""
    names = {"id": "dir_1", "name_zh": "深耕区域", "name_en": "Go regional"}
    return DirectionTemplate(**{**names, **options}, pins=tuple(pins))
