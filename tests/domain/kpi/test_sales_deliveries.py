"""What a connection delivers about sales reaches the KPI that needs it: from the payload to the value."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from shared.domain.company import Company
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.measures import measure
from shared.domain.people import AccessRole, Person
from shared.usecases.events.map_event import Directory, map_event
from tests.domain.kpi.building import LI, MARCH, WANG

COMPANY = Company(id="com_1", name="海纳")
PEOPLE = (
    Person(LI, "com_1", "李婷", AccessRole.EMPLOYEE, email="li@haina.cn"),
    Person(WANG, "com_1", "王强", AccessRole.EMPLOYEE, email="wang@haina.cn"),
)
MINE = {"owner": {"email": "li@haina.cn"}}
BOTH = {
    "owners": [
        {"owner": {"email": "li@haina.cn"}, "share_bp": 6_000},
        {"owner": {"email": "wang@haina.cn"}, "share_bp": 4_000},
    ]
}
CUSTOMER = {"customer_ref": {"vendor_id": "c1"}}
NOON = "T12:00:00+08:00"


def arrives(kind, id, when, /, **data):
    """The event that a payload becomes."""
    return map_event(
        {"type": f"cn.perf.{kind}", "timestamp": f"{when}{NOON}", "data": {"id": id, **data}},
        company=COMPANY,
        directory=Directory.of(PEOPLE),
        connection_id="con_1",
        received_at=datetime(2026, 4, 2, tzinfo=UTC),
        raw_ref="",
    )


def order(id="o1", when="2026-03-02", amount="1000.00", **data):
    return arrives("order.paid", id, when, amount=amount, **{**MINE, **CUSTOMER, **data})


def visited(when):
    return arrives(
        "activity.logged", "v1", when, kind="visit", duration_s=900,
        evidence=["geo", "photo"], flags=[], employee="li@haina.cn", **CUSTOMER,
    )  # fmt: skip


STORIES = {
    "sales.cycle_days_reduced": (
        10,
        arrives("lead.created", "l1", "2026-02-18", deal_ref="d1", **MINE),
        arrives("deal.created", "d1", "2026-02-20", **MINE),
        arrives("deal.won", "d1", "2026-03-10", amount="1000", **MINE),
    ),
    "sales.target_attainment": (1_000, order()),
    "sales.existing_customer_revenue": (1_000, order("o0", "2025-12-01"), order()),
    "sales.refund_rate": (
        "0.2",
        order(),
        arrives("order.refunded", "r1", "2026-03-09", amount_minor=20_000, order_ref="o1"),
    ),
    "sales.discount_rate": (
        "0.2",
        order(lines=[{"unit_price": Decimal("625.00"), "quantity": 2}]),
    ),
    "sales.gross_margin_rate": ("0.4", order(), arrives("cost.posted", "k1", "2026-03-09", amount="600", ref="o1")),
    "sales.collection_rate": (
        "0.5",
        arrives("invoice.due", "i1", "2026-02-01", amount="1000", due_on="2026-03-20", order_ref="o1", **MINE),
        arrives("payment.received", "p1", "2026-03-10", amount="500", order_ref="o1"),
    ),
    "sales.overdue_ratio": (
        "0.25",
        arrives("invoice.due", "i1", "2026-02-01", amount="500", due_on="2026-03-31", **MINE),
        arrives("invoice.due", "i2", "2026-02-01", amount="750", due_on="2026-04-30", **MINE),
        arrives("payment.received", "p1", "2026-03-10", amount="250", invoice_ref="i1"),
        arrives("invoice.due", "i3", "2026-02-01", amount="9", due_on="2026-03-01", **MINE),
        arrives("invoice.voided", "w1", "2026-03-10", invoice_ref="i3", reason="write_off", approved=True),
    ),
    "sales.offline_visits": (1, visited("2026-03-10")),
    "sales.visit_to_order_rate": (1, visited("2026-01-10"), order("o1", "2026-03-10")),
    "sales.lead_response_hours": (
        9,
        arrives("lead.assigned", "l1", "2026-03-09", owner="wang@haina.cn", assignee={"email": "li@haina.cn"}),
        arrives("activity.logged", "a1", "2026-03-10", kind="call", lead_ref="l1", actor="li@haina.cn"),
    ),
    "sales.quote_conversion": (
        1,
        arrives("quote.sent", "q1", "2026-01-10", **MINE, **CUSTOMER),
        arrives("quote.sent", "q2", "2026-01-20", revises="q1", **MINE, **CUSTOMER),
        order("o1", "2026-02-02", quote_ref="q2"),
    ),
    "sales.pipeline_coverage": (
        50_000,
        arrives("deal.created", "d1", "2026-03-02", amount_minor=10_000_000, close_date="2026-04-15", **MINE),
        arrives("deal.stage_changed", "d1", "2026-03-09", stage_kind="open", probability=Decimal("0.5")),
    ),
    "sales.online_traffic": (
        120,
        arrives("traffic.daily", "t1", "2026-03-02", content="store", date="2026-03-01", visitors=200, **BOTH),
    ),
    "sales.online_conversion": (
        "0.005",
        arrives("traffic.daily", "t1", "2026-03-02", content="store", content_ref="s1", visitors=200,
                operator="li@haina.cn"),
        arrives("order.paid", "o1", "2026-03-02", amount="10", channel="online", store_ref="s1", **CUSTOMER),
    ),
    "sales.crm_completeness": (
        1,
        arrives("customer.upserted", "c1", "2026-03-02", name="海纳", phone_e164="+8613800000000", **MINE),
    ),
    "sales.forecast_accuracy": (
        "0.8",
        arrives("forecast.submitted", "f1", "2026-02-27", period="2026-03", amount="1250", **MINE),
        order(),
    ),
    "co.revenue": (1_000, order()),
    "co.new_customers": (1, order()),
    "co.retention_rate": (
        1,
        arrives("subscription.started", "s1", "2026-01-02", **MINE, **CUSTOMER),
        arrives("subscription.renewed", "s1", "2026-03-20", **MINE, **CUSTOMER),
    ),
}  # fmt: skip


class TestDeliveries:
    @pytest.mark.parametrize("kpi_id", sorted(STORIES))
    def test_what_arrives_becomes_the_value(self, kpi_id):
        value, *events = STORIES[kpi_id]
        facts = Facts(events, feeds=dict.fromkeys({each.type for each in events}, "ok"))

        found = measure(kpi_id, facts, LI, MARCH)

        assert (found.state, found.value) == ("measured", Fraction(str(value)))
        assert set(found.event_ids) <= {each.id for each in events}

    @pytest.mark.parametrize("kpi_id", sorted(STORIES))
    def test_each_kpi_names_the_types_that_it_is_made_of(self, kpi_id):
        assert set(CATALOGUE[kpi_id].event_types) & {each.type for each in STORIES[kpi_id][1:]}
