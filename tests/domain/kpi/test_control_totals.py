from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.control_totals import (
    ControlTotal,
    Difference,
    Said,
    Tally,
    compare,
    differs,
    standing,
    tallies,
)
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.feeds import Feeds, difference_in
from shared.domain.kpi.reasons import reason_for
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, MARCH, deal, event, paid
from tests.domain.kpi.kept.keeping import Shelf

APRIL = Period.parse("2026-04")
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
DAY = date(2026, 3, 2)


def of_shop(*events):
    return [replace(each, connection_id="shop") for each in events]


def total(count, yuan=None, *, day=DAY, kind="order.paid", version="1", at=NOON):
    minor = None if yuan is None else yuan * 100
    return ControlTotal("co", "shop", day, kind, sent=Said(Tally(count, minor), at, version=version))


def differing(day=DAY, kind="order.paid"):
    return Difference("shop", day, kind, theirs=Tally(200, 1_000_000), ours=Tally(150, 700_000))


def scored(kpi, period, *differences):
    events = [paid(f"o{month}", f"2026-{month:02}-05", 1000, f"c{month}") for month in range(1, 8)]
    feeds = Feeds(dict.fromkeys(("order.paid", "deal.won", "complaint.opened"), "ok"), differences)
    return evaluate(kpi, Facts(events, feeds=feeds), LI, Period.parse(period))


class TestDiffers:
    @pytest.mark.parametrize(
        ("theirs", "ours", "apart"),
        [
            (200, 199, False), (200, 201, False), (200, 198, True), (199, 198, True), (1000, 995, False),
            (1000, 994, True), (0, 0, False), (0, 1, True), (1, 0, True), (10_000_000, 9_950_000, False),
            (10_000_000, 9_949_999, True),
        ],
    )  # fmt: skip
    def test_is_exact_at_half_a_percent_of_what_the_source_says(self, theirs, ours, apart):
        assert differs(Tally(theirs), Tally(ours)) is apart

    @pytest.mark.parametrize(("minor", "apart"), [(99_500, False), (99_499, True), (100_501, True)])
    def test_compares_amounts_where_the_source_gave_one(self, minor, apart):
        assert differs(Tally(10, 100_000), Tally(10, minor)) is apart
        assert not differs(Tally(10), Tally(10, minor))


class TestTallies:
    def test_count_the_newest_version_of_each_entity_on_its_day(self):
        events = of_shop(
            event("order.paid", "o1", "2026-03-02", yuan=100, version="1"),
            event("order.paid", "o1", "2026-03-02", yuan=70, version="2"),
            event("order.paid", "o2", "2026-03-02", yuan=30, version="1"),
            event("order.paid", "o3", "2026-03-03", yuan=5, version="1"),
        )

        found = tallies(events)

        assert found["shop", DAY, "order.paid"] == Tally(2, 10_000)
        assert found["shop", date(2026, 3, 3), "order.paid"] == Tally(1, 500)

    def test_stand_once_for_the_whole_company_as_in_the_figures(self):
        told = of_shop(event("order.paid", "o1", "2026-03-02", yuan=100, version="1"))
        told += [replace(told[0], id="other", connection_id="crm", version="2")]

        assert standing(told, whole_company=True) == Facts(told).newest("order.paid") == told[1:]
        assert standing(told) == told

    def test_count_each_connection_by_itself(self):
        order = event("order.paid", "o1", "2026-03-02", yuan=100)

        found = tallies([*of_shop(order), replace(order, id="other", connection_id="crm")])

        assert {key[0]: each.count for key, each in found.items()} == {"shop": 1, "crm": 1}

    @pytest.mark.parametrize(
        ("told", "tombstone"),
        [
            ("deal.won", "deal.deleted"),
            ("activity.logged", "activity.removed"),
            ("survey.responded", "survey.removed"),
            ("event.attended", "event.attendance_reverted"),
            ("customer.upserted", "customer.deleted"),
        ],
    )
    def test_leave_out_what_was_taken_back_unless_a_higher_version_restored_it(self, told, tombstone):
        first = event(told, "x", "2026-03-02", version="1")
        gone = event(tombstone, "x", "2026-03-09", version="2")
        restored = event(told, "x", "2026-03-02", version="3")

        assert first not in standing(of_shop(first, gone))
        assert [each.version for each in standing(of_shop(restored, gone, first)) if each.type == told] == [
            "3"
        ]

    def test_count_deals_that_were_merged_once(self):
        won = [event("deal.won", "d1", "2026-03-02"), event("deal.won", "d2", "2026-03-02")]
        merged = [
            event("deal.merged", "d2", "2026-03-04", merged_ids=["d1"]),
            event("deal.deleted", "d1", "2026-03-05"),
        ]

        counts = [tallies(of_shop(*told, *merged))["shop", DAY, "deal.won"].count for told in (won, won[:1])]

        assert counts == [1, 1]

    def test_come_out_the_same_whatever_the_order(self):
        events = of_shop(
            event("deal.won", "d1", "2026-03-02", version="1"),
            event("deal.deleted", "d1", "2026-03-03", version="2"),
            event("deal.won", "d2", "2026-03-02", version="1"),
        )

        assert tallies(events) == tallies(reversed(events))


