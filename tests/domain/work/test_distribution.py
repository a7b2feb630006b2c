from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.work.distribution import (
    Coverage,
    NothingLogged,
    coverage,
    distribute,
    logged_days,
    shared_out,
)
from tests.domain.work.logged import a_log


def split(**minutes: int) -> dict[str, tuple[int, int]]:
    found = shared_out(minutes, dict.fromkeys(minutes, 1))
    return {line.key: (line.bp, line.percent) for line in found.lines}


class TestDistribute:
    def test_a_week_of_sales_work_is_40_30_20_10(self):
        week = [
            a_log("new_visit", 1000),
            a_log("key_account", 750),
            a_log("event_support", 505),
            a_log("errand", 245),
        ]

        found = distribute(week)

        assert [line.percent for line in found.lines] == [40, 30, 20, 10]
        assert [line.bp for line in found.lines] == [4000, 3000, 2020, 980]
        assert (found.total_minutes, found.total_count) == (2500, 4)

    def test_logs_of_one_activity_add_up(self):
        (line,) = distribute([a_log(minutes=20), a_log(minutes=30, by="han")]).lines

        assert (line.key, line.minutes, line.count) == ("new_visit", 50, 2)

    def test_lines_run_from_most_minutes_to_fewest_with_ties_by_id(self):
        logs = [a_log("quote", 30), a_log("errand", 30), a_log("invoicing", 60)]

        assert [line.key for line in distribute(logs).lines] == ["invoicing", "errand", "quote"]

    def test_it_can_be_by_kind_or_by_person(self):
        logs = [a_log("new_visit", 30), a_log("invoicing", 90, by="han")]

        assert [line.key for line in distribute(logs, by="kind").lines] == [
            "order_handling",
            "customer_contact",
        ]
        assert [line.key for line in distribute(logs, by="person").lines] == ["han", "li"]

    def test_deleted_logs_do_not_count(self):
        assert distribute([a_log(deleted=True)]).lines == ()

    def test_nothing_logged_has_no_shares(self):
        nothing = distribute([])

        assert (nothing.lines, nothing.total_minutes, nothing.total_count) == ((), 0, 0)
        with pytest.raises(NothingLogged):
            nothing.share("new_visit")

    def test_a_share_is_exact(self):
        found = distribute([a_log("new_visit", 1), a_log("quote", 2)])

        assert found.share("quote") == Fraction(2, 3)
        assert found.share("errand") == 0


class TestSharedOut:
    def test_the_odd_point_of_equal_thirds_goes_by_id(self):
        assert split(a=7, b=7, c=7) == {"a": (3334, 34), "b": (3333, 33), "c": (3333, 33)}

    def test_two_odd_points_of_equal_sevenths_go_to_the_first_two(self):
        percents = {key: percent for key, (_, percent) in split(**dict.fromkeys("abcdefg", 5)).items()}

        assert percents == {"a": 15, "b": 15, "c": 14, "d": 14, "e": 14, "f": 14, "g": 14}

    def test_percents_come_from_the_minutes_and_not_from_the_basis_points(self):
        assert split(a=3, b=56, c=58) == {"a": (257, 2), "b": (4786, 48), "c": (4957, 50)}

    def test_keys_without_minutes_are_left_out(self):
        assert split(a=0, b=5) == {"b": (10000, 100)}

    @given(st.dictionaries(st.text(min_size=1, max_size=5), st.integers(1, 10**6), min_size=1, max_size=40))
    def test_both_lists_always_add_up(self, minutes):
        found = shared_out(minutes, dict.fromkeys(minutes, 1))

        assert sum(line.bp for line in found.lines) == 10_000
        assert sum(line.percent for line in found.lines) == 100
        assert sum(line.minutes for line in found.lines) == found.total_minutes == sum(minutes.values())

    @given(st.dictionaries(st.text(min_size=1, max_size=5), st.integers(1, 10**6), min_size=1, max_size=40))
    def test_no_share_is_a_whole_unit_off(self, minutes):
        found = shared_out(minutes, dict.fromkeys(minutes, 1))

        for line in found.lines:
            assert abs(line.bp - Fraction(line.minutes * 10_000, found.total_minutes)) < 1
            assert abs(line.percent - Fraction(line.minutes * 100, found.total_minutes)) < 1


class TestCoverage:
    def test_it_compares_logged_days_with_workdays(self):
        monday, tuesday, saturday = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 7)
        logs = [a_log(on=monday), a_log("quote", on=monday), a_log(on=saturday)]

        found = coverage(logs, [tuesday, monday])

        assert found == Coverage(1, 2, (tuesday,))
        assert found.share == Fraction(1, 2)

    def test_without_workdays_there_is_no_share(self):
        assert coverage([a_log()], []).share is None

    def test_a_day_counts_once_and_deleted_logs_not_at_all(self):
        logs = [a_log(), a_log("quote"), a_log(on=date(2026, 3, 3), deleted=True)]

        assert logged_days(logs) == {date(2026, 3, 2)}
