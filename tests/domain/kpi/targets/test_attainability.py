"""Attainability: the same answer every time, never likelier for a harder target, and none without enough weeks."""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.targets.attainability import DRAWS, Chance, weekly_history
from shared.domain.kpi.targets.draws import draws
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, WANG, deal, event, facts, paid

APRIL = Period.parse("2026-04")
FIRST_WEEK = date(2025, 10, 1)
"""26 weeks before April."""
TWO_OR_MORE_OF_FOUR = Fraction(11, 16)
"""Of four weeks of 400 or 1,000, stretched to 30 days, two of the better ones are needed for 3,000."""


def history(kpi_id, *events, person=LI, month=APRIL, today=date(2026, 4, 1), feeds=None, sick=(), **options):
    known = facts(*events, feeds=CATALOGUE[kpi_id].event_types if feeds is None else feeds, sick=sick)
    return weekly_history(CATALOGUE[kpi_id], known, person, month, today=today, **options)


def weekly(*yuan):
    """An order a week, of these amounts in turn, for 26 weeks."""
    return [
        paid(f"w{week}", (FIRST_WEEK + timedelta(weeks=week)).isoformat(), yuan[week % len(yuan)], f"c{week}")
        for week in range(26)
    ]


class TestASum:
    KPI = "sales.revenue"

    def test_of_steady_weeks_is_stretched_to_the_days_of_the_month(self):
        steady = history(self.KPI, weekly(700))

        reached = steady.chance(Fraction(3_000)), steady.chance(Fraction(3_001))

        assert [(each.reached, each.draws, each.weeks) for each in reached] == [
            (1000, 1000, 26),
            (0, 1000, 26),
        ]
        assert [each.verdict for each in reached] == ["too_easy", "unlikely"]

    def test_of_changing_weeks_lies_between(self):
        found = history(self.KPI, weekly(400, 1_000)).chance(Fraction(3_000))

        assert (found.reached, found.probability, found.verdict) == (670, Fraction(67, 100), "fair")
        assert abs(found.probability - TWO_OR_MORE_OF_FOUR) < Fraction(5, 100)

    def test_is_the_same_whenever_it_is_drawn(self):
        story = weekly(100, 500, 900)

        assert history(self.KPI, story) == history(self.KPI, list(reversed(story)))

    def test_of_another_month_or_person_is_drawn_anew(self):
        story = weekly(100, 500, 900)
        theirs = [
            paid(f"x{n}", each.on.isoformat(), each.amount_minor // 100, f"y{n}", by=WANG)
            for n, each in enumerate(story)
        ]

        assert (
            history(self.KPI, story, theirs).outcomes
            != history(self.KPI, story, theirs, person=WANG).outcomes
        )

    @settings(max_examples=20, deadline=None)
    @given(st.lists(st.integers(0, 10_000), min_size=8, max_size=26))
    def test_is_never_likelier_for_a_harder_target_and_sure_at_the_extremes(self, yuan):
        found = history(self.KPI, weekly(*yuan))
        targets = [Fraction(0), *(Fraction(step) for step in range(1, 60_000, 4_000)), Fraction(10**12)]

        reached = [found.chance(each).reached for each in targets]

        assert reached == sorted(reached, reverse=True)
        assert (reached[0], reached[-1]) == (DRAWS, 0)

    def test_of_fewer_than_8_weeks_is_not_known(self):
        seven, eight = (history(self.KPI, weekly(100)[-count:]) for count in (7, 8))

        assert (seven.chance(Fraction(1)), seven.chance(Fraction(1)).probability) == (Chance(0, 0, 7), None)
        assert seven.chance(Fraction(1)).verdict == "unknown"
        assert eight.chance(Fraction(1)).draws == DRAWS

    def test_counts_no_week_before_somebody_was_there(self):
        assert history(self.KPI, weekly(100), joined_on=date(2026, 1, 2)).weeks == 12

    def test_counts_weeks_without_a_sale_once_there_was_one(self):
        quiet = [each for number, each in enumerate(weekly(700)) if number % 2 == 0]

        assert 0 < history(self.KPI, quiet).chance(Fraction(2_000)).reached < DRAWS

    @pytest.mark.parametrize("options", [{"sick": ("order.paid",)}, {"feeds": ()}])
    def test_is_not_known_without_a_healthy_feed(self, options):
        story = weekly(100) if "sick" in options else []

        assert history(self.KPI, story, **options).chance(Fraction(1)).verdict == "unknown"

    def test_of_an_assigned_amount_is_held_against_the_amount(self):
        found = history("sales.target_attainment", weekly(700))

        assert [found.chance(Fraction(each)).reached for each in (3_000, 3_001)] == [DRAWS, 0]


class TestARatio:
    KPI = "sales.new_customer_revenue_share"

    def test_divides_the_sums_and_not_the_means(self):
        """Half of the weeks sell 100 to somebody new, the others 300 to somebody old: 25 % at the mean."""
        regular = [paid(f"r{n}", "2025-08-01", 1, "old") for n in range(1)]
        story = [
            paid(
                f"w{week}",
                (FIRST_WEEK + timedelta(weeks=week)).isoformat(),
                *((100, f"n{week}") if week % 2 else (300, "old")),
            )
            for week in range(26)
        ]

        found = history(self.KPI, regular, story)

        assert {each.value for each in found.outcomes} == {
            Fraction(100 * new, 100 * new + 300 * (4 - new)) for new in range(5)
        }

    def test_of_8_weeks_with_a_record_among_quiet_ones_is_known(self):
        some = [each for number, each in enumerate(weekly(100)) if number % 3 == 0]

        found = history(self.KPI, some)
        fewer = history(self.KPI, some[:7])

        assert (found.weeks, found.chance(Fraction(1)).verdict) == (9, "fair")
        assert (fewer.weeks, fewer.chance(Fraction(1)).verdict) == (7, "unknown")


class TestWhatIsBetterLow:
    def test_a_shorter_cycle_is_the_harder_target(self):
        story = [
            deal(
                f"d{week}",
                (FIRST_WEEK + timedelta(weeks=week, days=-(10 + week % 3 * 10))).isoformat(),
                (FIRST_WEEK + timedelta(weeks=week)).isoformat(),
            )
            for week in range(26)
        ]
        found = history("sales.cycle_days", story)

        reached = [found.chance(Fraction(days)).reached for days in (9, 15, 20, 25, 30)]

        assert reached == sorted(reached)
        assert (reached[0], reached[-1]) == (0, DRAWS)

    def test_no_complaint_at_all_is_reached_by_whom_nobody_complains_about(self):
        others = [
            event("complaint.opened", f"k{n}", (FIRST_WEEK + timedelta(weeks=n)).isoformat(), WANG, f"c{n}")
            for n in range(26)
        ]

        spotless, hit = (history("sales.complaints", others, person=each) for each in (LI, WANG))

        assert spotless.chance(Fraction(0)).reached == DRAWS
        assert [hit.chance(Fraction(limit)).reached for limit in (4, 5)] == [0, DRAWS]


class TestWhatDoesNotAddUp:
    def test_a_rate_over_90_days_is_drawn_as_it_stood_at_the_end_of_each_week(self):
        regulars = [paid(f"r{n}", "2025-05-01", 10, f"c{n}") for n in range(10)]
        again = [paid(f"a{n}", "2026-01-20", 10, f"c{n}") for n in range(5)]

        found = history("sales.repurchase_rate", regulars, again)

        assert {each.value for each in found.outcomes} == {0, Fraction(1, 2)}
        assert found.chance(Fraction(1, 2)).verdict == "fair"


class TestEveryKpi:
    @pytest.mark.parametrize("kpi_id", sorted(CATALOGUE))
    def test_of_somebody_without_a_record_is_not_known(self, kpi_id):
        assert history(kpi_id).chance(Fraction(1)).verdict == "unknown"


class TestDraws:
    def test_are_equally_likely(self):
        drawn = Counter(number for each in draws("seed", of=26, size=4, times=6_500) for number in each)

        assert set(drawn) == set(range(26))
        assert all(900 <= count <= 1_100 for count in drawn.values())

    def test_of_one_week_are_that_week(self):
        assert set(draws("seed", of=1, size=2, times=5)) == {(0, 0)}

    def test_begin_the_same_way_on_every_machine(self):
        assert next(draws("seed", of=26, size=8, times=1)) == (11, 16, 6, 25, 20, 20, 19, 0)
