"""Parting a month over people: by history, capacity and equally, rounded to the smallest unit or a coarser one."""

from dataclasses import replace
from fractions import Fraction

from shared.domain.goals.goal import SplitRule
from shared.domain.goals.shares import split
from tests.domain.goals.building import CENT, NO_CAP, ONE, candidate, flags, parted

WANG, LI, ZHAO = candidate("wang", 48_000), candidate("li", 30_000, "0.8"), candidate("zhao", 12_000, "0.5")


def to_hundreds(rule=NO_CAP):
    return replace(rule, round_to=Fraction(100))


class TestPartingAMonth:
    def test_goes_by_history_capacity_and_equally(self):
        figures, rest = parted(100_000, WANG, LI, ZHAO)

        assert figures == {"wang": "48376.81", "li": "33768.12", "zhao": "17855.07"}
        assert rest == "0.00"

    def test_can_be_rounded_to_hundreds(self):
        figures, rest = parted(100_000, WANG, LI, ZHAO, rule=to_hundreds())

        assert figures == {"wang": "48400.00", "li": "33800.00", "zhao": "17800.00"}
        assert rest == "0.00"

    def test_gives_the_odd_cent_to_the_first_of_equals(self):
        figures, _ = parted(100_000, *(candidate(name, 1) for name in "cab"))

        assert figures == {"a": "33333.34", "b": "33333.33", "c": "33333.33"}

    def test_leaves_what_is_less_than_a_unit_to_nobody(self):
        team = [candidate("a", 40), candidate("b", 30), candidate("c", 10)]

        figures, rest = parted(50_050, *team, rule=to_hundreds())

        assert figures == {"a": "21700.00", "b": "17900.00", "c": "10400.00"}
        assert rest == "50.00"

    def test_counts_whole_customers(self):
        figures, rest = parted(7, WANG, LI, ZHAO, quantum=ONE)

        assert figures == {"wang": "4.00", "li": "2.00", "zhao": "1.00"}
        assert rest == "0.00"

    def test_tells_what_each_share_was_made_from(self):
        shares, _ = split(Fraction(1_000), [candidate("li", 300, "0.8")], SplitRule(), quantum=CENT)

        assert (shares[0].history, shares[0].capacity, shares[0].cap) == (300, Fraction(4, 5), 375)

    def test_without_anybody_leaves_all_of_it(self):
        assert parted(100_000) == ({}, "100000.00")


class TestWhoHasNoHistory:
    def test_takes_part_by_capacity_and_equally_beside_others_with_one(self):
        team = [candidate("a", 40_000), candidate("b", 40_000), candidate("n", None, "0.5")]

        figures, _ = parted(85_500, *team)

        assert figures == {"a": "38760.00", "b": "38760.00", "n": "7980.00"}
        assert flags(85_500, *team) == {"a": [], "b": [], "n": ["no_history"]}

    def test_in_a_new_company_shares_all_of_it_by_the_two_other_parts(self):
        team = [candidate("a", None, "1"), candidate("b", None, "0.6"), candidate("c", None, "0.4")]

        figures, rest = parted(120_000, *team)

        assert figures == {"a": "55000.00", "b": "37000.00", "c": "28000.00"}
        assert rest == "0.00"
        assert flags(120_000, *team) == {name: ["no_history"] for name in "abc"}

    def test_is_given_nothing_by_a_rule_of_history_alone(self):
        rule = SplitRule(history_bp=10_000, capacity_bp=0, equal_bp=0, cap_bp=None)

        assert parted(900, candidate("a", 5), candidate("n"), rule=rule) == (
            {"a": "900.00", "n": "0.00"},
            "0.00",
        )
        assert parted(900, candidate("n"), rule=rule) == ({"n": "0.00"}, "900.00")

    def test_is_told_apart_from_who_was_there_and_brought_nothing(self):
        shares, rest = split(Fraction(900), [candidate("a", 0), candidate("n")], SplitRule(), quantum=CENT)

        assert [(each.person_id, each.target, each.cap) for each in shares] == [("a", 0, 0), ("n", 900, None)]
        assert [each.flags for each in shares] == [("capped",), ("no_history",)]
        assert rest == 0


class TestAPartThatNobodyHas:
    def test_is_left_out_when_all_are_on_leave(self):
        figures, rest = parted(70_000, candidate("a", 60_000, "0"), candidate("b", 20_000, "0"))

        assert figures == {"a": "50000.00", "b": "20000.00"}
        assert rest == "0.00"

    def test_is_left_out_together_with_another(self):
        assert parted(300, candidate("a", None, "0"), candidate("b", None, "0")) == (
            {"a": "150.00", "b": "150.00"},
            "0.00",
        )


class TestANegativeHistory:
    def test_counts_as_nothing(self):
        figures, rest = parted(50_000, candidate("a", 40_000), candidate("b", -5_000))

        assert figures == {"a": "40000.00", "b": "10000.00"}
        assert rest == "0.00"

    def test_caps_at_nothing(self):
        shares, rest = split(Fraction(100), [candidate("b", -5_000)], SplitRule(), quantum=CENT)

        assert (shares[0].target, shares[0].cap, shares[0].flags, rest) == (0, 0, ("capped",), 100)
