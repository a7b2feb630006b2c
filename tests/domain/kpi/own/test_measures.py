"""Measures of a company's own: what counts, for whom, and how much."""

from fractions import Fraction

import pytest

from shared.domain.kpi.event_types import MEASURABLE
from shared.domain.kpi.facts import COMPANY, Settings
from shared.domain.kpi.figures.deals import won_count, won_value
from shared.domain.kpi.figures.orders import avg_order_value, net_sales, order_count
from shared.domain.kpi.own.filters import TooManyFilters
from shared.domain.kpi.own.measures import (
    NameNotUsable,
    NoEventType,
    PartDoesNotFit,
    RevenueTwice,
    UnknownEventType,
    check_measure,
)
from shared.domain.kpi.own.taking import take_measure
from shared.domain.kpi.windows import Window
from tests.domain.kpi.building import LI, MARCH, WANG, deal, event, facts, paid, refunded
from tests.domain.kpi.own.drafts import measure, where

WINDOW = Window.of(MARCH)
HALVES = [(LI, 5000), (WANG, 5000)]
DEALS = Settings(revenue_source="deals")


def taken(wanted, *events, subject=LI, settings=None):
    return take_measure(wanted, facts(events, settings=settings), subject, WINDOW)


class TestCount:
    SENT = measure("报价", "count", "quote.sent")

    def test_counts_records_of_the_window_with_their_ids(self):
        found = taken(
            self.SENT,
            event("quote.sent", "a", "2026-03-01", id="e1"),
            event("quote.sent", "b", "2026-03-31", id="e2"),
            event("quote.sent", "c", "2026-04-01", id="e3"),
            event("quote.sent", "d", "2026-03-05", by=WANG, id="e4"),
        )

        assert (found.value, found.denominator, found.n, found.event_ids) == (2, None, 2, ("e1", "e2"))

    def test_counts_the_newest_version_of_a_record_once(self):
        versions = [
            event("quote.sent", "a", f"2026-03-0{day}", version=str(day), size=day) for day in (1, 2, 3)
        ]
        large = measure("大单", "count", "quote.sent", filters=(where("size", "lt", "3"),))

        assert taken(self.SENT, versions).value == 1
        assert taken(large, versions).value == 0

    def test_counts_a_shared_record_by_its_shares(self):
        shared = event("quote.sent", "a", "2026-03-02", by=HALVES)

        assert [taken(self.SENT, shared, subject=each).value for each in (LI, WANG, COMPANY)] == [
            Fraction(1, 2), Fraction(1, 2), 1,
        ]  # fmt: skip

    def test_counts_several_types_together(self):
        both = measure("处理", "count", "ticket.closed", "aftersale.closed")

        found = taken(
            both, event("ticket.closed", "t", "2026-03-02"), event("aftersale.closed", "a", "2026-03-03")
        )

        assert found.value == 2

    def test_is_zero_without_a_record(self):
        assert (taken(self.SENT).value, taken(self.SENT).n) == (0, 0)


