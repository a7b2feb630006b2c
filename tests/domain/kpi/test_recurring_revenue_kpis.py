"""KPIs of recurring revenue: net and gross revenue retained."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY
from shared.domain.kpi.measures import measure
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, MARCH, WANG, event, facts

FEEDS = CATALOGUE["cs.nrr"].event_types


def told(change, customer, when, yuan=None, by=LI, **data):
    """A record of the customer's subscription."""
    entity = data.get("subscription_ref", f"s-{customer}")
    return event(f"subscription.{change}", entity, when, by, customer, yuan, **data)


def begun(count, yuan=1000, when="2025-01-15", by=LI):
    return [told("started", f"c{n}", when, yuan, by) for n in range(count)]


def net(*events, person=LI, period=MARCH, **options):
    return evaluate("cs.nrr", facts(*events, **{"feeds": FEEDS, **options}), person, period)


def gross(*events, person=LI, period=MARCH, **options):
    return evaluate("cs.grr", facts(*events, **{"feeds": FEEDS, **options}), person, period)


def points(found):
    definition = CATALOGUE[found.kpi_id]
    return definition.curve.points(found.value, definition.default_target)


class TestNetRevenueRetention:
    def test_is_what_the_customers_of_12_months_ago_bring_now_over_what_they_brought(self):
        lost = told("churned", "c0", "2025-08-01")
        less = told("downgraded", "c1", "2025-11-01", 700)
        more = told("upgraded", "c2", "2026-02-01", 1600)

        found = net(begun(10), lost, less, more)

        assert (found.numerator, found.denominator, found.n) == (9300, 10_000, 10)
        assert found.value == Fraction(93, 100)
        assert (found.window.first_on.isoformat(), found.window.until_on.isoformat()) == (
            "2025-04-01",
            "2026-04-01",
        )

    def test_the_months_own_loss_is_no_power_of_twelve(self):
        lost = told("downgraded", "c0", "2026-03-10", 900)

        assert net(begun(10), lost).value == Fraction(99, 100)

    @pytest.mark.parametrize(
        ("price", "value", "score"),
        [(849, "0.849", 0), (850, "0.85", 60), (1000, "1", 100), (1050, "1.05", 110), (1200, "1.2", 120)],
    )
    def test_points_jump_at_85_percent_and_are_capped(self, price, value, score):
        changes = [told("upgraded", f"c{n}", "2026-03-01", price) for n in range(5)]

        found = net(begun(5), changes)

        assert (found.value, points(found)) == (Fraction(value), score)

    def test_a_customer_of_the_first_day_was_not_there_as_it_began(self):
        first_day = told("started", "new", "2025-04-01", 5000)

        assert net(begun(5), first_day).denominator == 5000

    def test_what_happens_after_the_period_is_not_in_it(self):
        assert net(begun(5), told("churned", "c0", "2026-04-01")).value == 1
        assert net(begun(5), told("churned", "c0", "2026-03-31")).value == Fraction(4, 5)

    def test_four_customers_are_too_few(self):
        found = net(begun(4))

        assert (found.state, found.reason, found.n) == ("na", "kpi.sample_too_small", 4)

    def test_nobody_at_the_start_is_nothing_to_measure(self):
        assert net(begun(5, when="2025-06-01")).reason == "kpi.nothing_to_measure"

    def test_without_a_feed_of_ends_nobody_knows(self):
        found = net(begun(5), feeds=())

        assert (found.state, found.reason) == ("na", "kpi.no_source")

    def test_a_sick_feed_blocks(self):
        assert net(begun(5), sick=("subscription.churned",)).state == "blocked"

    def test_a_customer_is_of_the_owner_as_the_twelve_months_began(self):
        handed = event("customer.owner_changed", "c0", "2025-10-01", by=WANG, customer="c0")
        before = event("customer.owner_changed", "c1", "2025-03-31", by=WANG, customer="c1")

        found = net(begun(7), handed, before)

        assert found.n == 6

    def test_a_second_contract_of_a_customer_is_growth_and_one_of_a_new_customer_is_not(self):
        second = told("started", "c0", "2025-12-01", 500, subscription_ref="second")
        other = told("started", "new", "2025-12-01", 500)

        assert net(begun(5), second, other).numerator == 5500

    def test_a_year_paid_at_once_brings_a_twelfth_a_month(self):
        yearly = told("renewed", "c0", "2026-01-15", 14_400, billing_months=12)

        assert net(begun(5), yearly).numerator == 5200

    def test_a_contract_without_an_amount_is_left_out_and_flagged(self):
        unpriced = told("started", "dark", "2025-01-01")
        priced_later = told("upgraded", "dark", "2026-01-01", 900)

        found = net(begun(5), unpriced, priced_later)

        assert (found.numerator, found.denominator) == (5000, 5000)
        assert found.excluded == ((unpriced.id, "subscription.no_amount"),)

    def test_a_foreign_amount_keeps_the_rate_of_the_start(self):
        dollars = [told("started", f"c{n}", "2025-01-15", 7000, rate="7.00") for n in range(5)]
        same = told("renewed", "c0", "2026-01-15", 7200, rate="7.20")

        assert net(dollars, same).value == 1

    def test_records_with_ids_of_their_own_are_of_the_only_contract(self):
        start = [event("subscription.started", f"e{n}", "2025-01-15", LI, f"c{n}", 1000) for n in range(5)]
        less = event("subscription.downgraded", "e-less", "2025-09-01", LI, "c0", 400)
        end = event("subscription.churned", "e-end", "2025-10-01", LI, "c1")

        assert net(start, less, end).numerator == 3400

    def test_an_end_that_names_no_contract_ends_them_all(self):
        two = [told("started", "c0", "2025-01-15", 500, subscription_ref=ref) for ref in ("a", "b")]
        end = event("subscription.churned", "unknown", "2026-01-01", LI, "c0")

        found = net(begun(5)[1:], two, end)

        assert (found.numerator, found.denominator, found.n) == (4000, 5000, 5)

    def test_the_end_of_one_of_two_contracts_leaves_the_other(self):
        two = [told("started", "c0", "2025-01-15", 500, subscription_ref=ref) for ref in ("a", "b")]
        end = told("churned", "c0", "2026-01-01", subscription_ref="a")

        assert net(begun(5)[1:], two, end).numerator == 4500

    def test_contracts_of_one_customer_are_told_apart_by_their_ids(self):
        two = [
            event("subscription.started", name, "2025-01-15", LI, "c0", yuan)
            for name, yuan in (("a", 300), ("b", 700))
        ]
        end = event("subscription.churned", "a", "2026-01-01", LI, "c0")

        found = net(begun(5)[1:], two, end)

        assert (found.numerator, found.denominator, found.n) == (4700, 5000, 5)

    def test_a_record_of_another_contract_by_name_does_not_touch_the_running_one(self):
        other = told("upgraded", "c0", "2025-12-01", 9000, subscription_ref="other")

        found = net(begun(5), other)

        assert (found.numerator, found.denominator) == (5000, 5000)
        assert found.excluded == ((other.id, "subscription.no_amount"),)

    @pytest.mark.parametrize(("yuan", "left"), [(0, 4000), (-5, 5000), (None, 5000)])
    def test_a_contract_may_become_free_but_not_negative(self, yuan, left):
        assert net(begun(5), told("downgraded", "c0", "2026-01-05", yuan)).numerator == left

    def test_an_end_says_nothing_about_the_price_of_what_begins_after_it(self):
        ended = told("churned", "c0", "2025-12-01", 1)
        again = told("started", "c0", "2026-01-05")

        assert net(begun(5), ended, again).numerator == 5000

    def test_a_rate_on_one_side_alone_changes_nothing(self):
        rated = told("renewed", "c0", "2026-01-05", 900, rate="7.00")

        assert net(begun(5), rated).numerator == 4900

    def test_a_correction_of_the_same_day_replaces_what_it_corrects(self):
        versions = [
            told("upgraded", "c0", "2026-01-05", yuan, version=v) for v, yuan in (("2", 1500), ("10", 1200))
        ]

        assert net(begun(5), versions).numerator == 5200
        assert net(begun(5), versions[::-1]).numerator == 5200

    def test_merged_customers_are_one(self):
        merged = event("customer.merged", "c0", "2026-03-20", by=None, customer="c0", merged_ids=["c1"])

        assert net(begun(6), merged).n == 5

    def test_the_company_has_everybody(self):
        theirs = [told("started", f"w{n}", "2025-01-15", 1000, WANG) for n in range(3)]

        assert net(begun(5), theirs, person=COMPANY).denominator == 8000

    def test_a_quarter_ends_the_same_twelve_months(self):
        found = net(begun(5), told("churned", "c0", "2026-02-01"), period=Period.parse("2026-Q1"))

        assert (found.value, found.window.first_on.isoformat()) == (Fraction(4, 5), "2025-04-01")

    def test_the_measure_is_of_the_calendar_month(self):
        found = measure(
            "net_revenue_retention",
            facts(begun(5), told("churned", "c0", "2025-09-01"), feeds=FEEDS),
            LI,
            MARCH,
        )

        assert (found.numerator, found.denominator, found.n) == (4000, 4000, 4)


