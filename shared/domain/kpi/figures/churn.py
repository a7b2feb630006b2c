"""Customers who left (流失客户), and whose they were when something could still be done about it."""

from datetime import timedelta
from fractions import Fraction

from shared.domain.kpi.customers import CHURNED, SUBSCRIPTION, Customers
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.figures.caretakers import part_in_care
from shared.domain.kpi.figures.samples import ZERO, Sample
from shared.domain.kpi.windows import Window

RESPONSIBLE_BEFORE_DAYS = 90


def churned_customers(facts: Facts, subject: str, window: Window) -> Sample:
    """
    Customers who turned inactive in the window and still are as it ends (流失客户数).

    Each is the owner's of 90 days before, so that handing a customer over on the way out moves nothing; several
    owners share it. The observations are the parts. A company whose subscriptions are known but not their ends has
    nothing to go by.
    """
    if not _ends_are_known(facts):
        return Sample(ZERO, None, 0, occasions=0, reason="kpi.no_source")
    book = facts.once(Customers.of)
    parts, events = list[Fraction](), []
    for customer in book.all:
        left = book.left(customer, window.until_on)
        if left is None or left[0] not in window:
            continue
        before = left[0] - timedelta(days=RESPONSIBLE_BEFORE_DAYS)
        if part := part_in_care(facts, subject, customer, before):
            parts.append(part)
            events.append(left[1].id)
    return Sample(sum(parts, ZERO), None, len(events), tuple(sorted(events)), tuple(parts))


def _ends_are_known(facts: Facts) -> bool:
    return facts.delivers(CHURNED) or not any(facts.delivers(each) for each in SUBSCRIPTION)
