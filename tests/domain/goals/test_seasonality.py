"""Parting a year over its months: typed indices, indices from history, and the Spring Festival without one."""

from datetime import date
from fractions import Fraction

import pytest

from shared.domain.goals.months import NotAGoalPeriod
from shared.domain.goals.seasonality import (
    SINGLE,
    IndexNegative,
    IndicesNotWhole,
    NotTwelveIndices,
    month_targets,
    pooled,
    season_of,
    typed,
)
from shared.domain.numbers import quantize
from shared.domain.workdays import Calendar
from tests.domain.goals.building import CENT, ONE, SPRING_FESTIVALS, money

PUBLISHED = ("0.8", "0.6", "1", "1", "1.05", "1.1", "0.95", "0.95", "1.05", "1.1", "1.2", "1.2")


def season(*indices):
    return typed([Fraction(each) for each in indices])


def months(target, season, period="2026", quantum=CENT):
    return [money(each) for each in month_targets(Fraction(target), period, season, quantum).values()]


def figures(text):
    return [f"{each}.00" for each in text.split()]


def years(*each_month):
    """History of one figure a month, year after year from 2024 on."""
    return {f"{2024 + n // 12}-{n % 12 + 1:02}": Fraction(value) for n, value in enumerate(each_month)}


def rounded(indices):
    return [str(quantize(each)) for each in indices]


class TestTypedIndices:
    def test_part_the_year_exactly(self):
        targets = months(1_200_000, season(*PUBLISHED))

        assert targets == figures(
            "80000 60000 100000 100000 105000 110000 95000 95000 105000 110000 120000 120000"
        )

    def test_part_it_in_hundreds(self):
        targets = months(1_000_000, season(*PUBLISHED), quantum=Fraction(100))

        assert targets == figures("66700 50000 83300 83300 87500 91700 79200 79200 87500 91600 100000 100000")

    def test_part_whole_units_by_the_largest_remainder(self):
        targets = months(1_000, season("1.5", "0.5", *["1"] * 10), quantum=ONE)

        assert targets == figures("125 42 84 84 84 83 83 83 83 83 83 83")

    def test_give_the_odd_cents_to_the_first_months(self):
        assert months(1_000_000, SINGLE) == ["83333.34"] * 4 + ["83333.33"] * 8

    def test_that_do_not_make_twelve_are_refused(self):
        with pytest.raises(IndicesNotWhole, match=r"11\.9"):
            season("0.9", *["1"] * 11)

    def test_that_are_not_twelve_are_refused(self):
        with pytest.raises(NotTwelveIndices, match="11"):
            season(*["1"] * 11)

    def test_that_are_negative_are_refused_by_their_month(self):
        with pytest.raises(IndexNegative, match="month 2") as refusal:
            season("1", "-1", "3", *["1"] * 9)

        assert refusal.value.pointer == "/indices/1"


class TestAPeriodThatIsNoYear:
    def test_of_a_quarter_is_parted_by_its_own_three_indices(self):
        targets = month_targets(Fraction(240_000), "2026-Q1", season(*PUBLISHED), CENT)

        assert targets == {"2026-01": 80_000, "2026-02": 60_000, "2026-03": 100_000}

    def test_of_a_month_is_all_of_it(self):
        assert month_targets(Fraction(7), "2026-02", season(*PUBLISHED), CENT) == {"2026-02": 7}

    def test_is_parted_equally_where_its_indices_are_nothing(self):
        nothing = season("0", "0", "0", *["4/3"] * 9)

        assert months(10, nothing, "2026-Q1") == ["3.34", "3.33", "3.33"]
        assert months(10, nothing, "2026-01") == ["10.00"]

    def test_is_refused_if_it_is_none(self):
        with pytest.raises(NotAGoalPeriod):
            month_targets(Fraction(1), "2026-H1", SINGLE, CENT)


class TestWhatIsLessThanAUnit:
    def test_goes_with_the_last_month(self):
        assert months(1_250, SINGLE, "2026-Q4", Fraction(100)) == ["400.00", "400.00", "450.00"]

    def test_goes_with_no_month_that_has_nothing(self):
        summer = season(*["0"] * 6, *["3"] * 3, *["1"] * 3)
        winter = season(*["4"] * 3, *["0"] * 9)

        assert months(1_250, summer, quantum=Fraction(100))[-1] == "150.00"
        assert months(1_250, winter, quantum=Fraction(100)) == figures("400 400 450" + " 0" * 9)


class TestWithoutTwoYearsOfHistory:
    def test_january_and_february_part_what_they_have_by_their_workdays(self):
        found = season_of({}, 2026, SPRING_FESTIVALS)

        assert found.basis == "workdays"
        assert months(284_160, found) == figures("26880 20480" + " 23680" * 10)

    def test_a_festival_over_the_end_of_january_takes_from_both(self):
        assert months(1_536_000, season_of({}, 2025, SPRING_FESTIVALS), "2025") == figures("128000 " * 12)

    def test_twenty_three_months_are_not_enough(self):
        assert season_of(years(*range(1, 24)), 2026, SPRING_FESTIVALS) == season_of(
            {}, 2026, SPRING_FESTIVALS
        )

    def test_a_gap_ends_the_history(self):
        with_gap = years(*[5] * 30)
        del with_gap["2025-01"]

        assert pooled(with_gap) is None

    def test_two_years_without_anything_tell_nothing(self):
        assert season_of(years(*[0] * 24), 2026, SPRING_FESTIVALS).basis == "workdays"

    def test_two_months_without_a_workday_part_equally(self):
        closed = Calendar(
            hr_days_off=frozenset(date.fromordinal(date(2026, 1, 1).toordinal() + n) for n in range(59))
        )

        assert season_of({}, 2026, closed).indices == (1,) * 12


class TestTwoYearsOfHistory:
    SMALL_THEN_LARGE = years(80, 70, *[105] * 10, 200, 150, *[205] * 10)
    """January 280, February 220, every other month 310: 3 600 in all."""

    def test_are_pooled_however_different_they_are(self):
        assert rounded(pooled(self.SMALL_THEN_LARGE)) == ["0.9333", "0.7333", *["1.0333"] * 10]

    def test_have_january_and_february_parted_by_the_workdays_of_the_goals_year(self):
        found = season_of(self.SMALL_THEN_LARGE, 2026, SPRING_FESTIVALS)

        assert found.basis == "history"
        assert rounded(found.indices) == ["0.9459", "0.7207", *["1.0333"] * 10]
        assert sum(found.indices) == 12

    def test_count_whole_years_back_from_the_newest_month(self):
        half_a_year_more = years(*[1_000_000] * 6, *[10] * 24)

        assert pooled(half_a_year_more) == (1,) * 12

    def test_count_a_month_of_refunds_as_nothing(self):
        found = pooled(years(*([-5] + [10] * 11) * 2))

        assert found == (0, *[Fraction(12, 11)] * 11)
