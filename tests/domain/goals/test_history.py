"""The mean month of somebody's history: closed months in which they were there."""

from datetime import date
from fractions import Fraction

import pytest

from shared.domain.goals.history import mean_month
from shared.domain.people import Leave
from tests.domain.goals.building import MONDAY_TO_FRIDAY, person

THREE = {"2026-02": 20_000, "2026-03": 30_000, "2026-04": 10_000}


def mean(someone, months=None):
    values = {month: Fraction(value) for month, value in (THREE if months is None else months).items()}
    return mean_month(someone, values, MONDAY_TO_FRIDAY)


class TestTheMeanMonth:
    def test_is_taken_over_the_newest_three(self):
        assert mean(person("a"), {"2026-01": 900_000, **THREE}) == 20_000

    def test_takes_what_there_is_of_a_young_company(self):
        assert mean(person("a"), {"2026-03": 30_000, "2026-04": 10_000}) == 20_000

    def test_counts_a_month_that_brought_nothing(self):
        assert mean(person("a"), dict.fromkeys(THREE, 0)) == 0

    def test_leaves_out_the_short_month_of_the_hire(self):
        assert mean(person("a", joined_on=date(2026, 2, 25))) == 20_000
        assert mean(person("a", joined_on=date(2026, 3, 20))) == 10_000

    def test_takes_a_month_that_begins_with_the_hire(self):
        assert mean(person("a", joined_on=date(2026, 4, 1))) == 10_000

    def test_is_none_for_who_came_in_the_last_of_them(self):
        assert mean(person("a", joined_on=date(2026, 4, 2))) is None

    @pytest.mark.parametrize(("left_on", "found"), [(date(2026, 5, 1), 20_000), (date(2026, 4, 30), 25_000)])
    def test_takes_a_month_of_which_the_last_day_was_theirs(self, left_on, found):
        assert mean(person("a", left_on=left_on)) == found

    def test_is_none_without_any_month(self):
        assert mean(person("a"), {}) is None

    def test_leaves_out_a_month_away(self):
        assert mean(person("a", leaves=(Leave(date(2026, 2, 1), date(2026, 4, 1)),))) == 10_000

    def test_keeps_a_month_of_half_days(self):
        assert mean(person("a", leaves=(Leave(date(2026, 2, 1), date(2026, 5, 1), 5_000),))) == 20_000
