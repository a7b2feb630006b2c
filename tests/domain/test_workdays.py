"""Workdays: weekends, holidays, make-up days, HR's corrections, and what falls due on them."""

from datetime import UTC, date, datetime, time
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from shared.domain.workdays import Calendar, NoWorkdays

SHANGHAI = ZoneInfo("Asia/Shanghai")
NATIONAL_DAY = Calendar(
    holidays=frozenset(date(2026, 10, day) for day in range(1, 8)),
    make_up_days=frozenset({date(2026, 9, 27), date(2026, 10, 10)}),
)


class TestCalendar:
    def test_counts_a_month_with_its_holidays_and_make_up_days(self):
        assert NATIONAL_DAY.count(date(2026, 10, 1), date(2026, 11, 1)) == 18

    def test_a_correction_by_hr_wins_over_everything(self):
        corrected = Calendar(
            holidays=NATIONAL_DAY.holidays,
            make_up_days=NATIONAL_DAY.make_up_days,
            hr_workdays=frozenset({date(2026, 10, 1)}),
            hr_days_off=frozenset({date(2026, 10, 10), date(2026, 10, 12)}),
        )

        days = [corrected.is_workday(date(2026, 10, day)) for day in (1, 2, 10, 12, 13)]

        assert days == [True, False, False, False, True]

    def test_a_year_without_public_dates_leaves_only_the_fixed_holidays_out_and_says_so(self):
        assert (NATIONAL_DAY.is_provisional(2026), NATIONAL_DAY.is_provisional(2031)) == (False, True)
        assert NATIONAL_DAY.count(date(2031, 10, 1), date(2031, 11, 1)) == 20
        assert not NATIONAL_DAY.is_workday(date(2031, 5, 1))

    def test_a_year_can_be_named_provisional_though_some_of_its_dates_are_known(self):
        calendar = Calendar(holidays=frozenset({date(2027, 2, 5)}), provisional_years=frozenset({2027}))

        assert calendar.is_provisional(2027)
        assert not calendar.is_workday(date(2027, 10, 1))

    def test_workdays_are_added_over_a_holiday(self):
        assert NATIONAL_DAY.add(date(2026, 9, 30), 1) == date(2026, 10, 8)
        assert NATIONAL_DAY.add(date(2026, 9, 25), 1) == date(2026, 9, 27)
        assert NATIONAL_DAY.add(date(2026, 10, 3), 0) == date(2026, 10, 3)

    def test_workdays_are_never_taken_away(self):
        with pytest.raises(ValueError, match="only added"):
            NATIONAL_DAY.add(date(2026, 9, 30), -1)

    def test_an_answer_is_due_at_the_same_local_time(self):
        at = datetime(2026, 9, 30, 1, 30, tzinfo=UTC)

        assert NATIONAL_DAY.due_after(at, 3, SHANGHAI) == datetime(2026, 10, 10, 1, 30, tzinfo=UTC)

    def test_the_local_time_stays_when_the_clocks_change(self):
        friday = datetime(2026, 3, 27, 9, tzinfo=ZoneInfo("Europe/Berlin"))

        due = Calendar().due_after(friday, 1, ZoneInfo("Europe/Berlin"))

        assert due == datetime(2026, 3, 30, 7, tzinfo=UTC)

    def test_an_instant_late_in_the_evening_belongs_to_its_local_day(self):
        saturday_in_shanghai = datetime(2026, 3, 6, 17, tzinfo=UTC)

        assert Calendar().due_after(saturday_in_shanghai, 1, SHANGHAI) == datetime(2026, 3, 8, 17, tzinfo=UTC)

    def test_a_calendar_without_workdays_is_an_error_and_not_an_endless_search(self):
        with pytest.raises(NoWorkdays):
            Calendar(weekend=frozenset(range(7))).add(date(2026, 3, 2), 1)

    def test_working_hours_leave_a_holiday_out(self):
        first, last = datetime(2026, 9, 30, 8, tzinfo=UTC), datetime(2026, 10, 8, 1, 30, tzinfo=UTC)

        assert NATIONAL_DAY.working_hours(first, last, SHANGHAI, time(9), time(18)) == Fraction(5, 2)
