"""Pace: to date, the days that have passed, and the end if it goes on like this."""

from datetime import date
from fractions import Fraction

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.pace import pace_of
from shared.domain.kpi.windows import Window
from shared.domain.workdays import Calendar
from tests.domain.kpi.building import MARCH

VISITS, READS = CATALOGUE["sales.offline_visits"], CATALOGUE["mkt.article_reads"]


def pace(definition, value, today, active=None):
    return pace_of(
        definition,
        Fraction(value),
        Fraction(20),
        period=MARCH,
        active=active,
        today=date.fromisoformat(today),
        calendar=Calendar(),
    )


class TestPace:
    def test_goes_by_workdays_with_todays_among_them(self):
        found = pace(VISITS, 8, "2026-03-11")

        assert (found.passed, found.days) == (8, 22)
        assert found.projected == 22

    def test_of_what_comes_in_every_day_goes_by_calendar_days(self):
        found = pace(READS, 100, "2026-03-10")

        assert (found.passed, found.days, found.projected) == (10, 31, 310)

    def test_counts_only_days_on_which_the_kpi_has_weight(self):
        second_half = Window.between(date(2026, 3, 16), MARCH.until_on)

        found = pace(VISITS, 3, "2026-03-18", second_half)

        assert (found.passed, found.days, found.projected) == (3, 12, 12)

    def test_of_a_period_that_is_over_ends_where_it_is(self):
        assert pace(VISITS, 17, "2026-04-05").projected == 17

    def test_of_a_period_that_has_not_begun_ends_nowhere(self):
        assert pace(VISITS, 0, "2026-02-27").projected is None
