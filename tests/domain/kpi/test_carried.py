"""Late events that count in a later month: once, with what belongs to them, and without changing who was new."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from shared.domain.kpi.carried import CARRIED, carry_event, counted, happened_on
from shared.domain.kpi.facts import Facts, Settings
from shared.domain.kpi.figures.contracts import contracts
from shared.domain.kpi.figures.orders import net_sales, new_customer_share, new_customers
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, event, facts, paid, refunded

NOW = datetime(2026, 2, 3, 1, 0, tzinfo=UTC)
JANUARY, FEBRUARY, MARCH = (Window.of(Period.parse(f"2026-{month:02}")) for month in (1, 2, 3))
LATE = paid("o1", "2026-01-20", 8000, "c1")


CLOSED = datetime(2026, 2, 1, 1, 0, tzinfo=UTC)
"""When January was scored for the last time."""


def carry(*event_ids, to=date(2026, 2, 1), at=NOW, known_at=None):
    return carry_event(event_ids, to=to, discrepancy_id="dis_1", at=at, by_id="per_lin", known_at=known_at)


def received(told, *, late):
    return replace(told, received_at=CLOSED + timedelta(hours=9 if late else -9))


def days(*events):
    """The day on which each event counts, by its id."""
    return {each.id: f"{each.on:%m-%d}" for each in counted(events) if each.type != CARRIED}


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


class TestACarry:
    """Several events of one entity: the first was known when the month was closed, the second was late."""

    @pytest.mark.parametrize(
        "kind",
        [
            *("order.refunded", "subscription.upgraded", "subscription.renewed", "subscription.downgraded"),
            *("deal.stage_changed", "deal.owner_changed", "customer.owner_changed", "quote.sent"),
            *("lead.assigned", "order.paid", "deal.won", "complaint.updated"),
        ],
    )
    def test_never_moves_what_the_closed_month_knew(self, kind):
        first = received(event(kind, "e1", "2026-01-10", yuan=1000), late=False)
        older = received(event(kind, "e1", "2025-11-10", yuan=1000), late=False)
        second = received(event(kind, "e1", "2026-01-28", yuan=2000), late=True)

        found = days(older, first, second, carry(second.id, known_at=CLOSED))

        assert found == {older.id: "11-10", first.id: "01-10", second.id: "02-01"}

    @pytest.mark.parametrize(
        "kind",
        [
            *("order.refunded", "subscription.upgraded", "subscription.renewed", "subscription.downgraded"),
            *("deal.stage_changed", "customer.owner_changed", "quote.sent"),
        ],
    )
    def test_leaves_another_record_of_the_entity_that_comes_later_to_its_own_day(self, kind):
        late = received(event(kind, "e1", "2026-01-20", yuan=1000), late=True)
        another = received(event(kind, "e1", "2026-01-28", yuan=2000), late=True)

        found = days(late, another, carry(late.id, known_at=CLOSED))

        assert found == {late.id: "02-01", another.id: "01-28"}

    @pytest.mark.parametrize("kind", ["order.paid", "subscription.upgraded", "deal.stage_changed"])
    def test_takes_later_versions_of_the_record_along(self, kind):
        late = received(event(kind, "e1", "2026-01-20", yuan=1000, version="1"), late=True)
        corrected = received(event(kind, "e1", "2026-01-20", yuan=900, version="2"), late=True)

        found = days(late, corrected, carry(late.id, known_at=CLOSED))

        assert found == {late.id: "02-01", corrected.id: "02-01"}

    def test_takes_a_refund_along_that_was_known_before_its_order(self):
        back = received(refunded("r1", "2026-01-25", 1000, "o1"), late=False)
        late = received(LATE, late=True)

        assert days(back, late, carry(late.id, known_at=CLOSED)) == {back.id: "02-01", late.id: "02-01"}

    def test_of_two_changes_of_a_subscription_to_one_day_leaves_them_two(self):
        begun = [
            event("subscription.started", "s1", "2025-06-05", customer="c1", yuan=100),
            event("subscription.upgraded", "s1", "2026-01-10", customer="c1", yuan=300),
            event("subscription.upgraded", "s1", "2026-01-20", customer="c1", yuan=500),
        ]
        found = counted([*begun, carry(begun[1].id, begun[2].id, known_at=CLOSED)])

        [[contract]] = contracts(Facts(found)).values()

        assert len(contract.changes) == 3


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
