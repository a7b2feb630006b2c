"""Deal figures (商机): won, lost, win rate, sales cycle."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Final

from shared.domain.kpi.deals import Deal, Deals
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import COMPANY, Facts, share_of
from shared.domain.kpi.figures.samples import ZERO, Refused, Sample, ids_of
from shared.domain.kpi.ledger import split_minor
from shared.domain.kpi.windows import Window

BASELINE_DAYS: Final = 30
"""The cycle that a reduction is measured from. It never follows the figures: a falling one could not be beaten."""


def won_value(facts: Facts, subject: str, window: Window) -> Sample:
    """Amount of the deals won (赢单金额), in major units."""
    won = _won(facts, subject, window)
    return Sample(_amount(facts, won, subject), None, len(won), ids_of(won), excluded=_without_amount(won))


def avg_won_value(facts: Facts, subject: str, window: Window) -> Sample:
    """Amount of the deals won ÷ deals won that carry an amount (平均赢单金额)."""
    won = _won(facts, subject, window)
    valued = [each for each in won if each.amount_minor is not None]
    total, shares = _amount(facts, valued, subject), _shares(valued, subject)
    return Sample(total, shares, len(valued), ids_of(valued), excluded=_without_amount(won))


def won_count(facts: Facts, subject: str, window: Window) -> Sample:
    """Deals won (赢单数); a shared deal counts by its shares."""
    return _count(facts, subject, window, lambda deal: deal.won)


def lost_count(facts: Facts, subject: str, window: Window) -> Sample:
    """Deals lost (输单数); a shared deal counts by its shares."""
    return _count(facts, subject, window, lambda deal: not deal.won)


def win_rate(facts: Facts, subject: str, window: Window) -> Sample:
    """Deals won ÷ deals won and lost (赢单率)."""
    closed = _outcomes(facts.once(Deals.of).closed(subject, window))
    won = [each for each in closed if each.type == "deal.won"]
    return Sample(_shares(won, subject), _shares(closed, subject), len(closed), ids_of(closed))


def win_rate_with_idle(facts: Facts, subject: str, window: Window) -> Sample:
    """The win rate in which a deal without a record for more than 90 days is lost on the day it turns idle."""
    closed = _outcomes(facts.once(Deals.of).closed(subject, window))
    last = (deal.idle_since(window) for deal in facts.once(Deals.of).all)
    idle = [each for each in last if each is not None and share_of(each, subject)]
    won = [each for each in closed if each.type == "deal.won"]
    ended = [*closed, *idle]
    return Sample(_shares(won, subject), _shares(ended, subject), len(ended), ids_of(ended))


def cycle_days_won(facts: Facts, subject: str, window: Window) -> Sample:
    """Days from first contact to the won deal (销售周期), by local dates."""
    return _cycle([deal for deal in facts.once(Deals.of).closed(subject, window) if deal.won])


def cycle_days_reduced(facts: Facts, subject: str, window: Window) -> Sample:
    """The baseline less the days from first contact to the won deal (销售周期缩短天数); longer cycles are negative."""
    cycle = cycle_days_won(facts, subject, window)
    values = tuple(BASELINE_DAYS - each for each in cycle.values)
    return replace(cycle, numerator=sum(values, ZERO), values=values)


def cycle_days_closed(facts: Facts, subject: str, window: Window) -> Sample:
    """Days from first contact to the outcome, of won and lost deals."""
    return _cycle(facts.once(Deals.of).closed(subject, window))


def open_deals(facts: Facts, subject: str, window: Window) -> Sample:
    """Deals known and not closed at the end of the window (在手商机数)."""
    last = (deal.open_record(window.until_on) for deal in facts.once(Deals.of).all)
    mine = [each for each in last if each is not None and share_of(each, subject)]
    return Sample(_shares(mine, subject), None, len(mine), ids_of(mine))


def _cycle(deals: list[Deal]) -> Sample:
    measured: list[tuple[int, Deal]] = []
    excluded = []
    for deal in deals:
        if deal.days is not None and deal.days >= 0:
            measured.append((deal.days, deal))
        elif deal.outcome:
            reason = "deal.no_first_contact" if deal.days is None else "deal.closed_before_contact"
            excluded.append((deal.outcome.id, reason))
    values = tuple(Fraction(days) for days, _ in measured)
    events = ids_of(each for _, deal in measured for each in (deal.outcome, deal.contact) if each)
    return Sample(
        sum(values, ZERO), Fraction(len(values)), len(values), events, values, excluded=tuple(excluded)
    )


def _count(facts: Facts, subject: str, window: Window, counts: Callable[[Deal], bool]) -> Sample:
    closed = _outcomes(deal for deal in facts.once(Deals.of).closed(subject, window) if counts(deal))
    return Sample(_shares(closed, subject), None, len(closed), ids_of(closed))


def _won(facts: Facts, subject: str, window: Window) -> list[Event]:
    return _outcomes(deal for deal in facts.once(Deals.of).closed(subject, window) if deal.won)


def _outcomes(deals: Iterable[Deal]) -> list[Event]:
    return [deal.outcome for deal in deals if deal.outcome is not None]


def _shares(events: Iterable[Event], subject: str) -> Fraction:
    return sum((share_of(each, subject) for each in events), ZERO)


def _amount(facts: Facts, won: Iterable[Event], subject: str) -> Fraction:
    amounts = ((each.amount_minor or 0, each.credits) for each in won)
    if subject == COMPANY:
        return facts.settings.major(sum(amount for amount, _ in amounts))
    return facts.settings.major(sum(split_minor(amount, credits)[subject] for amount, credits in amounts))


def _without_amount(won: Iterable[Event]) -> Refused:
    return tuple((each.id, "deal.no_amount") for each in won if each.amount_minor is None)