class TestControlTotal:
    def test_keeps_the_newest_version_whatever_comes_last(self):
        first, second = total(10).sent, total(12, version="2").sent
        record = ControlTotal("co", "shop", DAY, "order.paid", sent=first)

        assert record.told(second).sent == second
        assert record.told(second).told(first).sent == second
        assert record.told(first) == record

    def test_of_a_person_stands_before_that_of_the_connection(self):
        typed = Said(Tally(9), NOON, by_id="per_hr")

        assert replace(total(10), typed=typed).in_force == typed

    def test_differences_come_by_day_and_withdrawn_totals_give_none(self):
        later = total(5, day=date(2026, 3, 4))
        gone = replace(total(7, kind="deal.won"), sent=None)

        found = compare([later, total(3), gone], {later.key: Tally(5, 0)})

        assert [(each.day, each.theirs, each.ours) for each in found] == [(DAY, Tally(3), Tally(0, 0))]


class TestEvaluation:
    @pytest.mark.parametrize(
        ("kpi", "period", "state"),
        [
            ("sales.revenue", "2026-02", "scored"),
            ("sales.revenue", "2026-03", "blocked"),
            ("sales.revenue", "2026-04", "scored"),
            ("sales.repurchase_rate", "2026-05", "blocked"),  # the last 90 days begin on 3 March
            ("sales.revenue", "2026-07", "scored"),
        ],
    )
    def test_is_blocked_where_the_window_touches_the_month_of_a_difference(self, kpi, period, state):
        assert (scored(kpi, period, differing()).state == "blocked") is (state == "blocked")

    def test_that_would_have_to_be_widened_into_the_month_of_a_difference_is_blocked(self):
        believed, differed = (
            scored("sales.repurchase_rate", "2026-07", *differences) for differences in ([], [differing()])
        )

        assert (believed.reason, believed.window.first_on) == ("kpi.sample_too_small", date(2026, 2, 2))
        assert (differed.state, differed.reason) == ("blocked", "kpi.totals_differ")
        assert dict(differed.params)["day"] == DAY.isoformat()

    @pytest.mark.parametrize(("won", "state"), [(4, "scored"), (2, "blocked")])
    def test_is_scored_on_its_own_window_if_that_suffices_though_a_wider_one_differs(self, won, state):
        deals = [each for n in range(won) for each in deal(f"d{n}", "2026-03-20", f"2026-04-{n + 5:02}")]
        feeds = Feeds({"deal.won": "ok", "deal.created": "ok"}, (differing(kind="deal.won"),))

        found = evaluate("sales.cycle_days", Facts(deals, feeds=feeds), LI, APRIL)

        assert (found.state, found.window) == (state, Window.of(APRIL))
        assert found.reason == ("" if state == "scored" else "kpi.totals_differ")

    def test_is_zero_where_nothing_was_done_in_its_own_window_whatever_a_wider_one_holds(self):
        feeds = Feeds({"order.paid": "ok"}, (differing(),))

        found = evaluate("sales.new_customer_revenue_share", Facts([], feeds=feeds), LI, APRIL)

        assert found.state == "zero"

    def test_is_the_same_from_kept_samples(self):
        feeds = Feeds({"order.paid": "ok"}, (differing(),))
        orders = [paid(f"o{n}", "2026-04-05", 1000, f"c{n}") for n in range(2)]
        facts = Facts(orders, feeds=feeds)
        kept = Shelf(APRIL).keep(facts).samples(facts)

        states = {}
        for kpi in ("sales.new_customer_revenue_share", "sales.repurchase_rate", "sales.revenue"):
            found = evaluate(kpi, kept, LI, APRIL)
            assert found == evaluate(kpi, facts, LI, APRIL)
            states[kpi] = found.state

        assert list(states.values()) == ["blocked", "blocked", "scored"]

    def test_is_not_blocked_by_a_type_that_it_does_not_read(self):
        assert scored("sales.revenue", "2026-03", differing(kind="complaint.opened")).state == "scored"

    def test_says_which_source_and_which_day(self):
        found = scored("sales.revenue", "2026-03", differing())

        reason = reason_for(CATALOGUE["sales.revenue"], found, Fraction(1))

        assert reason.code == "kpi.totals_differ"
        assert reason.zh == (
            "销售额：数据源对账不符（来源 shop，2026-03-02，订单付款：来源 200 条、金额 10000，"
            "系统 150 条、金额 7000），"
            "差异超过 0.5%，核对前不计分"
        )
        assert "source shop, 2026-03-02, Order paid: 200 records of 10000 there" in reason.en

    def test_of_the_whole_month_even_where_only_some_of_its_days_are_scored(self):
        after = Window.between(date(2026, 3, 16), date(2026, 4, 1))
        feeds = Feeds({"order.paid": "ok"}, (differing(),))

        assert difference_in(feeds, ["order.paid"], after) == differing()


class TestFeeds:
    def test_read_as_the_mapping_of_their_health(self):
        feeds = Feeds({"order.paid": "ok", "deal.won": "sick"}, (differing(),))

        assert feeds == {"order.paid": "ok", "deal.won": "sick"}
        assert ("order.paid" in feeds, feeds.get("lead.created")) == (True, None)

    def test_a_plain_mapping_has_no_differences(self):
        assert difference_in({"order.paid": "ok"}, ["order.paid"], Window.of(MARCH)) is None
