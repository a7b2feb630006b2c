"""The follow-up rate: active customers whom their owner contacted."""

from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY
from tests.domain.kpi.building import LI, MARCH, WANG, event, facts, paid, refunded

KPI = CATALOGUE["cs.revisit_rate"]


def book(size, by=LI):
    return [event("subscription.started", f"s{n}", "2025-06-01", by, f"c{n}") for n in range(size)]


def contact(customer, when="2026-03-10", by=LI, kind="call", name=None, **data):
    entity = name or f"{kind}-{customer}-{when}"
    return event("activity.logged", entity, when, by, customer, kind=kind, **{"note": "续约意向明确", **data})


def rate(*events, person=LI, **options):
    return evaluate(KPI, facts(*events, **{"feeds": ("activity.logged",), **options}), person, MARCH)


class TestRevisitRate:
    def test_is_contacted_over_active(self):
        found = rate(book(10), [contact(f"c{n}") for n in range(8)])

        assert (found.value, found.numerator, found.denominator, found.n) == (Fraction(4, 5), 8, 10, 10)
        assert KPI.curve.points(found.value, KPI.default_target) == 100

    @pytest.mark.parametrize(
        ("contacted", "score"), [(47, 0), (48, 50), (64, 70), (72, 85), (80, 100), (95, 100), (96, 120)]
    )
    def test_points_are_steps(self, contacted, score):
        found = rate(book(100), [contact(f"c{n}") for n in range(contacted)])

        assert KPI.curve.points(found.value, KPI.default_target) == score

    def test_a_customer_contacted_twice_is_one(self):
        assert rate(book(2), contact("c0"), contact("c0", "2026-03-20", kind="visit")).value == Fraction(1, 2)

    @pytest.mark.parametrize("kind", ["email", "message", "meeting", None])
    def test_only_visits_and_calls_are_contacts(self, kind):
        assert rate(book(2), contact("c0", kind=kind)).value == 0

    @pytest.mark.parametrize(
        "words", [{"note": ""}, {"note": "  "}, {"note": None}, {"outcome": " ", "note": ""}]
    )
    def test_a_contact_without_a_word_about_its_outcome_does_not_count(self, words):
        said_nothing = contact("c0", **words)

        found = rate(book(2), said_nothing)

        assert (found.value, found.excluded) == (0, ((said_nothing.id, "activity.no_outcome"),))

    def test_the_outcome_may_stand_in_a_field_of_its_own(self):
        assert rate(book(2), contact("c0", note="", outcome="no answer")).value == Fraction(1, 2)

    def test_a_contact_taken_back_or_excluded_does_not_count(self):
        removed = event("activity.removed", "x", "2026-03-11", LI)

        found = rate(book(3), contact("c0", name="x"), removed, contact("c1", review="exclude"))

        assert found.value == 0
        assert [reason for _, reason in found.excluded] == ["activity.excluded"]

    @pytest.mark.parametrize(
        ("when", "counts"), [("2026-02-28", 0), ("2026-03-01", 1), ("2026-03-31", 1), ("2026-04-01", 0)]
    )
    def test_a_month_is_half_open(self, when, counts):
        assert rate(book(2), contact("c0", when)).numerator == counts

    def test_customers_are_those_that_were_active_as_the_month_began(self):
        joined = event("subscription.started", "new", "2026-03-01", LI, "new")
        gone = event("subscription.churned", "s1", "2026-02-28", LI, "c1")
        buyer = paid("o", "2025-09-02", 100, "buyer")
        lapsed = paid("p", "2025-09-01", 100, "lapsed")

        found = rate(book(2), joined, gone, buyer, lapsed, contact("new"), contact("c0"))

        assert (found.numerator, found.denominator) == (1, 2)

    def test_who_sent_everything_back_was_no_customer(self):
        buyers = [paid("o", "2026-02-20", 100, "b0"), paid("p", "2026-02-20", 100, "b1")]

        assert rate(buyers, refunded("r", "2026-03-20", 100, "o")).denominator == 1

    def test_a_colleagues_contact_is_not_the_owners(self):
        assert rate(book(2), contact("c0", by=WANG)).value == 0
        assert rate(book(2), contact("c0", by=WANG), person=COMPANY).value == Fraction(1, 2)

    def test_a_joint_contact_counts_for_both(self):
        joint = contact("c0", by=[(LI, 5_000), (WANG, 5_000)])

        assert rate(book(2), joint).numerator == 1

    def test_it_is_of_the_owner_as_the_month_begins(self):
        handed = event("customer.owner_changed", "c0", "2026-03-01", by=WANG, customer="c0")
        before = event("customer.owner_changed", "c1", "2026-02-28", by=WANG, customer="c1")

        assert rate(book(3), handed, before).denominator == 2

    def test_merged_customers_are_one(self):
        merged = event("customer.merged", "c0", "2026-03-20", by=None, customer="c0", merged_ids=["c1"])

        assert rate(book(2), merged, contact("c1")).value == 1

    def test_nobody_to_contact_is_nothing_to_measure(self):
        assert rate(contact("c0")).reason == "kpi.nothing_to_measure"

    def test_a_sick_feed_blocks_and_none_is_no_source(self):
        assert rate(book(2), sick=("activity.logged",)).state == "blocked"
        assert rate(book(2), feeds=()).reason == "kpi.no_source"
