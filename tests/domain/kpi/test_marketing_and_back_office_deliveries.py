"""What a connection delivers about marketing and the back office reaches the KPI that needs it, from the payload on."""

from datetime import UTC, datetime
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
NAMES = {LI: "li", WANG: "wang", "per_zhao": "zhao", "per_qian": "qian"}
PEOPLE = tuple(
    Person(id, "com_1", name, AccessRole.EMPLOYEE, email=f"{name}@haina.cn") for id, name in NAMES.items()
)
MINE = {"owner": {"email": "li@haina.cn"}}
DONE_BY_ME = {"processor": "li@haina.cn"}
CUSTOMER = {"customer_ref": {"vendor_id": "c1"}}


def arrives(kind, id, when, **data):
    """The event that a payload becomes; a date is noon in Shanghai."""
    at = when if "T" in when else f"{when}T12:00:00+08:00"
    return map_event(
        {"type": f"cn.perf.{kind}", "timestamp": at, "data": {"id": id, **data}},
        company=COMPANY,
        directory=Directory.of(PEOPLE),
        connection_id="con_1",
        received_at=datetime(2026, 4, 2, tzinfo=UTC),
        raw_ref="",
    )


def lead(when="2026-03-02", **data):
    return arrives("lead.created", "l1", when, **{**MINE, **CUSTOMER, **data})


def order(when="2026-03-10"):
    return arrives("order.paid", "o1", when, amount="5000.00", owner="wang@haina.cn", **CUSTOMER)


def spent():
    return arrives("campaign.spend", "s1", "2026-03-05", amount_minor=100_000, ref="spring", **MINE)


def answer(rater, mark, **data):
    return arrives(
        "survey.responded", f"a-{rater}", "2026-03-10", survey_ref="q1", internal=True, rating=mark,
        rater=f"{rater}@haina.cn", about_employee_id=LI, actor={"email": f"{rater}@haina.cn"}, **data,
    )  # fmt: skip


