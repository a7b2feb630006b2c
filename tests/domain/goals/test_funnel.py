"""The funnel: what a revenue goal asks of marketing and customer success."""

from fractions import Fraction

import pytest

from shared.domain.goals.funnel import (
    FunnelNotUsable,
    TooFewCustomers,
    customers_to_keep,
    leads_needed,
    retention_needed,
)


class TestTheLeadsNeeded:
    def test_are_rounded_up(self):
        assert leads_needed(Fraction(100_000), Fraction(4_800), Fraction("0.2")) == 105

    def test_are_not_rounded_where_they_are_whole(self):
        assert leads_needed(Fraction(100_000), Fraction(5_000), Fraction("0.2")) == 100

    def test_are_the_orders_where_every_lead_becomes_one(self):
        assert leads_needed(Fraction(100_000), Fraction(5_000), Fraction(1)) == 20

    @pytest.mark.parametrize(
        ("revenue", "average_order", "rate", "field"),
        [
            ("0", "5", "1", "revenue"),
            ("-1", "5", "1", "revenue"),
            ("5", "0", "1", "average_order"),
            ("5", "5", "0", "lead_to_order"),
            ("5", "5", "1.01", "lead_to_order"),
        ],
    )
    def test_are_not_known_from_nothing(self, revenue, average_order, rate, field):
        with pytest.raises(FunnelNotUsable) as refusal:
            leads_needed(Fraction(revenue), Fraction(average_order), Fraction(rate))

        assert refusal.value.pointer == f"/{field}"


class TestTheCustomersToKeep:
    def test_are_rounded_up(self):
        assert customers_to_keep(Fraction(300_001), Fraction(5_000), Fraction("1.5")) == 41

    def test_are_a_retention_of_those_there_are_rounded_up(self):
        assert retention_needed(Fraction(300_000), Fraction(5_000), Fraction("1.5"), 60) == Fraction("0.6667")
        assert retention_needed(Fraction(300_000), Fraction(5_000), Fraction("1.5"), 40) == 1

    def test_may_be_more_than_there_are(self):
        with pytest.raises(TooFewCustomers, match="it takes 40"):
            retention_needed(Fraction(300_000), Fraction(5_000), Fraction("1.5"), 39)

    def test_are_not_known_without_customers(self):
        with pytest.raises(FunnelNotUsable):
            retention_needed(Fraction(300_000), Fraction(5_000), Fraction("1.5"), 0)
