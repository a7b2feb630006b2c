"""How much of a day somebody was there for: joining, leaving, leave by half days, and part of full time."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.kpi.blending import plan_in_force
from shared.domain.kpi.in_force import Presence
from shared.domain.people import AccessRole, Leave, Person, WorkingTime
from shared.domain.periods import Period
from tests.domain.kpi.planning import EVERY_DAY, JUNE, LIBRARY, MONDAY_TO_FRIDAY, line, version

HALF = Fraction(1, 2)
PLAN = version("2026-01-01", line("visits", 50, 44), line("complaints", 10, 3), line("conversion", 40, "0.1"))
LI = Person("per_li", "com_1", "李婷", AccessRole.EMPLOYEE)


def june(day):
    return date(2026, 6, day)


def in_force(presence, *versions, period=JUNE, calendar=MONDAY_TO_FRIDAY):
    plans = versions or (PLAN,)
    return plan_in_force(
        plans, lambda day: {"sales": 10_000}, period, calendar, presence=presence, catalogue=LIBRARY
    )


def targets(plan):
    return {each.kpi_id: each.target for each in plan.lines}


def weights(plan):
    return {each.kpi_id: each.weight for each in plan.lines}


class TestPresence:
    def test_is_all_of_every_day_of_somebody_of_whom_nothing_else_is_known(self):
        there = Presence.of(LI)

        assert {there.share(day) for day in JUNE.days()} == {1}

    def test_is_half_open_from_the_first_day_to_the_first_day_away(self):
        there = Presence.of(replace(LI, joined_on=june(10), left_on=june(20)))

        assert [there.share(june(day)) for day in (9, 10, 19, 20)] == [0, 1, 1, 0]
        assert [there.employed(june(day)) for day in (9, 10, 19, 20)] == [False, True, True, False]

    def test_is_less_on_leave_by_its_share_of_the_day(self):
        leaves = (Leave(june(10), june(12)), Leave(june(12), june(13), 2_500))

        there = Presence.of(replace(LI, leaves=leaves))

        assert [there.share(june(day)) for day in (9, 10, 11, 12, 13)] == [1, 0, 0, Fraction(3, 4), 1]
        assert there.employed(june(10))

    def test_of_two_half_days_on_one_day_is_nothing_and_never_less(self):
        halves = [Leave(june(10), june(12), 5_000), Leave(june(11), june(13), 5_000)]

        there = Presence(leaves=(*halves, Leave(june(11), june(12), 10_000)))

        assert [there.share(june(day)) for day in (10, 11, 12)] == [HALF, 0, HALF]

    def test_follows_the_newest_working_time(self):
        times = (WorkingTime(8_000, june(15)), WorkingTime(5_000, june(5)))

        there = Presence.of(replace(LI, working_times=times))

        assert [there.share(june(day)) for day in (4, 5, 14, 15)] == [1, HALF, HALF, Fraction(4, 5)]

    def test_of_half_a_day_at_half_of_full_time_is_a_quarter(self):
        there = Presence(
            leaves=(Leave(june(1), june(2), 5_000),), working_times=(WorkingTime(5_000, june(1)),)
        )

        assert (there.share(june(1)), there.there(june(1)), there.fte(june(1))) == (
            Fraction(1, 4),
            HALF,
            HALF,
        )


class TestPartTime:
    def test_lowers_the_target_of_a_flow_and_no_weight(self):
        plan = in_force(Presence(working_times=(WorkingTime(5_000, date(2026, 1, 1)),)))

        assert targets(plan) == {"visits": 22, "complaints": 2, "conversion": Fraction(1, 10)}
        assert weights(plan) == weights(in_force(Presence()))
        assert plan.workdays == 11

    def test_counts_from_its_day_on(self):
        plan = in_force(Presence(working_times=(WorkingTime(5_000, june(16)),)))

        assert targets(plan)["visits"] == 33

    def test_measures_the_whole_month(self):
        plan = in_force(Presence(working_times=(WorkingTime(5_000, june(16)),)))

        assert {each.active for each in plan.lines} == {None}

    def test_weighs_the_days_of_a_switch_by_what_was_worked_on_them(self):
        switch = (version("2026-01-01", line("visits", 40, 44), line("other", 60, 1)),
                  version("2026-06-16", line("visits", 100, 44)))  # fmt: skip

        plan = in_force(Presence(working_times=(WorkingTime(5_000, june(16)),)), *switch)

        assert weights(plan) == {"visits": Fraction(6, 10), "other": Fraction(4, 10)}
        assert targets(plan)["visits"] == 33


MIDDLE = date(2026, 7, 2)
"""The 183rd of 365 days."""
AFTERNOON = Leave(MIDDLE, date(2026, 7, 3), 5_000)


class TestDayShares:
    YEAR = Period(date(2026, 1, 1), date(2027, 1, 1), "2026")
    YEARLY = version("2026-01-01", line("visits", 100, 730))

    @pytest.mark.parametrize(
        "presence",
        [
            Presence(leaves=(Leave(date(2026, 1, 1), MIDDLE), AFTERNOON)),
            Presence(from_on=MIDDLE, leaves=(AFTERNOON,)),
            Presence(until_on=date(2026, 7, 3), leaves=(AFTERNOON,)),
            Presence(leaves=(Leave(date(2026, 1, 1), date(2027, 1, 1), 5_000),)),
            Presence(working_times=(WorkingTime(5_000, date(2026, 1, 1)),)),
        ],
        ids=["leave", "joined", "left", "half days", "half time"],
    )  # fmt: skip
    def test_of_182_and_a_half_of_365_days_are_a_half_however_they_come_about(self, presence):
        plan = in_force(presence, self.YEARLY, period=self.YEAR, calendar=EVERY_DAY)

        assert plan.workdays / 365 == HALF
        assert targets(plan) == {"visits": 365}
        assert weights(plan) == {"visits": 1}

    @given(day=st.integers(2, 30), calendar=st.sampled_from([EVERY_DAY, MONDAY_TO_FRIDAY]))
    def test_are_the_same_of_somebody_who_was_away_until_a_day_and_of_one_who_joined_on_it(
        self, day, calendar
    ):
        away = in_force(Presence(leaves=(Leave(june(1), june(day)),)), calendar=calendar)
        joined = in_force(Presence(from_on=june(day)), calendar=calendar)

        assert (targets(away), weights(away), away.workdays) == (
            targets(joined), weights(joined), joined.workdays,
        )  # fmt: skip

    @given(fte_bp=st.integers(1, 10_000), calendar=st.sampled_from([EVERY_DAY, MONDAY_TO_FRIDAY]))
    def test_scale_the_targets_of_flows_with_working_time_and_nothing_else(self, fte_bp, calendar):
        there = Presence(working_times=(WorkingTime(fte_bp, date(2026, 1, 1)),))
        lines = (line("visits", 30, 44), line("traffic", 30, 900), line("conversion", 40, "0.1"))

        part, whole = (
            in_force(each, version("2026-01-01", *lines), calendar=calendar) for each in (there, Presence())
        )

        share = Fraction(fte_bp, 10_000)
        assert weights(part) == weights(whole)
        assert targets(part) == {
            "visits": 44 * share, "traffic": 900 * share, "conversion": Fraction(1, 10),
        }  # fmt: skip

    @given(
        spans=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40), st.integers(1, 10_000)), max_size=6),
        times=st.dictionaries(st.integers(-5, 35), st.integers(1, 10_000), max_size=4),
        joined=st.none() | st.integers(-5, 35),
    )
    def test_lie_between_none_and_all_of_a_day_in_any_order_of_entry(self, spans, times, joined):
        first = june(1)
        leaves = tuple(
            Leave(first + timedelta(days=start), first + timedelta(days=start + length), share)
            for start, length, share in spans
        )
        working = tuple(WorkingTime(bp, first + timedelta(days=start)) for start, bp in times.items())
        from_on = None if joined is None else first + timedelta(days=joined)

        there = Presence(from_on, None, leaves, working)
        turned = Presence(from_on, None, leaves[::-1], working[::-1])

        shares = [there.share(day) for day in JUNE.days()]
        assert all(0 <= each <= 1 for each in shares)
        assert shares == [turned.share(day) for day in JUNE.days()]
