"""The figures that the product is introduced with, from the records to the points."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from shared.domain.kpi.blending import plan_before_switch
from shared.domain.kpi.catalogue import CATALOGUE, DEFAULT_SCORECARDS
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.in_force import whole_period
from shared.domain.kpi.reasons import reason_for
from shared.domain.kpi.scorecard import score
from tests.domain.kpi.building import LI, MARCH, deal, event, facts, paid
from tests.domain.kpi.planning import EVERY_DAY, JUNE, LIBRARY, line, scored, version

SALES = whole_period(DEFAULT_SCORECARDS["sales"])


def a_sellers_march():
    """24,000 of 100,000 from a new customer, two of eight bought again, cycles of 27.5 days, one event of two."""
    yield [paid(f"old{n}", "2025-10-09", 1_000, f"c{n}") for n in range(8)]
    yield [paid(f"again{n}", f"2026-03-0{n + 3}", 38_000, f"c{n}") for n in range(2)]
    yield paid("new", "2026-03-12", 24_000, "somebody new")
    for n, length in enumerate((25, 30, 25, 30)):
        won = date(2026, 3, 16 + n)
        yield deal(f"d{n}", str(won - timedelta(days=length)), str(won))
    yield [event("event.held", f"e{n}", f"2026-03-1{n}", event_ref=f"e{n}") for n in range(2)]
    yield event("event.staffed", "s", "2026-03-10", event_ref="e0")


class TestASellersMarch:
    @pytest.fixture(scope="class")
    @classmethod
    def card(cls):
        story = facts(*a_sellers_march(), feeds=["order.refunded"])
        return score(SALES, {each.kpi_id: evaluate(each.kpi_id, story, LI, MARCH) for each in SALES})

    def test_is_78_points_from_its_records(self, card):
        assert [str(each.weighted) for each in card.lines] == ["32.0000", "30.0000", "16.0000", "0.0000"]
        assert (str(card.total), card.grade) == ("78.0000", "B")

    def test_loses_22_points_at_three_places(self, card):
        assert [str(each.lost) for each in card.lines] == ["8.0000", "0.0000", "4.0000", "10.0000"]

    def test_shows_what_was_divided_by_what_with_the_records_behind_it(self, card):
        share, repeat, cycle, events = card.lines

        assert (share.numerator, share.denominator, share.value) == (24_000, 100_000, Fraction(24, 100))
        assert (repeat.numerator, repeat.denominator, cycle.value, cycle.n) == (2, 8, Fraction("27.5"), 4)
        assert (events.value, events.target) == (1, 2)
        assert all(each.event_ids for each in card.lines)


class TestTheOldPlanAlone:
    def test_is_the_floor_of_89_55(self):
        versions = (
            version("2026-01-01", line("visits", 30, 40), line("rest", 70, 100)),
            version("2026-06-13", line("visits", 10), line("conversion", 30, "0.04"), line("rest", 60, 100)),
        )

        floor = plan_before_switch(
            versions, lambda day: {"sales": 10_000}, JUNE, EVERY_DAY, catalogue=LIBRARY
        )

        assert str(scored(floor.lines, {"visits": 27, "rest": 99}).total) == "89.5500"


class TestEventLeads:
    def test_five_customers_of_forty_are_12_5_percent(self):
        leads = [
            event("lead.created", f"l{n}", "2026-01-20", customer=f"c{n}", event_ref="e") for n in range(40)
        ]
        bought = [paid(f"o{n}", "2026-03-20", 100, f"c{n}") for n in range(5)]
        a_day_late = paid("late", "2026-03-22", 100, "c39")

        story = facts(event("event.held", "e", "2026-01-20"), leads, bought, a_day_late)

        found = evaluate("mkt.event_conversion_rate", story, LI, MARCH)

        assert (found.value, found.numerator, found.denominator) == (Fraction(1, 8), 5, 40)


class TestAnswers:
    def answered(self, *marks):
        given = [
            event("survey.responded", f"a{n}", "2026-03-02", customer=f"c{n}", csat=mark)
            for n, mark in enumerate(marks)
        ]
        return evaluate("cs.csat", facts(given), LI, MARCH)

    def test_six_of_them_make_4_5(self):
        found = self.answered(5, 4, 5, 4, 5, 4)

        assert (found.value, found.n) == (Fraction("4.5"), 6)

    def test_four_are_too_few_and_the_reason_says_how_many_there_are_and_are_needed(self):
        found = self.answered(5, 4, 5, 4)

        told = reason_for(CATALOGUE["cs.csat"], found, Fraction("4.5"))
        assert (found.state, found.value) == ("na", None)
        assert "4" in told.zh and "5" in told.zh and "4" in told.en and "5" in told.en


class TestASmallSample:
    def test_looks_back_further_first(self):
        orders = [
            paid(f"o{n}", day, 100, f"c{n}")
            for n, day in enumerate(["2026-01-09", "2026-02-09", "2026-03-09"])
        ]

        found = evaluate("sales.new_customer_revenue_share", facts(orders), LI, MARCH)

        assert (found.state, found.n, found.window.first_on) == ("scored", 3, date(2026, 1, 1))

    def test_is_then_not_measured_and_says_what_was_there_and_what_was_asked_for(self):
        orders = [paid(f"o{n}", day, 100, f"c{n}") for n, day in enumerate(["2026-02-09", "2026-03-09"])]

        found = evaluate("sales.new_customer_revenue_share", facts(orders), LI, MARCH)

        assert (found.state, found.reason, found.n, found.needed) == ("na", "kpi.sample_too_small", 2, 3)
        assert found.confidence == "none"

    @pytest.mark.parametrize(
        ("days", "confidence"),
        [
            (["2026-01-09", "2026-02-09", "2026-03-09"], "widened"),
            (["2026-03-09", "2026-03-10", "2026-03-11"], "small"),
            ([f"2026-03-{day:02}" for day in range(2, 7)], "small"),
            ([f"2026-03-{day:02}" for day in range(2, 8)], "full"),
        ],
    )
    def test_says_how_far_it_may_be_relied_on(self, days, confidence):
        orders = [paid(f"o{n}", day, 100, f"c{n}") for n, day in enumerate(days)]

        found = evaluate("sales.new_customer_revenue_share", facts(orders), LI, MARCH)

        assert found.confidence == confidence
