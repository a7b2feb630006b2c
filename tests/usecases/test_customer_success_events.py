"""What a delivery must keep of customer-success records, so that their KPIs can be computed from it."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from shared.domain.company import Company
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import Facts
from shared.domain.people import AccessRole, Person
from shared.domain.periods import Period
from shared.usecases.events.map_event import Directory, map_event

COMPANY = Company("com_1", "示例公司")
RECEIVED_AT = datetime(2026, 4, 2, 3, 0, tzinfo=UTC)
PEOPLE = [
    Person(f"per_{name}", "com_1", name, AccessRole.EMPLOYEE, email=f"{name}@example.cn")
    for name in ("li", "wang")
]
LI = "li@example.cn"


def mapped(event_type, id, on, **data):
    payload = {
        "type": event_type,
        "timestamp": f"{on}T04:00:00Z" if len(on) == 10 else on,
        "data": {"id": id, **data},
    }
    return map_event(
        payload,
        company=COMPANY,
        directory=Directory.of(PEOPLE),
        connection_id="con_1",
        received_at=RECEIVED_AT,
        raw_ref="raw",
    )


def evaluated(kpi_id, events):
    facts = Facts(events, feeds=dict.fromkeys((each.type for each in events), "ok"))
    return evaluate(kpi_id, facts, "per_li", Period.parse("2026-03"))


def subscriptions(count):
    """Contracts of 100 yuan a month: each downgraded by a half, one ended; ids are those of the subscriptions."""
    for n in range(count):
        about = {"owner": LI, "customer_ref": {"vendor_id": f"c{n}", "name": f"客户{n}"}}
        yield mapped("cn.perf.subscription.started", f"s{n}", "2025-03-10", amount="1200.00", billing_months=12,
                     renews_on="2026-03-10", **about)  # fmt: skip
        if n:
            yield mapped(
                "subscription.renewed", f"s{n}", "2026-03-09", amount_minor=5000, due_on="2026-03-10", **about
            )
        else:
            yield mapped("subscription.churned", f"s{n}", "2026-03-09", **about)


def surveys(count):
    yield mapped("survey.sent", "q", "2026-03-02", survey_ref="q", delivered=40, owner=LI)
    for n in range(count):
        about = {"customer_ref": {"vendor_id": f"c{n}"}, "about_employee": LI, "survey_ref": "q"}
        yield mapped("survey.responded", f"a{n}", "2026-03-05", nps=9 if n else 3, **about)


def tickets(count):
    for n in range(count):
        yield mapped("ticket.opened", f"t{n}", "2026-03-05T01:00:00Z", assignee=LI, owner="wang@example.cn")
        yield mapped("ticket.first_response", f"t{n}", "2026-03-05T02:30:00Z", assignee_email=LI)
        yield mapped("ticket.closed", f"t{n}", "2026-03-06T01:00:00Z", assignee={"email": LI})


def contacts(count):
    yield from subscriptions(count)
    for n in range(1, count):
        yield mapped("activity.logged", f"v{n}", "2026-03-12", actor={"email": LI}, customer_ref=f"c{n}", kind="call",
                     note="已回访")  # fmt: skip


def tasks(event_type, count, **data):
    for n in range(count):
        late = "2026-03-11" if n == 0 else "2026-03-10"
        yield mapped(event_type, f"k{n}", late, owner=LI, due_on="2026-03-10", **data)


def referrals(referrer):
    yield mapped(
        "customer.owner_changed", "old", "2026-01-01", customer_ref="old", to=LI, position="customer_success"
    )
    yield mapped("lead.created", "l", "2026-03-02", source="referral", customer_ref="new", **referrer)
    yield mapped("lead.accepted", "l", "2026-03-03", owner="wang@example.cn")


class TestDeliveries:
    @pytest.mark.parametrize(
        ("kpi_id", "events", "value"),
        [
            ("cs.nrr", subscriptions(6), Fraction(250, 600)),
            ("cs.grr", subscriptions(6), Fraction(250, 600)),
            ("cs.renewal_rate", subscriptions(6), Fraction(5, 6)),
            ("cs.churned_customers", subscriptions(6), 1),
            ("cs.nps", surveys(20), 90),
            ("cs.survey_response_rate", surveys(20), Fraction(1, 2)),
            ("cs.first_response_hours", tickets(5), Fraction(3, 2)),
            ("cs.resolution_hours", tickets(5), 24),
            ("cs.revisit_rate", contacts(5), Fraction(4, 5)),
            ("cs.onboarding_on_time", tasks("task.completed", 4, kind="onboarding"), Fraction(3, 4)),
            ("all.improvement_done", tasks("improvement.closed", 4, kpi_effect=True), Fraction(3, 4)),
            ("cs.referrals", referrals({"referrer_ref": {"vendor_id": "old", "name": "老客户"}}), 1),
            ("cs.referrals", referrals({"referrer": "old"}), 1),
        ],
        ids=lambda each: each if isinstance(each, str) else "",
    )
    def test_keep_what_the_kpi_is_computed_from(self, kpi_id, events, value):
        found = evaluated(kpi_id, list(events))

        assert (found.state, found.value) == ("scored", value)

    def test_a_day_is_one_of_the_companys_zone(self):
        midnight = mapped("subscription.churned", "s", "2026-03-31T16:00:00Z", customer_ref="c", owner=LI)

        assert midnight.on.isoformat() == "2026-04-01"

    def test_a_referrer_is_read_of_leads_alone(self):
        read = mapped("traffic.daily", "t", "2026-03-02", referrer="https://example.cn")

        assert "referrer_customer" not in read.data
