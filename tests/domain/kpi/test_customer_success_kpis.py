"""KPIs of customer success: retention, satisfaction, upgrades."""

from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.measures import measure
from tests.domain.kpi.building import LI, MARCH, WANG, days, event, facts, paid


def score_of(found):
    definition = CATALOGUE[found.kpi_id]
    return definition.curve.points(found.value, definition.default_target)


def subscribed(customer, when="2025-06-01", change="started", by=LI, **data):
    return event(f"subscription.{change}", f"{change}-{customer}-{when}", when, by, customer, **data)


def retention(*events):
    return evaluate("cs.retention_rate", facts(*events, feeds=("subscription.churned",)), LI, MARCH)


def book(size):
    return [subscribed(f"c{n}") for n in range(size)]


def lost(count):
    return [subscribed(f"c{n}", "2026-03-10", "churned") for n in range(count)]


class TestRetention:
    def test_new_customers_do_not_make_up_for_lost_ones(self):
        newcomers = [subscribed(f"n{n}", "2026-03-05") for n in range(10)]

        found = retention(book(80), lost(3), newcomers)

        assert (found.value, found.numerator, found.denominator) == (Fraction(77, 80), 77, 80)

    @pytest.mark.parametrize(
        ("size", "gone", "value", "points"),
        [(80, 20, "0.75", "75"), (100, 28, "0.72", "60"), (1000, 281, "0.719", "0"), (80, 30, "0.625", "0"),
         (100, 24, "0.76", "80")],
    )  # fmt: skip
    def test_points_follow_its_own_curve_at_target_80(self, size, gone, value, points):
        found = retention(book(size), lost(gone))

        assert (found.value, score_of(found)) == (Fraction(value), Fraction(points))

    def test_a_customer_who_came_back_is_not_kept(self):
        nine = [paid(f"o{n}", "2026-02-01", 100, f"c{n}") for n in range(9)]
        gone = paid("gone", "2025-09-10", 100, "gone")
        back = [paid("june", "2025-06-01", 100, "back"), paid("b", "2026-03-05", 100, "back")]

        found = retention(nine, gone, back)

        assert (found.value, found.numerator, found.denominator) == (Fraction(9, 10), 9, 10)

    def test_a_small_book_looks_at_the_quarter_and_then_is_too_small(self):
        found = retention(book(6))

        assert (found.state, found.reason, found.n) == ("na", "kpi.sample_too_small", 6)
        assert found.window.first_on.isoformat() == "2026-01-01"

    def test_no_customer_at_the_start_is_nothing_to_measure(self):
        assert retention(subscribed("n", "2026-03-01")).reason == "kpi.nothing_to_measure"

    def test_a_customer_is_the_recorded_owners_as_the_month_begins(self):
        handed = event("customer.owner_changed", "c0", "2026-03-01", by=WANG, customer="c0")
        before = event("customer.owner_changed", "c1", "2026-02-28", by=WANG, customer="c1")

        assert retention(book(12), handed, before).denominator == 11

    def test_the_company_has_all_customers(self):
        theirs = [subscribed(f"w{n}", by=WANG) for n in range(5)]

        assert measure("retention_rate", facts(book(10), theirs), "company", MARCH).denominator == 15

    def test_a_sellers_record_does_not_take_a_customer_away(self):
        seller = event("customer.owner_changed", "c0", "2026-01-01", by=WANG, customer="c0", position="sales")

        assert retention(book(10), seller).denominator == 10


class TestSatisfaction:
    def csat(self, *events):
        return evaluate("cs.csat", facts(*events, feeds=("survey.responded",)), LI, MARCH)

    def answers(self, *marks, day="2026-03-10", **data):
        return [
            event("survey.responded", f"a{n}", day, customer=f"c{n}", csat=mark, **data)
            for n, mark in enumerate(marks)
        ]

    def test_six_answers_give_their_mean(self):
        found = self.csat(self.answers(5, 4, 5, 4, 5, 4))

        assert (found.value, found.n, score_of(found)) == (Fraction(9, 2), 6, 100)

    def test_four_answers_are_too_few_and_not_zero(self):
        found = self.csat(self.answers(5, 4, 5, 4))

        assert (found.state, found.reason, found.value, found.needed) == (
            "na",
            "kpi.sample_too_small",
            None,
            5,
        )

    def test_a_fifth_of_the_invitations_is_needed(self):
        sent = event("survey.sent", "s", "2026-03-01", count=31)

        assert self.csat(self.answers(5, 4, 5, 4, 5, 4), sent).reason == "kpi.sample_too_small"

    def test_the_first_answer_within_30_days_counts(self):
        again = event("survey.responded", "late", "2026-03-20", customer="c0", csat=1)

        found = self.csat(self.answers(5, 4, 4, 4, 4), again)

        assert (found.value, found.numerator, found.denominator, found.n) == (Fraction(21, 5), 21, 5, 5)
        assert found.excluded == (("survey.responded/late/2026-03-20", "survey.answered_before"),)

    def test_an_answer_after_30_days_counts_again(self):
        earlier = event("survey.responded", "feb", days("2026-03-10", -30)[0], customer="c0", csat=1)

        assert self.csat(self.answers(5, 4, 4, 4, 4), earlier).n == 5

    def test_other_scales_keep_their_lowest_mark_at_1(self):
        found = self.csat(self.answers(9, 9, 10, 8, 9, scale=10))

        assert found.value == Fraction(41, 9)

    def test_answers_without_a_customer_are_all_valid(self):
        anonymous = [event("survey.responded", f"x{n}", "2026-03-10", csat=4) for n in range(5)]

        assert self.csat(anonymous).n == 5

    def test_a_mark_beyond_its_scale_is_no_answer(self):
        assert self.csat(self.answers(5, 4, 5, 4, 5, 9)).n == 5

    def test_a_revised_answer_counts_as_it_stands_and_a_removed_one_not_at_all(self):
        revised = event("survey.revised", "a0", "2026-03-12", csat=1)
        removed = event("survey.removed", "a5", "2026-03-12")

        found = self.csat(self.answers(5, 4, 4, 4, 4, 1), revised, removed)

        assert (found.numerator, found.n) == (17, 5)


class TestUpgrades:
    def rate(self, *events):
        return evaluate("cs.upgrade_rate", facts(*events, feeds=("subscription.upgraded",)), LI, MARCH)

    def basics(self, size):
        return [subscribed(f"c{n}", to="basic") for n in range(size)]

    def up(self, customer, when):
        return subscribed(customer, when, "upgraded", **{"from": "basic", "to": "premium"})

    def down(self, customer, when):
        return subscribed(customer, when, "downgraded", **{"from": "premium", "to": "basic"})

    def test_taken_back_on_day_60_does_not_count(self):
        ups = [self.up("c1", "2026-02-01"), self.up("c2", "2026-03-01"), self.up("c3", "2026-01-05")]

        found = self.rate(self.basics(20), ups, self.down("c3", "2026-03-06"))
        later = self.rate(self.basics(20), ups, self.down("c3", "2026-03-07"))

        assert (found.value, found.numerator, found.denominator, found.n) == (Fraction(1, 10), 2, 20, 20)
        assert later.numerator == 3

    def test_four_basic_customers_are_too_few(self):
        assert self.rate(self.basics(4), self.up("c1", "2026-02-01")).reason == "kpi.sample_too_small"

    def test_customers_on_another_plan_are_not_in_it(self):
        premium = [subscribed(f"p{n}", to="premium") for n in range(5)]

        assert self.rate(self.basics(5), premium).denominator == 5
