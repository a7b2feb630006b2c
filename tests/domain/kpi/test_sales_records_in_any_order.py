"""Sales and company KPIs are the same whatever the order in which records arrive, and however often."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import Facts
from tests.domain.kpi.building import LI, MARCH, WANG, days, event, facts, paid, refunded

KPIS = sorted(key for key, each in CATALOGUE.items() if each.position in ("sales", "company"))
DAYS = days("2025-12-20", *range(0, 115))
OWNERS = st.sampled_from([LI, WANG, None, [(LI, 6_000), (WANG, 4_000)], [(LI, 5_000)]])
CUSTOMERS = st.sampled_from(["c1", "c2", "c3", None])
FIELDS = {
    "activity.logged": lambda n: {"kind": ("visit", "call")[n % 2], "duration_s": 300 + n, "evidence": "geo",
                                  "lead_ref": f"x{n % 4}"},
    "traffic.daily": lambda n: {"content": "store", "content_ref": f"s{n % 2}", "visitors": n * 10},
    "invoice.due": lambda n: {"due_on": DAYS[n % 115], "order_ref": f"x{n % 4}"},
    "payment.received": lambda n: {"order_ref": f"x{n % 4}"},
    "cost.posted": lambda n: {"order_ref": f"x{n % 4}"},
    "quote.sent": lambda n: {"revises": f"x{n % 4}"} if n % 3 == 0 else {},
    "forecast.submitted": lambda n: {"period": "2026-03"},
    "deal.stage_changed": lambda n: {"probability": str(n % 100), "close_date": "2026-04-10"},
    "customer.upserted": lambda n: {"name": "A", "email": "a@b.cn"} if n % 2 else {"name": ""},
}  # fmt: skip
PLAIN = ("deal.created", "deal.won", "lead.assigned", "lead.created", "customer.deleted", "activity.removed",
         "invoice.voided", "subscription.started", "subscription.churned", "order.cancelled")  # fmt: skip


@st.composite
def records(draw):
    kind = draw(st.sampled_from([*FIELDS, *PLAIN, "order.paid", "order.refunded"]))
    entity, n = f"x{draw(st.integers(0, 3))}", draw(st.integers(0, 400))
    when, by, yuan = draw(st.sampled_from(DAYS)), draw(OWNERS), draw(st.integers(0, 5_000))
    if kind == "order.paid":
        return paid(
            entity, when, yuan, draw(CUSTOMERS), by, channel="online", store_ref="s1", list_minor=n * 100
        )
    if kind == "order.refunded":
        return refunded(f"r{n}", when, yuan, entity, by)
    data = FIELDS.get(kind, lambda _: {})(n)
    built = event(kind, entity, when, by, draw(CUSTOMERS), yuan, str(n))
    return replace(built, data=data)


class TestRecordsInAnyOrder:
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.lists(records(), max_size=30, unique_by=lambda each: each.id), st.randoms(use_true_random=False)
    )
    def test_shuffled_and_repeated_they_give_the_same(self, story, chance):
        in_order = facts(story, feeds=TYPES)
        mixed = [*story, *story[::2]]
        chance.shuffle(mixed)

        for kpi_id in KPIS:
            assert evaluate(kpi_id, facts(mixed, feeds=TYPES), LI, MARCH) == evaluate(
                kpi_id, in_order, LI, MARCH
            )

    @pytest.mark.parametrize("kpi_id", KPIS)
    def test_what_others_do_later_changes_nothing_about_a_period_that_is_over(self, kpi_id):
        story = [*(paid(f"o{n}", day, 100, f"c{n}", list_minor=12_000) for n, day in enumerate(DAYS[10:70:9])),
                 *(replace(event("activity.logged", f"v{n}", day, customer=f"c{n}"),
                           data={"kind": "visit", "duration_s": 900, "evidence": "geo"})
                   for n, day in enumerate(DAYS[5:80:7]))]  # fmt: skip
        later = [
            paid("later", "2026-05-02", 100, "c1", WANG),
            event("payment.received", "p", "2026-05-02", yuan=1),
        ]
        Random(7).shuffle(later)

        before = evaluate(kpi_id, Facts(story, feeds=dict.fromkeys(TYPES, "ok")), LI, MARCH)
        after = evaluate(kpi_id, Facts([*later, *story], feeds=dict.fromkeys(TYPES, "ok")), LI, MARCH)

        assert after == before


TYPES = tuple(sorted({each for kpi_id in KPIS for each in CATALOGUE[kpi_id].event_types}))
