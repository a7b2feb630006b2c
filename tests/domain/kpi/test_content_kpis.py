"""KPIs of contents and accounts beside reads: published on time, and followers gained."""

from datetime import date
from fractions import Fraction

import pytest

from shared.domain.kpi.blending import plan_in_force
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY
from shared.domain.kpi.in_force import Presence
from shared.domain.kpi.measures import measure
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, MARCH, WANG, event, facts
from tests.domain.kpi.planning import MONDAY_TO_FRIDAY, line, scored, version

SHARED = [(LI, 6_000), (WANG, 4_000)]


class TestContentOnTime:
    KPI = "mkt.content_on_time"

    def rate(self, *events, person=LI, period=MARCH, **options):
        return evaluate(self.KPI, facts(*events, feeds=("content.published",), **options), person, period)

    def planned(self, name, due="2026-03-10", by=LI, when="2026-02-20", **data):
        return event("content.planned", name, when, by, due_on=due, **data)

    def published(self, name, when="2026-03-10T23:59+08:00", by=WANG, **data):
        return event("content.published", name, when, by, **data)

    def test_is_published_by_the_date_over_planned(self):
        done = [each for n in range(19) for each in (self.planned(f"a{n}"), self.published(f"a{n}"))]

        found = self.rate(done, self.planned("late"), self.published("late", "2026-03-11T00:00+08:00"))

        assert (found.value, found.numerator, found.denominator, found.n) == (Fraction(19, 20), 19, 20, 20)
        assert CATALOGUE[self.KPI].curve.points(found.value, Fraction(95, 100)) == 100

    def test_what_was_never_published_is_late(self):
        assert self.rate(self.planned("a")).value == 0

    def test_none_planned_is_not_measurable(self):
        assert self.rate(self.published("a")).reason == "kpi.nothing_to_measure"

    def test_a_content_belongs_to_the_period_of_its_date(self):
        around = [
            self.planned("a", "2026-03-31"),
            self.planned("b", "2026-04-01"),
            self.planned("c", "2026-02-28"),
        ]

        assert self.rate(around).n == 1

    def test_a_due_instant_counts_to_the_second(self):
        due = event("content.planned", "a", "2026-03-01", due_at="2026-03-10T10:00:00+08:00")

        moments = ("2026-03-10T10:00:00+08:00", "2026-03-10T10:00:01+08:00")

        assert [self.rate(due, self.published("a", at)).value for at in moments] == [1, 0]

    def test_without_a_date_it_is_due_on_the_day_of_its_plan(self):
        plain = (
            event("content.planned", "a", "2026-03-10"),
            event("content.planned", "b", "2026-02-10", date="2026-03-12"),
        )

        found = self.rate(plain, self.published("a"), self.published("b", "2026-03-12"))

        assert (found.numerator, found.denominator) == (2, 2)

    def test_plan_and_publication_find_each_other_by_what_they_name(self):
        story = self.planned("p1", ref="post-7"), self.published("wx-99", ref="post-7")

        assert self.rate(story).value == 1

    def test_the_first_publication_counts(self):
        story = (
            self.planned("a"),
            self.published("x", "2026-03-09", ref="a"),
            self.published("y", "2026-03-20", ref="a"),
        )

        assert self.rate(story).value == 1

    def test_it_is_of_the_owner_of_the_plan_not_of_who_published(self):
        story = self.planned("a"), self.published("a")

        assert (self.rate(story).n, self.rate(story, person=WANG).n) == (1, 0)

    def test_owners_share_a_content(self):
        story = facts(self.planned("a", by=SHARED), self.planned("b"), self.published("a"))

        parts = [measure(self.KPI, story, who, MARCH) for who in (LI, WANG, COMPANY)]

        assert [(each.numerator, each.denominator) for each in parts] == [
            (Fraction(6, 10), Fraction(16, 10)), (Fraction(4, 10), Fraction(4, 10)), (1, 2),
        ]  # fmt: skip

    def test_publications_that_nobody_delivers_are_not_missing_ones(self):
        assert evaluate(self.KPI, facts(self.planned("a")), LI, MARCH).reason == "kpi.no_source"

    def test_a_sick_feed_blocks_it(self):
        assert self.rate(self.planned("a"), sick=("content.published",)).state == "blocked"


