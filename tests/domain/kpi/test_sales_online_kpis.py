"""KPIs of online stores: their visitors, and how many of them bought."""

from datetime import date
from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY, Settings
from shared.domain.kpi.measures import measure
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, MARCH, WANG, event, facts, paid, refunded

SHARED = [(LI, 6_000), (WANG, 4_000)]
FEEDS = ("traffic.daily", "order.paid")


def traffic(when, visitors, store="s1", by=LI, **data):
    given = {"content": "store", "content_ref": store, "visitors": visitors, **data}
    return event("traffic.daily", f"{store}/{when}", when, by, **given)


def bought(order, when, customer, store="s1", by=None, **data):
    return paid(order, when, 100, customer, by, **{"channel": "online", "store_ref": store, **data})


class TestOnlineTraffic:
    KPI = "sales.online_traffic"

    def traffic(self, *events, person=LI, period=MARCH, active=None):
        return evaluate(self.KPI, facts(*events, feeds=FEEDS), person, period, active)

    def test_is_the_unique_visitors_of_each_day_added_up(self):
        found = self.traffic(
            traffic("2026-03-01", 120), traffic("2026-03-31", "80"), traffic("2026-03-31", 5, "s2")
        )

        assert (found.state, found.value, found.denominator, found.n) == ("scored", 205, None, 3)
        assert CATALOGUE[self.KPI].curve.points(found.value, Fraction(205)) == 100

    def test_a_shared_store_counts_by_the_shares_and_whole_for_the_company(self):
        story = facts(traffic("2026-03-01", 100, by=SHARED))

        assert [measure(self.KPI, story, who, MARCH).value for who in (LI, WANG, COMPANY)] == [60, 40, 100]

    def test_a_newer_record_of_a_store_and_day_replaces_the_older_one(self):
        first = event(
            "traffic.daily",
            "a",
            "2026-03-02",
            date="2026-03-01",
            content="store",
            page="s1",
            uv=100,
            version="1",
        )
        second = event(
            "traffic.daily",
            "b",
            "2026-03-03",
            date="2026-03-01",
            content="store",
            page="s1",
            uv=90,
            version="2",
        )

        assert self.traffic(second, first).value == 90

    def test_the_day_that_a_record_is_about_decides_the_month(self):
        after = event("traffic.daily", "a", "2026-04-01", date="2026-03-31", content="store", readers=10)
        before = event("traffic.daily", "b", "2026-03-01", date="2026-02-28", content="store", readers=10)

        assert self.traffic(after, before).value == 10

    def test_articles_are_no_store(self):
        assert self.traffic(traffic("2026-03-01", 100, content="article")).state == "zero"

    @pytest.mark.parametrize("visitors", [None, "many", -5])
    def test_a_record_without_visitors_is_left_out_and_named(self, visitors):
        found = self.traffic(traffic("2026-03-01", visitors), traffic("2026-03-02", 7))

        assert (found.value, found.excluded) == (
            7, (("traffic.daily/s1/2026-03-01/2026-03-01", "traffic.no_visitors"),),
        )  # fmt: skip

    def test_only_the_days_with_weight_count(self):
        cut = Window.between(date(2026, 3, 15), date(2026, 4, 1))

        found = self.traffic(traffic("2026-03-14", 100), traffic("2026-03-15", 10), active=cut)

        assert found.value == 10

    def test_nobody_came_with_a_healthy_feed_is_zero(self):
        assert self.traffic().state == "zero"

    def test_a_quarter_adds_its_months(self):
        visits = [traffic(f"2026-0{n}-10", 10 * n) for n in (1, 2, 3)]

        assert self.traffic(visits, period=Period.parse("2026-Q1")).value == 60