STORIES = {
    "mkt.event_show_rate": (
        "0.5",
        arrives("event.held", "e1", "2026-03-20", attendees=1, **MINE),
        arrives("event.registered", "t1", "2026-03-02", event_ref="e1", **CUSTOMER),
        arrives("event.registered", "t2", "2026-03-02", event_ref="e1"),
        arrives("event.attended", "t1", "2026-03-20", event_ref="e1", **CUSTOMER),
    ),
    "mkt.events_held": (
        1,
        arrives("event.planned", "p1", "2026-02-20", event_ref="e1", planned_on="2026-03-20", **MINE),
        arrives("event.held", "e1", "2026-03-20", **MINE),
    ),
    "mkt.cost_per_lead": (1_000, lead(), spent()),
    "mkt.lead_acceptance_rate": (1, lead(), arrives("lead.accepted", "l1", "2026-03-03", assignee="wang@haina.cn")),
    "mkt.lead_to_order_rate": (1, lead("2026-01-10"), order()),
    "mkt.sourced_revenue": (5_000, lead(campaign_ref="spring"), order()),
    "mkt.follower_growth": (
        25,
        arrives("traffic.daily", "wx-1", "2026-02-28", content="account", content_ref="wx", followers=100, **MINE),
        arrives("traffic.daily", "wx-2", "2026-04-01", date="2026-03-31", content="account", content_ref="wx",
                followers=125, **MINE),
    ),
    "mkt.content_on_time": (
        1,
        arrives("content.planned", "c1", "2026-02-20", due_on="2026-03-10", **MINE),
        arrives("content.published", "c1", "2026-03-10"),
    ),
    "mkt.campaign_roi": (
        1,
        lead(),
        order(),
        spent(),
        arrives("cost.posted", "k1", "2026-03-11", amount="3000.00", order_ref="o1"),
    ),
    "mkt.handover_hours": (
        2,
        lead("2026-03-02T09:00:00+08:00"),
        arrives("lead.assigned", "l1", "2026-03-02T11:00:00+08:00", assignee="wang@haina.cn"),
    ),
    "bo.on_time_delivery": (
        1,
        arrives("shipment.delivered", "d1", "2026-03-10", order_ref="o1", promised_on="2026-03-10", **DONE_BY_ME),
    ),
    "bo.perfect_order": (
        0,
        arrives("shipment.delivered", "d1", "2026-03-10", order_ref="o1", promised_on="2026-03-10", **DONE_BY_ME),
        arrives("complaint.opened", "k1", "2026-03-12", order_ref="o1", **CUSTOMER),
    ),
    "bo.invoice_on_time": (
        "0.5",
        arrives("invoice.requested", "r1", "2026-03-02", order_ref="o1", owner="wang@haina.cn"),
        arrives("invoice.issued", "INV1", "2026-03-04", order_ref="o1", **DONE_BY_ME),
        arrives("invoice.requested", "r2", "2026-03-02", order_ref="o2", owner="wang@haina.cn", **DONE_BY_ME),
    ),
    "bo.invoice_accuracy": (
        0,
        arrives("invoice.issued", "INV1", "2026-03-04", **DONE_BY_ME),
        arrives("invoice.voided", "v1", "2026-03-05", invoice_ref="INV1", error_class="tax_number"),
    ),
    "bo.after_sales_hours": (
        24,
        arrives("aftersale.opened", "a1", "2026-03-04", **CUSTOMER),
        arrives("aftersale.closed", "a1", "2026-03-05", **DONE_BY_ME),
    ),
    "bo.contract_filing_on_time": (
        1,
        arrives("contract.signed", "k1", "2026-03-06", owner="wang@haina.cn", amount="5000"),
        arrives("contract.uploaded", "k1", "2026-03-09", **DONE_BY_ME),
    ),
    "bo.reconciliation_on_time": (1, arrives("recon.closed", "r1", "2026-03-05", period="2026-02", **DONE_BY_ME)),
    "bo.request_sla": (
        1,
        arrives("request.opened", "q1", "2026-03-04", due_at="2026-03-05T12:00:00+08:00"),
        arrives("request.closed", "q1", "2026-03-05", **DONE_BY_ME),
    ),
    "bo.internal_csat": (4, answer("wang", 3), answer("zhao", 4), answer("qian", 5), answer("li", 1)),
    "bo.data_entry_errors": (
        1,
        arrives("record.corrected", "x1", "2026-03-04", error_class="entry", actor="wang@haina.cn", **DONE_BY_ME),
        arrives("record.corrected", "x2", "2026-03-04", self_reported=True, **DONE_BY_ME,
                entered_at="2026-03-04T09:00:00+08:00"),
    ),
}  # fmt: skip


class TestDeliveries:
    @pytest.mark.parametrize("kpi_id", sorted(STORIES))
    def test_what_is_delivered_becomes_the_figure_of_whoever_it_names(self, kpi_id):
        value, *events = STORIES[kpi_id]
        story = Facts(events, feeds=dict.fromkeys((each.type for each in events), "ok"))

        mine, others = (measure(kpi_id, story, who, MARCH) for who in (LI, WANG))

        assert mine.value == Fraction(value)
        assert mine.n > 0
        assert others.n == 0

    def test_every_type_that_a_kpi_needs_can_arrive(self):
        types = {each for kpi_id in STORIES for each in CATALOGUE[kpi_id].event_types}

        assert {arrives(each, "x", "2026-03-02").type for each in types} == types

    def test_who_is_rated_comes_before_who_typed_it(self):
        rated = answer("wang", 5)

        assert (dict(rated.credits), rated.data["rater_employee_id"]) == ({LI: 10_000}, WANG)

    def test_the_processor_is_kept_beside_the_owner(self):
        asked = arrives(
            "invoice.requested", "r", "2026-03-02", owner="wang@haina.cn", processor_email="li@haina.cn"
        )

        assert (dict(asked.credits), asked.data["processor_employee_id"]) == ({WANG: 10_000}, LI)
