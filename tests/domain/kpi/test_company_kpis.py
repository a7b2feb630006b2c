"""KPIs of the whole company: the same figure in everybody's scorecard, and the sum of what people are credited with."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY, Settings
from shared.domain.kpi.measures import measure
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, MARCH, WANG, event, facts, paid, refunded

NOBODY_YET = "per_newcomer"
ORDERS = ("order.paid", "order.refunded")
QUARTER = Period.parse("2026-Q1")


def points(found, target=None):
    definition = CATALOGUE[found.kpi_id]
    return definition.curve.points(
        found.value, Fraction(str(target)) if target else definition.default_target
    )


class TestCompanyRevenue:
    STORY = (
        paid("a", "2026-03-01", 600, "a"),
        paid("b", "2026-03-31", 300, "b", by=WANG),
        paid("c", "2026-03-09", 100, "c", by=None),
    )

    @pytest.mark.parametrize("person", [LI, WANG, NOBODY_YET, COMPANY])
    def test_is_everything_sold_in_everybodys_scorecard(self, person):
        found = evaluate("co.revenue", facts(self.STORY, feeds=ORDERS), person, MARCH)

        assert (found.state, found.value, found.n, len(found.event_ids)) == ("scored", 1_000, 3, 3)
        assert points(found, 1_000) == 100

    def test_its_measure_is_the_subjects_own_part_and_the_parts_add_up(self):
        story = facts(self.STORY)

        parts = [measure("co.revenue", story, who, MARCH).value for who in (LI, WANG, NOBODY_YET, COMPANY)]

        assert parts == [600, 300, 0, 1_000]

    def test_a_refund_counts_in_the_month_in_which_it_happens(self):
        story = facts(self.STORY, refunded("r", "2026-04-02", 50, "b"))

        found = [
            evaluate("co.revenue", story, LI, Period.parse(month)).value for month in ("2026-03", "2026-04")
        ]

        assert found == [1_000, -50]

    def test_it_is_of_the_whole_period_whoever_joined_when(self):
        cut = Window.between(date(2026, 3, 16), date(2026, 4, 1))

        assert evaluate("co.revenue", facts(self.STORY), LI, MARCH, cut).value == 1_000

    def test_a_quarter_adds_its_months(self):
        assert (
            evaluate("co.revenue", facts(self.STORY, paid("j", "2026-01-02", 1, "a")), LI, QUARTER).value
            == 1_001
        )

    def test_nothing_sold_with_a_healthy_feed_is_zero(self):
        assert evaluate("co.revenue", facts(feeds=ORDERS), LI, MARCH).state == "zero"

    def test_won_deals_count_where_they_are_the_source_of_revenue(self):
        story = facts(event("deal.won", "d", "2026-03-02", yuan=7), self.STORY, settings=Settings("deals"))

        assert evaluate("co.revenue", story, LI, MARCH).value == 7

    @settings(max_examples=60, deadline=None)
    @given(
        sold=st.lists(
            st.tuples(st.integers(1, 31), st.integers(1, 99_999), st.integers(0, 10_000)), max_size=8
        ),
        back=st.lists(st.tuples(st.integers(0, 7), st.integers(1, 99_999)), max_size=4),
    )
    def test_what_people_are_credited_with_makes_it_to_the_cent(self, sold, back):
        orders = [
            paid(f"o{n}", f"2026-03-{on:02}", Fraction(cents, 100), f"c{n}", by=shares(bp))
            for n, (on, cents, bp) in enumerate(sold)
        ]
        refunds = [
            refunded(f"r{n}", "2026-03-31", Fraction(cents, 100), f"o{of}")
            for n, (of, cents) in enumerate(back)
        ]
        story = facts(orders, refunds, feeds=ORDERS)

        parts = sum(measure("sales.revenue", story, who, MARCH).value for who in (LI, WANG))

        assert parts == measure("co.revenue", story, COMPANY, MARCH).value


def shares(bp):
    return [(person, part) for person, part in ((LI, bp), (WANG, 10_000 - bp)) if part]


class TestCompanyNewCustomers:
    def new(self, *events, person=LI, period=MARCH):
        return evaluate("co.new_customers", facts(*events, feeds=ORDERS), person, period)

    def test_is_the_customers_whose_first_order_is_in_the_period_each_once(self):
        found = self.new(
            paid("old", "2024-01-02", 1, "back"),
            paid("back", "2026-03-02", 1, "back"),
            paid("a", "2026-03-02", 1, "a", by=[(LI, 5_000), (WANG, 5_000)]),
            paid("a2", "2026-03-09", 1, "a"),
            paid("b", "2026-03-31", 1, "b", by=None),
            paid("later", "2026-04-01", 1, "c"),
        )

        assert (found.state, found.value, found.n) == ("scored", 2, 2)
        assert points(found, "2.5") == 80

    def test_a_refunded_order_makes_nobody_a_customer(self):
        assert self.new(paid("a", "2026-03-02", 1, "a"), refunded("r", "2026-03-09", 1, "a")).state == "zero"

    def test_merged_customers_are_one(self):
        merge = event("customer.merged", "a", "2026-03-20", by=None, customer="a", merged_ids=["b"])

        assert self.new(paid("1", "2026-03-02", 1, "a"), paid("2", "2026-03-03", 1, "b"), merge).value == 1

    def test_its_measure_is_the_subjects_own_part(self):
        story = facts(paid("a", "2026-03-02", 1, "a", by=[(LI, 6_000), (WANG, 4_000)]))

        values = [measure("co.new_customers", story, who, MARCH).value for who in (LI, WANG, COMPANY)]

        assert values == [Fraction(3, 5), Fraction(2, 5), 1]

    def test_none_with_a_healthy_feed_is_zero(self):
        assert self.new().state == "zero"


def started(customer, when="2025-06-01", by=WANG):
    return event("subscription.started", customer, when, by, customer)


def churned(customer, when):
    return event("subscription.churned", f"{customer}-end", when, WANG, customer)


class TestCompanyRetention:
    TEN = tuple(started(f"c{n}") for n in range(10))

    def retention(self, *events, person=LI, period=MARCH, sick=()):
        story = facts(*events, feeds=("subscription.churned",), sick=sick)
        return evaluate("co.retention_rate", story, person, period)

    def test_is_who_stayed_over_who_was_there_as_the_quarter_began(self):
        found = self.retention(self.TEN, churned("c1", "2026-01-01"), churned("c2", "2026-03-31"))

        assert (found.state, found.value, found.numerator, found.denominator, found.n) == (
            "scored", Fraction(4, 5), 8, 10, 10,
        )  # fmt: skip
        assert (found.window.first_on, found.window.until_on) == (date(2026, 1, 1), date(2026, 4, 1))
        assert points(found) == 100

    def test_the_company_is_scored_on_its_own_curve(self):
        found = self.retention(self.TEN, [churned(f"c{n}", "2026-02-01") for n in range(3)])
        of_one_person = CATALOGUE["cs.retention_rate"].curve

        assert points(found) == Fraction("87.5")
        assert of_one_person.points(found.value, Fraction(80, 100)) == 0

    @pytest.mark.parametrize("month", ["2026-01", "2026-02", "2026-03"])
    def test_each_month_looks_back_to_the_beginning_of_its_quarter(self, month):
        found = self.retention(self.TEN, churned("c1", "2026-01-20"), period=Period.parse(month))

        assert (found.numerator, found.denominator) == (9, 10)

    def test_new_and_returning_customers_are_not_in_it(self):
        back = churned("c1", "2025-12-01"), started("c1", "2026-02-01")

        found = self.retention(self.TEN, started("c10"), back, started("new", "2026-02-01"))

        assert (found.numerator, found.denominator) == (10, 10)

    def test_who_starts_on_the_first_day_was_not_there_as_it_began(self):
        assert self.retention(self.TEN, started("first", "2026-01-01")).denominator == 10

    def test_customers_that_only_order_count_too(self):
        buyers = [paid(f"o{n}", "2025-11-10", 1, f"b{n}") for n in range(10)]

        found = self.retention(buyers, paid("again", "2026-03-31", 1, "b1"))

        assert (found.numerator, found.denominator) == (10, 10)

    def test_nine_customers_are_too_few_and_none_is_nothing_to_measure(self):
        assert self.retention(self.TEN[:9]).reason == "kpi.sample_too_small"
        assert self.retention().reason == "kpi.nothing_to_measure"

    def test_a_sick_feed_blocks(self):
        assert self.retention(self.TEN, sick=("subscription.churned",)).state == "blocked"
