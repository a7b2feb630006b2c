"""The KPI library: what every KPI of it says, and the scorecards that a company begins with."""

from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import CATALOGUE, DEFAULT_SCORECARDS, UnknownKpi, kpi_definition
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import Settings
from shared.domain.kpi.measures import MEASURES
from shared.domain.kpi.plans import check_plan
from tests.domain.kpi.building import LI, MARCH, facts

SEED_TARGETS = {
    "sales.new_customer_revenue_share": "0.3",
    "sales.repurchase_rate": "0.25",
    "sales.cycle_days": "25",
    "sales.complaints": "2",
    "mkt.valid_leads": "50",
    "mkt.event_conversion_rate": "0.1",
    "mkt.event_attendance": "1",
    "mkt.article_reads": "10000",
    "cs.retention_rate": "0.8",
    "cs.csat": "4.5",
    "cs.upgrade_rate": "0.15",
}


class TestCatalogue:
    def test_holds_the_eleven_seed_kpis_with_their_targets(self):
        assert {key: CATALOGUE[key].default_target for key in SEED_TARGETS} == {
            key: Fraction(target) for key, target in SEED_TARGETS.items()
        }

    @pytest.mark.parametrize("definition", CATALOGUE.values(), ids=lambda each: each.id)
    def test_every_kpi_says_everything_in_both_languages(self, definition):
        texts = ("name", "definition", "attribution", "guard")

        assert all(getattr(definition, f"{text}_{language}") for text in texts for language in ("zh", "en"))
        assert definition.event_types
        assert definition.measure in MEASURES
        assert definition.curve.rises == (definition.direction == "higher")

    @pytest.mark.parametrize("kpi_id", sorted(CATALOGUE))
    def test_every_kpi_can_be_evaluated_on_nothing_but_healthy_feeds(self, kpi_id):
        empty = facts(feeds=CATALOGUE[kpi_id].event_types)

        found = evaluate(kpi_id, empty, LI, MARCH)

        nothing_is_best = CATALOGUE[kpi_id].zero_rule == "best"
        assert found.value == 0 if nothing_is_best else found.state in ("na", "zero")

    def test_orders_are_won_deals_where_deals_are_the_source_of_revenue(self):
        types = CATALOGUE["sales.repurchase_rate"].types_for(Settings(revenue_source="deals"))

        assert types == ("deal.won", "customer.owner_changed")

    def test_an_unknown_kpi_is_missing(self):
        with pytest.raises(UnknownKpi, match=r"sales\.mood"):
            kpi_definition("sales.mood")


class TestDefaultScorecards:
    def test_there_is_one_for_each_of_the_four_positions(self):
        assert set(DEFAULT_SCORECARDS) == {"sales", "marketing", "customer_success", "back_office"}

    @pytest.mark.parametrize("position", sorted(DEFAULT_SCORECARDS))
    def test_each_is_a_valid_plan_within_the_usual_bounds(self, position):
        lines = DEFAULT_SCORECARDS[position]

        assert check_plan(lines, typed=True) == ()
        assert {CATALOGUE[line.kpi_id].position for line in lines} == {position}

    def test_sales_is_40_30_20_10_with_the_seed_targets(self):
        lines = [(line.kpi_id, line.weight_bp, line.target) for line in DEFAULT_SCORECARDS["sales"]]

        assert lines == [
            ("sales.new_customer_revenue_share", 4000, Fraction(3, 10)),
            ("sales.repurchase_rate", 3000, Fraction(1, 4)),
            ("sales.cycle_days", 2000, 25),
            ("sales.event_participation", 1000, 2),
        ]
