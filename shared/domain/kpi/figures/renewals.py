"""Renewals of contracts (续约): how many of those that were due were renewed."""

from fractions import Fraction

from shared.domain.kpi.facts import Facts
from shared.domain.kpi.figures.caretakers import cares_for
from shared.domain.kpi.figures.contracts import RENEWED, contracts
from shared.domain.kpi.figures.samples import ZERO, Sample, ids_of
from shared.domain.kpi.windows import Window


def renewal_rate(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Contracts renewed ÷ contracts due for renewal in the window (续约率); n counts contracts due.

    A renewal counts where its contract was due, if it came by the end of that window. A renewal or an end of a
    contract whose due date nobody told makes the contract due on its own day. Each is of who cares for the customer
    as the due date begins.
    """
    if not facts.delivers(RENEWED):
        return Sample(ZERO, ZERO, 0, reason="kpi.no_source")
    due = [
        term
        for customer, own in facts.once(contracts).items()
        for contract in own
        for term in contract.terms(window.until_on)
        if term.due_on in window and cares_for(facts, subject, customer, term.due_on)
    ]
    renewed = [each for each in due if each.renewal is not None]
    events = ids_of(event for each in due for event in (each.told, each.renewal) if event is not None)
    return Sample(Fraction(len(renewed)), Fraction(len(due)), len(due), events)
