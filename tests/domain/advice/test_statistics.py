"""Trend, rank correlation and what chance would give, beside printed values and beside the slow way."""

from fractions import Fraction
from itertools import combinations
from random import Random
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.advice.statistics import (
    arrangements,
    centred_ranks,
    chance,
    change,
    correlations,
    differences,
    lags,
    rho,
    spearman,
    theil_sen,
)

SERIES = st.lists(st.fractions(min_value=1, max_value=1000, max_denominator=100), min_size=3, max_size=26)


def numbers(*texts: object) -> list[Fraction]:
    return [Fraction(str(each)) for each in texts]


def running(differences_: list[int]) -> list[Fraction]:
    """Return a series whose weekly changes are these."""
    found = [Fraction(1000)]
    for each in differences_:
        found.append(found[-1] + each)
    return found


class TestTheilSen:
    def test_of_the_cloud_seeding_years_in_hollander_and_wolfe(self):
        assert theil_sen(numbers(1.26, 1.27, 1.12, 1.16, 1.03)) == Fraction("-0.05625")

    def test_one_wild_week_does_not_move_it(self):
        assert theil_sen(numbers(10, 12, 14, 16, 18, 20, 900)) == 2

    @given(SERIES)
    def test_is_the_median_of_all_slopes(self, values):
        slow = [(values[j] - values[i]) / (j - i) for i, j in combinations(range(len(values)), 2)]

        assert theil_sen(values) == median(slow)


class TestChange:
    def test_is_the_slope_over_the_window_by_the_median(self):
        assert change(numbers(*range(100, 116, 2))) == Fraction(14, 107)

    def test_of_a_level_series_is_nothing(self):
        assert change(numbers(7, 7, 7, 7)) == 0

    @pytest.mark.parametrize("values", [(0, 0, 0, 5, 9), (-5, -4, -3), (3,), ()])
    def test_is_unknown_without_a_median_to_compare_with(self, values):
        assert change(numbers(*values)) is None

    @given(SERIES, st.fractions(min_value=Fraction(1, 50), max_value=50))
    def test_does_not_depend_on_the_unit(self, values, unit):
        assert change([value * unit for value in values]) == change(values)

    @given(SERIES)
    def test_of_the_mirror_image_is_the_opposite(self, values):
        assert change(values[::-1]) == -change(values)


class TestSpearman:
    def test_of_iq_and_hours_of_television_is_minus_29_in_165(self):
        iq = numbers(106, 100, 86, 101, 99, 103, 97, 113, 112, 110)
        hours = numbers(7, 27, 2, 50, 28, 29, 20, 12, 6, 17)

        square = spearman(iq, hours)

        assert square == -(Fraction(29, 165) ** 2)
        assert rho(square) == Fraction("-0.1758")

    def test_of_the_tied_example_in_the_manual_of_scipy(self):
        square = spearman(numbers(1, 2, 3, 4, 5), numbers(5, 6, 7, 8, 7))

        assert rho(square) == Fraction("0.8208")

    def test_ties_share_the_average_rank(self):
        assert centred_ranks(numbers(5, 1, 5, 9, 5)) == [0, -4, 0, 4, 0]

    def test_a_series_that_never_changes_correlates_with_nothing(self):
        assert spearman(numbers(4, 4, 4), numbers(1, 2, 3)) is None
        assert spearman(numbers(1, 2, 3), numbers(4, 4, 4)) is None

    @given(st.permutations(range(9)))
    def test_without_ties_is_the_formula_of_squared_distances(self, order):
        distances = sum((place - rank) ** 2 for place, rank in enumerate(order))
        textbook = 1 - Fraction(6 * distances, 9 * 80)

        assert spearman(list(range(9)), order) == textbook * abs(textbook)

    @given(st.fractions(min_value=-1, max_value=1))
    def test_rho_is_rounded_to_the_nearest_ten_thousandth(self, exact):
        printed = rho(exact * abs(exact))

        assert abs(printed - exact) <= Fraction(1, 20_000)
        assert (printed * 10_000).denominator == 1


class TestCorrelations:
    def test_finds_the_outcome_that_follows_two_weeks_later(self):
        changes = [5, -3, 8, 1, -7, 4, 9, -2, 6, -5, 3, -8, 7, 2]

        found = correlations(running(changes), running([0, 0, *changes[:-2]]))

        assert found[2] == 1
        assert max(found, key=lambda lag: found[lag]) == 2

    def test_looks_at_changes_so_that_two_trends_alone_are_no_correlation(self):
        up, also_up = numbers(*range(100, 120)), numbers(*range(300, 420, 6))

        assert correlations(up, also_up) == {}

    @pytest.mark.parametrize(("weeks", "looked_at"), [(7, 0), (8, 1), (9, 2), (10, 3), (12, 5), (26, 5)])
    def test_looks_at_lags_behind_which_eight_weeks_are_left(self, weeks, looked_at):
        assert list(lags(weeks)) == list(range(looked_at))


class TestChance:
    CHANGES = (5, -3, 8, 1, -7, 4, 9, -2, 6, -5, 3, -8, 7, 2, -6, 10, -9, 11, 0, 12, -4, -1, 13, -10, 14)

    def test_a_perfect_correlation_of_half_a_year_is_one_arrangement_in_fifty(self):
        series = running(list(self.CHANGES))

        assert chance(series, series, 0, Fraction(1)) == Fraction(1, 50)

    def test_is_the_same_whichever_lag_the_perfect_correlation_has(self):
        later = running([2, -2, *self.CHANGES[:-2]])

        assert chance(running(list(self.CHANGES)), later, 2, Fraction(1)) == Fraction(1, 50)

    def test_no_correlation_at_all_is_reached_by_every_arrangement(self):
        series = running(list(self.CHANGES))

        assert chance(series, series, 0, Fraction(0)) == 1

    def test_counts_arrangements_whose_largest_correlation_over_the_lags_is_as_large(self):
        random = Random(3)
        one, other = ([random.randrange(100) for _ in range(13)] for _ in range(2))
        activity, outcome = running(one), running(other)
        square, lag = Fraction(1, 4), 1

        reached = 0
        for number, each in enumerate(arrangements(other)):
            seen = [
                abs(spearman(one[: 13 - later], each[later:]))
                for later in lags(14)
                if number == 0 or number >= 13 or (later + number - lag) % 13
            ]
            reached += number == 0 or max(seen) >= square

        assert 2 < reached < 26
        assert chance(activity, outcome, lag, square) == Fraction(reached, 26)

    def test_a_negative_correlation_in_another_arrangement_counts_as_well(self):
        changes = list(self.CHANGES)
        against = running([-each for each in changes[3:] + changes[:3]])

        assert chance(running(changes), against, 0, Fraction(4, 5)) >= Fraction(2, 50)

    @given(st.lists(st.integers(-50, 50), min_size=9, max_size=14), st.integers(1, 9))
    def test_does_not_depend_on_the_unit(self, changes, unit):
        series = running([3 * each + place % 4 for place, each in enumerate(changes)])
        scaled = [value * unit for value in series]

        assert chance(series, scaled, 0, Fraction(1, 2)) == chance(series, series, 0, Fraction(1, 2))


class TestArrangements:
    def test_are_every_rotation_of_the_series_and_of_its_mirror_image(self):
        found = [tuple(each) for each in arrangements([1, 2, 3, 4, 5])]

        assert len(set(found)) == 10
        assert found[0] == (1, 2, 3, 4, 5)
        assert (5, 4, 3, 2, 1) in found


class TestDifferences:
    def test_are_what_each_week_adds(self):
        assert differences(numbers(3, 5, 4)) == [2, -1]
