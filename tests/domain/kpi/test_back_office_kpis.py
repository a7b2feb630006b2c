"""KPIs of the back office: orders on time, accuracy, processing time."""

from datetime import date
from fractions import Fraction

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.measures import measure
from shared.domain.workdays import Calendar
from tests.domain.kpi.building import LI, MARCH, WANG, event, facts

MONDAY_NINE, MONDAY_FIVE = "2026-03-02T09:00+08:00", "2026-03-02T17:00+08:00"


def step(what, order, when, by=LI, **data):
    return event(f"orderproc.{what}", order, when, by, **data)


def orders(size, ready="2026-03-03", received="2026-03-02"):
    return [
        each
        for n in range(size)
        for each in (step("received", f"o{n}", received), step("ready", f"o{n}", ready))
    ]


class TestOrdersOnTime:
    def rate(self, *events, **options):
        return evaluate("bo.order_on_time", facts(*events, feeds=("orderproc.ready",), **options), LI, MARCH)

    def test_ready_by_the_second_workday_is_on_time(self):
        late = [step("received", "x", "2026-03-02"), step("ready", "x", "2026-03-05")]

        found = self.rate(orders(18, ready="2026-03-04"), [step("received", "y", "2026-03-02")], late)

        assert (found.value, found.n) == (Fraction(18, 20), 20)

    def test_a_due_time_of_its_own_counts_before_the_companys(self):
        due = [step("received", "x", "2026-03-02", due_at="2026-03-02T16:00:00+08:00"),
               step("ready", "x", MONDAY_FIVE), step("received", "y", "2026-03-02", due_on="2026-03-20"),
               step("ready", "y", "2026-03-20")]  # fmt: skip

        assert self.rate(orders(8), due).numerator == 9

    def test_the_clock_stops_while_waiting_for_the_customer(self):
        waited = [
            step("received", "x", "2026-03-02"),
            step("ready", "x", "2026-03-06", waiting_minutes=2 * 24 * 60),
        ]

        assert self.rate(orders(9), waited).value == 1

    def test_a_holiday_gives_another_day(self):
        calendar = Calendar(holidays=frozenset({date(2026, 3, 3)}))

        assert self.rate(orders(10, ready="2026-03-05"), calendar=calendar).value == 1

    def test_nine_orders_are_too_few(self):
        assert self.rate(orders(9)).reason == "kpi.sample_too_small"

    def test_an_order_is_its_processors(self):
        theirs = [step("received", "x", "2026-03-02", by=None), step("ready", "x", "2026-03-03", by=WANG)]

        assert self.rate(orders(10), theirs).n == 10


class TestOrderAccuracy:
    def rate(self, *events):
        return evaluate("bo.order_accuracy", facts(*events, feeds=("orderproc.completed",)), LI, MARCH)

    def test_corrections_lower_it_unless_the_customer_caused_them(self):
        done = [step("completed", f"o{n}", "2026-03-04") for n in range(50)]
        own, theirs = (
            step("corrected", "o1", "2026-03-06"),
            step("corrected", "o2", "2026-03-06", error_class="customer"),
        )

        found = self.rate(done, own, theirs)

        assert (found.value, found.n) == (Fraction(49, 50), 50)

    def test_its_own_steps_end_at_96_percent(self):
        curve = CATALOGUE["bo.order_accuracy"].curve

        points = [
            curve.points(Fraction(value), Fraction(98, 100)) for value in ("0.98", "0.9604", "0.9408", "0.94")
        ]

        assert points == [100, 85, 60, 0]


class TestOrderCycleHours:
    def test_working_hours_leave_nights_and_weekends_out(self):
        friday = [
            step("received", "x", "2026-03-06T17:00+08:00"),
            step("ready", "x", "2026-03-09T10:30+08:00"),
        ]

        assert measure("bo.order_cycle_hours", facts(friday), LI, MARCH).value == Fraction(5, 2)

    def test_the_scored_value_is_the_median(self):
        quick = orders(9, received=MONDAY_NINE, ready="2026-03-02T11:00+08:00")
        slow = [step("received", "slow", MONDAY_NINE), step("ready", "slow", "2026-03-30T18:00+08:00")]

        found = evaluate("bo.order_cycle_hours", facts(quick, slow), LI, MARCH)

        assert (found.value, found.n) == (2, 10)
        assert measure("order_cycle_hours", facts(quick, slow), LI, MARCH).value > 2
