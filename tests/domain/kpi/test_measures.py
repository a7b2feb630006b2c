"""Measures: raw parts over a calendar period, for a person and for the company."""

from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.facts import Settings
from shared.domain.kpi.measured import UnknownMeasure
from shared.domain.kpi.measures import MEASURES, measure, resolve
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, MARCH, WANG, deal, facts, paid


class TestResolve:
    @pytest.mark.parametrize(
        ("asked", "found"),
        [("win_rate", "win_rate"), ("sales.win_rate", "win_rate"), ("sales.won_value", "won_value"),
         ("sales.revenue", "net_sales"), ("mkt.valid_leads", "valid_leads"), ("cs.csat", "csat")],
    )  # fmt: skip
    def test_reads_kpis_measures_and_prefixed_measures(self, asked, found):
        assert resolve(asked).id == found

    @pytest.mark.parametrize("asked", ["", "sales.", "sales.mood", "mkt.win_rate"])
    def test_anything_else_is_missing(self, asked):
        with pytest.raises(UnknownMeasure):
            resolve(asked)

    def test_every_kpi_has_a_measure(self):
        assert {resolve(kpi_id).id for kpi_id in CATALOGUE} <= set(MEASURES)


class TestMeasure:
    def test_shared_deals_count_by_their_shares_and_once_for_the_company(self):
        story = facts(deal("d", "2026-02-01", "2026-03-09", by=[(LI, 6_000), (WANG, 4_000)], yuan=1_000))

        values = [measure("won_value", story, who, MARCH).value for who in (LI, WANG, "company")]
        counts = [measure("won_count", story, who, MARCH).value for who in (LI, WANG, "company")]

        assert values == [600, 400, 1_000]
        assert counts == [Fraction(3, 5), Fraction(2, 5), 1]

    def test_without_records_counts_are_zero_and_ratios_nothing(self):
        nothing = facts()

        found = {each: measure(each, nothing, LI, MARCH) for each in MEASURES}

        assert {each.state for each in found.values()} == {"no_data"}
        assert {found[each].value for each in ("won_count", "net_sales", "complaints")} == {0}
        assert {
            found[each].value for each in ("win_rate", "avg_won_value", "new_customer_share", "csat")
        } == {None}

    def test_no_smallest_sample_is_asked_for(self):
        found = measure("sales.cycle_days", facts(deal("d", "2026-02-01", "2026-03-01")), LI, MARCH)

        assert (found.value, found.n, found.unit, found.state) == (28, 1, "days", "measured")
        assert found.event_ids == ("deal.created/d/2026-02-01", "deal.won/d/2026-03-01")

    def test_a_quarter_adds_the_parts_of_its_months(self):
        story = facts(
            [paid(f"o{n}", f"2026-0{n}-05", 100 * n, f"c{n}") for n in (1, 2, 3)],
            paid("o9", "2026-03-06", 100, "c1"),
        )

        found = measure("new_customer_share", story, LI, Period.parse("2026-Q1"))

        assert (found.numerator, found.denominator) == (600, 700)

    def test_a_lookback_for_ever_never_makes_a_customer_new_again(self):
        orders = [paid("k", "2020-01-01", 1, "c"), paid("o", "2026-03-02", 100, "c")]

        shares = [
            measure(
                "new_customer_share", facts(orders, settings=Settings(new_customer_lookback=days)), LI, MARCH
            ).value
            for days in (365, None)
        ]

        assert shares == [1, 0]

    def test_amounts_are_in_major_units_of_the_currency(self):
        yen = facts(paid("o", "2026-03-02", 12, "c"), settings=Settings(currency_exponent=0))

        assert measure("net_sales", yen, LI, MARCH).value == 1_200

    def test_discount_is_list_less_net_over_list(self):
        lines = [{"unit_price": "30.50", "quantity": 2}, {"unit_price": "39.00", "quantity": 1}]
        orders = [
            paid("o", "2026-03-02", 90, "c", lines=lines),
            paid("p", "2026-03-02", 80, "c", list_minor=10_000),
        ]
        story = facts(orders, paid("unpriced", "2026-03-02", 70, "c"))

        found = measure("discount_rate", story, LI, MARCH)

        assert (found.numerator, found.denominator, found.n) == (30, 200, 2)
