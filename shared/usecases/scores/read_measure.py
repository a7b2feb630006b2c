"""Read one measure of a person or of the company."""

from datetime import datetime

from shared.domain.company import Company
from shared.domain.kpi.measures import Measure, measure
from shared.domain.periods import Period
from shared.usecases.scores.facts import gather_facts

LOOKBACK_MONTHS = 13
"""Whole months before a period that a lookback of a year can reach into."""


def read_measure(*, company: Company, measure_id: str, subject: str, period: Period, at: datetime) -> Measure:
    """
    Measure a subject (a person id, or `company`) over a calendar period.

    :raises UnknownMeasure: if the id is neither a measure nor a KPI.
    """
    return measure(
        measure_id, gather_facts(company, since=history_start(company, period), at=at), subject, period
    )


def history_start(company: Company, period: Period) -> Period | None:
    """Return the first month whose events a figure of `period` can depend on; None if there is no bound."""
    lookbacks = (company.new_customer_lookback, company.repurchase_lookback)
    if None in lookbacks:
        return None
    longest = max(each for each in lookbacks if each is not None)
    return period.earlier(max(LOOKBACK_MONTHS, longest // 28 + 1) + 6)
