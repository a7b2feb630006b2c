"""Pairs of the library: one figure in two forms, and figures of which one is bought with the other."""

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.pairs import DOUBLE_COUNTED, OPPOSED, double_counted, opposed, opposed_to


class TestPairs:
    def test_are_two_kpis_of_the_library_each(self):
        for pair in (*DOUBLE_COUNTED, *OPPOSED):
            assert len(pair) == 2
            assert pair <= set(CATALOGUE)

    def test_are_in_one_list_only(self):
        assert len({*DOUBLE_COUNTED, *OPPOSED}) == len(DOUBLE_COUNTED) + len(OPPOSED)

    def test_of_one_figure_are_found_in_any_order(self):
        assert double_counted(["sales.cycle_days_reduced", "sales.cycle_days"]) == (
            ("sales.cycle_days", "sales.cycle_days_reduced"),
        )
        assert double_counted(["sales.cycle_days", "sales.revenue"]) == ()

    def test_that_oppose_are_found_from_both_sides(self):
        assert opposed(["bo.order_on_time", "bo.order_accuracy"]) == (
            ("bo.order_accuracy", "bo.order_on_time"),
        )
        assert "bo.order_on_time" in opposed_to("bo.order_accuracy")
        assert "bo.order_accuracy" in opposed_to("bo.order_on_time")
