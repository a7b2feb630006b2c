"""KPIs of campaigns: what a valid lead costs, and the return on the spend."""

from decimal import Decimal
from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY
from shared.domain.kpi.in_force import whole_period
from shared.domain.kpi.measures import measure
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, MARCH, WANG, event, facts, paid, refunded
from tests.domain.kpi.planning import line, scored

Q1 = Period.parse("2026-Q1")
SHARED = [(LI, 6_000), (WANG, 4_000)]


def lead(name, when="2026-03-02", by=LI, **data):
    return event("lead.created", name, when, by, f"c-{name}", **data)


def spend(name, yuan, when="2026-03-10", by=LI, **data):
    return event("campaign.spend", name, when, by, yuan=yuan, **data)


def cost(name, order, yuan, when="2026-03-20"):
    return event("cost.posted", name, when, None, yuan=yuan, order_ref=order)


def sold(name, yuan, when="2026-03-15", **data):
    return paid(f"o-{name}", when, yuan, f"c-{name}", by=WANG, **data)


class TestCostPerLead:
    KPI = "mkt.cost_per_lead"
    FEEDS = ("campaign.spend", "lead.created")

    def cost(self, *events, person=LI, period=MARCH, **options):
        return evaluate(self.KPI, facts(*events, feeds=self.FEEDS, **options), person, period)

    def leads(self, size, **options):
        return [lead(f"l{n}", **options) for n in range(size)]

    def test_is_spend_over_valid_leads(self):
        found = self.cost(spend("a", 600), spend("b", "399.99"), self.leads(8))

        assert (found.value, found.numerator, found.denominator, found.n) == (
            Fraction(99_999, 800), Fraction(99_999, 100), 8, 8,
        )  # fmt: skip
        assert CATALOGUE[self.KPI].curve.points(found.value, found.value) == 100

    def test_leads_that_are_not_valid_do_not_make_it_cheaper(self):
        bad = [lead("x", reachable=False), lead("y"), event("lead.rejected", "y", "2026-03-03", WANG)]

        found = self.cost(spend("a", 800), self.leads(8), bad)

        assert found.value == 100
        assert sorted(reason for _, reason in found.excluded) == ["lead.rejected", "lead.unreachable"]

    def test_spend_without_a_valid_lead_is_zero_points(self):
        found = self.cost(spend("a", 800))
        card = scored(
            whole_period([line(self.KPI, 50, 100), line("mkt.valid_leads", 50)]),
            {self.KPI: found, "mkt.valid_leads": 50},
        )

        assert (found.state, found.reason) == ("zero", "kpi.no_lead")
        assert card.lines[0].points == Decimal("0.0000")
        assert "没有有效线索" in card.lines[0].reason.zh

    @pytest.mark.parametrize("records", [[], [spend("a", 0)], [spend("a", 800), spend("back", -800)]])
    def test_without_spend_on_balance_it_is_not_measurable(self, records):
        found = self.cost(records, self.leads(8))

        assert (found.state, found.reason) == ("na", "kpi.nothing_spent")

    def test_a_record_without_an_amount_is_left_out_and_flagged(self):
        found = self.cost(spend("a", 800), spend("b", None), self.leads(8))

        assert found.value == 100
        assert found.excluded == (("campaign.spend/b/2026-03-10", "spend.no_amount"),)

    def test_the_newest_version_of_a_record_counts(self):
        versions = [spend("a", yuan, version=number) for number, yuan in (("10", 400), ("9", 999))]

        assert self.cost(versions, self.leads(8)).value == 50

    def test_spend_is_shared_to_the_cent(self):
        story = facts(spend("a", "0.01", by=SHARED), self.leads(1))

        assert [measure(self.KPI, story, who, MARCH).numerator for who in (LI, WANG, COMPANY)] == [
            Fraction(1, 100), 0, Fraction(1, 100),
        ]  # fmt: skip

    def test_the_period_is_half_open(self):
        around = [spend("a", 100, "2026-03-01T00:00+08:00"), spend("b", 70, "2026-04-01T00:00+08:00")]

        assert self.cost(around, self.leads(1)).value == 100

    def test_leads_that_nobody_delivers_are_not_missing_ones(self):
        found = evaluate(self.KPI, facts(spend("a", 800)), LI, MARCH)

        assert (found.state, found.reason) == ("na", "kpi.no_source")

    def test_a_sick_feed_blocks_it(self):
        assert self.cost(spend("a", 800), sick=("lead.created",)).state == "blocked"


