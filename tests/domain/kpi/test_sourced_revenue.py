"""Revenue that marketing found: whose first touch it was, for how long, and shared to the cent."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY, Settings
from shared.domain.kpi.measures import measure
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, MARCH, WANG, days, event, facts, paid, refunded

SHARED = [(LI, 6_000), (WANG, 4_000)]


def lead(name, when="2026-03-02", by=LI, **data):
    return event("lead.created", name, when, by, f"c-{name}", **data)


def sold(name, yuan, when="2026-03-15", **data):
    return paid(f"o-{name}", when, yuan, f"c-{name}", by=WANG, **data)


class TestSourcedRevenue:
    KPI = "mkt.sourced_revenue"

    def revenue(self, *events, person=LI, period=MARCH, **options):
        feeds = ("order.paid", "lead.created")
        return evaluate(self.KPI, facts(*events, feeds=feeds, **options), person, period)

    def test_is_the_net_revenue_of_customers_whom_marketing_touched_first(self):
        found = self.revenue(lead("a"), sold("a", 1_000), sold("stranger", 500))

        assert (found.state, found.value, found.n) == ("scored", 1_000, 1)
        assert found.event_ids == ("lead.created/a/2026-03-02", "order.paid/o-a/2026-03-15")

    def test_it_takes_nothing_from_the_seller(self):
        story = facts(lead("a"), sold("a", 1_000))

        assert measure("net_sales", story, WANG, MARCH).value == 1_000
        assert measure(self.KPI, story, LI, MARCH).value == 1_000

    def test_day_180_counts_and_day_181_does_not(self):
        touched, *around = days("2025-09-10", 0, 180, 181)

        values = [
            self.revenue(lead("a", touched), sold("a", 100, f"{day}T23:00+08:00")).value for day in around
        ]

        assert values == [100, 0]

    def test_who_ordered_before_the_first_lead_was_not_found_by_marketing(self):
        assert (
            self.revenue(sold("a", 70, "2020-01-05"), lead("a"), paid("o", "2026-03-15", 1_000, "c-a")).state
            == "zero"
        )

    def test_an_earlier_order_that_was_taken_back_is_none(self):
        before = paid("old", "2025-01-05", 70, "c-a"), refunded("r", "2025-01-09", 70, "old")

        assert self.revenue(before, lead("a"), sold("a", 1_000)).value == 1_000

    def test_the_first_lead_of_a_customer_decides_whose_they_are(self):
        later = event("lead.created", "second", "2026-03-08", WANG, "c-a")
        story = facts(later, lead("a"), sold("a", 1_000))

        assert [measure(self.KPI, story, who, MARCH).value for who in (LI, WANG)] == [1_000, 0]

    @pytest.mark.parametrize(
        ("data", "value"),
        [({"source": "referral"}, 0), ({"channel": "Sales"}, 0), ({"source": "官网"}, 1_000),
         ({"source": "referral", "campaign_ref": "spring"}, 1_000), ({"event_ref": "e1", "source": "sales"}, 1_000)],
    )  # fmt: skip
    def test_a_referral_or_what_sales_found_is_not_marketings(self, data, value):
        assert self.revenue(lead("a", **data), sold("a", 1_000)).value == value

    def test_a_customer_of_sales_does_not_become_marketings_by_a_later_lead(self):
        first = event("lead.created", "s", "2026-03-01", WANG, "c-a", source="sales")

        assert self.revenue(first, lead("a"), sold("a", 1_000)).value == 0

    def test_a_refund_counts_in_the_month_in_which_it_happens(self):
        story = lead("a"), sold("a", 1_000), refunded("r", "2026-04-02", 300, "o-a")

        values = [self.revenue(story, period=Period.parse(month)).value for month in ("2026-03", "2026-04")]

        assert values == [1_000, -300]

    def test_owners_of_the_lead_share_to_the_cent_and_a_refunded_order_nets_to_zero(self):
        refunds = [
            refunded(f"r{n}", "2026-03-20", yuan, "o-a") for n, yuan in enumerate(("33.33", "33.33", "33.35"))
        ]
        story = facts(lead("a", by=SHARED), sold("a", "100.01"), refunds)

        assert [measure(self.KPI, story, who, MARCH).value for who in (LI, WANG, COMPANY)] == [0, 0, 0]
        assert [measure(self.KPI, facts(lead("a", by=SHARED), sold("a", "100.01")), who, MARCH).value
                for who in (LI, WANG)] == [Fraction(6001, 100), Fraction(40)]  # fmt: skip

    @settings(deadline=None)
    @given(yuan=st.lists(st.integers(1, 10_000), min_size=1, max_size=5), share=st.integers(1, 9_999))
    def test_what_people_are_credited_with_is_the_companys(self, yuan, share):
        touched = [lead(f"l{n}", by=[(LI, share), (WANG, 10_000 - share)]) for n in range(len(yuan))]
        orders = [sold(f"l{n}", Fraction(cents, 100)) for n, cents in enumerate(yuan)]
        story = facts(touched, orders, refunded("r", "2026-03-30", Fraction(yuan[0], 200), "o-l0"))

        parts = {who: measure(self.KPI, story, who, MARCH).value for who in (LI, WANG, COMPANY)}

        assert parts[LI] + parts[WANG] == parts[COMPANY]

    def test_won_deals_are_the_revenue_where_they_are_its_source(self):
        won = event("deal.won", "d", "2026-03-15", WANG, "c-a", 1_000)

        found = self.revenue(lead("a"), won, sold("a", 70), settings=Settings(revenue_source="deals"))

        assert found.value == 1_000

    def test_nothing_found_is_zero_and_no_feed_of_leads_is_not_measurable(self):
        assert (self.revenue().state, self.revenue().reason) == ("zero", "kpi.nothing_done")
        assert evaluate(self.KPI, facts(sold("a", 100)), LI, MARCH).reason == "kpi.no_source"

    def test_a_sick_feed_blocks_it(self):
        assert self.revenue(sick=("order.paid",)).state == "blocked"
