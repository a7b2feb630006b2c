"""How a KPI of a company's own is scored: as the library defines one, on the sample of its formula."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from shared.domain.kpi.curves import Curve
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.figures.samples import ZERO, Sample, Take
from shared.domain.kpi.own.calculation import Node, Outcome, Values, calculate
from shared.domain.kpi.own.caps import cap_of
from shared.domain.kpi.own.formula import Formula
from shared.domain.kpi.own.kpi import UNITS, OwnKpi
from shared.domain.kpi.own.measures import OwnMeasure
from shared.domain.kpi.own.records import is_delivered
from shared.domain.kpi.own.taking import take_measure
from shared.domain.kpi.windows import Window


def definition_of(own: OwnKpi, same_as: tuple[str, ...] = ()) -> KpiDefinition:
    """
    Return a checked KPI as the library defines one; its measure bears its id.

    `same_as` are the ids of KPIs that are the same figure.
    """
    assert own.direction is not None, "a KPI without a direction was never published"
    unit_zh, unit_en = UNITS[own.unit]
    cap = cap_of(own)
    return KpiDefinition(
        id=own.id,
        name_zh=own.name_zh,
        name_en=own.name_en,
        position=own.position,
        kind=own.kind,
        unit=own.unit,
        unit_zh=unit_zh,
        unit_en=unit_en,
        direction=own.direction,
        definition_zh=own.definition_zh,
        definition_en=own.definition_en,
        measure=own.id,
        event_types=own.event_types,
        attribution_zh="事件记录上的负责人；多人按份额计，时长记给结束事件的负责人",
        attribution_en="whoever is credited on the event, several by their shares; a duration by its end",
        zero_rule=own.zero_rule,
        curve=Curve.parse(own.curve_text),
        default_target=own.target,
        target_basis="own",
        proration=own.proration,
        min_sample=own.min_sample,
        guard_zh=cap.zh if cap else "",
        guard_en=cap.en if cap else "",
        weight_cap_bp=cap.weight_bp if cap else None,
        same_as=same_as,
    )


def take_of(own: OwnKpi) -> Take:
    """
    Return how the sample of a checked KPI is taken.

    Where the formula is a division, or one measure that divides, the sample shows what is divided by what; else the
    numerator is the figure itself. `n` counts records. Without any record the KPI's zero rule decides; with some, a
    measure without a value makes the figure not measurable, and a failed formula makes it `broken`.
    """
    formula = Formula.read(own.formula, [each.name for each in own.measures])
    used = tuple(each for each in own.measures if each.name in formula.names)
    return lambda facts, subject, window: _taken(formula, used, facts, (subject,), window)


def take_together(own: OwnKpi, facts: Facts, people: Sequence[str], window: Window) -> Sample:
    """
    Take the sample of several people as one: their measures add up, and the formula is calculated once.

    A record shared by two of them counts by its shares.
    """
    formula = Formula.read(own.formula, [each.name for each in own.measures])
    used = tuple(each for each in own.measures if each.name in formula.names)
    return _taken(formula, used, facts, people, window)


def _taken(
    formula: Formula, used: Sequence[OwnMeasure], facts: Facts, people: Sequence[str], window: Window
) -> Sample:
    if not all(is_delivered(facts, types) for each in used for types in each.sources):
        return Sample(ZERO, ZERO, 0, occasions=0, reason="kpi.no_source")
    samples = {
        each.name: _added([take_measure(each, facts, person, window) for person in people]) for each in used
    }
    return samples[formula.only] if formula.only else _calculated(formula, samples)


def _added(samples: Sequence[Sample]) -> Sample:
    """Return the samples of one measure as one; that of one person is as it was taken."""
    if len(samples) == 1:
        return samples[0]
    below = [each.denominator for each in samples if each.denominator is not None]
    return Sample(
        sum((each.numerator for each in samples), ZERO),
        sum(below, ZERO) if below else None,
        sum(each.n for each in samples),
        tuple(sorted({event_id for each in samples for event_id in each.event_ids})),
        values=tuple(value for each in samples for value in each.values),
        excluded=tuple(refused for each in samples for refused in each.excluded),
    )


def _calculated(formula: Formula, samples: Mapping[str, Sample]) -> Sample:
    values = {name: each.value for name, each in samples.items()}
    ids = tuple(sorted({each for sample in samples.values() for each in sample.event_ids}))
    excluded = tuple(dict.fromkeys(each for sample in samples.values() for each in sample.excluded))
    outcome = formula.outcome(values)
    if outcome.state == "value":
        above, below = _shown(formula.division, values, outcome.value)
        return Sample(above, below, len(ids), ids, excluded=excluded)
    if not ids:
        return Sample(ZERO, ZERO, 0, excluded=excluded)
    if outcome.state == "failed":
        above = _above_zero(formula.division, values)
        return Sample(above, ZERO, len(ids), ids, excluded=excluded, broken=outcome.reason)
    return Sample(ZERO, ZERO, len(ids), ids, occasions=0, excluded=excluded, reason="kpi.nothing_to_measure")


def _above_zero(division: tuple[Node, Node] | None, values: Values) -> Fraction:
    """Return what a division by zero would have divided; zero where something else failed."""
    if division is None:
        return ZERO
    above, below = (calculate(each, values) for each in division)
    return above.value if below == Outcome("value", ZERO) else ZERO


def _shown(
    division: tuple[Node, Node] | None, values: Values, whole: Fraction
) -> tuple[Fraction, Fraction | None]:
    """Return the two sides of a division as they came out; what is below the line is shown above zero."""
    if division is None:
        return whole, None
    above, below = (calculate(each, values) for each in division)
    return (above.value, below.value) if below.value > 0 else (-above.value, -below.value)