class TestOnlineConversion:
    KPI = "sales.online_conversion"
    UV = (traffic("2026-03-01", 100), traffic("2026-03-02", 100))

    def rate(self, *events, person=LI, **options):
        return evaluate(self.KPI, facts(*events, feeds=FEEDS, **options), person, MARCH)

    def test_is_buyers_each_once_a_day_over_visitors(self):
        found = self.rate(
            self.UV,
            bought("o1", "2026-03-01", "a"),
            bought("o2", "2026-03-01", "a"),
            bought("o3", "2026-03-02", "a"),
            bought("o4", "2026-03-02", None),
            bought("o5", "2026-03-02", None),
        )

        assert (found.state, found.value, found.numerator, found.denominator, found.n) == (
            "scored", Fraction(4, 200), 4, 200, 200,
        )  # fmt: skip
        assert len(found.event_ids) == 7

    def test_199_visitors_are_too_few(self):
        assert self.rate(traffic("2026-03-01", 199)).reason == "kpi.sample_too_small"

    def test_200_visitors_and_nobody_bought_is_nothing_of_them(self):
        found = self.rate(self.UV)

        assert (found.state, found.value) == ("scored", 0)

    def test_no_visitor_is_nothing_to_measure(self):
        assert (
            self.rate(traffic("2026-03-01", 0), bought("o", "2026-03-01", "a")).reason
            == "kpi.nothing_to_measure"
        )

    @pytest.mark.parametrize("channel", ["shop", None, 7])
    def test_only_online_orders_count(self, channel):
        assert self.rate(self.UV, bought("o", "2026-03-01", "a", channel=channel)).numerator == 0

    def test_a_refunded_order_is_none(self):
        assert (
            self.rate(
                self.UV, bought("o", "2026-03-01", "a"), refunded("r", "2026-03-09", 100, "o")
            ).numerator
            == 0
        )

    def test_both_parts_of_a_shared_store_follow_the_shares_and_the_sample_does_not(self):
        story = facts(traffic("2026-03-01", 200, by=SHARED), bought("o", "2026-03-01", "a"))

        found = [evaluate(self.KPI, story, who, MARCH) for who in (LI, WANG)]

        assert [(each.numerator, each.denominator, each.n) for each in found] == [
            (Fraction(3, 5), 120, 200), (Fraction(2, 5), 80, 200),
        ]  # fmt: skip
        assert {each.value for each in found} == {Fraction(1, 200)}

    def test_an_order_belongs_to_who_ran_its_store_on_that_day(self):
        handed = [traffic("2026-03-01", 200), traffic("2026-03-10", 200, by=WANG)]
        orders = [
            bought("o1", "2026-03-09", "a"),
            bought("o2", "2026-03-10", "b"),
            bought("o3", "2026-02-28", "c"),
        ]

        assert [self.rate(handed, orders, person=who).numerator for who in (LI, WANG)] == [1, 1]

    def test_an_order_of_no_known_store_belongs_to_its_own_owner(self):
        elsewhere = (
            bought("o1", "2026-03-09", "a", store="s9", by=WANG),
            bought("o2", "2026-03-09", "b", store=None, by=LI),
        )
        stores = self.UV, traffic("2026-03-01", 300, "s2", by=WANG)

        assert [self.rate(stores, elsewhere, person=who).numerator for who in (LI, WANG)] == [1, 1]

    def test_the_month_is_half_open_in_shanghai(self):
        found = self.rate(
            self.UV, bought("in", "2026-02-28T16:00+00:00", "a"), bought("out", "2026-03-31T16:00+00:00", "b")
        )

        assert found.numerator == 1

    def test_without_a_source_of_orders_nobody_knows_who_bought(self):
        assert evaluate(self.KPI, facts(self.UV), LI, MARCH).reason == "kpi.no_source"

    def test_won_deals_are_orders_where_they_are_the_source_of_revenue(self):
        sold = event("deal.won", "d", "2026-03-02", customer="a", yuan=1, channel="Online", store_ref="s1")

        assert self.rate(self.UV, sold, settings=Settings("deals")).numerator == 1
