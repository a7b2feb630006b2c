"""KPIs that are made of complaints: attributed to sales, closed on time."""

from fractions import Fraction

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from tests.domain.kpi.building import LI, MARCH, WANG, days, event, facts

COMPLAINTS = CATALOGUE["sales.complaints"]


def complaint(name, when, customer="c", order=None, by=LI, **data):
    return event("complaint.opened", name, when, by, customer, order_ref=order, **data)


def counted(*events, person=LI):
    return evaluate("sales.complaints", facts(*events, feeds=COMPLAINTS.event_types), person, MARCH)


class TestComplaints:
    def test_none_with_a_healthy_feed_is_the_best_value(self):
        found = counted()

        assert (found.state, found.value) == ("scored", 0)
        assert COMPLAINTS.curve.points(found.value, Fraction(2)) == 100

    def test_each_is_counted_for_the_owner_of_the_customer(self):
        found = counted([complaint(f"k{n}", "2026-03-04", customer=f"c{n}") for n in range(3)])

        assert (found.value, COMPLAINTS.curve.points(found.value, Fraction(2))) == (3, 75)

    def test_a_fault_of_three_positions_is_a_third(self):
        joint = complaint("k", "2026-03-04", responsible=["sales", "marketing", "back_office"])

        assert counted(joint).value == Fraction(1, 3)

    def test_a_fault_of_two_people_is_half_for_each(self):
        joint = complaint("k", "2026-03-04", by=[(LI, 5_000), (WANG, 5_000)], responsible="sales")

        assert [counted(joint, person=each).value for each in (LI, WANG)] == [Fraction(1, 2)] * 2

    def test_one_that_is_not_the_fault_of_sales_does_not_count(self):
        moved = event("complaint.updated", "k", "2026-03-06", responsible=["back_office"])

        assert counted(complaint("k", "2026-03-04", responsible="sales"), moved).value == 0

    def test_the_same_order_again_within_7_days_is_the_same_complaint(self):
        found = counted(complaint("a", "2026-03-02", order="o"), complaint("b", "2026-03-08", order="o"))

        assert (found.value, found.excluded) == (
            1,
            (("complaint.opened/b/2026-03-08", "complaint.repeated"),),
        )

    def test_the_same_order_again_after_exactly_7_days_is_a_new_one(self):
        assert (
            counted(complaint("a", "2026-03-02", order="o"), complaint("b", "2026-03-09", order="o")).value
            == 2
        )

    def test_a_chain_is_counted_from_its_first_complaint(self):
        chain = [complaint(day, day, order="o") for day in days("2026-03-02", 0, 5, 10)]

        assert counted(chain).value == 2

    def test_different_orders_of_a_customer_are_different_complaints(self):
        assert (
            counted(complaint("a", "2026-03-02", order="o"), complaint("b", "2026-03-03", order="p")).value
            == 2
        )


class TestComplaintsClosedOnTime:
    def rate(self, *events):
        feeds = CATALOGUE["cs.complaints_closed_on_time"].event_types
        return evaluate("cs.complaints_closed_on_time", facts(*events, feeds=feeds), LI, MARCH)

    def handled(self, name, opened="2026-03-02", closed="2026-03-05", reply=3_600, reopened=None):
        events = [complaint(name, opened), event("complaint.resolved", name, closed, first_reply_s=reply)]
        return events + ([event("complaint.reopened", name, reopened)] if reopened else [])

    def test_is_what_was_answered_and_closed_in_time_over_what_was_due(self):
        found = self.rate(self.handled("a"), self.handled("b", closed="2026-03-10"), self.handled("c", reply=90_000),
                          complaint("d", "2026-03-02"))  # fmt: skip

        assert (found.value, found.n) == (Fraction(1, 4), 4)

    def test_closed_on_the_seventh_day_is_in_time(self):
        assert self.rate(self.handled("a", closed="2026-03-09")).value == 1

    def test_reopened_on_day_14_does_not_count_as_closed(self):
        nineteen = [self.handled(f"k{n}") for n in range(19)]

        found = self.rate(*nineteen, self.handled("again", closed="2026-03-05", reopened="2026-03-19"))
        later = self.rate(*nineteen, self.handled("again", closed="2026-03-05", reopened="2026-03-20"))

        assert (found.value, later.value) == (Fraction(95, 100), 1)

    def test_one_that_falls_due_next_month_is_not_in_this_one(self):
        found = self.rate(self.handled("late", opened="2026-03-25", closed="2026-03-26"))

        assert (found.state, found.reason) == ("na", "kpi.nothing_to_measure")

    def test_an_assignee_who_is_named_has_it_not_the_owner_of_the_customer(self):
        assigned = [complaint("k", "2026-03-02", by=WANG, assignee_employee_id=LI), *self.handled("a")[1:]]

        assert self.rate(assigned).n == 1
