"""KPIs of receivables: how much of what was due came in, and how much is overdue."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY
from shared.domain.kpi.measures import measure
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, MARCH, WANG, days, event, facts

FEEDS = ("invoice.due", "payment.received")


def invoice(name, due, yuan, by=LI, issued="2026-01-05", **data):
    return event("invoice.due", name, issued, by, yuan=yuan, due_on=due, **data)


def payment(name, when, yuan, invoice=None, by=None, **data):
    named = {"invoice_ref": invoice} if invoice else {}
    return event("payment.received", name, when, by, yuan=yuan, **named, **data)


def points(found):
    definition = CATALOGUE[found.kpi_id]
    return definition.curve.points(found.value, definition.default_target)


class TestCollectionRate:
    def rate(self, *events, person=LI, period=MARCH):
        return evaluate("sales.collection_rate", facts(*events, feeds=FEEDS), person, period)

    def test_is_cash_received_over_what_was_due_or_overdue(self):
        found = self.rate(
            invoice("due", "2026-03-20", 60_000),
            invoice("overdue", "2026-02-10", 40_000),
            payment("p1", "2026-03-18", 57_000, "due"),
            payment("p2", "2026-03-30", 38_000, "overdue"),
        )

        assert (found.state, found.value, found.numerator, found.denominator, found.n) == (
            "scored", Fraction(95, 100), 95_000, 100_000, 2,
        )  # fmt: skip
        assert points(found) == 100
        assert found.event_ids == (
            "invoice.due/due/2026-01-05", "invoice.due/overdue/2026-01-05",
            "payment.received/p1/2026-03-18", "payment.received/p2/2026-03-30",
        )  # fmt: skip

    def test_a_prepayment_is_in_neither_part(self):
        found = self.rate(
            invoice("due", "2026-03-20", 100),
            invoice("next", "2026-04-01", 900),
            payment("early", "2026-03-10", 900, "next"),
            payment("p", "2026-03-20", 50, "due"),
        )

        assert (found.numerator, found.denominator, found.n) == (50, 100, 1)

    def test_what_was_paid_before_the_period_is_no_longer_owed(self):
        found = self.rate(
            invoice("due", "2026-03-20", 100),
            payment("before", "2026-02-28", 60, "due"),
            payment("within", "2026-03-01", 40, "due"),
        )

        assert (found.numerator, found.denominator) == (40, 40)

    def test_the_first_and_the_last_day_are_inside_and_the_next_is_not(self):
        found = self.rate(
            invoice("last", "2026-03-31", 100),
            invoice("next", "2026-04-01", 100),
            payment("first", "2026-02-28T16:00+00:00", 10, "last"),
            payment("after", "2026-03-31T16:00+00:00", 90, "last"),
        )

        assert (found.numerator, found.denominator) == (10, 100)

    def test_nothing_due_is_nothing_to_measure(self):
        found = self.rate(invoice("next", "2026-04-01", 100), payment("p", "2026-03-02", 100, "next"))

        assert (found.state, found.reason, found.value) == ("na", "kpi.nothing_to_measure", None)

    def test_one_invoice_is_enough_and_nothing_received_is_zero_percent(self):
        found = self.rate(invoice("due", "2026-03-20", 100))

        assert (found.state, found.value, found.n, points(found)) == ("scored", 0, 1, 0)

    def test_no_more_counts_than_was_owed(self):
        found = self.rate(invoice("due", "2026-03-20", 100), payment("p", "2026-03-20", 130, "due", by=LI))

        assert (found.numerator, found.denominator) == (100, 100)
        assert found.excluded == (("payment.received/p/2026-03-20", "payment.exceeds_invoice"),)

    def test_a_payment_of_an_order_pays_its_invoices_by_due_date(self):
        found = self.rate(
            invoice("second", "2026-03-25", 100, order_ref="o"),
            invoice("first", "2026-03-10", 100, order_ref="o"),
            invoice("later", "2026-05-10", 100, order_ref="o"),
            payment("p", "2026-03-20", 150, order_ref="o"),
        )

        assert (found.numerator, found.denominator, found.n) == (150, 200, 2)

    def test_a_payment_that_names_nothing_pays_nothing_and_is_named(self):
        found = self.rate(invoice("due", "2026-03-20", 100), payment("p", "2026-03-20", 100, by=LI))

        assert (found.numerator, found.excluded) == (
            0, (("payment.received/p/2026-03-20", "payment.no_invoice"),),
        )  # fmt: skip

    def test_a_payment_taken_back_is_not_received(self):
        found = self.rate(
            invoice("due", "2026-03-20", 100),
            payment("p", "2026-03-10", 100, "due"),
            payment("back", "2026-03-28", -100, "due"),
        )

        assert (found.numerator, found.denominator) == (0, 100)

    def test_it_is_the_owner_of_the_invoice_who_is_measured_by_the_shares(self):
        story = facts(
            invoice("due", "2026-03-20", 100, by=[(LI, 6_000), (WANG, 4_000)]),
            payment("p", "2026-03-20", 50, "due", by=WANG),
        )

        found = [measure("sales.collection_rate", story, who, MARCH) for who in (LI, WANG, COMPANY)]

        assert [(each.numerator, each.denominator) for each in found] == [(30, 60), (20, 40), (50, 100)]

    def test_without_a_source_of_payments_nothing_is_said_to_be_unpaid(self):
        for kpi in ("sales.collection_rate", "sales.overdue_ratio"):
            found = evaluate(kpi, facts(invoice("due", "2026-03-20", 100)), LI, MARCH)

            assert (found.state, found.reason, found.value) == ("na", "kpi.no_source", None)

    def test_an_invoice_without_an_amount_is_left_out_and_named(self):
        found = self.rate(invoice("blank", "2026-03-20", None, issued="2026-03-02"))

        assert (found.n, found.excluded) == (0, (("invoice.due/blank/2026-03-02", "invoice.no_amount"),))

    def test_without_a_due_date_an_invoice_is_due_on_its_own_date(self):
        dated = event("invoice.due", "i", "2026-03-12", yuan=100)
        by_instant = event("invoice.due", "j", "2026-01-12", yuan=100, due_at="2026-03-31T17:00:00+00:00")

        found = self.rate(dated, by_instant)

        assert (found.denominator, found.n) == (100, 1)

    def test_a_quarter_takes_what_was_due_in_all_of_it(self):
        found = self.rate(
            invoice("a", "2026-01-20", 100),
            payment("p", "2026-02-20", 100, "a"),
            invoice("b", "2026-03-20", 100),
            period=Period.parse("2026-Q1"),
        )

        assert (found.numerator, found.denominator) == (100, 200)


class TestOverdueRatio:
    def ratio(self, *events, person=LI, period=MARCH):
        return evaluate("sales.overdue_ratio", facts(*events, feeds=FEEDS), person, period)

    def test_what_is_due_on_the_last_day_and_unpaid_that_evening_is_overdue(self):
        found = self.ratio(invoice("due", "2026-03-31", 10_000), invoice("later", "2026-04-30", 90_000))

        assert (found.state, found.value, found.numerator, found.denominator, found.n) == (
            "scored", Fraction(1, 10), 10_000, 100_000, 2,
        )  # fmt: skip
        assert points(found) == 100

    def test_what_is_due_a_day_later_is_not(self):
        found = self.ratio(invoice("due", "2026-04-01", 10_000), invoice("later", "2026-04-30", 90_000))

        assert (found.value, points(found)) == (0, 120)

    @pytest.mark.parametrize(("paid_on", "overdue"), [("2026-03-31", 0), ("2026-04-01", 100)])
    def test_only_what_was_paid_by_the_last_day_is_paid(self, paid_on, overdue):
        found = self.ratio(
            invoice("due", "2026-03-10", 100),
            invoice("later", "2026-04-30", 100),
            payment("p", paid_on, 100, "due"),
        )

        assert found.numerator == overdue

    def test_a_part_payment_leaves_the_rest(self):
        found = self.ratio(
            invoice("due", "2026-03-10", 100),
            invoice("later", "2026-04-30", 100),
            payment("p", "2026-03-20", 75, "due"),
        )

        assert (found.value, found.denominator) == (Fraction(1, 5), 125)

    def test_nothing_owed_is_nothing_to_measure(self):
        found = self.ratio(invoice("due", "2026-03-10", 100), payment("p", "2026-03-20", 100, "due"))

        assert (found.state, found.reason) == ("na", "kpi.nothing_to_measure")

    @pytest.mark.parametrize(
        ("data", "overdue"), [({}, 100), ({"approved": True}, 0), ({"approved": "yes"}, 100)]
    )
    def test_a_write_off_stays_until_it_is_approved(self, data, overdue):
        off = event("invoice.voided", "due", "2026-03-28", by=None, reason="write_off", **data)

        found = self.ratio(invoice("due", "2026-03-10", 100), invoice("later", "2026-04-30", 100), off)

        assert found.numerator == overdue

    def test_a_voided_invoice_is_gone_from_the_day_it_was_voided_on(self):
        rest = invoice("due", "2026-03-10", 100), invoice("later", "2026-04-30", 100)

        gone = self.ratio(rest, event("invoice.voided", "v", "2026-03-31", by=None, invoice_ref="due"))
        not_yet = self.ratio(rest, event("invoice.voided", "v", "2026-04-01", by=None, invoice_ref="due"))

        assert (gone.denominator, not_yet.denominator) == (100, 200)

    def test_putting_a_due_date_off_later_does_not_undo_an_overdue_month(self):
        put_off = [
            invoice("due", "2026-03-10", 100, version="1"),
            invoice("due", "2026-05-10", 100, issued="2026-04-02", version="2"),
        ]

        march, april = self.ratio(put_off), self.ratio(put_off, period=Period.parse("2026-04"))

        assert (march.value, april.value) == (1, 0)

    def test_an_invoice_of_later_is_not_known_yet(self):
        found = self.ratio(
            invoice("due", "2026-03-10", 100), invoice("new", "2026-04-30", 900, issued="2026-04-01")
        )

        assert found.denominator == 100

    def test_a_shared_invoice_counts_by_its_shares(self):
        story = facts(
            invoice("due", "2026-03-10", 100, by=[(LI, 6_000), (WANG, 4_000)]),
            invoice("later", "2026-04-10", 100),
            feeds=FEEDS,
        )

        found = [measure("sales.overdue_ratio", story, who, MARCH) for who in (LI, WANG, COMPANY)]

        assert [(each.numerator, each.denominator) for each in found] == [(60, 160), (40, 40), (100, 200)]


class TestBooks:
    """Whatever is invoiced and paid, in whatever order, the parts stay within what was owed."""

    @settings(max_examples=80, deadline=None)
    @given(
        owed=st.lists(st.tuples(st.integers(0, 120), st.integers(1, 500)), min_size=1, max_size=6),
        paid=st.lists(
            st.tuples(st.integers(0, 120), st.integers(-300, 500), st.integers(0, 6), st.booleans()),
            max_size=8,
        ),
    )
    def test_neither_part_is_negative_and_no_more_is_received_or_overdue_than_owed(self, owed, paid):
        names = days("2026-01-01", *range(121))
        invoices = [invoice(f"i{n}", names[on], yuan, order_ref="o") for n, (on, yuan) in enumerate(owed)]
        payments = [
            payment(f"p{n}", names[on], yuan, None if whole else f"i{which}", order_ref="o")
            for n, (on, yuan, which, whole) in enumerate(paid)
        ]
        story = facts(invoices, payments, feeds=FEEDS)

        for kpi in ("sales.collection_rate", "sales.overdue_ratio"):
            found = measure(kpi, story, LI, MARCH)
            assert 0 <= found.numerator <= found.denominator <= sum(yuan for _, yuan in owed)
            assert found.n <= len(owed)
