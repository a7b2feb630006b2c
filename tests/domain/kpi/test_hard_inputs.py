"""Inputs that break figures elsewhere: clocks that change, 29 February, huge and tiny amounts, nothing to divide by."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from shared.domain.kpi.blending import plan_in_force
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY, Facts, Settings
from shared.domain.kpi.ledger import split_minor
from shared.domain.kpi.measures import measure
from shared.domain.kpi.windows import Window, lookback_start
from shared.domain.periods import Period, local_midnight
from shared.domain.workdays import Calendar
from tests.domain.kpi.building import LI, MARCH, event, facts, paid, refunded
from tests.domain.kpi.planning import EVERY_DAY, LIBRARY, line, scored, version

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
ALL = {"sales": 10_000}


def in_zone(zone, *told, feeds=()):
    """Facts of a company in another zone: the date of each record is the one there."""
    moved = [replace(each, on=each.occurred_at.astimezone(zone).date()) for each in told]
    health = dict.fromkeys((*(each.type for each in moved), *feeds), "ok")
    return Facts(moved, Settings(zone=zone), Calendar(fixed_holidays=frozenset()), health)


class TestClocksThatChange:
    @pytest.mark.parametrize(
        ("zone", "month", "hours"),
        [(BERLIN, "2026-03", 743), (BERLIN, "2026-10", 745), (NEW_YORK, "2026-03", 743), (NEW_YORK, "2026-11", 721)],
    )  # fmt: skip
    def test_a_month_is_as_long_as_its_clock_says(self, zone, month, hours):
        period = Period.parse(month)

        length = local_midnight(period.until_on, zone) - local_midnight(period.first_on, zone)

        assert length.total_seconds() == hours * 3600

    @pytest.mark.parametrize(
        ("zone", "at", "month"),
        [(BERLIN, "2026-03-31T21:59:59Z", "2026-03"), (BERLIN, "2026-03-31T22:00:00Z", "2026-04"),
         (BERLIN, "2026-02-28T22:59:59Z", "2026-02"), (BERLIN, "2026-02-28T23:00:00Z", "2026-03"),
         (NEW_YORK, "2026-04-01T03:59:59Z", "2026-03"), (NEW_YORK, "2026-04-01T04:00:00Z", "2026-04")],
    )  # fmt: skip
    def test_a_record_belongs_to_the_month_that_it_is_there(self, zone, at, month):
        story = in_zone(zone, event("order.paid", "o", at, customer="c", yuan=10))

        counted = [key for key in ("2026-02", "2026-03", "2026-04")
                   if measure("order_count", story, LI, Period.parse(key)).value]  # fmt: skip

        assert counted == [month]

    @pytest.mark.parametrize(
        ("begun", "ended", "hours"),
        [("2026-03-29T00:30+01:00", "2026-03-29T04:30+02:00", 3),
         ("2026-10-25T00:30+02:00", "2026-10-25T04:30+01:00", 5)],
    )  # fmt: skip
    def test_hours_on_the_clock_are_hours_that_went_by(self, begun, ended, hours):
        story = in_zone(BERLIN, event("ticket.opened", "t", begun), event("ticket.closed", "t", ended))

        found = measure("resolution_hours", story, LI, Period.parse(begun[:7]))

        assert found.value == hours

    def test_working_hours_are_those_of_the_wall_clock_on_both_sides(self):
        friday, monday = "2026-03-27T17:00+01:00", "2026-03-30T10:00+02:00"
        story = in_zone(
            BERLIN, event("orderproc.received", "o", friday), event("orderproc.ready", "o", monday)
        )

        assert measure("order_cycle_hours", story, LI, MARCH).value == 2

    def test_days_between_dates_ignore_the_hour_that_is_missing(self):
        story = in_zone(BERLIN, event("deal.created", "d", "2026-03-01T23:30+01:00"),
                        event("deal.won", "d", "2026-03-31T00:10+02:00"))  # fmt: skip

        assert measure("sales_cycle_days_won", story, LI, MARCH).value == 30


class TestThe29thOfFebruary:
    def test_is_the_last_day_of_its_month_and_in_no_other(self):
        leap = [Period.parse(each) for each in ("2028-02", "2028-03", "2028-Q1")]

        assert [date(2028, 2, 29) in each for each in leap] == [True, False, True]

    def test_a_year_back_is_the_28th_and_a_year_on_it_is_within(self):
        assert lookback_start(date(2028, 2, 29), 365) == date(2027, 2, 28)
        assert lookback_start(date(2029, 2, 28), 365) == date(2028, 2, 28)
        assert Window.rolling(90, date(2028, 3, 1)).first_on == date(2027, 12, 2)

    def test_a_plan_can_begin_on_it(self):
        february = Period.parse("2028-02")
        versions = [version("2028-01-01", line("visits", 30, 29), line("rest", 70, 100)),
                    version("2028-02-29", line("visits", 30, 58), line("rest", 70, 100))]  # fmt: skip

        plan = plan_in_force(versions, lambda day: ALL, february, EVERY_DAY, catalogue=LIBRARY)

        visits = next(each for each in plan.lines if each.kpi_id == "visits")
        assert visits.target == Fraction(29 * 28 + 58, 29)
        assert sum(each.weight for each in plan.lines) == 1

    def test_a_customer_of_that_day_is_no_new_one_a_year_later(self):
        orders = [paid("a", "2028-02-29", 10, "c"), paid("b", "2029-02-28", 10, "c")]

        found = measure("new_customer_share", facts(orders), LI, Period.parse("2029-02"))

        assert found.numerator == 0


class TestAmounts:
    def test_of_ten_to_the_thirtieth_stay_exact_to_the_cent(self):
        huge = 10**30
        story = facts(paid("o", "2026-03-02", huge, "c", by=[("a", 3_333), ("b", 6_667)]),
                      paid("p", "2026-03-02", "0.01", "c", by="a"))  # fmt: skip

        parts = [measure("net_sales", story, who, MARCH).value for who in ("a", "b")]

        assert sum(parts) == measure("net_sales", story, COMPANY, MARCH).value == huge + Fraction(1, 100)

    def test_that_huge_are_scored_like_others(self):
        lines = version("2026-01-01", line("visits", 100, 10**30)).lines
        plan = plan_in_force(
            [version("2026-01-01", *lines)], lambda day: ALL, MARCH, EVERY_DAY, catalogue=LIBRARY
        )

        assert scored(plan.lines, {"visits": 8 * 10**29}).total == Decimal("80.0000")

    def test_of_two_currencies_are_never_added_raw(self):
        """A foreign amount is in the company's currency already; its refund takes the rate of its order."""
        sold = paid("o", "2026-03-02", 7_000, "c", rate="7.00", currency="USD")
        back = refunded("r", "2026-03-09", 7_200, "o", rate="7.20", currency="USD")

        assert (
            measure("net_sales", facts(sold, back, paid("p", "2026-03-03", 100, "d")), LI, MARCH).value == 100
        )

    def test_that_are_missing_are_set_aside_and_named(self):
        nothing_told = event("order.paid", "o", "2026-03-02", customer="c")

        found = evaluate("sales.revenue", facts(nothing_told, paid("p", "2026-03-02", 10, "c")), LI, MARCH)

        assert (found.value, found.excluded) == (10, ((nothing_told.id, "order.no_amount"),))


