from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.work.duties.distribution import (
    NO_CUSTOMER,
    Coverage,
    NothingLogged,
    coverage,
    distribute,
    logged_days,
    shared_out,
)
from tests.domain.work.logged import some_work


def split(**minutes: int) -> dict[str, tuple[int, int]]:
    found = shared_out(minutes, dict.fromkeys(minutes, 1))
    return {line.key: (line.bp, line.percent) for line in found.lines}


class TestDistribute:
    def test_a_week_of_sales_work_is_40_30_20_10(self):
        week = [
            some_work("new_visit", 1000),
            some_work("key_account", 750),
            some_work("event_support", 505),
            some_work("errand", 245),
        ]

        found = distribute(week)

        assert [line.percent for line in found.lines] == [40, 30, 20, 10]
        assert [line.bp for line in found.lines] == [4000, 3000, 2020, 980]
        assert (found.total_minutes, found.total_count) == (2500, 4)

    def test_logs_of_one_activity_add_up(self):
        (line,) = distribute([some_work(minutes=20), some_work(minutes=30, by="han")]).lines

        assert (line.key, line.minutes, line.count) == ("new_visit", 50, 2)

    def test_lines_run_from_most_minutes_to_fewest_with_ties_by_id(self):
        logs = [some_work("quote", 30), some_work("errand", 30), some_work("invoicing", 60)]

        assert [line.key for line in distribute(logs).lines] == ["invoicing", "errand", "quote"]

    def test_it_can_be_by_kind_or_by_person(self):
        logs = [some_work("new_visit", 30), some_work("invoicing", 90, by="han")]

        assert [line.key for line in distribute(logs, by="kind").lines] == [
            "order_handling",
            "customer_contact",
        ]
        assert [line.key for line in distribute(logs, by="person").lines] == ["han", "li"]

    def test_by_customer_work_without_one_is_a_line_of_its_own(self):
        logs = [some_work(minutes=30), some_work(minutes=90, customer=None), some_work("quote", 10)]

        found = distribute(logs, by="customer")

        assert [(line.key, line.minutes, line.count) for line in found.lines] == [
            (NO_CUSTOMER, 90, 1),
            ("远山贸易", 40, 2),
        ]

    @given(
        st.lists(
            st.builds(
                lambda count, **said: replace(some_work(**said), count=count),
                st.integers(1, 50),
                activity=st.sampled_from(["new_visit", "quote", "招聘", "errand"]),
                minutes=st.integers(1, 60_000),
                by=st.sampled_from(["li", "han", "wang"]),
                on=st.dates(date(2026, 1, 1), date(2026, 3, 31)),
                customer=st.sampled_from([None, "远山贸易", "海纳商贸"]),
            ),
            min_size=1,
        ),
        st.sampled_from(["activity", "kind", "person", "customer"]),
    )
    def test_whatever_was_logged_every_list_adds_up_by_whatever_it_is(self, work, by):
        found = distribute(work, by)

        assert sum(line.bp for line in found.lines) == 10_000
        assert sum(line.percent for line in found.lines) == 100
        assert sum(line.minutes for line in found.lines) == sum(each.minutes for each in work)
        assert sum(line.count for line in found.lines) == sum(each.count for each in work)
        assert len({line.key for line in found.lines}) == len(found.lines)
        assert sum(found.share(line.key) for line in found.lines) == 1

    def test_nothing_logged_has_no_shares(self):
        nothing = distribute([])

        assert (nothing.lines, nothing.total_minutes, nothing.total_count) == ((), 0, 0)
        with pytest.raises(NothingLogged):
            nothing.share("new_visit")

    def test_a_share_is_exact(self):
        found = distribute([some_work("new_visit", 1), some_work("quote", 2)])

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
        logs = [some_work(on=monday), some_work("quote", on=monday), some_work(on=saturday)]

        found = coverage(logs, [tuesday, monday])

        assert found == Coverage(1, 2, (tuesday,))
        assert found.share == Fraction(1, 2)

    def test_without_workdays_there_is_no_share(self):
        assert coverage([some_work()], []).share is None

    def test_a_day_counts_once(self):
        logs = [some_work(), some_work("quote")]

        assert logged_days(logs) == {date(2026, 3, 2)}
