"""What holds for every goal, whoever takes part in it."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.goals.cascade import cascade
from shared.domain.goals.goal import MonthSplit, SplitRule
from shared.domain.goals.rebalance import rebalance
from shared.domain.goals.seasonality import Season, month_targets, season_of
from shared.domain.goals.shares import Candidate, split
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.people import Leave, WorkingTime
from tests.domain.goals.building import CENT, MONDAY_TO_FRIDAY, ONE, SPRING_FESTIVALS, goal, person

FEN = st.integers(1, 10**12).map(lambda fen: Fraction(fen, 100))
BP = st.integers(0, 10_000)
UNITS = st.sampled_from([None, Fraction(5, 100), ONE, Fraction(100)])


@st.composite
def rules(draw):
    history = draw(BP)
    capacity = draw(st.integers(0, 10_000 - history))
    cap = draw(st.none() | st.integers(1, 30_000))
    return SplitRule(history, capacity, 10_000 - history - capacity, cap, draw(UNITS))


@st.composite
def candidates(draw, fewest=0):
    names = draw(st.lists(st.sampled_from("abcdefghij"), unique=True, min_size=fewest, max_size=10))
    histories = st.none() | st.integers(-(10**6), 10**9).map(lambda sum_of_three: Fraction(sum_of_three, 3))
    capacities = st.integers(0, 440).map(lambda parts: Fraction(parts, 440))
    return [Candidate(name, draw(histories), draw(capacities)) for name in names]


@st.composite
def splits(draw):
    target = draw(FEN)
    shares, rest = split(target, draw(candidates(fewest=1)), draw(rules()), quantum=CENT)
    return MonthSplit("acme", "gol_1", "sales.revenue", "2026-05", target, shares, rest)


@st.composite
def seasons(draw):
    parts = draw(st.lists(st.integers(0, 400), min_size=12, max_size=12).filter(any))
    return Season("typed", tuple(Fraction(12 * part, sum(parts)) for part in parts))


@st.composite
def people(draw):
    day = st.dates(date(2025, 6, 1), date(2026, 12, 31))
    found = []
    for name in draw(st.lists(st.sampled_from("abcd"), unique=True, max_size=4)):
        away = sorted([draw(day), draw(day)])
        found.append(
            person(
                name,
                share_bp=draw(BP),
                joined_on=draw(st.none() | day),
                left_on=draw(st.none() | day),
                leaves=(Leave(away[0], away[1], draw(BP)),),
                working_times=(WorkingTime(draw(BP), draw(day)),),
            )
        )
    return found


def total(shares):
    return sum((each.target for each in shares), Fraction(0))


class TestPartsOfAMonth:
    @given(FEN, candidates(), rules())
    def test_make_the_target_with_the_rest(self, target, team, rule):
        shares, rest = split(target, team, rule, quantum=CENT)

        assert total(shares) + rest == target
        assert rest >= 0
        assert all(each.target >= 0 and each.target % (rule.round_to or CENT) == 0 for each in shares)
        assert [each.person_id for each in shares] == sorted(each.person_id for each in team)

    @given(FEN, candidates(), rules())
    def test_are_never_above_the_cap(self, target, team, rule):
        shares, _ = split(target, team, rule, quantum=CENT)

        assert all(each.cap is None or each.target <= each.cap for each in shares)

    @given(FEN, candidates(), rules(), st.randoms(use_true_random=False))
    def test_do_not_depend_on_the_order_of_people(self, target, team, rule, chance):
        shuffled = chance.sample(team, len(team))

        assert split(target, shuffled, rule, quantum=CENT) == split(target, team, rule, quantum=CENT)

    @given(FEN, candidates(fewest=1), rules())
    def test_leave_less_than_a_unit_where_somebody_without_a_limit_takes_part(self, target, team, rule):
        rule = replace(rule, cap_bp=None, equal_bp=rule.equal_bp + 1)

        _, rest = split(target, team, rule, quantum=CENT)

        assert rest < (rule.round_to or CENT)

    @given(candidates(fewest=1), rules(), FEN)
    def test_leave_what_nobody_can_take_once_all_are_capped(self, team, rule, beyond):
        team = [replace(each, history=abs(each.history or Fraction(0)) + 1) for each in team]
        rule = replace(rule, cap_bp=rule.cap_bp or 12_500, equal_bp=rule.equal_bp + 1)
        unit = rule.round_to or CENT
        # Cut to whole units each cap alone, so that no target can fill somebody further than that.
        most = sum(each.history * rule.cap_bp / 10_000 // unit * unit for each in team)

        shares, rest = split(most + beyond, team, rule, quantum=CENT)

        assert (total(shares), rest) == (most, beyond)

    @given(st.integers(1, 10**6), candidates(fewest=1))
    def test_of_equals_differ_by_one_unit_at_most(self, customers, team):
        alike = [replace(each, history=Fraction(7), capacity=Fraction(1, 2)) for each in team]

        shares, _ = split(Fraction(customers), alike, SplitRule(cap_bp=None), quantum=ONE)

        assert max(each.target for each in shares) - min(each.target for each in shares) <= 1


class TestMonths:
    @given(FEN, seasons(), st.sampled_from(["2026", "2026-Q1", "2026-Q4", "2026-02"]), UNITS)
    def test_make_the_goal(self, target, season, period, unit):
        months = month_targets(target, period, season, unit or CENT)

        assert sum(months.values()) == target
        assert all(each >= 0 for each in months.values())
        assert list(months) == sorted(months)

    @given(st.lists(st.integers(-100, 10**6), min_size=20, max_size=40), st.sampled_from([2025, 2026, 2031]))
    def test_have_indices_that_make_twelve(self, values, year):
        history = {f"{2022 + n // 12}-{n % 12 + 1:02}": Fraction(each) for n, each in enumerate(values)}

        season = season_of(history, year, SPRING_FESTIVALS)

        assert len(season.indices) == 12 and sum(season.indices) == 12
        assert min(season.indices) >= 0


class TestTheWholeWayDown:
    @given(FEN, people(), seasons(), rules(), st.sampled_from(["2026", "2026-Q2"]))
    def test_makes_the_goal_with_all_parts_and_rests(self, target, team, season, rule, period):
        wanted = goal(period=period, target=target, rule=rule)
        history = {each.id: Fraction(1_000 * number) for number, each in enumerate(team)}

        months = cascade(wanted, CATALOGUE["co.revenue"], team, history, season, MONDAY_TO_FRIDAY, CENT)

        assert sum((total(each.shares) + each.unallocated for each in months), Fraction(0)) == target
        assert all(total(each.shares) + each.unallocated == each.target for each in months)
        assert all(0 <= share.capacity <= 1 for each in months for share in each.shares)


class TestRebalancing:
    @given(splits(), st.data())
    def test_keeps_the_sum(self, before, data):
        typed, left = {}, before.target
        for name in data.draw(
            st.lists(st.sampled_from([each.person_id for each in before.shares]), unique=True, min_size=1)
        ):
            typed[name] = Fraction(data.draw(st.integers(0, int(left * 100))), 100)
            left -= typed[name]

        after = rebalance(before, typed, quantum=CENT)

        assert total(after.shares) + after.unallocated == before.target == after.target
        assert after.unallocated >= 0
        assert {name: after.target_of(name) for name in typed} == typed
        for old, new in zip(before.shares, after.shares, strict=True):
            if new.person_id not in typed and new.cap is not None:
                assert new.target <= max(new.cap, old.target)

    @given(splits(), st.data())
    def test_to_what_somebody_has_moves_nobody_while_nothing_is_left_over(self, before, data):
        full = replace(before, target=total(before.shares), unallocated=Fraction(0))
        name = data.draw(st.sampled_from([each.person_id for each in before.shares]))

        after = rebalance(full, {name: full.target_of(name)}, quantum=CENT)

        assert [each.target for each in after.shares] == [each.target for each in full.shares]
