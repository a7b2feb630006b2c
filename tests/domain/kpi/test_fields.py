from datetime import UTC, date, datetime

import pytest

from shared.domain.kpi.events import Event
from shared.domain.kpi.fields import day, instant


def told(value):
    at = datetime(2026, 3, 2, tzinfo=UTC)
    return Event("evt", "orderproc.received", at, at.date(), "o1", data={"due": value})


class TestDates:
    @pytest.mark.parametrize(
        "value",
        ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "1899-12-31T00:00:00Z", "", None, []],
    )
    def test_at_the_ends_of_the_calendar_are_no_instants(self, value):
        assert instant(told(value), "due") is None

    @pytest.mark.parametrize("value", ["9999-12-31", "0001-01-01", "2200-01-01", "2026-02-30", 7, {"a": 1}])
    def test_that_no_business_has_are_no_days(self, value):
        assert day(told(value), "due") is None

    def test_of_a_business_are_read(self):
        assert day(told("1996-07-04"), "due") == date(1996, 7, 4)
        assert instant(told("2026-03-02T09:00:00+08:00"), "due") == datetime(2026, 3, 2, 1, tzinfo=UTC)
