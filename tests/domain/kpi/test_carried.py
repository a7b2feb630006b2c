"""Late events that count in a later month: once, with what belongs to them, and without changing who was new."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

from shared.domain.kpi.carried import carry_event, counted, happened_on
from shared.domain.kpi.facts import Facts, Settings
from shared.domain.kpi.figures.orders import net_sales, new_customer_share, new_customers
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, event, facts, paid, refunded

NOW = datetime(2026, 2, 3, 1, 0, tzinfo=UTC)
JANUARY, FEBRUARY, MARCH = (Window.of(Period.parse(f"2026-{month:02}")) for month in (1, 2, 3))
LATE = paid("o1", "2026-01-20", 8000, "c1")


def carry(*event_ids, to=date(2026, 2, 1), at=NOW):
    return carry_event(event_ids, to=to, discrepancy_id="dis_1", at=at, by_id="per_lin")


def known(*events):
    return Facts(counted(events), Settings(), feeds={"order.paid": "ok"})


def sold(found, window):
    return net_sales(found, LI, window).numerator


class TestACarriedEvent:
    def test_counts_in_the_month_it_was_carried_to_and_nowhere_else(self):
        found = known(LATE, carry(LATE.id))

        assert [sold(found, month) for month in (JANUARY, FEBRUARY, MARCH)] == [0, 8000, 0]
        assert net_sales(found, LI, FEBRUARY).event_ids == (LATE.id,)

    def test_keeps_the_date_on_which_it_happened(self):
        [moved] = [each for each in counted([LATE, carry(LATE.id)]) if each.type == "order.paid"]

        assert (moved.on, happened_on(moved), happened_on(LATE)) == (date(2026, 2, 1), LATE.on, LATE.on)
        assert (moved.id, moved.occurred_at, moved.data) == (LATE.id, LATE.occurred_at, LATE.data)

    def test_is_the_same_however_often_it_is_counted(self):
        once = counted([LATE, carry(LATE.id)])

        assert list(counted(once)) == list(once)

    def test_takes_every_version_of_it_along(self):
        corrected = replace(LATE, id="o1/2", version="2", amount_minor=700_000)

        found = known(LATE, corrected, carry(LATE.id))

        assert (sold(found, JANUARY), sold(found, FEBRUARY)) == (0, 7000)

    def test_takes_its_refund_of_a_closed_day_along_and_leaves_a_later_one_where_it_is(self):
        early, later = refunded("r1", "2026-01-25", 1000, "o1"), refunded("r2", "2026-03-02", 2000, "o1")

        found = known(LATE, early, later, carry(LATE.id))

        assert [sold(found, month) for month in (JANUARY, FEBRUARY, MARCH)] == [0, 7000, -2000]

    def test_is_where_it_was_carried_last(self):
        again = carry(LATE.id, to=date(2026, 3, 1), at=datetime(2026, 3, 3, tzinfo=UTC))

        for order in ([carry(LATE.id), again], [again, carry(LATE.id)]):
            found = known(LATE, *order)
            assert [sold(found, month) for month in (FEBRUARY, MARCH)] == [0, 8000]

    def test_changes_nothing_about_other_events(self):
        others = [paid("o2", "2026-01-21", 500, "c2"), refunded("r9", "2026-01-22", 100, "o2")]

        assert list(counted(others)) == others
        assert [
            each for each in counted([*others, carry("unknown")]) if each.type != "discrepancy.carried"
        ] == others

    def test_cannot_be_told_by_a_vendor(self):
        pretending = event("order.paid", "o3", "2026-02-10", yuan=100, customer="c3", carried_from="2025-01-01",
                           happened_on="2025-01-01")  # fmt: skip

        assert happened_on(pretending) == date(2026, 2, 10)


class TestANewCustomer:
    """The customer's first order, of 20 January, arrives after January was closed."""

    NEXT = paid("o2", "2026-02-10", 2000, "c1")

    def test_is_not_new_with_the_order_in_february(self):
        found = facts(LATE, self.NEXT)

        assert new_customer_share(found, LI, FEBRUARY).numerator == 0
        assert new_customers(found, LI, FEBRUARY).numerator == 0

    def test_is_as_new_in_february_as_in_january_with_the_order_that_was_carried(self):
        found = known(LATE, self.NEXT, carry(LATE.id))

        share = new_customer_share(found, LI, FEBRUARY)
        assert (share.numerator, share.denominator) == (8000, 10_000)
        assert new_customers(found, LI, FEBRUARY).numerator == Fraction(1)


class TestARefund:
    def test_of_a_closed_january_lowers_february_and_leaves_january(self):
        january = paid("o1", "2026-01-12", 40_000, "c1")
        before = sold(facts(january), JANUARY)

        after = facts(january, refunded("r1", "2026-02-05", 20_000, "o1"))

        assert (before, sold(after, JANUARY), sold(after, FEBRUARY)) == (40_000, 40_000, -20_000)
