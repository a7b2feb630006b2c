"""When somebody joins, leaves, is on leave and works less than full time: what HR may enter."""

from dataclasses import replace
from datetime import date

import pytest

from shared.domain.employment import (
    LeaveOutsideEmployment,
    LeavesOverlap,
    LeaveTurnedRound,
    LeftBeforeJoined,
    NotAShare,
    WorkingTimeTwice,
    changed_days,
    check_employment,
    has_left,
)
from shared.domain.people import AccessRole, Assignment, Leave, Person, WorkingTime


def june(day):
    return date(2026, 6, day)


def somebody(**changes):
    return Person("per_li", "com_1", "李婷", AccessRole.EMPLOYEE, **changes)


class TestEmployment:
    @pytest.mark.parametrize(
        "changes",
        [
            {},
            {"joined_on": june(1), "left_on": june(2)},
            {"left_on": june(1)},
            {"leaves": (Leave(june(1), june(2)),)},
            {"joined_on": june(1), "left_on": june(30), "leaves": (Leave(june(1), june(30)),)},
            {"leaves": (Leave(june(1), june(5)), Leave(june(5), june(9)))},
            {"leaves": (Leave(june(1), june(5), 5_000), Leave(june(4), june(9), 5_000))},
            {"working_times": (WorkingTime(1, june(1)), WorkingTime(10_000, june(2)))},
        ],
    )
    def test_may_be_entered(self, changes):
        assert check_employment(somebody(**changes)) is None

    @pytest.mark.parametrize(
        ("changes", "error", "pointer"),
        [
            ({"joined_on": june(2), "left_on": june(1)}, LeftBeforeJoined, "/left_on"),
            ({"joined_on": june(2), "left_on": june(2)}, LeftBeforeJoined, "/left_on"),
            ({"leaves": (Leave(june(1), june(2)), Leave(june(5), june(4)))}, LeaveTurnedRound, "/leaves/1"),
            ({"leaves": (Leave(june(5), june(5)),)}, LeaveTurnedRound, "/leaves/0"),
            ({"joined_on": june(2), "leaves": (Leave(june(1), june(3)),)}, LeaveOutsideEmployment, "/leaves/0"),
            ({"left_on": june(9), "leaves": (Leave(june(8), june(10)),)}, LeaveOutsideEmployment, "/leaves/0"),
            ({"leaves": (Leave(june(1), june(5)), Leave(june(4), june(9), 1))}, LeavesOverlap, "/leaves"),
            ({"leaves": (Leave(june(4), june(9), 6_000), Leave(june(1), june(5), 5_000))},
             LeavesOverlap, "/leaves"),
            ({"leaves": (Leave(june(1), june(5), 0),)}, NotAShare, "/leaves/0/share_bp"),
            ({"leaves": (Leave(june(1), june(5), 10_001),)}, NotAShare, "/leaves/0/share_bp"),
            ({"working_times": (WorkingTime(0, june(1)),)}, NotAShare, "/working_times/0/fte_bp"),
            ({"working_times": (WorkingTime(10_001, june(1)),)}, NotAShare, "/working_times/0/fte_bp"),
            ({"working_times": (WorkingTime(5_000, june(1)), WorkingTime(6_000, june(1)))},
             WorkingTimeTwice, "/working_times"),
        ],
    )  # fmt: skip
    def test_is_refused_where_it_contradicts_itself(self, changes, error, pointer):
        with pytest.raises(error) as refused:
            check_employment(somebody(**changes))

        assert refused.value.pointer == pointer
        assert all("{" not in refused.value.sentence(language) for language in ("zh-CN", "en"))

    def test_names_the_first_day_on_which_leaves_are_too_much(self):
        thirds = tuple(Leave(june(day), june(day + 5), 4_000) for day in (1, 3, 4))

        with pytest.raises(LeavesOverlap) as refused:
            check_employment(somebody(leaves=thirds))

        assert refused.value.params == {"day": june(4), "sum": 12_000}


class TestHavingLeft:
    @pytest.mark.parametrize(("day", "left"), [(june(9), False), (june(10), True), (june(11), True)])
    def test_begins_on_the_first_day_away_for_good(self, day, left):
        assert has_left(somebody(left_on=june(10)), day) is left

    def test_is_not_told_of_who_has_no_such_day(self):
        assert not has_left(somebody(), june(10))


class TestChangedDays:
    @pytest.mark.parametrize(
        ("before", "after", "days"),
        [
            ({}, {"name": "李亭"}, None),
            ({"leaves": (Leave(june(1), june(2)), Leave(june(5), june(6)))},
             {"leaves": (Leave(june(5), june(6)), Leave(june(1), june(2)))}, None),
            ({}, {"leaves": (Leave(june(5), june(9)), Leave(june(1), june(2)))}, (june(1), june(9))),
            ({"leaves": (Leave(june(1), june(4)),)}, {"leaves": (Leave(june(1), june(3)),)}, (june(1), june(4))),
            ({"left_on": june(9)}, {"left_on": june(4)}, (june(4), None)),
            ({"left_on": june(4)}, {"left_on": None}, (june(4), None)),
            ({"working_times": (WorkingTime(1, june(3)),)}, {"working_times": ()}, (june(3), None)),
            ({}, {"assignments": (Assignment("sales", 10_000, june(2)),)}, (june(2), None)),
            ({}, {"leaves": (Leave(june(1), june(2)),), "left_on": june(8)}, (june(1), None)),
        ],
    )  # fmt: skip
    def test_are_from_the_first_that_differs_until_none_does(self, before, after, days):
        person = somebody(**before)

        assert changed_days(person, replace(person, **after)) == days
