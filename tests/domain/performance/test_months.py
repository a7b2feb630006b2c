"""Trends and changes of performance reports: gaps, calendar months, and what ten days are compared with."""

from decimal import Decimal
from fractions import Fraction

from shared.domain.performance.figures import difference
from shared.domain.performance.months import total_change
from shared.domain.periods import Period
from tests.domain.kpi.planning import LIBRARY
from tests.domain.performance.months import CYCLE, MARCH, READING, SHARE, report, sales_card, score, visits


def trend(*scores):
    return READING.trend({each.month: each for each in scores}, MARCH)


class TestATrend:
    def test_shows_six_calendar_months_and_ends_with_its_own(self):
        months = [each.month for each in trend(score(sales_card()))]

        assert months == ["2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03"]

    def test_has_a_gap_and_no_zero_where_no_score_is(self):
        found = {each.month: each for each in trend(score(sales_card(), "2026-01"), score(sales_card()))}

        assert (found["2026-02"].state, found["2026-02"].total, found["2026-02"].kpis) == ("none", None, ())
        assert found["2026-01"].total == found["2026-03"].total == Decimal("78.0000")

    def test_tells_a_total_of_zero_from_a_gap(self):
        found = trend(score(visits(0), "2026-02"), score(visits(40)))

        assert [each.total for each in found[-3:]] == [None, Decimal("0.0000"), Decimal("100.0000")]

    def test_holds_the_records_of_each_month(self):
        found = trend(score(sales_card(), "2026-02"), score(sales_card()))

        assert all(point.event_ids for month in found[-2:] for point in month.kpis)

    def test_takes_the_figures_of_the_score(self):
        on_record = score(sales_card())

        points = trend(on_record)[-1].kpis

        assert {each.kpi_id: (each.value.exact, each.points) for each in points} == {
            each.kpi_id: (each.value, each.points) for each in on_record.card.lines
        }


class TestAChange:
    def test_is_against_the_calendar_month_before_whatever_its_length(self):
        change = READING.change("visits", trend(score(visits(20), "2026-02"), score(visits(22))))

        assert change.plain.exact == 2
        assert change.a_workday == 0  # 20 on 20 workdays of February, 22 on 22 of March

    def test_of_a_figure_that_grows_with_its_days_is_told_a_workday(self):
        change = READING.change("visits", trend(score(visits(20), "2026-02"), score(visits(20))))

        assert change.plain.exact == 0
        assert change.a_workday == Fraction(20, 22) - 1

    def test_of_a_running_month_compares_a_workday_with_a_workday_alone(self):
        running = score(visits(15), at="2026-03-16T02:00")  # ten workdays are over

        found = trend(score(visits(20), "2026-02"), running)

        assert found[-1].workdays == 10
        assert READING.change("visits", found) == type(READING.change("visits", found))(None, Fraction(1, 2))

    def test_on_the_first_day_of_a_month_compares_nothing(self):
        found = trend(score(visits(20), "2026-02"), score(visits(3), at="2026-03-01T10:00"))

        change = READING.change("visits", found)

        assert (change.plain, change.a_workday) == (None, None)

    def test_after_a_month_of_nothing_has_no_rate(self):
        change = READING.change("visits", trend(score(visits(0), "2026-02"), score(visits(20))))

        assert (change.plain.exact, change.a_workday) == (20, None)

    def test_of_a_rate_is_in_percentage_points_and_not_by_days(self):
        change = READING.change(SHARE, trend(score(sales_card(share="0.22"), "2026-02"), score(sales_card())))

        assert (change.plain.zh, change.plain.en, change.a_workday) == (
            "+2.0 个百分点",
            "+2.0 percentage points",
            None,
        )

    def test_is_none_after_a_gap(self):
        found = trend(score(sales_card(), "2026-01"), score(sales_card()))

        assert READING.change(SHARE, found) is None
        assert total_change(found) is None

    def test_of_the_total_adds_up_with_the_totals_as_shown(self):
        found = report(score(sales_card(share="0.2"), "2026-02"), score(sales_card()))

        assert found.trend[-2].shown_total + found.change == found.shown.total

    def test_of_january_is_against_december(self):
        january = Period.parse("2026-01")
        scores = {"2025-12": score(visits(10), "2025-12"), "2026-01": score(visits(11), "2026-01")}

        assert READING.change("visits", READING.trend(scores, january)).plain.exact == 1


class TestADifference:
    def test_says_its_sign_and_unit(self):
        days = LIBRARY[CYCLE]

        assert [difference(Fraction(each), days).zh for each in ("2.5", "-2.5", "0")] == [
            "+2.5 天",
            "−2.5 天",
            "0.0 天",
        ]

    def test_groups_large_figures(self):
        assert difference(Fraction(-48_400), None).en == "−48,400"
