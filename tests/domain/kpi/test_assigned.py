"""Targets out of company goals: they take the place of the plan's, and go by the days on which they can be reached."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.goals.goal import MonthSplit, Share
from shared.domain.kpi.assigned import AssignedTargets
from shared.domain.kpi.blending import plan_before_switch, plan_in_force
from shared.domain.kpi.in_force import Presence
from shared.domain.kpi.windows import Window
from shared.domain.people import Leave, WorkingTime
from tests.domain.kpi.planning import (
    EVERY_DAY,
    JUNE,
    LIBRARY,
    MONDAY_TO_FRIDAY,
    line,
    scored,
    value,
    version,
)

SALES = {"sales": 10_000}
PLAN = version("2026-01-01", line("visits", 60, 44), line("conversion", 40, "0.1"))


def in_force(*versions, assigned, calendar=MONDAY_TO_FRIDAY, positions_on=lambda day: SALES, **options):
    plan = plan_in_force(
        versions, positions_on, JUNE, calendar, assigned=assigned, catalogue=LIBRARY, **options
    )
    return {each.kpi_id: each for each in plan.lines}


def visits(*versions, aim=20, **options):
    """The target of the visits for somebody who was assigned `aim` of them."""
    return in_force(*(versions or (PLAN,)), assigned={"visits": Fraction(aim)}, **options)["visits"].target


def split(kpi_id, goal_id, **targets):
    shares = tuple(Share(person_id, Fraction(target)) for person_id, target in targets.items())
    return MonthSplit("com_1", goal_id, kpi_id, "2026-06", Fraction(0), shares)


class TestAnAssignedTarget:
    def test_takes_the_place_of_the_plans_and_leaves_weights_and_curves(self):
        plain, aimed = in_force(PLAN, assigned={}), in_force(PLAN, assigned={"visits": Fraction(20)})

        assert (plain["visits"].target, aimed["visits"].target) == (44, 20)
        assert {part.target for part in aimed["visits"].parts} == {20}
        assert aimed["conversion"] == plain["conversion"]
        assert replace(aimed["visits"], parts=(), target=None) == replace(
            plain["visits"], parts=(), target=None
        )

    def test_of_a_kpi_that_the_plan_does_not_name_counts_nowhere(self):
        aimed = in_force(PLAN, assigned={"traffic": Fraction(9)})

        assert aimed == in_force(PLAN, assigned={})

    def test_of_a_figure_that_does_not_add_up_holds_as_it_is(self):
        half = Presence(from_on=date(2026, 6, 16))
        old = version("2026-01-01", line("conversion", 50, "0.1", "STEP"), line("visits", 50, 1))
        new = version("2026-06-16", line("conversion", 50, "0.3", "LIN_HI"), line("visits", 50, 1))

        alone = in_force(PLAN, assigned={"conversion": Fraction(1, 5)}, presence=half)["conversion"]
        switched = in_force(old, new, assigned={"conversion": Fraction(1, 5)})["conversion"]

        assert alone.target == switched.target == Fraction(1, 5)
        assert [part.target for part in switched.parts] == [Fraction(1, 5)] * 2

    def test_gives_a_target_to_a_line_that_has_none(self):
        plan = version("2026-01-01", line("sales.win_rate", 40), line("other", 60, 1))

        aimed = in_force(plan, assigned={"sales.win_rate": Fraction(1, 4)})

        assert aimed["sales.win_rate"].target == Fraction(1, 4)

    def test_is_scored_against(self):
        lines = in_force(PLAN, assigned={"visits": Fraction(20)}).values()

        card = scored(tuple(lines), {"visits": 18, "conversion": "0.1"})

        assert {each.kpi_id: str(each.points) for each in card.lines}["visits"] == "90.0000"


class TestItsDays:
    def test_do_not_count_what_the_cascade_knew(self):
        both = version("2026-01-01", line("traffic", 100, 30), position="marketing")
        half_time = Presence(working_times=(WorkingTime(5_000, date(2020, 1, 1)),))
        joiner = Presence(from_on=date(2026, 6, 16))

        shared = visits(PLAN, both, positions_on=lambda day: {"sales": 6_000, "marketing": 4_000})

        assert (shared, visits(presence=half_time), visits(presence=joiner)) == (20, 20, 20)

    def test_of_leave_and_after_leaving_ask_for_nothing(self):
        week = Presence(leaves=(Leave(date(2026, 6, 15), date(2026, 6, 22)),))
        halves = Presence(leaves=(Leave(date(2026, 6, 1), date(2026, 7, 1), 5_000),))
        leaver = Presence(until_on=date(2026, 6, 16))

        found = [visits(aim=22, presence=each) for each in (week, halves, leaver)]

        assert found == [17, 11, 11]

    def test_of_somebody_who_joins_and_leaves_count_from_the_first_one_on(self):
        short = Presence(from_on=date(2026, 6, 15), until_on=date(2026, 6, 22))

        assert visits(aim=12, presence=short) == 5

    def test_without_weight_ask_for_nothing(self):
        dropped = version("2026-06-16", line("conversion", 100, "0.1"))
        moved = lambda day: SALES if day < date(2026, 6, 16) else {"back_office": 10_000}  # noqa: E731

        assert visits(PLAN, dropped, aim=22) == visits(PLAN, aim=22, positions_on=moved) == 11

    def test_go_on_with_a_lower_weight(self):
        lowered = version("2026-06-16", line("visits", 20), line("conversion", 80, "0.1"))

        assert (visits(PLAN, lowered), in_force(PLAN, lowered, assigned={})["visits"].target) == (
            20,
            44 * (11 + Fraction(11, 3)) / 22,
        )

    def test_of_an_amount_that_is_divided_by_are_those_with_weight(self):
        plans = (
            version(
                "2026-01-01", line("sales.target_attainment", 50, 90_000), line("sales.revenue", 50, 90_000)
            ),
            version("2026-06-16", line("sales.revenue", 100, 90_000)),
        )

        plan = plan_in_force(
            plans,
            lambda day: SALES,
            JUNE,
            MONDAY_TO_FRIDAY,
            assigned={"sales.target_attainment": Fraction(22_000)},
        )

        targets = {each.kpi_id: each.target for each in plan.lines}
        assert targets == {"sales.target_attainment": 11_000, "sales.revenue": 90_000}

    def test_without_the_position_are_left_out_once(self):
        moved = date(2026, 6, 16)

        assert visits(positions_on=lambda day: {"marketing": 10_000} if day >= moved else SALES, aim=22) == 11

    def test_of_traffic_are_calendar_days(self):
        late = version("2026-06-16", line("traffic", 50, 900), line("visits", 50, 40))

        aimed = in_force(PLAN, late, assigned={"traffic": Fraction(600)})["traffic"]

        assert aimed.target == 300
        assert aimed.active == Window.between(date(2026, 6, 16), date(2026, 7, 1))

    def test_of_a_limit_are_rounded_up(self):
        plan = version("2026-01-01", line("complaints", 50, 9), line("visits", 50, 40))
        leaver = Presence(until_on=date(2026, 6, 16))

        aimed = in_force(plan, assigned={"complaints": Fraction(3)}, presence=leaver)

        assert aimed["complaints"].target == 2

    @given(
        cuts=st.sets(st.integers(1, 29), max_size=5),
        joined=st.integers(1, 20),
        away=st.lists(
            st.tuples(st.integers(1, 30), st.integers(0, 9), st.sampled_from([2_500, 5_000])), max_size=3
        ),
        calendar=st.sampled_from([EVERY_DAY, MONDAY_TO_FRIDAY]),
    )
    def test_make_no_difference_between_a_plan_and_its_pieces(self, cuts, joined, away, calendar):
        lines = (line("visits", 40, 44), line("traffic", 40, 300), line("conversion", 20, "0.1"))
        leaves = tuple(
            Leave(date(2026, 6, first), date.fromordinal(date(2026, 6, first).toordinal() + days), share)
            for first, days, share in away
        )
        there = Presence(from_on=date(2026, 6, joined), leaves=leaves)
        aims = {"visits": Fraction(22), "traffic": Fraction(700)}
        whole = version("2026-01-01", *lines)
        pieces = [version(date(2026, 6, 1 + cut).isoformat(), *lines) for cut in cuts]

        cut = in_force(whole, *pieces, assigned=aims, presence=there, calendar=calendar)

        assert cut == in_force(whole, assigned=aims, presence=there, calendar=calendar)
        assert 0 < cut["visits"].target <= 22
        assert 0 < cut["traffic"].target <= 700


class TestATargetOfZero:
    def test_asks_for_nothing_where_the_curve_divides_by_it(self):
        plan = version("2026-01-01", line("visits", 30, 44), line("conversion", 70, "0.1"))
        lines = tuple(in_force(plan, assigned={"visits": Fraction(0)}).values())

        card = scored(lines, {"visits": value("visits", 3), "conversion": "0.1"})

        found = {each.kpi_id: each for each in card.lines}
        assert (found["visits"].state, found["visits"].points) == ("na", None)
        assert (found["conversion"].weight_bp, str(card.total)) == (10_000, "100.0000")

    def test_is_one_where_less_is_better(self):
        plan = version("2026-01-01", line("complaints", 50, 9), line("visits", 50, 40))

        assert in_force(plan, assigned={"complaints": Fraction(0)})["complaints"].target == 0


class TestTheFloor:
    SWITCH = version("2026-06-16", line("visits", 10), line("conversion", 90, "0.1"))

    def before(self, *versions, **options):
        return plan_before_switch(
            versions, lambda day: SALES, JUNE, MONDAY_TO_FRIDAY, catalogue=LIBRARY, **options
        )

    def test_is_aimed_at_what_was_assigned_as_well(self):
        floor = self.before(PLAN, self.SWITCH, assigned={"visits": Fraction(20)})

        assert {each.kpi_id: each.target for each in floor.lines}["visits"] == 20

    def test_is_not_there_if_the_first_switch_was_made_without(self):
        bare = replace(self.SWITCH, hold_harmless=False)
        later = version("2026-06-22", line("conversion", 100, "0.1"))

        assert self.before(PLAN, self.SWITCH) is not None
        assert self.before(PLAN, bare) is None
        assert self.before(PLAN, bare, later) is None

    def test_stays_the_plan_before_the_first_switch_if_only_the_second_has_none(self):
        later = version("2026-06-22", line("conversion", 100, "0.1"), hold_harmless=False)

        floor = self.before(PLAN, self.SWITCH, later)

        assert {each.kpi_id: each.weight_bp for each in floor.lines} == {"visits": 6_000, "conversion": 4_000}

    @pytest.mark.parametrize("undone", [0, 1])
    def test_does_not_know_a_switch_that_was_undone(self, undone):
        at = "2026-06-10T00:00:00+00:00"
        gone = replace(self.SWITCH, hold_harmless=False, undone_at=at if undone else None)
        later = version("2026-06-22", line("conversion", 100, "0.1"))

        floor = self.before(PLAN, gone, later)

        assert (floor is None) == (not undone)


class TestAssignedTargets:
    def test_are_read_by_person_with_the_goal_of_each_kpi(self):
        found = AssignedTargets.of(
            [split("visits", "gol_1", per_li=12, per_wang=8), split("conversion", "gol_2", per_li=1)]
        )

        assert dict(found) == {"per_li": {"conversion": 1, "visits": 12}, "per_wang": {"visits": 8}}
        assert found.goals_of("per_li") == {"conversion": "gol_2", "visits": "gol_1"}
        assert found.goals_of("per_wang") == {"visits": "gol_1"}

    def test_of_revenue_are_what_its_attainment_divides_by(self):
        found = AssignedTargets.of([split("sales.revenue", "gol_1", per_li=80_000)])

        assert found["per_li"]["sales.target_attainment"] == 80_000
        assert found.goals_of("per_li")["sales.target_attainment"] == "gol_1"

    def test_of_whoever_has_no_part_are_none(self):
        found = AssignedTargets.of([split("visits", "gol_1", per_li=12)])

        assert (found.get("per_wang"), found.goals_of("per_wang")) == (None, {})
