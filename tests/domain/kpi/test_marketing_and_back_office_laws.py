"""What holds for every KPI of marketing and the back office, whatever happened: order, repetition, shares, periods."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import COMPANY, Facts
from shared.domain.kpi.measures import measure
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, MARCH, SHANGHAI, WANG, event

KPIS = (
    "mkt.event_show_rate mkt.events_held mkt.cost_per_lead mkt.lead_acceptance_rate mkt.lead_to_order_rate "
    "mkt.sourced_revenue mkt.follower_growth mkt.content_on_time mkt.campaign_roi mkt.handover_hours "
    "bo.on_time_delivery bo.perfect_order bo.invoice_on_time bo.invoice_accuracy bo.after_sales_hours "
    "bo.contract_filing_on_time bo.reconciliation_on_time bo.request_sla bo.internal_csat bo.data_entry_errors"
).split()
SHARED_OUT = [
    each for each in KPIS if each not in ("mkt.handover_hours", "bo.after_sales_hours", "bo.internal_csat")
]
"""Whose parts are divided among the people credited; the others are observations of each of them."""
ADDITIVE = [each for each in SHARED_OUT if each not in ("mkt.events_held", "mkt.campaign_roi", "bo.perfect_order",
                                                        "bo.invoice_accuracy")]  # fmt: skip
"""What does not depend on how much is known when a period ends."""
TYPES = sorted(
    {each for kpi in KPIS for each in CATALOGUE[kpi].event_types}
    | {"event.registration_cancelled", "event.attendance_reverted", "lead.assigned"}
)
DATA = st.fixed_dictionaries(
    {},
    optional={
        "event_ref": st.sampled_from(["x0", "x1"]),
        "order_ref": st.sampled_from(["x0", "x1"]),
        "due_on": st.sampled_from(["2026-02-27", "2026-03-15", "2026-04-02"]),
        "planned_on": st.sampled_from(["2026-03-15", "2026-04-02"]),
        "promised_on": st.sampled_from(["2026-02-20", "2026-03-15", "2026-04-10"]),
        "followers": st.integers(0, 100),
        "content": st.just("account"),
        "csat": st.integers(1, 5),
        "internal": st.booleans(),
        "rater": st.sampled_from(["r0", "r1", "r2"]),
        "held": st.booleans(),
        "complete": st.booleans(),
        "error_class": st.sampled_from(["entry", "customer"]),
    },
)
CREDITS = ((), ((LI, 10_000),), ((LI, 6_000), (WANG, 4_000)))


@st.composite
def happenings(draw):
    """One of few entities on one of few days, so that records of one thing meet."""
    kind, name = draw(st.sampled_from(TYPES)), f"x{draw(st.integers(0, 4))}"
    at = datetime(2026, 1, 15, 1, tzinfo=UTC) + timedelta(hours=draw(st.integers(0, 90)) * 24)
    credits = draw(st.sampled_from(CREDITS))
    customer = draw(st.sampled_from([None, "c1", "c2"]))
    amount = draw(st.one_of(st.none(), st.integers(0, 10_000)))
    data = draw(DATA)
    return Event(
        id=f"{kind}/{name}/{at.isoformat()}/{amount}/{customer}/{len(credits)}/{sorted(data.items())}",
        type=kind,
        occurred_at=at,
        on=at.astimezone(SHANGHAI).date(),
        entity_id=name,
        credits=credits,
        customer=customer,
        amount_minor=amount,
        version=str(draw(st.integers(1, 3))),
        data=data,
    )


STORIES = st.lists(happenings(), min_size=1, max_size=40, unique_by=lambda each: each.id)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def told(events):
    return Facts(list(events), feeds=dict.fromkeys((*TYPES, "order.paid"), "ok"))


class TestAnyStory:
    @QUICK
    @given(events=STORIES, seed=st.integers(0, 1_000))
    def test_order_and_repetition_change_nothing(self, events, seed):
        again = [*events, *events[: len(events) // 2]]
        random.Random(seed).shuffle(again)

        for kpi in KPIS:
            assert evaluate(kpi, told(events), LI, MARCH) == evaluate(kpi, told(again), LI, MARCH)

    @QUICK
    @given(events=STORIES)
    def test_nobody_has_more_than_all_of_it_and_shares_make_the_whole(self, events):
        created = [event("lead.created", f"x{n}", "2026-02-01", version="0") for n in range(5)]

        for kpi in SHARED_OUT:
            story = told(replace(each, credits=CREDITS[2]) for each in [*created, *events])
            li, wang, everybody = (measure(kpi, story, who, MARCH) for who in (LI, WANG, COMPANY))
            if li.denominator is not None:
                assert li.denominator + wang.denominator == everybody.denominator
            assert li.numerator + wang.numerator == everybody.numerator

    @QUICK
    @given(events=STORIES)
    def test_a_rate_lies_between_none_and_all(self, events):
        rates = [
            each for each in SHARED_OUT if CATALOGUE[each].unit == "ratio" and each != "mkt.campaign_roi"
        ]

        for kpi in rates:
            found = measure(kpi, told(events), LI, MARCH)
            assert 0 <= found.numerator <= found.denominator

    @QUICK
    @given(events=STORIES)
    def test_the_records_behind_a_figure_are_records_and_those_left_out_are_not_among_them(self, events):
        ids = {each.id for each in events}

        for kpi in KPIS:
            found = evaluate(kpi, told(events), LI, MARCH)
            assert set(found.event_ids) <= ids
            assert not {each for each, _ in found.excluded} & set(found.event_ids)


class TestPeriods:
    @QUICK
    @given(events=STORIES)
    def test_months_add_up_to_their_quarter(self, events):
        story, quarter = told(events), Period.parse("2026-Q1")

        for kpi in ADDITIVE:
            whole = measure(kpi, story, LI, quarter)
            months = [measure(kpi, story, LI, month) for month in quarter.months()]
            assert sum(each.numerator for each in months) == whole.numerator
            assert sum(each.n for each in months) == whole.n

    @pytest.mark.parametrize("kpi", ["mkt.campaign_roi", "bo.internal_csat"])
    def test_a_quarterly_kpi_is_taken_from_the_first_day_of_its_quarter(self, kpi):
        found = evaluate(kpi, told([]), LI, Period.parse("2026-02"))

        assert found.window == Window.between(
            Period.parse("2026-Q1").first_on, Period.parse("2026-02").until_on
        )

    @pytest.mark.parametrize("kpi", KPIS)
    def test_without_any_source_it_asks_for_one(self, kpi):
        assert evaluate(kpi, Facts([]), LI, MARCH).reason == "kpi.no_source"

    @pytest.mark.parametrize("kpi", KPIS)
    def test_any_sick_feed_blocks_it(self, kpi):
        for sick in CATALOGUE[kpi].event_types:
            health = dict.fromkeys(CATALOGUE[kpi].event_types, "ok") | {sick: "sick"}
            assert evaluate(kpi, Facts([], feeds=health), LI, MARCH).state == "blocked"
