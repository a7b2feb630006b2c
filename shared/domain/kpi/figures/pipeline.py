"""The pipeline (商机): what open deals are likely to bring in the next period."""

from datetime import date, timedelta
from fractions import Fraction

from shared.domain.kpi.deals import IDLE_DAYS, Deal, Deals
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts, in_course, share_of
from shared.domain.kpi.fields import day, number
from shared.domain.kpi.figures.samples import ZERO, Sample, ids_of
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period

PERCENT = 100
NEVER = date.min
"""The expected close of a deal that tells none."""


def weighted_pipeline(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Amount × probability of the open deals expected to close in the next period (加权商机金额), in major units.

    As the window ends. `probability` is a fraction of one, or above one a percentage; `close_date` says when a deal
    is expected. Left out are deals without any record for more than 90 days, and those that lack one of the three.
    n counts deals.
    """
    until, expected = window.until_on, _next(window)
    total, n, excluded = ZERO, 0, []
    counted: list[Event] = []
    for deal in facts.once(Deals.of).all:
        known = _known(deal, until)
        if not known or not (share := share_of(_owned(known), subject)):
            continue
        if reason := _reason_against(known, until):
            excluded.append((known[-1].id, reason))
        elif _close_on(known) in expected:
            total += share * (_amount(known) or 0) * (_probability(known) or 0)
            n += 1
            counted += known
    return Sample(facts.settings.major(total), None, n, ids_of(counted), excluded=tuple(excluded))


def _known(deal: Deal, until: date) -> list[Event]:
    """Return the records of a deal that was open as `until` began, oldest first; none of one that was not."""
    if deal.open_record(until) is None:
        return []
    return sorted((each for each in deal.records if each.on < until), key=in_course)


def _owned(known: list[Event]) -> Event:
    """Return the newest record that names somebody, else the newest."""
    return ([each for each in known if each.credits] or known)[-1]


def _reason_against(known: list[Event], until: date) -> str:
    """Return why a deal does not count; nothing if it does."""
    if known[-1].on + timedelta(days=IDLE_DAYS + 1) < until:
        return "deal.stale"
    if _amount(known) is None:
        return "deal.no_amount"
    if _probability(known) is None:
        return "deal.no_probability"
    return "" if _close_on(known) > NEVER else "deal.no_close_date"


def _amount(known: list[Event]) -> int | None:
    return next((each.amount_minor for each in reversed(known) if each.amount_minor is not None), None)


def _probability(known: list[Event]) -> Fraction | None:
    """Return the newest probability as a fraction of one; None if there is none or it is no probability."""
    told = (number(each.data.get("probability")) for each in reversed(known))
    found = next((each for each in told if each is not None), None)
    if found is None or not 0 <= found <= PERCENT:
        return None
    return found if found <= 1 else found / PERCENT


def _close_on(known: list[Event]) -> date:
    told = (day(each, "close_date") for each in reversed(known))
    return next((each for each in told if each is not None), NEVER)


def _next(window: Window) -> Window:
    """Return the period after the one of the window, of as many calendar months."""
    last = window.until_on - timedelta(days=1)
    months = Period(window.first_on, window.until_on, "").months()
    begin = end = Period.month_of(last).until_on
    for _ in months:
        end = Period.month_of(end).until_on
    return Window.between(begin, end)
