"""
What a revenue goal asks of marketing and customer success (漏斗): worked back from the money to the people.

Always rounded up: fewer would miss the goal. The figures that go in stand beside the result wherever it is shown.
"""

from fractions import Fraction
from math import ceil

from shared.domain.errors import DomainError


class FunnelNotUsable(DomainError):
    """A figure of the funnel is zero or negative, or a rate is above the whole."""

    kind, code = "invalid", "goal.funnel_not_usable"
    zh = "漏斗的“{field}”必须大于 0，比率最多为 1（100%），请修改。"
    en = "“{field}” of the funnel must be above 0, a rate 1 (100 %) at most. Change it."


class TooFewCustomers(DomainError):
    """Even if every customer stayed, the goal would not be reached."""

    kind, code = "invalid", "goal.too_few_customers"
    zh = "即使 {customers} 位客户全部留存也不够，需要 {needed} 位，请降低目标或先开发新客户。"
    en = "Even if all {customers} customers stay they are too few: it takes {needed}. Lower the goal or win new ones."


def leads_needed(revenue: Fraction, average_order: Fraction, lead_to_order: Fraction) -> int:
    """
    Return the valid leads that bring `revenue`: revenue ÷ (average order × rate of leads that become orders).

    >>> leads_needed(Fraction(100_000), Fraction(4_800), Fraction(20, 100))
    105

    :raises FunnelNotUsable: if one of them is not above 0, or the rate above 1.
    """
    _check(revenue=revenue, average_order=average_order, lead_to_order=lead_to_order)
    if lead_to_order > 1:
        raise FunnelNotUsable(pointer="/lead_to_order", field="lead_to_order")
    return ceil(revenue / (average_order * lead_to_order))


def customers_to_keep(revenue: Fraction, average_order: Fraction, orders_each: Fraction) -> int:
    """
    Return the existing customers who must stay to bring `revenue`: revenue ÷ (average order × orders of each).

    >>> customers_to_keep(Fraction(300_000), Fraction(5_000), Fraction(3, 2))
    40

    :raises FunnelNotUsable: if one of them is not above 0.
    """
    _check(revenue=revenue, average_order=average_order, orders_each=orders_each)
    return ceil(revenue / (average_order * orders_each))


def retention_needed(
    revenue: Fraction, average_order: Fraction, orders_each: Fraction, customers: int
) -> Fraction:
    """
    Return the retention of `customers` that brings `revenue`, rounded up to a hundredth of a percent.

    >>> retention_needed(Fraction(300_000), Fraction(5_000), Fraction(3, 2), 60)
    Fraction(6667, 10000)

    :raises FunnelNotUsable: if one of them is not above 0.
    :raises TooFewCustomers: if more would have to stay than there are.
    """
    needed = customers_to_keep(revenue, average_order, orders_each)
    _check(customers=Fraction(customers))
    if needed > customers:
        raise TooFewCustomers(customers=customers, needed=needed)
    return Fraction(ceil(Fraction(needed * 10_000, customers)), 10_000)


def _check(**figures: Fraction) -> None:
    for field, figure in figures.items():
        if figure <= 0:
            raise FunnelNotUsable(pointer=f"/{field}", field=field)