class TestGrossRevenueRetention:
    def test_growth_of_one_customer_does_not_make_up_for_the_loss_of_another(self):
        lost = told("churned", "c0", "2026-03-05")
        more = told("upgraded", "c1", "2026-03-06", 9000)
        less = told("downgraded", "c2", "2026-03-07", 600)

        found = gross(begun(10), lost, more, less)

        assert (found.numerator, found.denominator, found.value) == (8600, 10_000, Fraction(86, 100))

    def test_is_of_the_month_and_not_of_the_year(self):
        assert gross(begun(6), told("churned", "c0", "2026-02-27")).value == 1

    @pytest.mark.parametrize(("lost", "score"), [(29, 0), (28, 60), (10, 100), (1, 120), (0, 120)])
    def test_points_follow_its_own_curve_at_target_90(self, lost, score):
        ends = [told("churned", f"c{n}", "2026-03-05") for n in range(lost)]

        found = gross(begun(100), ends)

        assert found.value == Fraction(100 - lost, 100)
        assert points(found) == score

    def test_four_customers_are_too_few(self):
        assert gross(begun(4)).reason == "kpi.sample_too_small"

    @given(
        changes=st.lists(
            st.tuples(
                st.sampled_from(["upgraded", "downgraded", "renewed", "churned", "started"]),
                st.integers(0, 6),
                st.integers(1, 31),
                st.integers(0, 5000),
            ),
            max_size=25,
        )
    )
    def test_it_never_exceeds_100_percent_nor_the_net_figure(self, changes):
        story = facts(
            begun(5),
            [
                told(
                    change,
                    f"c{n}",
                    f"2026-03-{on:02}",
                    None if change == "churned" else yuan,
                    version=str(index),
                )
                for index, (change, n, on, yuan) in enumerate(changes)
            ],
            feeds=FEEDS,
        )

        kept = measure("gross_revenue_retention", story, LI, MARCH)
        net_kept = measure("net_revenue_retention", story, LI, MARCH)

        assert 0 <= kept.value <= 1
        assert kept.value <= net_kept.value
        assert kept.denominator == net_kept.denominator == 5000