class TestManyOwners:
    def test_ten_thousand_of_them_share_an_order_to_the_cent(self):
        owners = [(f"per_{n:05}", 1) for n in range(10_000)]

        parts = split_minor(123_456_789, tuple(owners))

        assert sum(parts.values()) == 123_456_789
        assert max(parts.values()) - min(parts.values()) == 1

    def test_each_of_them_is_credited_with_their_part(self):
        owners = [(f"per_{n:05}", 1) for n in range(10_000)]
        story = facts(paid("o", "2026-03-02", 1_000_000, "c", by=owners))

        assert measure("net_sales", story, "per_09999", MARCH).value == 100
        assert measure("order_count", story, "per_00000", MARCH).value == Fraction(1, 10_000)


class TestNegativeCounts:
    def test_of_readers_are_no_readers(self):
        told = [event("traffic.daily", f"a{n}", "2026-03-02", content="article", readers=readers)
                for n, readers in enumerate([300, -200])]  # fmt: skip

        found = evaluate("mkt.article_reads", facts(told), LI, MARCH)

        assert (found.value, [reason for _, reason in found.excluded]) == (300, ["traffic.no_visitors"])

    def test_of_attendees_are_no_attendance(self):
        held = [
            event("event.held", f"e{n}", "2026-03-02", attendees=people) for n, people in enumerate([30, -90])
        ]

        found = evaluate("mkt.event_attendance", facts(held), LI, MARCH)

        assert (found.value, found.n, [reason for _, reason in found.excluded]) == (
            1,
            1,
            ["event.no_attendance"],
        )

    def test_of_followers_are_no_loss(self):
        counts = [("2026-03-01", 100), ("2026-03-10", -5), ("2026-03-20", 130)]
        told = [event("traffic.daily", f"d{n}", day, content="account", account_ref="a", followers=count)
                for n, (day, count) in enumerate(counts)]  # fmt: skip

        assert measure("follower_growth", facts(told), LI, MARCH).value == 30

    def test_of_visitors_and_waiting_minutes_count_for_nothing(self):
        store = event("traffic.daily", "s", "2026-03-02", content="store", visitors=-7)
        steps = [event("orderproc.received", "o", "2026-03-02T09:00+08:00"),
                 event("orderproc.ready", "o", "2026-03-02T11:00+08:00", waiting_minutes=-600)]  # fmt: skip

        assert measure("online_traffic", facts(store), LI, MARCH).value == 0
        assert measure("order_cycle_hours", facts(steps), LI, MARCH).value == 2


