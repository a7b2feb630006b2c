"""How well people forecast their own revenue (预测准确率).

A forecast (`forecast.submitted`) is for the month or quarter in `period` of its data. The newest one of a person that
was there on the first day of that period stands; whatever came later knew too much.
"""

from collections import defaultdict
from fractions import Fraction

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import COMPANY, Facts, share_of
from shared.domain.kpi.fields import text
from shared.domain.kpi.figures.orders import net_sales, sales_are_known
from shared.domain.kpi.figures.samples import ZERO, Sample, ids_of
from shared.domain.kpi.windows import Window
from shared.domain.periods import NotAPeriod, Period

NOBODY = ""


def forecast_accuracy(facts: Facts, subject: str, window: Window) -> Sample:
    """
    1 − |actual − forecast| ÷ forecast, at least 0, as parts: (forecast − |actual − forecast|) ÷ forecast.

    A quarter without a forecast of its own has that of its months, if each of them has one. The company's is the sum
    of everybody's. n counts the forecasts.
    """
    if not sales_are_known(facts):
        return Sample(ZERO, ZERO, 0, reason="kpi.no_source")
    standing = _standing(facts, subject, window)
    late = _late(facts, subject, window)
    if not standing:
        return Sample(ZERO, ZERO, 0, excluded=late)
    minor = sum(((each.amount_minor or 0) * part for each, part in standing), ZERO)
    forecast, actual = facts.settings.major(minor), net_sales(facts, subject, window)
    hit = max(forecast - abs(actual.numerator - forecast), ZERO)
    events = {*ids_of(each for each, _ in standing), *actual.event_ids}
    n = len({each.id for each, _ in standing})
    return Sample(hit, forecast, n, tuple(sorted(events)), excluded=late)


def _standing(facts: Facts, subject: str, window: Window) -> list[tuple[Event, Fraction]]:
    """Return the forecasts for the window, each with the part of the subject in it."""
    own = _of_period(facts, subject, window)
    if own:
        return own
    months = Period(window.first_on, window.until_on, "").months()
    parts = [_of_period(facts, subject, Window.of(each)) for each in months]
    return [each for part in parts for each in part] if all(parts) else []


def _of_period(facts: Facts, subject: str, window: Window) -> list[tuple[Event, Fraction]]:
    newest: dict[str, Event] = {}
    for each in facts.once(_by_span).get(window.spans, ()):
        if each.on <= window.first_on:
            newest.update(dict.fromkeys(dict(each.credits) or (NOBODY,), each))
    if subject != COMPANY:
        return [(newest[subject], share_of(newest[subject], subject))] if subject in newest else []
    return [(each, share_of(each, person) if person else Fraction(1)) for person, each in newest.items()]


def _late(facts: Facts, subject: str, window: Window) -> tuple[tuple[str, str], ...]:
    return tuple(
        (each.id, "forecast.after_start")
        for each in facts.once(_by_span).get(window.spans, ())
        if each.on > window.first_on and share_of(each, subject)
    )


def _by_span(facts: Facts) -> dict[tuple[object, ...], list[Event]]:
    """Return all forecasts that name an amount by the dates they are for, oldest first."""
    found: dict[tuple[object, ...], list[Event]] = defaultdict(list)
    for each in facts.happened("forecast.submitted"):
        try:
            period = Period.parse(text(each, "period") or "")
        except NotAPeriod:
            continue
        if each.amount_minor is not None:
            found[Window.of(period).spans].append(each)
    return dict(found)
