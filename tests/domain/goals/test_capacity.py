"""Capacity: how much of a full-timer somebody is on a position in a month, and who takes part at all."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.goals.capacity import capacity, takes_part
from shared.domain.goals.goal import SplitRule
from shared.domain.kpi.in_force import Presence
from shared.domain.numbers import WHOLE_BP
from shared.domain.people import Assignment, Leave, MemberStatus, WorkingTime
from shared.domain.periods import Period
from shared.domain.workdays import Calendar
from tests.domain.goals.building import MONDAY_TO_FRIDAY, NO_CAP, SPRING_FESTIVALS, candidate, parted, person

MAY = Period.parse("2026-05")
RAMP = SplitRule().ramp_bp
CAPACITY_ALONE = replace(NO_CAP, history_bp=0, capacity_bp=10_000, equal_bp=0)


def of(someone, month=MAY, calendar=MONDAY_TO_FRIDAY, position="sales"):
    return capacity(someone, position, month, calendar, RAMP)


class TestCapacity:
    def test_is_one_for_somebody_there_all_month_and_full_time(self):
        assert of(person("a")) == (1, ())

    def test_goes_by_working_time_and_share_of_the_position(self):
        half_of_most = person("a", share_bp=6_000, working_times=(WorkingTime(5_000, date(2026, 1, 1)),))

        assert of(half_of_most) == (Fraction(3, 10), ())
        assert of(half_of_most, position="other") == (Fraction(1, 5), ())
        assert of(half_of_most, position="marketing") == (0, ())

    def test_follows_working_time_that_changes_within_the_month(self):
        # May 2026 has 21 workdays from Monday to Friday, 11 of them before the 18th and 10 from then on.
        halved = person("a", working_times=(WorkingTime(5_000, date(2026, 5, 18)),))

        assert of(halved)[0] == Fraction(11 * 2 + 10, 2 * 21)

    def test_leaves_days_without_the_position_to_the_score(self):
        moved = person(
            "a",
            assignments=(
                Assignment("marketing", 10_000, date(2024, 1, 1)),
                Assignment("sales", 10_000, date(2026, 5, 18)),
            ),
        )

        assert of(moved)[0] == 1

    def test_leaves_days_away_to_the_score_and_says_that_there_are_some(self):
        away = person("a", leaves=(Leave(date(2026, 5, 18), date(2026, 6, 1), 5_000),))

        assert of(away) == (1, ("leave",))

    def test_is_nothing_on_leave_all_month(self):
        assert of(person("a", leaves=(Leave(date(2026, 4, 1), date(2026, 9, 1)),))) == (0, ("leave",))

    def test_leaves_the_days_after_somebody_left_to_the_score_and_says_so(self):
        assert of(person("a", left_on=date(2026, 5, 18))) == (1, ("left",))

    def test_counts_workdays_of_the_calendar(self):
        halved = person("a", working_times=(WorkingTime(5_000, date(2026, 2, 14)),))

        assert of(halved, Period.parse("2026-02"), SPRING_FESTIVALS)[0] == Fraction(13, 16)

    def test_goes_by_days_where_a_month_has_no_workday(self):
        closed = Calendar(hr_days_off=frozenset(MAY.days()))
        halved = person("a", working_times=(WorkingTime(5_000, date(2026, 5, 22)),))

        assert of(halved, calendar=closed)[0] == Fraction(26, 31)


def day_by_day(someone, position, month, calendar):
    """Capacity without a ramp, whether there is leave, and who takes part: each day looked at by itself."""
    presence = Presence.of(someone)
    days = [day for day in month.days() if someone.joined_on is None or day >= someone.joined_on]
    days = [day for day in days if calendar.is_workday(day)] or days
    there = [day for day in days if presence.there(day) and someone.positions_on(day).get(position, 0)]
    held = [presence.fte(day) * someone.positions_on(day).get(position, 0) / WHOLE_BP for day in there]
    mean = sum(held, Fraction(0)) / len(there) if there else Fraction(0)
    away = any(presence.employed(day) and presence.there(day) < 1 for day in days)
    takes = any(
        presence.employed(day) and someone.positions_on(day).get(position, 0) > 0 for day in month.days()
    )
    return mean, away, takes


AROUND_MAY = st.dates(date(2026, 4, 25), date(2026, 6, 5))
CALENDARS = st.one_of(
    st.sampled_from(
        [MONDAY_TO_FRIDAY, SPRING_FESTIVALS, Calendar(), Calendar(hr_days_off=frozenset(MAY.days()))]
    ),
    st.frozensets(AROUND_MAY).map(lambda days: Calendar(hr_days_off=days)),
)


@st.composite
def movers(draw):
    """People who come, go, are away, and change positions and working time around May."""
    parts = st.sampled_from([0, 2_500, 5_000, 10_000])
    begins = draw(st.lists(AROUND_MAY | st.just(date(2020, 1, 1)), min_size=1, max_size=3))
    away = [sorted(draw(st.tuples(AROUND_MAY, AROUND_MAY))) for _ in range(draw(st.integers(0, 3)))]
    return replace(
        person(
            "a",
            left_on=draw(st.none() | AROUND_MAY),
            leaves=tuple(Leave(first, until, draw(parts)) for first, until in away),
            working_times=tuple(WorkingTime(draw(parts), draw(AROUND_MAY)) for _ in range(2)),
            assignments=tuple(
                Assignment(draw(st.sampled_from(["sales", "other"])), draw(parts), begin) for begin in begins
            ),
        ),
        joined_on=draw(st.none() | AROUND_MAY),
    )


class TestCapacityByStretches:
    @given(movers(), CALENDARS)
    def test_is_what_it_is_day_by_day(self, someone, calendar):
        mean, away, takes = day_by_day(someone, "sales", MAY, calendar)

        found, flags = capacity(someone, "sales", MAY, calendar, (10_000,))

        hired_later = someone.joined_on is not None and someone.joined_on >= MAY.until_on
        assert found == (0 if hired_later else mean)
        assert ("leave" in flags, takes_part(someone, "sales", MAY)) == (away, takes)


class TestTheRamp:
    @pytest.mark.parametrize(
        ("month", "step"),
        [
            ("2026-02", 0),
            ("2026-03", 25),
            ("2026-04", 50),
            ("2026-05", 75),
            ("2026-06", 100),
            ("2027-03", 100),
        ],
    )
    def test_begins_with_the_calendar_month_of_the_hire(self, month, step):
        hired = person("a", joined_on=date(2026, 3, 20))

        found, flags = of(hired, Period.parse(month))

        assert found == Fraction(step, 100)
        assert flags == (("ramp",) if step < 100 else ())

    def test_of_a_hire_of_20_march_is_in_its_third_month_in_may(self):
        hired = of(person("b", joined_on=date(2026, 3, 20)))[0]

        figures, _ = parted(70_000, candidate("a"), candidate("b", None, hired), rule=CAPACITY_ALONE)

        assert figures == {"a": "40000.00", "b": "30000.00"}

    def test_covers_that_the_month_of_the_hire_is_short(self):
        hired = of(person("b", joined_on=date(2026, 5, 11)))[0]

        figures, _ = parted(50_000, candidate("a"), candidate("b", None, hired), rule=CAPACITY_ALONE)

        assert figures == {"a": "40000.00", "b": "10000.00"}

    def test_is_named_beside_leave_in_the_month_of_the_hire(self):
        away = person("b", joined_on=date(2026, 5, 11), leaves=(Leave(date(2026, 5, 25), date(2026, 6, 1)),))

        assert of(away) == (Fraction(1, 4), ("ramp", "leave"))

    def test_can_be_left_out(self):
        hired = person("a", joined_on=date(2026, 5, 11))

        assert capacity(hired, "sales", MAY, MONDAY_TO_FRIDAY, ()) == (1, ())

    def test_of_who_has_no_first_day_on_record_is_over(self):
        assert of(person("a"), Period.parse("2020-01")) == (1, ())


class TestWhoTakesPart:
    def test_holds_the_position_on_a_day_of_the_month(self):
        from_the_last = (Assignment("sales", 10_000, date(2026, 5, 31)),)

        assert takes_part(person("a"), "sales", MAY)
        assert takes_part(person("a", assignments=from_the_last), "sales", MAY)
        assert not takes_part(person("a"), "marketing", MAY)
        assert not takes_part(person("a", assignments=from_the_last), "sales", Period.parse("2026-04"))

    def test_is_there_on_a_day_of_it(self):
        assert takes_part(person("a", joined_on=date(2026, 5, 31)), "sales", MAY)
        assert not takes_part(person("a", joined_on=date(2026, 6, 1)), "sales", MAY)
        assert takes_part(person("a", left_on=date(2026, 5, 2)), "sales", MAY)
        assert not takes_part(person("a", left_on=date(2026, 5, 1)), "sales", MAY)

    def test_has_a_seat(self):
        assert not takes_part(person("a", status=MemberStatus.REMOVED), "sales", MAY)

    def test_may_be_on_leave(self):
        assert takes_part(person("a", leaves=(Leave(date(2026, 5, 1), date(2026, 6, 1)),)), "sales", MAY)
