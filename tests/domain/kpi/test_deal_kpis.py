"""KPIs that are made of deals: sales cycle and win rate."""

from fractions import Fraction

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.measures import measure
from tests.domain.kpi.building import LI, MARCH, WANG, days, deal, event, facts

CYCLE = CATALOGUE["sales.cycle_days"]


def won(name, length, closed="2026-03-10"):
    """A deal won after this many days."""
    return deal(name, days(closed, -length)[0], closed)


def cycle(*events):
    return evaluate("sales.cycle_days", facts(*events), LI, MARCH)


class TestSalesCycle:
    def test_five_deals_of_the_month_count_with_their_median(self):
        found = cycle([won(f"d{n}", length) for n, length in enumerate((10, 20, 25, 30, 90))])

        assert (found.value, found.n, found.numerator, found.denominator) == (25, 5, 175, 5)
        assert found.window.first_on.isoformat() == "2026-03-01"

    def test_two_deals_of_the_month_look_at_90_days(self):
        march = [won("a", 10), won("b", 20)]
        earlier = [won(f"e{n}", length, "2026-01-20") for n, length in enumerate((30, 30, 40, 50))]

        found = cycle(march, earlier)

        assert (found.value, found.n) == (30, 6)
        assert CYCLE.curve.points(found.value, Fraction(25)) == 60

    def test_four_deals_of_the_month_and_one_before_count_with_the_median(self):
        found = cycle(
            [won(f"d{n}", length) for n, length in enumerate((10, 15, 20, 25))], won("e", 80, "2026-02-10")
        )

        assert (found.value, found.n) == (20, 5)
        assert CYCLE.curve.points(found.value, Fraction(25)) == 120

    def test_three_deals_in_90_days_count_with_the_mean(self):
        found = cycle([won(f"d{n}", length) for n, length in enumerate((10, 10, 40))])

        assert (found.value, found.n) == (20, 3)

    def test_two_deals_in_90_days_are_too_few(self):
        found = cycle(won("a", 10), won("b", 20))

        assert (found.state, found.reason, found.value) == ("na", "kpi.sample_too_small", None)

    def test_no_won_deal_is_nothing_to_measure_and_never_zero_days(self):
        found = cycle(
            deal("lost", "2026-03-01", "2026-03-09", outcome="lost"), event("deal.won", "x", "2024-01-01")
        )

        assert (found.state, found.reason, found.value) == ("na", "kpi.nothing_to_measure", None)

    def test_a_deal_won_before_its_first_contact_is_left_out_and_named(self):
        good = [won(f"d{n}", length) for n, length in enumerate((20, 25, 26, 30, 40))]

        found = cycle(good, deal("bad", "2026-03-13", "2026-03-10"))

        assert (found.value, found.n) == (26, 5)
        assert found.excluded == (("deal.won/bad/2026-03-10", "deal.closed_before_contact"),)

    def test_days_are_local_dates_not_hours(self):
        late = [deal(f"d{n}", "2026-02-01T18:00+08:00", "2026-02-26T09:00+08:00") for n in range(5)]

        found = cycle(late)

        assert (found.value, CYCLE.curve.points(found.value, Fraction(25))) == (25, 100)

    def test_the_lead_of_a_deal_is_its_first_contact(self):
        lead = event("lead.created", "lead-1", "2026-01-29", by=WANG)
        deals = [deal(f"d{n}", "2026-02-20", "2026-03-10") for n in range(4)]
        linked = [
            event("deal.created", "d9", "2026-02-20", lead_ref="lead-1"),
            event("deal.won", "d9", "2026-03-10"),
        ]

        found = cycle(lead, deals, linked)

        assert (found.numerator, found.n) == (4 * 18 + 40, 5)

    def test_a_deal_without_any_first_contact_is_left_out(self):
        found = cycle([won(f"d{n}", 20) for n in range(3)], event("deal.won", "x", "2026-03-10"))

        assert (found.n, found.excluded) == (3, (("deal.won/x/2026-03-10", "deal.no_first_contact"),))


