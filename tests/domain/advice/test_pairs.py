"""The pairs that are watched are about figures that there are, and that add up over weeks."""

from shared.domain.advice.pairs import COUNTED, WATCHED, figure_name, watched_kpis
from shared.domain.direction.templates import BUILT_IN
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.kept.days import adds_up


class TestWatched:
    def test_weeks_show_flows_or_what_a_rate_counts(self):
        for kpi_id in watched_kpis():
            definition = CATALOGUE[kpi_id]

            assert definition.is_flow or kpi_id in COUNTED
            assert definition.direction == "higher"

    def test_each_pair_is_there_once_and_is_of_two_kpis(self):
        both = [(pair.activity, pair.outcome) for pair in WATCHED]

        assert len(set(both)) == len(both)
        assert all(activity != outcome for activity, outcome in both)

    def test_speak_for_directions_that_come_with_the_product(self):
        assert {pair.template for pair in WATCHED} == {"", *BUILT_IN}

    def test_visits_for_sales_and_traffic_for_orders_are_among_them(self):
        templates = {(pair.activity, pair.outcome): pair.template for pair in WATCHED}

        assert templates["sales.offline_visits", "sales.revenue"] == ""
        assert templates["sales.online_traffic", "sales.online_conversion"] == "online"
        assert templates["cs.existing_leads_support", "sales.existing_customer_revenue"] == "keep"

    def test_have_names_in_both_languages(self):
        assert all(all(figure_name(kpi_id)) for kpi_id in watched_kpis())
        assert figure_name("sales.online_conversion") == ("线上订单数", "Online orders")

    def test_kpis_are_listed_once_in_order(self):
        found = watched_kpis()

        assert list(found) == sorted(set(found))
        assert adds_up(CATALOGUE["sales.online_conversion"].measure)
