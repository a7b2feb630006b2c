"""How long stages took, told from the histories of forms."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.review.declaration import Declaration, State, Step
from shared.domain.review.telemetry import measured, median_of, p90_of, spells_of, workday_hours
from shared.domain.workdays import Calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)
"""Monday, 2 March 2026, nine o'clock in Shanghai."""
PLAIN = Declaration(
    "dec_1", "co_1", "per_1", "2026-02", State.DRAFTED, None, None, None, "scored", "hash", (), 0, 0, NINE
)


def form(*steps):
    """A form with steps at these hours after Monday, nine o'clock."""
    history = tuple(Step(action, "clock", NINE + timedelta(hours=hours)) for action, hours in steps)
    return replace(PLAIN, history=history)


def hours(stage, *forms, calendar=Calendar()):  # noqa: B008
    found = {each.stage: each for each in measured(forms, calendar, SHANGHAI)}[stage]
    return found.n, found.median, found.p90, found.wall_median


class TestStages:
    def test_of_a_form_without_a_hitch(self):
        plain = form(("draft", 0), ("confirm", 5), ("approve", 8), ("deliver", 9), ("finalise", 81))

        assert {each.stage: (each.ended - each.began) // timedelta(hours=1) for each in spells_of(plain)} == {
            "answered": 5,
            "decided": 3,
            "delivered": 1,
            "submitted_to_delivered": 4,
            "window": 72,
        }

    def test_of_a_returned_form_count_each_time_and_the_whole_way_once(self):
        returned = form(
            ("draft", 0), ("confirm", 1), ("return", 3), ("silence", 27), ("escalate", 30), ("approve", 31),
            ("deliver", 32),
        )  # fmt: skip

        assert hours("answered", returned) == (2, Fraction(25, 2), 24, Fraction(25, 2))
        assert hours("decided", returned)[0:3] == (2, 3, 4)
        assert hours("submitted_to_delivered", returned)[:2] == (1, 31)

    def test_of_a_decision_that_was_taken_back_begin_with_that(self):
        undone = form(
            ("draft", 0), ("confirm", 1), ("approve", 2), ("undo", 3), ("approve", 10), ("deliver", 11)
        )

        assert hours("decided", undone)[:3] == (2, 4, 7)
        assert hours("delivered", undone)[:2] == (1, 1)

    def test_that_are_not_over_are_not_there(self):
        assert hours("decided", form(("draft", 0), ("confirm", 1))) == (0, None, None, None)


class TestWorkdayHours:
    def test_leave_weekends_and_holidays_out_and_count_make_up_days(self):
        friday = NINE + timedelta(days=4)
        later = Calendar(holidays=frozenset({date(2026, 3, 9)}), make_up_days=frozenset({date(2026, 3, 7)}))

        assert workday_hours(friday, friday + timedelta(days=3), Calendar(), SHANGHAI) == 24
        assert workday_hours(friday, friday + timedelta(days=4), later, SHANGHAI) == 24 + 24

    @given(st.integers(0, 10**7), st.integers(0, 10**6), st.integers(0, 10**6))
    def test_add_up_and_are_never_more_than_the_wall_shows(self, start, first, second):
        began = NINE + timedelta(seconds=start)
        middle, ended = began + timedelta(seconds=first), began + timedelta(seconds=first + second)

        whole = workday_hours(began, ended, Calendar(), SHANGHAI)

        parts = [(began, middle), (middle, ended)]
        assert whole == sum(workday_hours(*each, Calendar(), SHANGHAI) for each in parts)
        assert 0 <= whole <= Fraction(first + second, 3600)


class TestFigures:
    @given(st.lists(st.fractions(), min_size=1))
    def test_nine_tenths_are_no_more_than_the_ninetieth_percentile(self, values):
        bound = p90_of(values)

        assert bound in values
        assert 10 * sum(each <= bound for each in values) >= 9 * len(values)
        assert min(values) <= median_of(values) <= max(values)