class TestFollowerGrowth:
    KPI = "mkt.follower_growth"

    def growth(self, *events, person=LI, period=MARCH, active=None, **options):
        story = facts(*events, feeds=("traffic.daily",), **options)
        return evaluate(self.KPI, story, person, period, active=active)

    def count(self, day, followers, account="wx", by=LI, version="", **data):
        return event("traffic.daily", f"{account}/{day}", day, by, content="account", account_ref=account,
                     followers=followers, version=version, **data)  # fmt: skip

    def test_is_the_end_less_the_start(self):
        story = (
            self.count("2026-02-28", 1_000),
            self.count("2026-03-15", 1_200),
            self.count("2026-03-31", 1_150),
        )

        found = self.growth(story)

        assert (found.state, found.value, found.n) == ("scored", 150, 2)
        assert found.event_ids == tuple(
            f"traffic.daily/wx/{day}/{day}" for day in ("2026-02-28", "2026-03-15", "2026-03-31")
        )

    def test_a_loss_is_a_value_and_no_growth_is_zero_points(self):
        for end, value in ((900, -100), (1_000, 0)):
            found = self.growth(self.count("2026-02-28", 1_000), self.count("2026-03-31", end))
            assert (found.state, found.value) == ("scored", value)
            assert CATALOGUE[self.KPI].curve.points(found.value, Fraction(100)) == 0

    def test_months_add_up_over_a_gap_in_the_records(self):
        story = self.count("2025-12-31", 100), self.count("2026-01-20", 130), self.count("2026-03-10", 190)

        months = [measure(self.KPI, facts(story), LI, Period.parse(f"2026-0{n}")).value for n in (1, 2, 3)]

        assert months == [30, 0, 60]
        assert measure(self.KPI, facts(story), LI, Period.parse("2026-Q1")).value == 90

    def test_the_first_number_of_an_account_is_where_it_starts(self):
        assert self.growth(self.count("2026-03-02", 5_000), self.count("2026-03-31", 5_040)).value == 40
        assert self.growth(self.count("2026-03-02", 5_000)).state == "na"

    def test_without_a_number_it_is_not_measurable_rather_than_zero(self):
        reads = event("traffic.daily", "a", "2026-03-02", content="article", readers=500)

        assert self.growth(reads).reason == "kpi.nothing_to_measure"

    def test_accounts_add_up(self):
        second = self.count("2026-02-20", 10, "dy"), self.count("2026-03-20", 15, "dy")

        assert self.growth(self.count("2026-02-28", 100), self.count("2026-03-31", 120), second).value == 25

    def test_a_newer_record_of_a_day_replaces_the_older_one(self):
        story = (
            self.count("2026-02-28", 100),
            self.count("2026-03-31", 120, version="9"),
            self.count("2026-03-31", 130, version="10"),
        )

        assert self.growth(story).value == 30

    def test_the_day_of_the_figure_counts_not_that_of_its_arrival(self):
        late = event("traffic.daily", "wx/x", "2026-04-01T08:00+08:00", LI, content="account", account_ref="wx",
                     followers=130, date="2026-03-31")  # fmt: skip

        assert self.growth(self.count("2026-02-28", 100), late).value == 30

    def test_a_hand_over_gives_each_owner_the_growth_of_their_days(self):
        story = (
            self.count("2026-02-28", 100),
            self.count("2026-03-15", 160),
            self.count("2026-03-31", 250, by=WANG),
        )

        assert [self.growth(story, person=who).value for who in (LI, WANG)] == [60, 90]

    def test_owners_share_an_account(self):
        story = facts(self.count("2026-02-28", 100, by=SHARED), self.count("2026-03-31", 200, by=SHARED))

        assert [measure(self.KPI, story, who, MARCH).value for who in (LI, WANG, COMPANY)] == [60, 40, 100]

    def test_whoever_joined_on_the_17th_is_measured_from_there_against_15_of_31_days(self):
        story = (
            self.count("2026-02-28", 1_000),
            self.count("2026-03-16", 1_300),
            self.count("2026-03-31", 1_450),
        )
        plan = version(
            "2026-01-01", line(self.KPI, 50, 310), line("mkt.valid_leads", 50), position="marketing"
        )
        there = Presence(from_on=date(2026, 3, 17))

        lines = plan_in_force(
            [plan], lambda day: {"marketing": 10_000}, MARCH, MONDAY_TO_FRIDAY, presence=there
        ).lines
        growth = next(each for each in lines if each.kpi_id == self.KPI)
        found = self.growth(story, active=growth.active)
        card = scored(lines, {self.KPI: found, "mkt.valid_leads": 50})

        assert (found.value, growth.target) == (150, 150)
        assert str(next(each.points for each in card.lines if each.kpi_id == self.KPI)) == "100.0000"

    def test_spans_of_days_are_measured_each_by_itself(self):
        story = [self.count(f"2026-03-{day:02}", 100 * day) for day in (1, 10, 20, 30)]
        spans = Window(((date(2026, 3, 5), date(2026, 3, 12)), (date(2026, 3, 25), date(2026, 4, 1))))

        assert self.growth(story, active=spans).value == 900 + 1_000

    @pytest.mark.parametrize("followers", [None, "many", True, 12.5])
    def test_a_number_that_cannot_be_read_is_none(self, followers):
        assert self.growth(self.count("2026-02-28", 100), self.count("2026-03-31", followers)).state == "na"

    def test_a_sick_feed_blocks_it(self):
        assert self.growth(sick=("traffic.daily",)).state == "blocked"
