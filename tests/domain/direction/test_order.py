"""Which switches stand in the way of another one, and which is the first of a month."""

from datetime import UTC, date, datetime

import pytest

from shared.domain.direction.order import is_first_in_month, switched_later
from shared.domain.direction.switch import DirectionSwitch

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)


def a_switch(id, from_on, *positions, **options):
    plans = tuple((each, f"pln_{id}_{each}", "pln_0") for each in positions or ("sales",))
    return DirectionSwitch(
        id, "com_1", "online", date.fromisoformat(from_on), plans, (),
        floor=True, reason="", committed_at=AT, committed_by="per_9", **options,
    )  # fmt: skip


class TestSwitchedLater:
    def found(self, *switches, positions=("sales",)):
        return switched_later(switches, date(2026, 3, 16), positions)

    def test_is_the_first_on_the_day_or_after_it(self):
        late, same, early = (a_switch(day, day) for day in ("2026-04-01", "2026-03-16", "2026-03-15"))

        assert self.found(late, same, early) == (same, "sales")
        assert self.found(late, early) == (late, "sales")
        assert self.found(early) is None

    def test_is_none_that_was_undone_or_is_of_other_positions(self):
        undone = a_switch("swt_1", "2026-03-20", undone_at=AT)

        assert self.found(undone, a_switch("swt_2", "2026-03-20", "marketing")) is None

    def test_names_the_position_that_both_are_for(self):
        later = a_switch("swt_1", "2026-03-20", "marketing", "sales")

        assert self.found(later, positions=("sales", "cs")) == (later, "sales")


class TestFirstInMonth:
    @pytest.mark.parametrize(
        ("earlier", "is_first"),
        [
            (a_switch("swt_1", "2026-03-10"), False),
            (a_switch("swt_1", "2026-03-10", undone_at=AT), True),
            (a_switch("swt_1", "2026-02-28"), True),
            (a_switch("swt_1", "2026-03-16"), True),
            (a_switch("swt_1", "2026-03-23"), True),
            (a_switch("swt_1", "2026-03-10", "marketing"), True),
        ],
    )
    def test_only_a_standing_switch_that_begins_earlier_in_the_month_is_before_it(self, earlier, is_first):
        assert is_first_in_month([earlier], date(2026, 3, 16), {"sales"}) is is_first

    def test_is_so_while_one_of_its_positions_has_not_been_switched(self):
        sales = a_switch("swt_1", "2026-03-10")

        assert is_first_in_month([sales], date(2026, 3, 16), {"sales", "marketing"})
