"""From facts to the scored value of a KPI: which window, which state, and which records (指标取值).

A value is `scored`; `zero` when everything was measured and nothing was done; `na` when it cannot be measured; and
`blocked` when the feed is sick, or holds something else than its source says. Missing is never zero.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from shared.domain.kpi.catalogue import kpi_definition
from shared.domain.kpi.control_totals import Difference
from shared.domain.kpi.definition import KpiDefinition, WindowName
from shared.domain.kpi.evaluated import Evaluation, State
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.feeds import difference_in, told_of
from shared.domain.kpi.figures.samples import Sample
from shared.domain.kpi.taking import Samples, TakenFrom
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period, months_before

_GUARDED: Final = "sales.new_customer_revenue_share"
GUARD_PAIR: Final = "new_customer_share"
"""Its numerator is the absolute pair: the net amount of new customers' orders."""
_GUARD_POINTS = Fraction(100)
_BESIDE: Final = {"sales.forecast_accuracy": "net_sales"}
"""A forecast is missed on either side; what was sold says on which."""
GUARD_MONTHS = 3


def evaluate(
    kpi: str | KpiDefinition,
    source: Samples | Facts,
    person_id: str,
    period: Period,
    active: Window | None = None,
) -> Evaluation:
    """
    Evaluate a KPI for a person and a period.

    `active` limits a figure of the period itself to the days on which the KPI has weight; rolling windows and
    cohorts end with the period and are not cut.

    :raises UnknownKpi: if the library has no KPI of this id.
    """
    definition = kpi_definition(kpi) if isinstance(kpi, str) else kpi
    samples = TakenFrom(source) if isinstance(source, Facts) else source
    first = _first_window(definition, period, active)
    sources = definition.sources_for(samples.settings)
    delivered = [samples.feeds[each] for each in sources if each in samples.feeds]
    if not delivered:
        return Evaluation(definition.id, "na", "kpi.no_source", first)
    if "sick" in delivered:
        return Evaluation(definition.id, "blocked", "kpi.feed_sick", first)
    if (difference := difference_in(samples.feeds, sources, first)) is not None:
        return _differing(definition, samples, first, difference)
    looked = _widened(definition, samples, person_id, period, first)
    window, sample, tried = looked.window, looked.sample, looked.tried
    state, reason = _state(definition, sample)
    if looked.stopped_by is not None and state == "na":
        return _differing(definition, samples, first, looked.stopped_by)
    return Evaluation(
        definition.id,
        state,
        reason,
        window,
        value=_value(definition, sample, state),
        numerator=sample.numerator,
        denominator=sample.denominator,
        n=sample.n,
        needed=_needed(definition, sample),
        event_ids=sample.event_ids,
        excluded=sample.excluded,
        target_limit=Fraction(sample.occasions or 0) if definition.proration == "events_held" else None,
        planned=sample.planned,
        points_cap=_guard(definition, samples, person_id, period),
        tried=tried,
        beside=_beside(definition, samples, person_id, window),
        types=definition.types_for(samples.settings),
        widened=window != first,
    )


def _differing(
    definition: KpiDefinition, samples: Samples, window: Window, difference: Difference
) -> Evaluation:
    told = tuple(told_of(difference, samples.settings).items())
    return Evaluation(definition.id, "blocked", "kpi.totals_differ", window, params=told)


def _first_window(definition: KpiDefinition, period: Period, active: Window | None) -> Window:
    return active if active and definition.window == "period" else window_of(definition.window, period)


def window_of(name: WindowName, period: Period) -> Window:
    """Return the window of this name that ends with a period; what is no name of one is the period itself."""
    match name:
        case "rolling_90":
            return Window.rolling(90, period.until_on)
        case "rolling_180":
            return Window.rolling(180, period.until_on)
        case "rolling_3_months":
            return Window.between(period.earlier(3 - len(period.months())).first_on, period.until_on)
        case "rolling_12_months":
            return Window.between(months_before(period.until_on, 12), period.until_on)
        case "quarter":
            last = period.months()[-1]
            return Window.between(last.earlier((last.first_on.month - 1) % 3).first_on, period.until_on)
        case _:
            return Window.of(period)


