"""The cap of 125 % of the mean month: what somebody cannot take goes to the others, then to nobody."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from shared.domain.goals.filling import fill
from shared.domain.goals.goal import SplitRule
from shared.domain.goals.history import mean_month
from tests.domain.goals.building import MONDAY_TO_FRIDAY, candidate, flags, parted, person

RULE = SplitRule()
WANG, LI, ZHAO = candidate("wang", 48_000), candidate("li", 30_000, "0.8"), candidate("zhao", 12_000, "0.5")


class TestACap:
    def test_hands_what_is_above_it_to_the_others_in_their_proportions(self):
        figures, rest = parted(100_000, WANG, LI, ZHAO, rule=RULE)

        assert figures == {"wang": "50058.22", "li": "34941.78", "zhao": "15000.00"}
        assert rest == "0.00"
        assert flags(100_000, WANG, LI, ZHAO, rule=RULE) == {"wang": [], "li": [], "zhao": ["capped"]}

    def test_binds_others_once_they_are_handed_more(self):
        figures, rest = parted(112_000, WANG, LI, ZHAO, rule=RULE)

        assert figures == {"wang": "59500.00", "li": "37500.00", "zhao": "15000.00"}
        assert rest == "0.00"

    def test_leaves_the_rest_to_nobody_once_all_are_full(self):
        figures, rest = parted(120_000, WANG, LI, ZHAO, rule=RULE)

        assert figures == {"wang": "60000.00", "li": "37500.00", "zhao": "15000.00"}
        assert rest == "7500.00"
        assert set(flags(120_000, WANG, LI, ZHAO, rule=RULE)) == {"wang", "li", "zhao"}

    def test_is_not_set_for_who_has_no_history(self):
        figures, rest = parted(60_000, candidate("a", 40_000), candidate("n"), rule=RULE)

        assert figures == {"a": "48000.00", "n": "12000.00"}
        assert rest == "0.00"

    def test_compares_a_month_with_the_mean_month_and_not_with_the_sum_of_three(self):
        three = {
            "a": {"2026-02": 20_000, "2026-03": 30_000, "2026-04": 10_000},
            "b": {"2026-02": 10_000, "2026-03": 10_000, "2026-04": 10_000},
        }
        means = {
            name: mean_month(
                person(name, joined_on=date(2024, 1, 1)),
                {month: Fraction(value) for month, value in months.items()},
                MONDAY_TO_FRIDAY,
            )
            for name, months in three.items()
        }

        figures, rest = parted(60_000, *(candidate(name, mean) for name, mean in means.items()), rule=RULE)

        assert figures == {"a": "25000.00", "b": "12500.00"}
        assert rest == "22500.00"

    def test_is_cut_to_whole_units(self):
        rule = replace(RULE, round_to=Fraction(100))

        figures, rest = parted(60_000, candidate("a", 12_056), candidate("b", 60_000), rule=rule)

        assert figures == {"a": "15000.00", "b": "45000.00"}
        assert rest == "0.00"

    def test_that_is_just_reached_is_no_flag(self):
        assert flags(100, candidate("a", 80), rule=RULE) == {"a": []}

    def test_can_be_another_one(self):
        figures, rest = parted(100_000, candidate("a", 50_000), rule=replace(RULE, cap_bp=15_000))

        assert (figures, rest) == ({"a": "75000.00"}, "25000.00")


class TestFilling:
    def test_leaves_the_rest_where_nobody_has_a_part(self):
        filled = fill(5, {"a": Fraction(0)}, {"a": None})

        assert (dict(filled.units), filled.full) == ({"a": 0}, frozenset())

    def test_names_those_who_are_full(self):
        filled = fill(9, {"a": Fraction(2), "b": Fraction(1)}, {"a": 3, "b": 9})

        assert (dict(filled.units), filled.full) == ({"a": 3, "b": 6}, frozenset({"a"}))
