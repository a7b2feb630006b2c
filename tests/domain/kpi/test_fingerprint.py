"""The fingerprint of a score: the same for the same input, another one for any other."""

from fractions import Fraction

from shared.domain.kpi.catalogue import DEFAULT_SCORECARDS
from shared.domain.kpi.fingerprint import fingerprint
from shared.domain.kpi.in_force import whole_period
from tests.domain.kpi.building import MARCH
from tests.domain.kpi.planning import JUNE, scored, value

LINES = whole_period(DEFAULT_SCORECARDS["back_office"])


def card(on_time="0.95"):
    hours = value("bo.order_cycle_hours", 8, event_ids=("e3",))
    return scored(
        LINES,
        {"bo.order_on_time": on_time, "bo.order_accuracy": Fraction(1, 3), "bo.order_cycle_hours": hours},
    )


def printed(found, **changes):
    options = {"plan_version_ids": ["p2", "p1"], "event_ids": ["e3", "e1"], "code_version": "1", "person_id": "per_li",
               "period": JUNE}  # fmt: skip
    return fingerprint(found, **{**options, **changes})


OF_PLANS = "2ff8d77debfdcf8e8644c43bfa56234b822bf697035130fdf30ca6ac03e8bb2d"
"""What was printed before targets could come from goals."""


class TestFingerprint:
    def test_the_same_input_gives_the_same_one_in_any_order(self):
        again = printed(card(), plan_version_ids=["p1", "p2"], event_ids=["e1", "e3", "e1"])

        assert printed(card()) == again
        assert len(again) == 64

    def test_every_part_of_the_input_matters(self):
        changes = [{"plan_version_ids": ["p1"]}, {"event_ids": ["e1"]}, {"code_version": "2"}, {"period": MARCH},
                   {"person_id": "per_wang"}]  # fmt: skip

        found = {printed(card(), **change) for change in changes} | {printed(card()), printed(card("0.96"))}

        assert len(found) == 7

    def test_of_targets_from_the_plan_stays_what_it_was(self):
        assert printed(card()) == OF_PLANS
        assert printed(card().aimed_by({"sales.revenue": "gol_1"})) == OF_PLANS

    def test_names_the_goal_that_a_target_comes_from(self):
        goals = [{"bo.order_on_time": "gol_1"}, {"bo.order_on_time": "gol_2"}, {"bo.order_accuracy": "gol_1"}]

        found = {printed(card().aimed_by(each)) for each in goals}

        assert len(found | {OF_PLANS}) == 4