class TestWhatWasTakenBack:
    def test_a_removed_activity_does_not_count_until_a_higher_version_restores_it(self):
        visits = measure("拜访", "count", "activity.logged")
        logged = event("activity.logged", "v", "2026-03-02", version="1")
        removed = event("activity.removed", "v", "2026-03-03", version="2")

        assert taken(visits, logged, removed).value == 0
        assert taken(visits, removed, event("activity.logged", "v", "2026-03-02", version="3")).value == 1

    @pytest.mark.parametrize(
        ("data", "reason"),
        [({"flags": ["burst"]}, "activity.flagged"), ({"review": "exclude"}, "activity.excluded")],
    )
    def test_a_doubtful_activity_waits_for_its_review(self, data, reason):
        found = taken(
            measure("拜访", "count", "activity.logged"), event("activity.logged", "v", "2026-03-02", **data)
        )

        assert (found.value, [why for _, why in found.excluded]) == (0, [reason])

    def test_a_deal_that_was_deleted_or_merged_is_gone(self):
        won = measure("赢单", "count", "deal.won")
        created = measure("商机", "count", "deal.created")
        story = [
            deal("d1", "2026-02-01", "2026-03-02"), deal("d2", "2026-02-01", "2026-03-02"),
            deal("d3", "2026-03-01", "2026-03-02"), event("deal.deleted", "d1", "2026-03-20"),
            event("deal.merged", "d2", "2026-03-20", merged_ids=["d3"]),
        ]  # fmt: skip

        assert taken(won, story).value == 1
        assert taken(created, story).value == 0

    def test_a_deal_that_was_reopened_is_not_won(self):
        story = [deal("d1", "2026-02-01", "2026-03-02"), event("deal.reopened", "d1", "2026-03-05")]

        assert taken(measure("赢单", "count", "deal.won"), story).value == 0

    def test_an_answer_counts_as_it_was_revised_and_not_when_removed(self):
        mean = measure("评分", "average", "survey.responded", field="csat")
        first = [
            event("survey.responded", each, "2026-03-02", csat=mark)
            for each, mark in (("a", 5), ("b", 1), ("c", 3))
        ]
        revised = event("survey.revised", "a", "2026-04-02", csat=4)
        removed = event("survey.removed", "b", "2026-04-03")

        found = taken(mean, first, revised, removed)

        assert (found.numerator, found.denominator) == (7, 2)

    def test_what_colleagues_answered_about_each_other_never_counts(self):
        mean = measure(
            "评分", "average", "survey.responded", field="csat", filters=(where("internal", "eq", "true"),)
        )

        found = taken(mean, event("survey.responded", "a", "2026-03-02", csat=1, internal=True))

        assert (found.value, found.n) == (None, 0)

    @pytest.mark.parametrize("kind", ["survey.sent", "survey.responded", "survey.revised", "survey.removed"])
    @pytest.mark.parametrize("told_by", ["survey.sent", "survey.responded", "survey.revised"])
    def test_no_event_of_an_answer_counts_where_one_says_that_it_is_of_colleagues(self, kind, told_by):
        answer = [
            event(
                each, "a", f"2026-03-{day:02}", rating=day, **({"internal": True} if each == told_by else {})
            )
            for day, each in enumerate(
                ("survey.sent", "survey.responded", "survey.revised", "survey.removed"), 2
            )
        ]
        of_a_customer = event("survey.revised", "b", "2026-03-09", rating=4)

        for story in (
            answer,
            [each for each in answer if each.type != "survey.removed" or kind == each.type],
        ):
            found = taken(measure("评分", "sum", kind, field="rating"), story, of_a_customer)
            assert found.value == (4 if kind in ("survey.revised", "survey.responded") else 0)

    def test_no_mark_of_colleagues_counts_by_another_type_of_record(self):
        told = [
            event("ticket.closed", "t1", "2026-03-02", rating=2, internal=True),
            event("ticket.closed", "t2", "2026-03-02", rating=5),
            event("ticket.closed", "t3", "2026-03-02", internal=True),
        ]

        assert taken(measure("评分", "sum", "ticket.closed", field="rating"), told).value == 5
        assert taken(measure("数量", "count", "ticket.closed"), told).value == 2

    @pytest.mark.parametrize(
        ("kind", "undone"),
        [
            ("event.attended", "event.attendance_reverted"),
            ("event.registered", "event.registration_cancelled"),
            ("customer.upserted", "customer.deleted"),
            ("order.placed", "order.cancelled"),
            ("order.completed", "order.cancelled"),
        ],
    )
    def test_a_record_that_was_undone_before_the_window_ended_does_not_count(self, kind, undone):
        wanted, told = measure("n", "count", kind), event(kind, "x", "2026-03-02")

        assert taken(wanted, told).value == 1
        assert taken(wanted, told, event(undone, "x", "2026-03-03")).value == 0
        assert taken(wanted, told, event(undone, "x", "2026-04-01")).value == 1
        assert taken(wanted, told, event(undone, "x", "2026-03-01")).value == 1

    def test_a_withdrawn_work_log_does_not_count_for_the_company(self):
        logs = measure("n", "count", "worklog.logged")
        withdrawn = event("worklog.logged", "w", "2026-03-01", by=None, activity="", counts=False)

        assert taken(logs, withdrawn, subject=COMPANY).value == 0


