"""The deals of the Maven CRM sample: our measures are the ones computed independently, person by person."""

from datetime import UTC, date, datetime, time

import pytest

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts, Settings
from shared.domain.kpi.measures import measure
from shared.domain.numbers import quantize
from shared.domain.periods import Period
from tests.domain.kpi.reference import number, period_of, reference, rows, subject_of

MEASURED = {
    "won_value",
    "won_count",
    "lost_count",
    "win_rate",
    "avg_won_value",
    "sales_cycle_days_won",
    "sales_cycle_days_closed",
}


def deal_event(row, what, day):
    credits = ((row["sales_agent"], 10_000),)
    amount = int(row["close_value"]) * 100 if what == "deal.won" else None
    return Event(
        id=f"{what}/{row['opportunity_id']}",
        type=what,
        occurred_at=datetime.combine(day, time(4), tzinfo=UTC),
        on=day,
        entity_id=row["opportunity_id"],
        credits=credits,
        customer=row["account"] or None,
        amount_minor=amount,
    )


@pytest.fixture(scope="module")
def maven():
    events = []
    for row in rows(reference("maven_crm") / "sales_pipeline.csv"):
        if row["engage_date"]:
            events.append(deal_event(row, "deal.created", date.fromisoformat(row["engage_date"])))
        if row["close_date"]:
            outcome = "deal.won" if row["deal_stage"] == "Won" else "deal.lost"
            events.append(deal_event(row, outcome, date.fromisoformat(row["close_date"])))
    return Facts(
        events, Settings(revenue_source="deals", new_customer_lookback=None, repurchase_lookback=None)
    )


@pytest.fixture(scope="module")
def expected():
    return list(rows(reference("maven_crm") / "expected_kpis.csv"))


def compare(maven, row, ours):
    found = measure(ours, maven, subject_of(row), period_of(row))
    assert (found.numerator, found.denominator) == (number(row["numerator"]), number(row["denominator"])), row
    if row["value"]:
        assert found.value is not None, row
        assert quantize(found.value, 6) == quantize(number(row["value"]), 6), row
    else:
        assert found.value is None, row


class TestMavenDeals:
    def test_every_measure_of_every_person_month_and_quarter_is_the_expected_one(self, maven, expected):
        chosen = [r for r in expected if r["kpi_id"] in MEASURED and subject_of(r) and period_of(r)]

        for row in chosen:
            compare(maven, row, row["kpi_id"])

        assert len({row["agent"] for row in chosen}) == 31
        assert len(chosen) > 2500

    def test_repeat_purchases_of_a_quarter_are_the_expected_ones(self, maven, expected):
        chosen = [
            r for r in expected if r["kpi_id"] == "repeat_purchase_rate" and subject_of(r) and period_of(r)
        ]

        for row in chosen:
            compare(maven, row, "repurchase_rate")

        assert chosen

    def test_five_people_of_the_team_own_no_deal_and_have_no_data(self, maven, expected):
        idle = [
            r["agent"]
            for r in expected
            if r["kpi_id"] == "won_count" and r["value"] == "0" and r["period"] == "all"
        ]

        for person in idle:
            won = measure("won_count", maven, person, Period.parse("2017-Q3"))
            rate = measure("sales.win_rate", maven, person, Period.parse("2017-Q3"))
            assert (won.numerator, won.value, won.state) == (0, 0, "no_data")
            assert (rate.value, rate.state) == (None, "no_data")

        assert len(idle) == 5

    def test_open_deals_at_the_end_of_the_year_are_those_that_were_engaged_and_not_closed(self, maven):
        found = measure("open_deals", maven, "company", Period.parse("2017-12"))

        assert found.value == 1589
