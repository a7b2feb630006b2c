"""In what two scorecards differ, and when they come to the same."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from shared.domain.kpi.catalogue import DEFAULT_SCORECARDS
from shared.domain.kpi.differences import Difference, differences, same_result
from shared.domain.kpi.in_force import whole_period
from tests.domain.kpi.planning import scored, value

LINES = whole_period(DEFAULT_SCORECARDS["back_office"])


def card(on_time="0.95", events=("e1",)):
    hours = value("bo.order_cycle_hours", 8, event_ids=events)
    return scored(
        LINES,
        {"bo.order_on_time": on_time, "bo.order_accuracy": Fraction(1, 3), "bo.order_cycle_hours": hours},
    )


class TestDifferences:
    def test_of_equal_scorecards_are_none(self):
        assert differences(card(), card()) == ()

    def test_name_each_figure_of_each_line_and_of_the_whole(self):
        found = {(each.kpi_id, each.figure) for each in differences(card(), card("0.9"))}

        assert {("", "total"), ("bo.order_on_time", "value"), ("bo.order_on_time", "points")} <= found
        assert not [kpi for kpi, _ in found if kpi == "bo.order_accuracy"]

    def test_name_a_line_that_only_one_of_them_has(self):
        whole = card()
        part = replace(whole, lines=whole.lines[1:])

        gone = {
            each.figure: each for each in differences(whole, part) if each.kpi_id == whole.lines[0].kpi_id
        }

        assert gone["state"].after is None
        assert gone["state"].before == "scored"

    def test_name_records_that_differ_behind_the_same_figures(self):
        found = differences(card(), card(events=("e2",)))

        assert found == (Difference("bo.order_cycle_hours", "event_ids", "e1", "e2"),)


class TestTheSameResult:
    def test_does_not_ask_which_records_are_behind_it(self):
        assert same_result(card(), card(events=("e2",)))

    def test_asks_for_the_total_and_for_every_line(self):
        first, *rest = card().lines
        moved = replace(card(), lines=(replace(first, points=Decimal("1.0000")), *rest))

        assert not same_result(card(), card("0.9"))
        assert not same_result(card(), moved)