@dataclass(frozen=True, slots=True)
class _Looked:
    """
    The window that is scored with its sample, and the samples of all windows that were looked at.

    `stopped_by` is what the totals differ in of a wider window that was wanted and is not believed.
    """

    window: Window
    sample: Sample
    tried: tuple[Sample, ...]
    stopped_by: Difference | None = None


def _widened(
    definition: KpiDefinition, samples: Samples, person_id: str, period: Period, window: Window
) -> _Looked:
    sample = samples.take(definition.sample, person_id, window)
    if sample.occasions == 0:
        return _Looked(window, sample, (sample,))
    narrow, tried, stopped_by = (window, sample), [sample], None
    for name in definition.widen:
        if sample.n >= definition.widen_below:
            break
        cohorts = samples.last_cohorts(person_id, period.until_on) if name == "last_3_cohorts" else None
        wider = cohorts or window_of(name, period)
        stopped_by = difference_in(samples.feeds, definition.sources_for(samples.settings), wider)
        if stopped_by is not None:
            break  # what is not believed makes no sample larger
        window = wider
        sample = samples.take(definition.sample, person_id, window)
        tried.append(sample)
    nothing_done = tried[0].n == 0 and definition.zero_rule != "na"
    if nothing_done:
        return _Looked(*narrow, tuple(tried))
    return _Looked(window, sample, tuple(tried), stopped_by)


def _state(definition: KpiDefinition, sample: Sample) -> tuple[State, str]:
    if sample.broken:
        return "blocked", "kpi.formula_failed"
    if sample.occasions == 0:
        return "na", sample.reason or "kpi.no_occasion"
    if sample.n == 0 and definition.zero_rule != "best":
        return _empty(definition, sample, "kpi.nothing_done")
    if sample.n < _needed(definition, sample):
        return "na", "kpi.sample_too_small"
    return ("scored", "") if sample.value is not None else _empty(definition, sample, "kpi.nothing_left")


def _empty(definition: KpiDefinition, sample: Sample, done: str) -> tuple[State, str]:
    if definition.zero_rule == "zero":
        return "zero", sample.reason or done
    return "na", sample.reason or "kpi.nothing_to_measure"


def _needed(definition: KpiDefinition, sample: Sample) -> Fraction:
    return Fraction(definition.min_sample) if sample.needed is None else sample.needed


def _value(definition: KpiDefinition, sample: Sample, state: State) -> Fraction | None:
    if state != "scored" or sample.value is None:
        return Fraction(0) if state == "zero" else None
    if definition.median_from is not None and sample.n >= definition.median_from:
        return sample.median
    return min(max(sample.value, Fraction(0)), Fraction(1)) if definition.clamped else sample.value


def _beside(definition: KpiDefinition, samples: Samples, person_id: str, window: Window) -> Sample | None:
    """Return the sample of the figure that tells on which side of its aim a value lies, for a KPI that needs it."""
    name = _BESIDE.get(definition.id)
    return None if name is None else samples.take(name, person_id, window)


def _guard(definition: KpiDefinition, samples: Samples, person_id: str, period: Period) -> Fraction | None:
    """Return the highest points of a share whose absolute pair lies below its median of the months before."""
    if definition.id != _GUARDED:
        return None
    months = [period.earlier(back) for back in range(1, GUARD_MONTHS + 1)]
    before = sorted(_new_revenue(samples, person_id, month) for month in months)
    now = _new_revenue(samples, person_id, period) / len(period.months())
    return _GUARD_POINTS if now < before[GUARD_MONTHS // 2] else None


def _new_revenue(samples: Samples, person_id: str, period: Period) -> Fraction:
    return samples.take(GUARD_PAIR, person_id, Window.of(period)).numerator
