"""KPIs of tasks with a deadline: onboarding on time, improvement actions done."""

from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, MARCH, WANG, event, facts

SHARED = [(LI, 6_000), (WANG, 4_000)]


def evaluated(kpi_id, *events, person=LI, period=MARCH, active=None, **options):
    feeds = CATALOGUE[kpi_id].event_types
    return evaluate(kpi_id, facts(*events, **{"feeds": feeds, **options}), person, period, active)


def points(found):
    definition = CATALOGUE[found.kpi_id]
    return definition.curve.points(found.value, definition.default_target)


class TestOnboarding:
    def rate(self, *events, **options):
        return evaluated("cs.onboarding_on_time", *events, **options)

    def onboarded(self, name, when="2026-03-10", due="2026-03-10", by=LI, **data):
        return event("task.completed", name, when, by, **{"kind": "onboarding", "due_on": due, **data})

    def test_is_done_by_the_due_date_over_due(self):
        found = self.rate([self.onboarded(f"t{n}") for n in range(9)], self.onboarded("late", "2026-03-11"))

        assert (found.value, found.numerator, found.denominator, found.n) == (Fraction(9, 10), 9, 10, 10)
        assert points(found) == 100

    def test_the_last_instant_still_counts(self):
        hour = "2026-03-10T15:00:00+08:00"

        kept = self.rate(self.onboarded("a", hour, None, due_at=hour))
        missed = self.rate(self.onboarded("a", "2026-03-10T15:00:01+08:00", None, due_at=hour))

        assert (kept.value, missed.value) == (1, 0)

    @pytest.mark.parametrize(
        ("due", "n"), [("2026-02-28", 0), ("2026-03-01", 1), ("2026-03-31", 1), ("2026-04-01", 0)]
    )
    def test_a_task_is_of_the_month_in_which_it_is_due(self, due, n):
        assert self.rate(self.onboarded("a", "2026-03-05", due)).n == n

    def test_one_done_after_the_month_was_late_in_it(self):
        assert self.rate(self.onboarded("a", "2026-04-02", "2026-03-31")).value == 0

    def test_one_that_fell_due_undone_counts_until_it_is_done(self):
        undone = self.onboarded("a", "2026-03-11", version="1", done=False)
        done = self.onboarded("a", "2026-03-20", version="2")

        assert (self.rate(undone).value, self.rate(undone, done).value) == (0, 0)
        assert self.rate(undone, done).n == 1

    def test_other_tasks_are_not_in_it(self):
        other = self.onboarded("a", kind="filing")

        assert self.rate(other).reason == "kpi.nothing_to_measure"

    def test_a_task_without_a_due_date_is_left_out_and_flagged(self):
        timeless, theirs = self.onboarded("a", due=None), self.onboarded("b", due=None, by=WANG)

        found = self.rate(self.onboarded("c"), timeless, theirs)

        assert (found.n, found.excluded) == (1, ((timeless.id, "task.no_due_date"),))

    def test_joint_owners_share_it(self):
        story = [self.onboarded("a", by=SHARED), self.onboarded("b", "2026-03-11", by=LI)]

        mine, theirs, ours = (self.rate(story, person=who) for who in (LI, WANG, COMPANY))

        assert (mine.numerator, mine.denominator) == (Fraction(3, 5), Fraction(8, 5))
        assert (theirs.numerator, theirs.denominator) == (Fraction(2, 5), Fraction(2, 5))
        assert (ours.numerator, ours.denominator) == (1, 2)

    def test_only_days_on_which_it_has_weight_count(self):
        tasks = [self.onboarded(f"t{n}", due=f"2026-03-{n + 10}") for n in range(6)]
        from_13 = Window.between(MARCH.first_on.replace(day=13), MARCH.until_on)

        assert self.rate(tasks, active=from_13).n == 3

    def test_a_sick_feed_blocks(self):
        assert self.rate(self.onboarded("a"), sick=("task.completed",)).state == "blocked"


class TestImprovement:
    def rate(self, *events, **options):
        return evaluated("all.improvement_done", *events, **options)

    def closed(self, name, when="2026-03-10", due="2026-03-10", by=LI, **data):
        return event("improvement.closed", name, when, by, **{"due_on": due, "kpi_effect": True, **data})

    def test_is_closed_by_the_due_date_with_an_effect_over_due(self):
        story = [self.closed("a"), self.closed("b"), self.closed("late", "2026-03-11"), self.closed("c")]

        found = self.rate(story)

        assert (found.value, found.numerator, found.denominator) == (Fraction(3, 4), 3, 4)
        assert points(found) == 50
        assert points(self.rate(self.closed("a"))) == 100

    @pytest.mark.parametrize("effect", [False, None, "true", 1])
    def test_closing_alone_proves_nothing(self, effect):
        assert self.rate(self.closed("a", kpi_effect=effect)).value == 0

    def test_one_that_fell_due_open_counts(self):
        assert self.rate(self.closed("a", done=False)).value == 0

    def test_it_is_of_the_quarter_so_far(self):
        story = [self.closed(f"m{n}", f"2026-0{n}-10", f"2026-0{n}-10") for n in (1, 2, 3)]
        outside = [
            self.closed("dec", "2025-12-31", "2025-12-31"),
            self.closed("apr", "2026-04-01", "2026-04-01"),
        ]

        months = [self.rate(story, outside, period=Period.parse(f"2026-0{n}")).n for n in (1, 2, 3)]

        assert months == [1, 2, 3]
        assert self.rate(story, outside, period=Period.parse("2026-Q1")).n == 3

    def test_none_due_is_nothing_to_measure(self):
        assert self.rate().reason == "kpi.nothing_to_measure"

    def test_it_goes_with_every_position(self):
        assert CATALOGUE["all.improvement_done"].position == "all"