class TestSales:
    STORY = (
        paid("o1", "2026-03-02", 100, "c1", by=HALVES),
        paid("o2", "2026-03-03", "33.33", "c2"),
        paid("o3", "2026-03-04", 50, "c3"),
        refunded("r1", "2026-03-10", 30, "o1"),
        refunded("r3", "2026-03-11", 50, "o3"),
    )

    @pytest.mark.parametrize("subject", [LI, WANG, COMPANY])
    def test_of_paid_refunded_and_cancelled_orders_are_the_librarys_revenue(self, subject):
        wanted = measure("n", "sum", "order.paid", "order.refunded", "order.cancelled", field="amount")
        story = (*self.STORY, event("order.cancelled", "o2", "2026-03-12", by=None))

        found = taken(wanted, story, subject=subject)

        assert found.numerator == net_sales(facts(story), subject, WINDOW).numerator

    @pytest.mark.parametrize("subject", [LI, WANG, COMPANY])
    def test_can_be_taken_apart_into_what_came_and_what_went(self, subject):
        came, went = (
            taken(measure("n", "sum", kind, field="amount"), self.STORY, subject=subject).numerator
            for kind in ("order.paid", "order.refunded")
        )

        assert went > 0
        assert came - went == net_sales(facts(self.STORY), subject, WINDOW).numerator

    @pytest.mark.parametrize("subject", [LI, WANG, COMPANY])
    def test_count_and_average_as_the_library_does(self, subject):
        story = facts(self.STORY)

        count = take_measure(measure("n", "count", "order.paid"), story, subject, WINDOW)
        mean = take_measure(measure("n", "average", "order.paid", field="amount"), story, subject, WINDOW)

        assert count.numerator == order_count(story, subject, WINDOW).numerator
        library = avg_order_value(story, subject, WINDOW)
        assert (mean.numerator, mean.denominator) == (library.numerator, library.denominator)

    def test_do_not_hold_a_cancelled_order(self):
        story = [paid("o1", "2026-03-02", 100, "c1"), event("order.cancelled", "o1", "2026-03-05", by=None)]

        assert taken(measure("n", "sum", "order.paid", field="amount"), story).value == 0
        assert taken(measure("n", "count", "order.paid"), story).value == 0

    def test_are_won_deals_where_deals_are_the_source_of_revenue(self):
        story = [*deal("d1", "2026-02-01", "2026-03-02", yuan=80), paid("o1", "2026-03-02", 100, "c1")]

        found = taken(measure("n", "sum", "order.paid", field="amount"), story, settings=DEALS)

        assert (found.value, found.n) == (80, 1)

    @pytest.mark.parametrize("subject", [LI, WANG, COMPANY])
    def test_of_won_deals_are_the_librarys(self, subject):
        story = facts(deal("d1", "2026-02-01", "2026-03-02", yuan="100.01", by=HALVES))

        assert take_measure(
            measure("n", "sum", "deal.won", field="amount"), story, subject, WINDOW
        ).numerator == (won_value(story, subject, WINDOW).numerator)
        assert take_measure(measure("n", "count", "deal.won"), story, subject, WINDOW).numerator == (
            won_count(story, subject, WINDOW).numerator
        )


