"""Records that make no sense together: few things, few days, any field anywhere, so that rules meet at their edges."""

from datetime import UTC, datetime, timedelta
from random import Random

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import CHINA_TIME, Facts, Settings
from shared.domain.workdays import Calendar
from tests.domain.kpi.worlds import FED, world

PEOPLE = ("per_li", "per_wang", "per_zhao")
OTHER_TYPES = (
    "customer.merged deal.created deal.updated deal.merged deal.deleted deal.reopened deal.owner_changed "
    "lead.converted lead.rejected activity.removed complaint.updated complaint.reopened order.cancelled "
    "event.registration_cancelled event.attendance_reverted survey.revised survey.removed customer.deleted"
).split()
TYPES = tuple(sorted({*FED, *OTHER_TYPES}))
FIELDS: dict[str, list[object]] = {
    "event_ref": ["x0", "x1"], "order_ref": ["x0", "x1", "x2"], "invoice_ref": ["x0", "x1"], "case_ref": ["x0", "x1"],
    "contract_ref": ["x0"], "lead_ref": ["x0", "x1"], "deal_ref": ["x0"], "quote_ref": ["x0"], "ticket_ref": ["x0"],
    "subscription_ref": ["x0"], "refund_ref": ["r1"], "request_ref": ["x0"], "store_ref": ["x0"],
    "content_ref": ["x0", "x1"], "survey": ["x0"], "revises": ["x0", "x1"], "merged_ids": [["c1"], ["x1"]],
    "due_on": ["2026-02-27", "2026-03-15", "2026-04-02"], "due_at": ["2026-03-15T10:00:00+08:00"],
    "planned_on": ["2026-03-15", "2026-04-02"], "promised_on": ["2026-02-20", "2026-03-15", "2026-04-10"],
    "renews_on": ["2026-03-10", "2026-04-01"], "close_date": ["2026-04-10"], "date": ["2026-03-12"],
    "opened_at": ["2026-03-03T10:00:00+08:00"], "entered_at": ["2026-03-10T10:00:00+08:00"],
    "created_at": ["2026-03-10T10:00:00+08:00"], "period": ["2026-03", "2026-Q1"],
    "content": ["account", "store", "article"], "followers": [5, 100], "visitors": [10], "readers": [3],
    "reader_ids": [["a", "b"], ["b"]], "csat": [1, 5], "nps": [3, 9, 10], "internal": [True, False],
    "rater": ["r0", "r1", "r2"], "held": [True, False], "planned": [False], "complete": [True, False],
    "staff": [True], "closed": [False], "done": [True, False], "kpi_effect": [True], "self_reported": [True],
    "error_class": ["entry", "customer"], "kind": ["visit", "call", "onboarding", "message"],
    "duration_s": [300, 900], "evidence": ["geo"], "outcome": ["ok"], "minutes": [30], "attendees": [5],
    "probability": ["0.5"], "channel": ["online", "referral"], "rate": ["7.1"], "list_minor": [500],
    "referrer_ref": ["c1", "c2"], "from": ["basic"], "to": ["pro", "basic"], "position": ["sales"],
    "activity": ["joint_care", "event_support", "key_account"], "accepted_by": ["per_wang"], "first_reply_s": [100],
    "assignee_employee_id": ["per_li", "per_wang"], "processor_employee_id": ["per_li"],
    "responsible": [["sales"], ["back_office"]], "delivered": [7],
}  # fmt: skip
CREDITS = ((), (("per_li", 10_000),), (("per_li", 6_000), ("per_wang", 4_000)), (("per_zhao", 5_000),))


def mixture(seed: int) -> list[Event]:
    """Return records around March 2026; the same seed gives the same."""
    chance = Random(seed)
    types = chance.sample(TYPES, chance.choice([4, 12, len(TYPES)]))
    return [_record(chance, number, chance.choice(types)) for number in range(chance.choice([20, 80, 200]))]


def _record(chance: Random, number: int, kind: str) -> Event:
    hours = chance.randrange(24 * 110) if chance.random() < 0.5 else 24 * 58 + chance.randrange(24 * 35)
    at = datetime(2026, 1, 1, 3, tzinfo=UTC) + timedelta(hours=hours)
    return Event(
        id=f"e{number}",
        type=kind,
        occurred_at=at,
        on=at.astimezone(CHINA_TIME).date(),
        entity_id=f"x{chance.randrange(4)}",
        credits=chance.choice(CREDITS),
        customer=chance.choice([None, "c1", "c2", "c3"]),
        amount_minor=chance.choice([None, 0, 100, 5_000]),
        version=str(chance.randrange(4)),
        data={
            name: chance.choice(FIELDS[name]) for name in chance.sample(list(FIELDS), chance.randrange(14))
        },
    )


def told(events: list[Event], seed: int = 0) -> Facts:
    """Return facts of the events; of some seeds, deals are the source of revenue, or some feeds are missing."""
    chance = Random(seed)
    source = chance.choice(["orders", "deals"])
    feeds = {each: "ok" for each in TYPES if chance.random() > 0.2 or seed % 5}
    return Facts(events, Settings(revenue_source=source), Calendar(), feeds)


def stories() -> list[Facts]:
    """Return facts of mixtures and of plausible worlds."""
    return [*(told(mixture(seed), seed) for seed in range(25)), told(world(seed=1), 1)]
