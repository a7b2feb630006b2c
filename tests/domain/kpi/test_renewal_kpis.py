"""The renewal rate: contracts renewed of those due."""

from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, MARCH, WANG, event, facts

KPI = CATALOGUE["cs.renewal_rate"]
FEBRUARY, APRIL = Period.parse("2026-02"), Period.parse("2026-04")


def told(change, customer, when, by=LI, **data):
    return event(f"subscription.{change}", f"s-{customer}", when, by, customer, **data)


def due(customer, renews_on="2026-03-15", by=LI):
    return told("started", customer, "2025-03-15", by, renews_on=renews_on)


def renewed(customer, when="2026-03-10", by=LI, **data):
    return told("renewed", customer, when, by, **{"renews_on": "2027-03-15", **data})


def rate(*events, person=LI, period=MARCH, **options):
    return evaluate(KPI, facts(*events, **{"feeds": ("subscription.renewed",), **options}), person, period)


class TestRenewalRate:
    def test_is_renewed_over_due(self):
        contracts = [due(f"c{n}") for n in range(5)]

        found = rate(contracts, [renewed(f"c{n}") for n in range(4)])

        assert (found.value, found.numerator, found.denominator, found.n) == (Fraction(4, 5), 4, 5, 5)
        assert KPI.curve.points(found.value, KPI.default_target) == 100

    def test_two_due_are_too_few(self):
        contracts = [due(f"c{n}") for n in range(2)]

        found = rate(contracts, renewed("c0"))

        assert (found.state, found.reason, found.n) == ("na", "kpi.sample_too_small", 2)

    def test_none_due_is_nothing_to_measure(self):
        assert rate(due("c", renews_on="2026-04-01")).reason == "kpi.nothing_to_measure"

    def test_an_early_renewal_counts_in_the_month_in_which_it_was_due(self):
        contracts = [due(f"c{n}") for n in range(3)]
        early = [renewed(f"c{n}", "2026-02-03") for n in range(3)]

        assert rate(contracts, early).numerator == 3
        assert rate(contracts, early, period=FEBRUARY).reason == "kpi.nothing_to_measure"

    @pytest.mark.parametrize(("when", "kept"), [("2026-03-31", 3), ("2026-04-01", 2)])
    def test_a_renewal_counts_if_it_came_by_the_end_of_the_month(self, when, kept):
        contracts = [due(f"c{n}") for n in range(3)]

        found = rate(contracts, renewed("c0"), renewed("c1"), renewed("c2", when))

        assert (found.numerator, found.denominator) == (kept, 3)
        assert rate(contracts, renewed("c2", when), period=APRIL).n == 0

    @pytest.mark.parametrize(
        ("renews_on", "is_due"),
        [("2026-02-28", False), ("2026-03-01", True), ("2026-03-31", True), ("2026-04-01", False)],
    )
    def test_a_month_is_half_open(self, renews_on, is_due):
        found = rate([due(f"c{n}") for n in range(3)], due("edge", renews_on))

        assert found.denominator == 3 + is_due

    def test_a_contract_that_ended_is_due_when_it_would_have_been(self):
        contracts = [due(f"c{n}") for n in range(3)]
        ended = told("churned", "c0", "2026-01-10")

        found = rate(contracts, ended, renewed("c1"))

        assert (found.numerator, found.denominator) == (1, 3)

    def test_an_end_before_the_renewed_term_is_over_undoes_the_renewal(self):
        contracts = [due(f"c{n}") for n in range(3)]
        early = [renewed(f"c{n}", "2026-02-03") for n in range(3)]

        assert rate(contracts, early, told("churned", "c0", "2026-03-14")).numerator == 2
        assert rate(contracts, early, told("churned", "c0", "2026-03-15")).numerator == 3

    def test_without_a_due_date_a_renewal_or_an_end_is_due_on_its_own_day(self):
        found = rate(
            [renewed(f"c{n}", renews_on=None) for n in range(3)], told("churned", "c9", "2026-03-20")
        )

        assert (found.numerator, found.denominator) == (3, 4)

    def test_the_renewal_itself_can_say_what_it_renews(self):
        late = [renewed(f"c{n}", "2026-03-02", due_on="2026-02-27") for n in range(3)]

        assert rate(late).n == 0

    def test_an_end_that_is_told_twice_is_one(self):
        ended = told("churned", "c0", "2026-03-10")
        again = event("subscription.churned", "other-id", "2026-03-12", LI, "c0")

        assert rate([due(f"c{n}") for n in range(3)], ended, again).denominator == 3

    def test_a_monthly_contract_is_due_each_month(self):
        monthly = [
            told("renewed", f"c{n}", f"2026-0{month}-05", renews_on=f"2026-0{month + 1}-05")
            for n in range(3)
            for month in (1, 2, 3)
        ]

        assert (rate(monthly).numerator, rate(monthly).denominator) == (3, 3)
        assert rate(monthly, period=Period.parse("2026-Q1")).denominator == 9

    def test_an_upgrade_can_move_the_due_date(self):
        moved = told("upgraded", "c0", "2026-01-05", renews_on="2026-06-30")

        assert rate([due(f"c{n}") for n in range(4)], moved).denominator == 3

    def test_a_contract_begun_anew_after_its_term_was_not_renewed(self):
        again = told("started", "c0", "2026-03-20", renews_on="2027-03-20")

        found = rate([due(f"c{n}") for n in range(3)], again)

        assert (found.numerator, found.denominator) == (0, 3)

    def test_a_contract_begun_anew_on_its_due_date_is_in_neither_part(self):
        again = told("started", "c0", "2026-03-15", renews_on="2027-03-15")

        assert rate([due(f"c{n}") for n in range(4)], again).denominator == 3

    def test_the_records_of_a_lapsed_term_are_told(self):
        contracts = [due(f"c{n}") for n in range(3)]
        again = told("started", "c0", "2026-03-20")

        assert rate(contracts, again).event_ids == tuple(sorted(each.id for each in contracts))

    def test_it_is_of_the_owner_on_the_due_date(self):
        handed = [
            event("customer.owner_changed", f"c{n}", "2026-03-05", by=WANG, customer=f"c{n}")
            for n in range(3)
        ]
        contracts = [due(f"c{n}") for n in range(3)]

        assert rate(contracts, handed).n == 0
        assert rate(contracts, handed, person=WANG).n == 3
        assert rate(contracts, handed, person=COMPANY).n == 3

    def test_only_days_on_which_it_has_weight_count(self):
        contracts = [due(f"c{n}", f"2026-03-{n + 10}") for n in range(6)]
        from_13 = Window.between(MARCH.first_on.replace(day=13), MARCH.until_on)

        found = evaluate(KPI, facts(contracts, feeds=("subscription.renewed",)), LI, MARCH, from_13)

        assert found.denominator == 3

    def test_without_a_feed_of_renewals_nobody_knows(self):
        assert rate([due(f"c{n}") for n in range(3)], feeds=()).reason == "kpi.no_source"