class TestSum:
    def test_shares_amounts_out_to_the_minor_unit(self):
        spend = measure("投入", "sum", "campaign.spend", field="amount")
        shared = event("campaign.spend", "s", "2026-03-02", by=HALVES, yuan="0.01")

        parts = [taken(spend, shared, subject=each).numerator for each in (LI, WANG)]

        assert sum(parts) == taken(spend, shared, subject=COMPANY).numerator == Fraction(1, 100)
        assert all((part * 100).denominator == 1 for part in parts)

    def test_adds_a_field_of_the_data_exactly(self):
        minutes = measure("通话", "sum", "activity.logged", field="call.minutes")

        found = taken(
            minutes,
            event("activity.logged", "a", "2026-03-02", call={"minutes": "0.1"}),
            event("activity.logged", "b", "2026-03-02", by=HALVES, call={"minutes": "0.4"}),
        )

        assert found.value == Fraction(3, 10)

    def test_leaves_out_what_it_cannot_read_and_says_so(self):
        minutes = measure("通话", "sum", "activity.logged", field="minutes")

        found = taken(minutes, event("activity.logged", "a", "2026-03-02", minutes="many", id="e1"))

        assert (found.value, found.n, found.excluded) == (0, 0, (("e1", "measure.no_value"),))


class TestDistinct:
    def test_counts_each_customer_once_after_merges(self):
        seen = measure("客户", "distinct", "activity.logged", field="customer")

        found = taken(
            seen,
            event("activity.logged", "a", "2026-03-02", customer="old"),
            event("activity.logged", "b", "2026-03-03", customer="new"),
            event("activity.logged", "c", "2026-03-04", customer="other"),
            event("customer.merged", "new", "2026-03-05", customer="new", merged_ids=["old"]),
        )

        assert (found.value, found.n, len(found.event_ids)) == (2, 2, 3)

    def test_counts_a_value_with_the_largest_share_of_it(self):
        cities = measure("城市", "distinct", "activity.logged", field="city")

        found = taken(
            cities,
            event("activity.logged", "a", "2026-03-02", by=HALVES, city="上海"),
            event("activity.logged", "b", "2026-03-02", by=HALVES, city="Paris"),
            event("activity.logged", "c", "2026-03-02", city="PARIS"),
        )

        assert found.value == Fraction(3, 2)


class TestDuration:
    DAYS = measure("天数", "duration", "contract.signed", start_types=("quote.sent",), reference="deal_ref")

    def test_counts_local_dates(self):
        found = taken(
            self.DAYS,
            event("quote.sent", "q", "2026-02-27T23:30+08:00", deal_ref="d1"),
            event("contract.signed", "k", "2026-03-02T00:30+08:00", deal_ref="d1"),
        )

        assert (found.value, found.n, found.values) == (3, 1, (Fraction(3),))

    def test_counts_exact_hours_of_one_entity(self):
        hours = measure("时长", "duration", "ticket.closed", start_types=("ticket.opened",), unit="hours")

        found = taken(
            hours,
            event("ticket.opened", "t", "2026-03-02T09:00+08:00", by=None),
            event("ticket.closed", "t", "2026-03-02T10:20+08:00"),
        )

        assert found.value == Fraction(4, 3)

    def test_begins_with_the_earliest_start(self):
        found = taken(
            self.DAYS,
            event("quote.sent", "q1", "2026-03-01", deal_ref="d1"),
            event("quote.sent", "q2", "2026-03-08", by=WANG, deal_ref="d1"),
            event("contract.signed", "k", "2026-03-10", deal_ref="d1"),
        )

        assert found.value == 9

    def test_leaves_out_what_has_no_start_before_its_end(self):
        found = taken(
            self.DAYS,
            event("contract.signed", "k1", "2026-03-10", deal_ref="d1", id="e1"),
            event("contract.signed", "k2", "2026-03-10", deal_ref="d2", id="e2"),
            event("quote.sent", "q2", "2026-03-10T13:00+08:00", deal_ref="d2"),
        )

        assert (found.value, found.n) == (None, 0)
        assert found.excluded == (("e1", "measure.no_start"), ("e2", "measure.ended_before_start"))


