"""Work logs for tests: one call a log, only what matters said."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.domain.work.duties.activities import STANDARD
from shared.domain.work.logs.kinds import ORDER_HANDLING
from shared.domain.work.logs.log import WorkLog
from shared.domain.work.logs.logged_work import LoggedWork, gathered

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
"""12:00 of that Monday in Shanghai."""


def a_log(
    activity: str = "new_visit",
    minutes: int = 60,
    *,
    by: str = "li",
    on: date = MONDAY,
    customer: str | None = "远山贸易",
    deleted: bool = False,
) -> WorkLog:
    started_at = datetime.combine(on, time(9), tzinfo=SHANGHAI).astimezone(UTC)
    return WorkLog(
        id=f"log_{by}_{activity}_{on}",
        company_id="co_1",
        person_id=by,
        client_id="key-1",
        kind=STANDARD[activity].kind if activity in STANDARD else ORDER_HANDLING,
        activity=activity,
        started_at=started_at,
        on=on,
        minutes=minutes,
        created_at=started_at + timedelta(hours=1),
        customer=customer,
        deleted=deleted,
    )


def some_work(
    activity: str = "new_visit",
    minutes: int = 60,
    *,
    by: str = "li",
    on: date = MONDAY,
    customer: str | None = "远山贸易",
) -> LoggedWork:
    """What one log of these minutes adds up to."""
    (work,) = gathered([a_log(activity, minutes, by=by, on=on, customer=customer)])
    return work


def a_month_of(by: str, *, days: int = 10, customer: str | None = None, **minutes: int) -> list[LoggedWork]:
    """Work of `minutes` by activity, each spread evenly over the first ten days of March 2026 (or `days`)."""
    work = []
    for activity, total in minutes.items():
        each, left = divmod(total, days)
        first = some_work(activity, each + left, by=by, on=date(2026, 3, 1), customer=customer)
        later = (date(2026, 3, 1) + timedelta(days=day) for day in range(1, days))
        work += [first, *(replace(first, on=day, minutes=each) for day in later)]
    return [each for each in work if each.minutes]


WEIGHTED = {
    "sales": {
        "sales.new_customer_revenue_share",
        "sales.repurchase_rate",
        "sales.cycle_days",
        "sales.event_participation",
    },
    "marketing": {
        "mkt.valid_leads",
        "mkt.event_conversion_rate",
        "mkt.event_attendance",
        "mkt.article_reads",
    },
    "customer_success": {
        "cs.retention_rate",
        "cs.csat",
        "cs.upgrade_rate",
        "cs.complaints_closed_on_time",
    },
    "back_office": {"bo.order_on_time", "bo.order_accuracy", "bo.order_cycle_hours"},
}
"""KPIs with a weight, by position."""
