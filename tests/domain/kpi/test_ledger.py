"""The ledger: shared orders and refunds, to the cent."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.kpi.ledger import Ledger, split_minor
from shared.domain.kpi.measures import measure
from shared.domain.kpi.windows import Window
from shared.domain.numbers import largest_remainder
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, MARCH, WANG, facts, paid, refunded

HALVES = [("a", 5_000), ("b", 5_000)]


def credited(story, person, month="2026-03"):
    return measure("net_sales", story, person, Period.parse(month)).value


class TestSplit:
    def test_the_odd_cent_goes_to_the_smaller_id(self):
        thirds = (("c", 3_333), ("a", 3_334), ("b", 3_333))

        assert split_minor(10_000, thirds) == {"c": 3_333, "a": 3_334, "b": 3_333}
        assert split_minor(1, tuple(HALVES)) == {"a": 1, "b": 0}

    def test_the_share_of_somebody_unknown_is_credited_to_nobody(self):
        assert split_minor(10_000, (("a", 6_000),)) == {"a": 6_000}

    @given(
        amount=st.integers(-(10**9), 10**9),
        weights=st.lists(st.integers(1, 100), min_size=1, max_size=6),
    )
    def test_the_parts_always_add_up(self, amount, weights):
        shares = largest_remainder({f"p{n}": weight for n, weight in enumerate(weights)}, 10_000)

        assert sum(split_minor(amount, tuple(shares.items())).values()) == amount


class TestLedger:
    def test_a_shared_order_is_credited_once_in_all(self):
        story = facts(paid("o", "2026-03-02", "0.01", "c", by=HALVES))

        assert (credited(story, "a"), credited(story, "b"), credited(story, "company")) == (
            Fraction(1, 100), 0, Fraction(1, 100),
        )  # fmt: skip

    def test_odd_partial_refunds_leave_nobody_a_cent(self):
        story = facts(
            paid("o", "2026-03-02", "100.01", "c", by=HALVES),
            [
                refunded(f"r{n}", f"2026-03-1{n}", yuan, "o")
                for n, yuan in enumerate(("33.33", "33.33", "33.35"))
            ],
        )

        assert [credited(story, who) for who in ("a", "b", "company")] == [0, 0, 0]

    def test_a_refund_of_more_than_the_order_is_booked_up_to_the_order_and_the_excess_named(self):
        story = facts(
            paid("o", "2026-01-02", 1_000, "c", by=[("a", 6_000), ("b", 4_000)]),
            refunded("r", "2026-02-02", 1_200, "o"),
        )

        assert [credited(story, who, "2026-02") for who in ("a", "b")] == [-600, -400]
        assert story.once(Ledger.of).refused("company", Window.of(Period.parse("2026-02"))) == (
            ("order.refunded/r/2026-02-02", "refund.exceeds_order"),
        )

    def test_a_refund_of_an_unknown_order_is_named_and_not_booked(self):
        story = facts(paid("o", "2026-03-02", 1_000, "c"), refunded("r", "2026-03-03", 100, "other"))

        assert credited(story, "company") == 1_000
        assert story.once(Ledger.of).refused("company", Window.of(MARCH))[0][1] == "refund.order_unknown"

    def test_refunds_that_carry_only_the_order_are_told_apart(self):
        story = facts(
            paid("o", "2026-03-02", 1_000, "c"),
            refunded("o", "2026-03-03", 100, "o"),
            refunded("o", "2026-03-04", 100, "o"),
        )

        assert credited(story, LI) == 800

    def test_a_repeated_refund_record_counts_in_its_newest_version(self):
        story = facts(
            paid("o", "2026-03-02", 1_000, "c"),
            refunded("o", "2026-03-03", 100, "o", refund_ref="r", version="1"),
            refunded("o", "2026-03-03", 150, "o", refund_ref="r", version="2"),
        )

        assert credited(story, LI) == 850

    def test_an_order_without_an_amount_is_named(self):
        story = facts(paid("o", "2026-03-02", None, "c", by=WANG), paid("p", "2026-03-02", 5, "c", by=WANG))

        assert measure("net_sales", story, WANG, MARCH).value == 5
        assert story.once(Ledger.of).refused(WANG, Window.of(MARCH)) == (
            ("order.paid/o/2026-03-02", "order.no_amount"),
        )
