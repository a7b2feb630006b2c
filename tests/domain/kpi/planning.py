"""Plans, KPIs of one's own and ready values, for tests of weights, targets and points."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.curves import Curve
from shared.domain.kpi.evaluated import Evaluation
from shared.domain.kpi.lines import PlanLine
from shared.domain.kpi.plans import PlanVersion
from shared.domain.kpi.scorecard import score
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period
from shared.domain.workdays import Calendar

EVERY_DAY = Calendar(weekend=frozenset(), fixed_holidays=frozenset())
MONDAY_TO_FRIDAY = Calendar(fixed_holidays=frozenset())
JUNE = Period.parse("2026-06")
LINEAR = Curve.parse("LIN_HI")

FLOW = replace(CATALOGUE["sales.new_customers"], kind="flow_count", proration="workdays")
RATIO = replace(CATALOGUE["sales.win_rate"], default_target=Fraction(1))
KPIS = {
    each.id: each
    for each in (
        replace(FLOW, id="visits"),
        replace(RATIO, id="conversion"),
        replace(FLOW, id="rest"),
        replace(RATIO, id="other"),
        replace(RATIO, id="more"),
        replace(CATALOGUE["mkt.article_reads"], id="traffic"),
        replace(CATALOGUE["sales.complaints"], id="complaints"),
    )
}


LIBRARY = {**CATALOGUE, **KPIS}
"""The real library and the KPIs of these tests."""


def line(kpi_id, percent, target=None, curve=None):
    definition = LIBRARY[kpi_id]
    return PlanLine(
        kpi_id,
        int(Fraction(str(percent)) * 100),
        Curve.parse(curve) if curve else definition.curve,
        None if target is None else Fraction(str(target)),
    )


def version(from_on, *lines, position="sales", **options):
    first = date.fromisoformat(from_on)
    return PlanVersion(f"plan/{position}/{from_on}", "com_1", first, lines, position=position, **options)


def value(kpi_id, number=None, state="scored", reason="", **options):
    """The evaluation of a KPI, as if its records had given this value."""
    exact = None if number is None else Fraction(str(number))
    return Evaluation(kpi_id, state, reason, Window.of(JUNE), value=exact, **options)


def scored(lines, values, **options):
    """Score lines with values by KPI; a number is a scored value."""
    found = {key: each if isinstance(each, Evaluation) else value(key, each) for key, each in values.items()}
    return score(lines, found, catalogue=LIBRARY, **options)
