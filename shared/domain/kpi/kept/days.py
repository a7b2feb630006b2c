"""Which samples add up over days (按日可加), and how; what does not add up is kept whole, by its window.

A day's sample is taken as it is known when its month is over, since an order that is refunded later in the month is no
order of that month. So there are two kinds that add up: those that do not care when they are asked, and those that do
and add up to windows that end with the month.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from shared.domain.kpi.figures.samples import ZERO, Sample
from shared.domain.kpi.windows import Window

DAILY: Final = frozenset(
    "won_value avg_won_value won_count lost_count win_rate sales_cycle_days_won sales_cycle_days_reduced "
    "sales_cycle_days_closed net_sales existing_customer_revenue company_revenue offline_visits online_traffic "
    "valid_leads event_show_rate sourced_revenue lead_acceptance_rate follower_growth content_on_time handover_hours "
    "complaints nps survey_response_rate resolution_hours onboarding_on_time improvement_done referrals "
    "joint_care_actions order_on_time order_cycle_hours on_time_delivery invoice_on_time contract_filing_on_time "
    "reconciliation_on_time after_sales_hours request_sla data_entry_errors".split()
)
"""Samples of which any window is the sum of its days."""
UNTIL_THE_END: Final = frozenset(
    "order_count avg_order_value discount_rate new_customer_share new_customers company_new_customers "
    "online_conversion quote_conversion lead_response_hours lead_to_order_rate event_conversion_rate "
    "renewal_rate churned_customers first_response_hours complaints_closed_on_time order_accuracy "
    "perfect_order invoice_accuracy".split()
)
"""Samples that depend on what is known as their window ends: a window is the sum of its days as they are known then."""
COMPANY_WIDE: Final = frozenset({"company_revenue", "company_new_customers", "company_retention"})
"""Samples that are the company's whoever is asked for; they are kept once."""


def adds_up(sample: str) -> bool:
    """Return whether the sample is kept by day."""
    return sample in DAILY or sample in UNTIL_THE_END


def part(first_on: date, until_on: date, known_before: date) -> Window:
    """
    Return the dates from `first_on` up to, not including, `until_on`, as a window that ends with `known_before`.

    >>> window = part(date(2026, 3, 5), date(2026, 3, 6), date(2026, 4, 1))
    >>> date(2026, 3, 5) in window, date(2026, 3, 6) in window, window.until_on
    (True, False, datetime.date(2026, 4, 1))
    """
    if until_on == known_before:
        return Window.between(first_on, until_on)
    return Window(((first_on, until_on), (known_before, known_before)))


def dates_of(window: Window) -> Iterable[date]:
    """Yield the dates of a window, in order."""
    for first, until in window.spans:
        yield from (first + timedelta(days=offset) for offset in range((until - first).days))


def add_up(nothing: Sample, days: Iterable[Sample]) -> Sample:
    """Return the sample of all the days; `nothing` is that of a day without any event."""
    parts = list(days)
    if not parts:
        return nothing
    return replace(
        nothing,
        numerator=sum((each.numerator for each in parts), nothing.numerator),
        denominator=None
        if nothing.denominator is None
        else sum((each.denominator or ZERO for each in parts), ZERO),
        n=sum(each.n for each in parts),
        event_ids=tuple(sorted({key for each in parts for key in each.event_ids})),
        values=tuple(sorted(value for each in parts for value in each.values)),
        occasions=None if nothing.occasions is None else sum(each.occasions or 0 for each in parts),
        excluded=tuple(sorted({refused for each in parts for refused in each.excluded})),
    )
