"""Recurring revenue retained (收入留存): of the customers that a window begins with, what they bring as it ends."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from shared.domain.kpi.customers import CHURNED
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.figures.caretakers import cares_for
from shared.domain.kpi.figures.contracts import Contract, contracts
from shared.domain.kpi.figures.samples import ZERO, Refused, Sample, ids_of
from shared.domain.kpi.windows import Window


@dataclass(frozen=True, slots=True)
class _Account:
    """What one customer brings a month at both ends of a window, in minor units, at the rates of its start."""

    start: Fraction
    end: Fraction
    records: tuple[Event, ...]
    unpriced: tuple[Event, ...]


def net_revenue_retention(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Monthly revenue at the end ÷ monthly revenue at the start, of the customers at the start (净收入留存率).

    What they took more of, less of, or gave up is in it; new customers are not. n counts customers.
    """
    return _retained(facts, subject, window, lambda account: account.end)


def gross_revenue_retention(facts: Facts, subject: str, window: Window) -> Sample:
    """As `net_revenue_retention`, but no customer counts for more than at the start (总收入留存率)."""
    return _retained(facts, subject, window, lambda account: min(account.start, account.end))


def _retained(facts: Facts, subject: str, window: Window, left: Callable[[_Account], Fraction]) -> Sample:
    if not facts.delivers(CHURNED):
        return Sample(ZERO, ZERO, 0, reason="kpi.no_source")
    accounts = [
        _account(own, window)
        for customer, own in facts.once(contracts).items()
        if cares_for(facts, subject, customer, window.first_on)
    ]
    begun = [each for each in accounts if each.start > 0]
    excluded: Refused = tuple(
        (event.id, "subscription.no_amount") for each in accounts for event in each.unpriced
    )
    return Sample(
        facts.settings.major(sum((left(each) for each in begun), ZERO)),
        facts.settings.major(sum((each.start for each in begun), ZERO)),
        len(begun),
        ids_of(event for each in begun for event in each.records),
        excluded=tuple(sorted(excluded)),
    )


def _account(own: list[Contract], window: Window) -> _Account:
    start, end = ZERO, ZERO
    records: list[Event] = []
    unpriced: list[Event] = []
    for contract in own:
        before, after = contract.price(window.first_on), contract.price(window.until_on)
        if before is None and contract.is_open(window.first_on):
            unpriced.append(contract.changes[0])
            continue
        start += before.minor if before is not None else ZERO
        end += after.at_the_rate_of(before) if after is not None else ZERO
        records += [before.event] if before is not None else []
        records += [each for each in contract.changes if each.on in window]
    return _Account(start, end, tuple(records), tuple(unpriced))