class TestNothingToDivideBy:
    @pytest.mark.parametrize(
        ("name", "told"),
        [
            ("discount_rate", [paid("o", "2026-03-02", 0, "c", list_minor=0)]),
            ("forecast_accuracy", [event("forecast.submitted", "f", "2026-02-27", yuan=0, period="2026-03"),
                                   paid("o", "2026-03-02", 10, "c")]),
            ("new_customer_share", [paid("o", "2026-03-02", 10, "c"), refunded("r", "2026-03-03", 10, "o")]),
            ("avg_order_value", []),
            ("win_rate", []),
            ("online_conversion", [event("traffic.daily", "s", "2026-03-02", content="store", visitors=0)]),
            ("cost_per_lead", [event("campaign.spend", "s", "2026-03-02", yuan=10)]),
        ],
    )  # fmt: skip
    def test_is_no_value_and_no_zero(self, name, told):
        story = facts(told, feeds=["order.paid", "traffic.daily", "lead.created", "campaign.spend"])

        assert measure(name, story, LI, MARCH).value is None

    def test_an_event_whose_own_target_is_zero_has_the_companys(self):
        held = event("event.held", "e", "2026-03-02", attendees=15, per_event_target=0)

        assert measure("event_attendance", facts(held), LI, MARCH).value == Fraction(1, 2)

    def test_an_instant_on_no_calendar_is_read_as_none(self):
        odd = event(
            "orderproc.received", "o", "2026-03-02", due_at="9999-12-31T23:59:59Z", due_on="0000-00-00"
        )

        assert measure("order_on_time", facts(odd, feeds=["orderproc.ready"]), LI, MARCH).denominator == 1


class TestYears:
    @pytest.mark.parametrize("year", [1900, 2199])
    def test_that_are_believed_hold_records_from_the_first_to_the_last(self, year):
        at = datetime(year, 6, 1, 4, tzinfo=UTC)
        story = facts(event("order.paid", "o", at.isoformat(), customer="c", yuan=1))

        assert measure("order_count", story, LI, Period.month_of(at.date())).value == 1