class TestRatio:
    def test_divides_a_part_of_the_records_by_all_of_them(self):
        on_time = measure(
            "按时", "ratio", "shipment.delivered",
            filters=(where("test", "missing"),), numerator_filters=(where("late", "eq", "false"),),
        )  # fmt: skip

        found = taken(
            on_time,
            event("shipment.delivered", "a", "2026-03-02", late=False),
            event("shipment.delivered", "b", "2026-03-02", late=True, by=HALVES),
            event("shipment.delivered", "c", "2026-03-02", late=False, test=True),
        )

        assert (found.numerator, found.denominator, found.n) == (1, Fraction(3, 2), 2)

    def test_divides_records_of_one_type_by_those_of_another(self):
        rate = measure("转化", "ratio", "lead.created", numerator_types=("lead.converted",))

        found = taken(
            rate,
            *(event("lead.created", each, "2026-03-02") for each in "abcd"),
            event("lead.converted", "a", "2026-03-09"),
        )

        assert (found.value, found.n) == (Fraction(1, 4), 4)

    def test_has_no_value_without_a_record(self):
        assert (
            taken(measure("转化", "ratio", "lead.created", numerator_types=("lead.converted",))).value is None
        )


class TestCheckMeasure:
    @pytest.mark.parametrize(
        "name", ["", "2nd", "a b", "max", "if", "None", "_x", "a.b", "x" * 41, "ａ", "x²", "MIN"]
    )
    def test_refuses_a_name_that_a_formula_cannot_hold(self, name):
        with pytest.raises(NameNotUsable):
            check_measure(measure(name, "count", "quote.sent"), MEASURABLE)

    @pytest.mark.parametrize("kind", ["order.payed", "member.changed", "ORDER.PAID", "x" * 100])
    def test_refuses_an_event_type_that_nothing_delivers(self, kind):
        with pytest.raises(UnknownEventType):
            check_measure(measure("n", "count", kind), MEASURABLE)

    @pytest.mark.parametrize(
        "wanted",
        [
            measure("n", "count"),
            measure("n", "count", *sorted(MEASURABLE)[:11]),
            measure("n", "duration", "ticket.closed"),
        ],
    )
    def test_refuses_a_measure_without_records(self, wanted):
        with pytest.raises(NoEventType):
            check_measure(wanted, MEASURABLE)

    @pytest.mark.parametrize(
        "wanted",
        [
            measure("n", "sum", "quote.sent"),
            measure("n", "sum", "quote.sent", field="customer"),
            measure("n", "average", "quote.sent", field="customer"),
            measure("n", "distinct", "quote.sent", field="amount"),
            measure("n", "count", "quote.sent", field="amount"),
            measure("n", "count", "quote.sent", numerator_types=("order.paid",)),
            measure("n", "sum", "quote.sent", field="amount", start_types=("order.paid",)),
            measure("n", "ratio", "quote.sent"),
            measure("n", "median", "quote.sent"),
        ],
    )
    def test_refuses_a_part_that_is_missing_or_would_do_nothing(self, wanted):
        with pytest.raises(PartDoesNotFit):
            check_measure(wanted, MEASURABLE)

    @pytest.mark.parametrize("types", [("deal.won", "order.paid"), ("order.placed", "order.paid")])
    def test_refuses_to_take_a_sale_twice(self, types):
        with pytest.raises(RevenueTwice):
            check_measure(measure("n", "sum", *types, field="amount"), MEASURABLE)

    def test_refuses_more_than_ten_conditions(self):
        with pytest.raises(TooManyFilters):
            check_measure(
                measure("n", "count", "quote.sent", filters=(where("a", "exists"),) * 11), MEASURABLE
            )

    def test_takes_a_chinese_name_and_our_own_logs(self):
        check_measure(measure("每日拜访_2", "count", "worklog.logged"), MEASURABLE)