class TestDealStates:
    def test_a_newer_version_of_won_replaces_the_older_one(self):
        corrected = [event("deal.won", "d", "2026-03-10", yuan=100, version="1"),
                     event("deal.won", "d", "2026-03-09", yuan=300, version="2")]  # fmt: skip

        assert measure("won_value", facts(corrected), LI, MARCH).value == 300

    def test_a_deal_lost_after_it_was_won_is_lost(self):
        turned = [event("deal.won", "d", "2026-03-10", yuan=100), event("deal.lost", "d", "2026-03-20")]

        both = facts(turned)

        assert measure("won_count", both, LI, MARCH).value == 0
        assert measure("lost_count", both, LI, MARCH).value == 1

    def test_a_reopened_deal_is_open(self):
        again = [event("deal.won", "d", "2026-03-10", yuan=100), event("deal.reopened", "d", "2026-03-20")]

        assert measure("open_deals", facts(again), LI, MARCH).value == 1
        assert measure("won_count", facts(again), LI, MARCH).state == "no_data"

    def test_a_deleted_deal_is_gone(self):
        gone = [event("deal.won", "d", "2026-03-10", yuan=100), event("deal.deleted", "d", "2026-03-20")]

        assert measure("won_value", facts(gone), "company", MARCH).state == "no_data"

    def test_a_merged_deal_counts_once(self):
        twins = [event("deal.won", name, "2026-03-10", yuan=100) for name in ("a", "b")]

        merged = facts(twins, event("deal.merged", "a", "2026-03-11", merged_ids=["b"]))

        assert measure("won_count", merged, LI, MARCH).value == 1

    def test_a_deal_that_nobody_is_credited_with_counts_for_the_company_only(self):
        unowned = facts(event("deal.won", "d", "2026-03-10", by=None, yuan=100))

        assert measure("won_value", unowned, "company", MARCH).value == 100
        assert measure("won_value", unowned, LI, MARCH).state == "no_data"


class TestWinRate:
    def rate(self, *events):
        return evaluate("sales.win_rate", facts(*events, feeds=("deal.won", "deal.lost")), LI, MARCH)

    def closed(self, wins, losses, month="03"):
        return [
            deal(f"{outcome}{month}{n}", f"2026-{month}-01", f"2026-{month}-09", outcome=outcome)
            for outcome, count in (("won", wins), ("lost", losses))
            for n in range(count)
        ]

    def test_is_won_over_won_and_lost(self):
        found = self.rate(*self.closed(3, 2))

        assert (found.value, found.numerator, found.denominator, found.n) == (Fraction(3, 5), 3, 5, 5)

    def test_a_deal_idle_since_october_is_not_lost_again_in_march(self):
        assert self.rate(*self.closed(3, 2), deal("idle", "2025-10-01", None)).n == 5

    def test_a_deal_is_lost_in_the_month_in_which_it_turns_idle(self):
        found = self.rate(*self.closed(3, 2), deal("idle", "2025-12-15", None))

        assert (found.value, found.n) == (Fraction(3, 6), 6)

    def test_four_closed_deals_in_90_days_are_too_few(self):
        assert self.rate(*self.closed(3, 1)).reason == "kpi.sample_too_small"

    def test_four_deals_of_the_month_look_at_90_days(self):
        found = self.rate(*self.closed(3, 1), *self.closed(0, 1, month="01"))

        assert (found.value, found.n) == (Fraction(3, 5), 5)

    def test_the_plain_measure_knows_no_idle_deals_and_no_smallest_sample(self):
        open_and_closed = facts(*self.closed(1, 0), deal("idle", "2025-12-15", None))

        found = measure("sales.win_rate", open_and_closed, LI, MARCH)

        assert (found.numerator, found.denominator, found.value, found.state) == (1, 1, 1, "measured")
