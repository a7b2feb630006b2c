"""The months of a goal."""

import pytest

from shared.domain.goals.months import NotAGoalPeriod, months_of


class TestTheMonthsOfAGoal:
    @pytest.mark.parametrize(
        ("period", "first", "last", "count"),
        [
            ("2027", "2027-01", "2027-12", 12),
            ("2027-Q4", "2027-10", "2027-12", 3),
            ("2027-03", "2027-03", "2027-03", 1),
        ],
    )
    def test_are_those_of_a_year_a_quarter_or_a_month(self, period, first, last, count):
        found = [each.key for each in months_of(period)]

        assert (found[0], found[-1], len(found)) == (first, last, count)

    @pytest.mark.parametrize(
        "period",
        ["", "27", "2027-13", "2027-Q5", "2027-W03", "2027-03-01", "1899", "2200", "２０２７", "2027\n"],
    )
    def test_are_those_of_nothing_else(self, period):
        with pytest.raises(NotAGoalPeriod) as refusal:
            months_of(period)

        assert (refusal.value.code, refusal.value.pointer) == ("goal.period_unreadable", "/period")
