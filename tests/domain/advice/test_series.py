"""Figures of days become whole weeks."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from shared.domain.advice.advice import WeeklySeries
from shared.domain.advice.series import Weeks, cut, week_of, weekly
from tests.domain.advice.companies import MONDAY, a_series

WEDNESDAY = date(2026, 2, 4)


def on(*figures: tuple[date, int]) -> list[tuple[date, Fraction]]:
    return [(day, Fraction(figure)) for day, figure in figures]


class TestWeekly:
    def test_adds_up_the_days_of_each_week_and_leaves_out_the_week_that_runs(self):
        days = on(
            (date(2026, 1, 19), 2), (date(2026, 1, 25), 3), (date(2026, 1, 26), 5), (date(2026, 2, 2), 90)
        )

        found = weekly("sales.revenue", days, week_start=1, until_on=WEDNESDAY)

        assert found == WeeklySeries("sales.revenue", date(2026, 1, 19), (Fraction(5), Fraction(5)))

    def test_a_week_ends_on_the_day_before_the_companys_first_weekday(self):
        days = on((date(2026, 1, 24), 2), (date(2026, 1, 25), 3))

        by_sunday = weekly("sales.revenue", days, week_start=7, until_on=date(2026, 2, 1))

        assert by_sunday.first_on == date(2026, 1, 18)
        assert by_sunday.values == (2, 3)

    def test_a_week_is_whole_on_the_day_after_its_last(self):
        days = on((date(2026, 1, 27), 4))

        assert weekly("sales.revenue", days, week_start=1, until_on=date(2026, 2, 1)) is None
        assert weekly("sales.revenue", days, week_start=1, until_on=date(2026, 2, 2)).values == (4,)

    def test_a_week_without_a_record_is_nought_but_none_stands_before_the_first_record(self):
        days = on((date(2026, 1, 8), 7), (date(2026, 1, 29), 1))

        found = weekly("sales.revenue", days, week_start=1, until_on=WEDNESDAY)

        assert found.first_on == MONDAY
        assert found.values == (7, 0, 0, 1)

    def test_keeps_the_newest_half_year(self):
        days = on(*((MONDAY + timedelta(weeks=week), week) for week in range(40)))

        found = weekly("sales.revenue", days, week_start=1, until_on=MONDAY + timedelta(weeks=40))

        assert found.values == tuple(range(14, 40))
        assert found.first_on == MONDAY + timedelta(weeks=14)

    def test_does_not_depend_on_the_order_of_the_days(self):
        days = on(*((MONDAY + timedelta(days=3 * each), each * each) for each in range(12)))

        found = weekly("sales.revenue", days, week_start=3, until_on=date(2026, 3, 1))

        assert found == weekly("sales.revenue", days[::-1], week_start=3, until_on=date(2026, 3, 1))

    def test_without_a_record_there_is_no_series(self):
        assert weekly("sales.revenue", [], week_start=1, until_on=WEDNESDAY) is None

    @pytest.mark.parametrize("week_start", range(1, 8))
    def test_every_day_is_in_the_week_that_begins_on_the_first_weekday(self, week_start):
        for offset in range(15):
            day = MONDAY + timedelta(days=offset)
            first = week_of(day, week_start)

            assert first.isoweekday() == week_start
            assert first <= day < first + timedelta(days=7)


class TestCut:
    def test_keeps_the_weeks_that_two_series_share(self):
        older = a_series("sales.revenue", [1, 2, 3, 4])
        newer = a_series("sales.offline_visits", [7, 8], MONDAY + timedelta(weeks=2))

        shared = Weeks.of(older) & Weeks.of(newer)

        assert len(shared) == 2
        assert cut(older, shared).values == (3, 4)
        assert cut(older, shared).first_on == MONDAY + timedelta(weeks=2)

    def test_series_that_never_meet_share_no_week(self):
        older = a_series("sales.revenue", [1, 2])
        newer = a_series("sales.offline_visits", [7, 8], MONDAY + timedelta(weeks=9))

        assert len(Weeks.of(older) & Weeks.of(newer)) == 0

    @pytest.mark.parametrize("days", [-7, 1, 14])
    def test_weeks_that_the_series_does_not_have_are_refused(self, days):
        first_on = MONDAY + timedelta(days=days)

        with pytest.raises(ValueError, match=r"sales\.revenue"):
            cut(a_series("sales.revenue", [1, 2]), Weeks(first_on, first_on + timedelta(weeks=1)))
