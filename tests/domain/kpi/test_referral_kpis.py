"""Referred customers: leads that a customer sent and sales accepted."""

from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY
from tests.domain.kpi.building import LI, MARCH, WANG, event, facts

KPI = CATALOGUE["cs.referrals"]
SELLER = "per_zhao"


def owned(customer, by=LI, when="2026-01-01"):
    return event("customer.owner_changed", customer, when, by, customer, position="customer_success")


def lead(name, referrer="old", when="2026-03-02", customer=None, **data):
    details = {"source": "referral", "referrer_ref": referrer, **data}
    return event("lead.created", name, when, SELLER, customer or f"new-{name}", **details)


def accepted(name, when="2026-03-05"):
    return event("lead.accepted", name, when, SELLER)


def taken(name, **options):
    return [lead(name, **options), accepted(name)]


def count(*events, person=LI, **options):
    return evaluate(KPI, facts(*events, **{"feeds": KPI.event_types, **options}), person, MARCH)


class TestReferrals:
    def test_is_the_referred_customers_that_sales_accepted(self):
        found = count(owned("old"), taken("a"), taken("b"), lead("waiting"))

        assert (found.value, found.n) == (2, 2)
        assert KPI.curve.points(found.value, KPI.default_target) == 100

    def test_none_is_zero_points_while_the_feed_is_healthy(self):
        assert (count().state, count().reason) == ("zero", "kpi.nothing_done")
        assert count(sick=("lead.created",)).state == "blocked"

    def test_without_a_feed_of_acceptances_nobody_knows(self):
        found = count(owned("old"), lead("a"), feeds=("lead.created",))

        assert (found.state, found.reason) == ("na", "kpi.no_source")

    @pytest.mark.parametrize(
        ("when", "counts"), [("2026-02-28", 0), ("2026-03-01", 1), ("2026-03-31", 1), ("2026-04-01", 0)]
    )
    def test_it_counts_on_the_day_on_which_it_was_accepted(self, when, counts):
        assert count(owned("old"), lead("a", when="2026-02-27"), accepted("a", when)).n == counts

    def test_a_second_acceptance_changes_nothing(self):
        again = event("lead.accepted", "a", "2026-04-02", SELLER)

        assert count(owned("old"), taken("a"), again).value == 1

    def test_other_leads_are_not_in_it(self):
        assert count(owned("old"), taken("a", source="event")).state == "zero"
        assert count(owned("old"), taken("a", source="wechat", channel="referral")).value == 1

    def test_a_lead_without_a_referrer_is_left_out_and_flagged(self):
        found = count(owned("old"), taken("a", referrer=None), person=SELLER)

        assert found.state == "zero"
        assert found.excluded == (("lead.created/a/2026-03-02", "lead.no_referrer"),)

    def test_a_lead_that_is_no_referral_needs_no_referrer(self):
        assert count(taken("a", source="event", referrer=None), person=SELLER).excluded == ()

    def test_nobody_refers_themselves(self):
        assert count(owned("old"), taken("a", customer="old")).state == "zero"

    def test_a_referred_customer_counts_once(self):
        earlier = [lead("x", customer="c", when="2026-02-01"), accepted("x", "2026-02-02")]

        assert count(owned("old"), taken("a", customer="c"), taken("b", customer="c")).value == 1
        assert count(owned("old"), earlier, taken("a", customer="c")).state == "zero"

    def test_merged_customers_are_one_and_no_referral_of_each_other(self):
        merged = event("customer.merged", "c", "2026-03-20", by=None, customer="c", merged_ids=["d", "old"])

        assert count(owned("old"), taken("a", customer="c"), taken("b", customer="d"), merged).state == "zero"

    def test_it_is_of_the_referrers_owner_on_that_day(self):
        handed = owned("old", WANG, "2026-03-04")

        assert count(owned("old"), handed, taken("a")).state == "zero"
        assert count(owned("old"), handed, taken("a"), person=WANG).value == 1
        assert count(owned("old"), handed, taken("a"), person=COMPANY).value == 1

    def test_several_owners_share_it(self):
        shared = owned("old", [(LI, 6_000), (WANG, 4_000)])

        parts = [count(shared, taken("a"), person=who).value for who in (LI, WANG, COMPANY)]

        assert parts == [Fraction(3, 5), Fraction(2, 5), 1]