class TestCampaignRoi:
    KPI = "mkt.campaign_roi"
    FEEDS = CATALOGUE[KPI].event_types

    def roi(self, *events, person=LI, period=MARCH, **options):
        return evaluate(self.KPI, facts(*events, feeds=self.FEEDS, **options), person, period)

    def campaign(self):
        """Spend of 1 000, found revenue of 5 000 at a cost of 3 000: a margin of twice the spend."""
        return [spend("a", 1_000), lead("a"), sold("a", 5_000), cost("k", "o-a", 3_000)]

    def test_is_margin_less_spend_over_spend(self):
        found = self.roi(self.campaign())

        assert (found.value, found.numerator, found.denominator, found.n) == (1, 1_000, 1_000, 1)
        assert CATALOGUE[self.KPI].curve.points(found.value, Fraction(1)) == 100

    def test_it_is_taken_over_the_quarter_so_far(self):
        january = (
            spend("b", 500, "2026-01-05"),
            lead("b", "2026-01-06"),
            sold("b", 800, "2026-02-02"),
            cost("k2", "o-b", 100),
        )
        december = spend("c", 9_999, "2025-12-31")

        found = self.roi(self.campaign(), january, december)

        assert (found.value, found.denominator) == (Fraction(2_000 + 700 - 1_500, 1_500), 1_500)
        assert (found.window.first_on, found.window.until_on) == (Q1.first_on, Q1.until_on)

    def test_an_order_without_a_posted_cost_leaves_it_unknown(self):
        found = self.roi(self.campaign(), lead("b"), sold("b", 100))

        assert (found.state, found.reason) == ("na", "kpi.cost_unknown")
        assert found.excluded == (("order.paid/o-b/2026-03-15", "order.no_cost"),)

    def test_a_cost_that_is_posted_later_is_not_known_yet(self):
        late = spend("a", 1_000), lead("a"), sold("a", 5_000), cost("k", "o-a", 3_000, "2026-04-01")

        assert self.roi(late).reason == "kpi.cost_unknown"

    def test_an_order_that_was_taken_back_needs_no_cost(self):
        back = lead("b"), sold("b", 100), refunded("r", "2026-03-20", 100, "o-b")

        assert self.roi(self.campaign(), back).value == 1

    def test_a_refund_lowers_it_in_the_quarter_in_which_it_happens(self):
        refund = refunded("r", "2026-04-10", 500, "o-a")
        second = spend("b", 1_000, "2026-04-05")

        found = self.roi(self.campaign(), second, refund, period=Period.parse("2026-Q2"))

        assert found.value == Fraction(-500 - 1_000, 1_000)

    def test_costs_of_orders_that_marketing_did_not_find_are_not_its(self):
        assert self.roi(self.campaign(), sold("z", 900), cost("kz", "o-z", 800)).value == 1

    def test_spend_that_found_nothing_is_lost_and_scored(self):
        found = self.roi(spend("a", 1_000))

        assert (found.state, found.value) == ("scored", -1)
        assert CATALOGUE[self.KPI].curve.points(found.value, Fraction(1)) == 0

    def test_without_spend_it_is_not_measurable(self):
        found = self.roi(lead("a"), sold("a", 5_000), cost("k", "o-a", 3_000))

        assert (found.state, found.reason) == ("na", "kpi.nothing_spent")

    def test_owners_of_spend_and_leads_have_their_shares(self):
        shared = spend("a", 1_000, by=SHARED), lead("a", by=SHARED), sold("a", 5_000), cost("k", "o-a", 3_000)

        assert [self.roi(shared, person=who).numerator for who in (LI, WANG)] == [600, 400]

    def test_a_sick_feed_of_costs_blocks_it(self):
        assert self.roi(self.campaign(), sick=("cost.posted",)).state == "blocked"
