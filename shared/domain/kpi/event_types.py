"""The canonical event types: the vocabulary of connections, of the library's KPIs and of a company's own ones."""

from typing import Final

from shared.domain.kpi.definition import WORK_LOGGED

KNOWN: Final = frozenset(
    f"{family}.{fact}"
    for family, facts in {
        "customer": "upserted merged deleted owner_changed",
        "lead": "created updated converted disqualified assigned accepted rejected",
        "deal": "created updated owner_changed deleted merged stage_changed won lost reopened",
        "order": "placed paid refunded cancelled completed",
        "activity": "logged removed stats_daily",
        "campaign": "sent metrics spend",
        "event": "registered attended attendance_reverted registration_cancelled held staffed planned",
        "survey": "sent responded revised removed",
        "complaint": "opened updated resolved reopened",
        "traffic": "daily",
        "orderproc": "received ready completed corrected",
        "subscription": "started renewed upgraded downgraded churned",
        "shipment": "delivered",
        "payment": "received",
        "invoice": "due requested issued voided",
        "ticket": "opened first_response closed",
        "content": "planned published",
        "contract": "signed uploaded",
        "quote": "sent",
        "forecast": "submitted",
        "cost": "posted",
        "task": "completed",
        "recon": "closed",
        "improvement": "closed",
        "aftersale": "opened closed",
        "request": "opened closed",
        "record": "corrected",
    }.items()
    for fact in facts.split()
)
"""Types that can arrive from outside."""
MEASURABLE: Final = KNOWN | {WORK_LOGGED}
"""Types that a KPI of a company's own may be made of: what arrives, and what we make of people's logs."""


def family_of(event_type: str) -> str:
    """Return what a type is about.

    >>> family_of("order.paid")
    'order'
    """
    return event_type.partition(".")[0]
