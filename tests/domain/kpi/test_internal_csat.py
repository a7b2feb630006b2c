"""How colleagues rate an internal service: the mean, the quarter, and that nobody can be recognised."""

from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.groups import measure_group
from shared.domain.kpi.measures import measure
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, MARCH, event, facts


def points(found):
    definition = CATALOGUE[found.kpi_id]
    return definition.curve.points(found.value, definition.default_target)


class TestInternalCsat:
    KPI = "bo.internal_csat"

    def csat(self, *events, person=LI, period=MARCH, **options):
        return evaluate(self.KPI, facts(*events, feeds=("survey.responded",), **options), person, period)

    def answer(self, rater, mark, when="2026-03-10", by=LI, name=None, internal=True, **data):
        return event(
            "survey.responded",
            name or f"s-{rater}",
            when,
            by,
            csat=mark,
            rater=rater,
            internal=internal,
            **data,
        )

    def three(self, *marks, **options):
        return [self.answer(f"r{n}", mark, **options) for n, mark in enumerate(marks or (4, 4, 5))]

    def test_is_the_mean_of_what_colleagues_answered(self):
        found = self.csat(self.three(4, "4.4", "4.5"))

        assert (found.state, found.value, found.numerator, found.denominator, found.n) == (
            "scored", Fraction(43, 10), Fraction(129, 10), 3, 3,
        )  # fmt: skip
        assert points(found) == 100

    @pytest.mark.parametrize(
        ("mark", "score"), [("3.3", 0), ("3.8", 60), ("4.05", 80), ("4.7", 120), (5, 120)]
    )
    def test_its_own_anchors_give_the_points(self, mark, score):
        assert points(self.csat(self.three(mark, mark, mark))) == score

    def test_two_raters_are_too_few_however_often_they_answer(self):
        often = [self.answer(f"r{n % 2}", 5, name=f"s{n}") for n in range(6)]

        found = self.csat(often)

        assert (found.state, found.reason, found.n, found.needed) == ("na", "kpi.sample_too_small", 2, 3)

    def test_below_three_raters_nothing_can_be_read_off_by_any_way(self):
        story = facts(self.answer("r0", 1), self.answer("r1", 5))

        for found in (measure(self.KPI, story, LI, MARCH), measure_group(self.KPI, story, [LI], MARCH)):
            assert (found.value, found.numerator, found.denominator, found.event_ids) == (None, 0, 0, ())
        assert self.csat(self.answer("r0", 1), self.answer("r1", 5)).numerator == 0

    def test_one_rater_may_answer_several_times_and_all_of_it_counts(self):
        found = self.csat(self.three(4, 4, 5), self.answer("r0", 3, name="again"))

        assert (found.value, found.denominator, found.n) == (4, 4, 3)

    def test_the_customer_a_survey_is_about_is_no_rater(self):
        about = [self.answer(f"r{n % 2}", 5, name=f"s{n}", customer=f"c{n}") for n in range(4)]

        assert self.csat(about).n == 2

    def test_answers_without_a_rater_are_everybodys_own(self):
        anonymous = [
            event("survey.responded", f"a{n}", "2026-03-10", csat=4, internal=True) for n in range(3)
        ]

        assert self.csat(anonymous).n == 3

    def test_what_people_answer_about_themselves_does_not_count(self):
        own = self.answer("li@example.com", 5, name="own", rater_employee_id=LI)

        found = self.csat(self.three(4, 4, 4), own)

        assert (found.value, found.n) == (4, 3)
        assert found.excluded == (("survey.responded/own/2026-03-10", "survey.of_oneself"),)

    def test_it_is_taken_over_the_quarter_so_far(self):
        inside, outside = ("2026-01-01", "2026-02-14", "2026-03-31"), ("2025-12-31", "2026-04-01T00:00+08:00")
        story = [self.answer(f"r{n}", 3 + n, on) for n, on in enumerate(inside)]
        story += [self.answer(f"x{n}", 1, on) for n, on in enumerate(outside)]

        assert (self.csat(story).value, self.csat(story).n) == (4, 3)
        assert self.csat(story, period=Period.parse("2026-02")).reason == "kpi.sample_too_small"
        assert self.csat(story, period=Period.parse("2026-Q1")).value == 4

    def test_customers_and_colleagues_are_never_mixed(self):
        customers = [self.answer(f"c{n}", 1, internal=False, name=f"x{n}") for n in range(5)]
        story = facts(self.three(4, 4, 4), customers)

        assert [measure(kpi, story, LI, MARCH).value for kpi in (self.KPI, "cs.csat")] == [4, 1]

    def test_a_revised_answer_counts_as_it_is_now_on_the_day_it_was_given(self):
        revised = event("survey.revised", "s-r0", "2026-04-20", None, csat=1)

        found = self.csat(self.three(4, 4, 4), revised)

        assert (found.value, found.n) == (3, 3)

    def test_a_removed_answer_is_gone(self):
        gone = event("survey.removed", "s-r0", "2026-03-12", None)

        assert self.csat(self.three(), gone).reason == "kpi.sample_too_small"

    def test_other_scales_are_stretched_and_marks_outside_are_none(self):
        assert self.csat(self.three(9, 9, 10, scale=10)).value == 1 + Fraction(25, 3) * Fraction(4, 9)
        assert self.csat(self.three(4, 4, 6)).reason == "kpi.sample_too_small"

    def test_nobody_answered_is_not_measurable(self):
        assert self.csat().reason == "kpi.nothing_to_measure"

    def test_a_sick_feed_blocks_it(self):
        assert self.csat(self.three(), sick=("survey.responded",)).state == "blocked"
