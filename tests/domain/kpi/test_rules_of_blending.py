"""What holds of every plan in force, and what the other ways to deal with a switch would come to."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.kpi.blending import plan_before_switch, plan_in_force
from shared.domain.kpi.in_force import Presence
from shared.domain.kpi.plans import PlanVersion
from shared.domain.kpi.scorecard import hold_harmless
from shared.domain.numbers import largest_remainder
from shared.domain.people import Leave, WorkingTime
from shared.domain.periods import Period
from tests.domain.kpi.planning import EVERY_DAY, JUNE, LIBRARY, MONDAY_TO_FRIDAY, line, scored, version

KPIS = ("visits", "conversion", "other", "complaints")
CALENDARS = st.sampled_from([EVERY_DAY, MONDAY_TO_FRIDAY])


def in_force(*versions, calendar=EVERY_DAY, period=JUNE, **options):
    return plan_in_force(
        versions, lambda day: {"sales": 10_000}, period, calendar, catalogue=LIBRARY, **options
    )


def before_switch(*versions, **options):
    return plan_before_switch(
        versions, lambda day: {"sales": 10_000}, JUNE, EVERY_DAY, catalogue=LIBRARY, **options
    )


def total(plan, **values):
    return str(scored(plan.lines, values).total)


def target(plan, kpi_id):
    return next(each.target for each in plan.lines if each.kpi_id == kpi_id)


OLD = version("2026-01-01", line("visits", 30, 40), line("rest", 70, 100))
NEW = version("2026-06-13", line("visits", 10), line("conversion", 30, "0.04"), line("rest", 60, 100))
KEPT = version("2026-06-13", line("visits", 10, 40), line("conversion", 30, "0.04"), line("rest", 60, 100))
VALUES = {"visits": 27, "conversion": "0.048", "rest": 99}
"""18 visits before the switch after day 12 of 30 and 9 behind it; the rest at 0.90 and 1.05 of its target."""


class TestWaysToSwitch:
    """Only the blend of weights and target versions neither rewrites the past nor punishes what was asked for."""

    def test_the_new_weights_from_the_first_day_on_would_come_to_102_15(self):
        retroactive = in_force(replace(KEPT, from_on=date(2026, 6, 1)))

        assert total(retroactive, **VALUES) == "102.1500"

    def test_the_old_plan_alone_comes_to_89_55_and_is_the_floor(self):
        assert total(in_force(OLD), **VALUES) == "89.5500"
        assert total(before_switch(OLD, NEW), **VALUES) == "89.5500"

    def test_a_score_of_each_segment_by_its_days_would_come_to_98_10(self):
        first = Period(date(2026, 6, 1), date(2026, 6, 13), "first")
        second = Period(date(2026, 6, 13), date(2026, 7, 1), "second")
        before = in_force(version("2026-06-01", line("visits", 30, 16), line("rest", 70, 100)), period=first)
        after = in_force(replace(NEW, lines=(line("visits", 10, 24), *NEW.lines[1:])), period=second)

        totals = (total(before, visits=18, rest=90), total(after, visits=9, conversion="0.048", rest=105))

        assert totals == ("96.7500", "99.0000")
        assert sum(
            Fraction(each) * days / 30 for each, days in zip(totals, (12, 18), strict=True)
        ) == Fraction("98.1")

    def test_blended_weights_on_the_whole_target_would_come_to_97_11(self):
        assert total(in_force(OLD, KEPT), **VALUES) == "97.1100"

    def test_blended_weights_and_target_versions_come_to_105_21_above_the_floor(self):
        prorated, floor = (
            scored(in_force(OLD, NEW).lines, VALUES),
            scored(before_switch(OLD, NEW).lines, VALUES),
        )

        assert str(prorated.total) == "105.2100"
        assert hold_harmless(prorated, floor) is prorated


class TestBoundaries:
    def test_of_a_kpi_dropped_at_half_time_what_is_done_later_does_not_count(self):
        plan = in_force(
            version("2026-01-01", line("visits", 50, 30), line("other", 50, 100)),
            version("2026-06-16", line("other", 100, 100)),
        )
        active = next(each.active for each in plan.lines if each.kpi_id == "visits")

        done_on = [
            *(date(2026, 6, day) for day in range(1, 16)),
            *(date(2026, 6, day) for day in range(20, 25)),
        ]
        counted = sum(1 for day in done_on if day in active)

        assert (len(done_on), counted, target(plan, "visits")) == (20, 15, 15)
        assert total(plan, visits=counted, other=80) == "85.0000"

    def test_traffic_that_meets_its_calendar_day_target_has_all_of_its_points(self):
        plan = in_force(
            version("2026-01-01", line("other", 100, 1)),
            version("2026-06-15", line("traffic", 22, 3_000), line("other", 78, 1)),
            calendar=MONDAY_TO_FRIDAY,
        )

        assert target(plan, "traffic") == 1_600
        assert total(plan, traffic=1_600, other=1) == "100.0000"

    def test_a_weight_that_comes_back_part_of_the_way_takes_its_target_along(self):
        plan = in_force(
            version("2026-01-01", line("visits", 30, 30), line("other", 70, 1)),
            version("2026-06-11", line("visits", 10), line("other", 90, 1)),
            version("2026-06-21", line("visits", 20), line("other", 80, 1)),
        )

        assert total(plan, visits=20, other=1) == "100.0000"

    def test_whoever_joins_on_the_day_of_a_switch_has_the_new_plan_and_no_floor(self):
        plans = (
            version("2026-01-01", line("other", 100, 1)),
            version("2026-06-11", line("more", 100, 1)),
        )
        joined = Presence(from_on=date(2026, 6, 11))
        values = {"other": 1, "more": "0.75"}

        prorated = scored(in_force(*plans, presence=joined).lines, values)
        assert before_switch(*plans, presence=joined) is None
        assert str(hold_harmless(prorated, None).total) == str(prorated.total)
        # whoever was there before keeps the old plan as the floor
        floor = scored(before_switch(*plans).lines, values)
        assert str(hold_harmless(scored(in_force(*plans).lines, values), floor).total) == "100.0000"


@st.composite
def presences(draw):
    """Somebody who may join, leave, be on leave and change their working time, in and around June."""

    def day(least=-10, most=45):
        return date(2026, 6, 1) + timedelta(days=draw(st.integers(least, most)))

    leaves = tuple(
        Leave(first, first + timedelta(days=draw(st.integers(1, 20))), draw(st.integers(1, 10_000)))
        for first in (day() for _ in range(draw(st.integers(0, 4))))
    )
    times = {day(): draw(st.integers(1, 10_000)) for _ in range(draw(st.integers(0, 3)))}
    joined = day(-10, 25) if draw(st.booleans()) else None
    left = day(26, 45) if draw(st.booleans()) else None
    return Presence(joined, left, leaves, tuple(WorkingTime(bp, on) for on, bp in times.items()))


@st.composite
def plans(draw):
    """Versions of one position from up to five dates on, with any weights that make the whole."""
    cuts = [-100, *draw(st.lists(st.integers(0, 29), max_size=4, unique=True))]
    found = []
    for number, cut in enumerate(cuts):
        parts = draw(st.lists(st.integers(0, 50), min_size=len(KPIS), max_size=len(KPIS)).filter(any))
        units = largest_remainder(dict(zip(KPIS, parts, strict=True)), 10_000)
        lines = tuple(
            replace(line(kpi, 1, draw(st.integers(1, 60))), weight_bp=units[kpi])
            for kpi in KPIS
            if units[kpi]
        )
        first = date(2026, 6, 1) + timedelta(days=cut)
        found.append(PlanVersion(f"v{number}", "com_1", first, lines, position="sales"))
    return found


class TestEveryPlan:
    @given(versions=plans(), presence=presences(), calendar=CALENDARS)
    def test_has_weights_that_make_the_whole_whoever_is_away(self, versions, presence, calendar):
        plan = in_force(*versions, presence=presence, calendar=calendar)

        assert bool(plan.lines) == bool(plan.workdays)
        if plan.lines:
            assert sum(each.weight for each in plan.lines) == 1
            assert sum(each.weight_bp for each in plan.lines) == 10_000
            assert all(sum(part.share for part in each.parts) == 1 for each in plan.lines)

    @given(versions=plans(), presence=presences(), calendar=CALENDARS, draw=st.data())
    def test_is_the_same_in_any_order_of_versions(self, versions, presence, calendar, draw):
        shuffled = draw.draw(st.permutations(versions))

        assert in_force(*shuffled, presence=presence, calendar=calendar) == in_force(
            *versions, presence=presence, calendar=calendar
        )
        assert before_switch(*shuffled, presence=presence) == before_switch(*versions, presence=presence)

    @given(versions=plans(), presence=presences(), calendar=CALENDARS, cut=st.integers(0, 29))
    def test_is_the_same_if_a_version_is_published_again_as_it_is(self, versions, presence, calendar, cut):
        day = date(2026, 6, 1) + timedelta(days=cut)
        holding = max((each for each in versions if each.from_on <= day), key=lambda each: each.from_on)
        again = replace(holding, id=f"{holding.id}-again", from_on=day)

        split = in_force(*versions, again, presence=presence, calendar=calendar)

        assert split.lines == in_force(*versions, presence=presence, calendar=calendar).lines

    @given(versions=plans(), presence=presences(), calendar=CALENDARS)
    def test_asks_of_a_flow_no_more_than_the_highest_of_its_targets(self, versions, presence, calendar):
        highest = max(
            (each.target for plan in versions for each in plan.lines if each.kpi_id == "visits"), default=0
        )

        plan = in_force(*versions, presence=presence, calendar=calendar)

        assert all(0 <= each.target <= highest for each in plan.lines if each.kpi_id == "visits")
