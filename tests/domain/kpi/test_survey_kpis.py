"""KPIs of surveys beside satisfaction: net promoter score and response rate."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY
from shared.domain.kpi.measures import measure
from shared.domain.periods import Period
from tests.domain.kpi.building import LI, MARCH, WANG, days, event, facts

FEEDS = ("survey.sent", "survey.responded")
SHARED = [(LI, 6_000), (WANG, 4_000)]
FEBRUARY = Period.parse("2026-02")


def answered(name, when="2026-03-10", by=LI, **data):
    return event("survey.responded", f"a-{name}", when, by, f"c-{name}", **data)


def recommended(*marks, by=LI, when="2026-03-10"):
    return [answered(n, when, by, nps=mark) for n, mark in enumerate(marks)]


def sent(name="s", when="2026-03-02", by=LI, **data):
    return event("survey.sent", name, when, by, **data)


def evaluated(kpi_id, *events, person=LI, period=MARCH, **options):
    return evaluate(kpi_id, facts(*events, **{"feeds": FEEDS, **options}), person, period)


def points(found):
    definition = CATALOGUE[found.kpi_id]
    return definition.curve.points(found.value, definition.default_target)


class TestNetPromoterScore:
    def nps(self, *events, **options):
        return evaluated("cs.nps", *events, **options)

    def test_is_promoters_less_detractors_of_all_answers(self):
        found = self.nps(recommended(*[10] * 6, *[9] * 6, *[8] * 2, *[7] * 2, *[6] * 2, *[0] * 2))

        assert (found.value, found.numerator, found.denominator, found.n) == (40, 800, 20, 20)
        assert points(found) == 110

    @pytest.mark.parametrize(
        ("promoters", "detractors", "score"), [(4, 4, 0), (7, 4, 60), (10, 4, 100), (14, 4, 120), (2, 4, 0)]
    )
    def test_points_follow_its_own_curve(self, promoters, detractors, score):
        found = self.nps(
            recommended(*[9] * promoters, *[6] * detractors, *[8] * (20 - promoters - detractors))
        )

        assert points(found) == score

    def test_19_answers_are_too_few(self):
        found = self.nps(recommended(*[10] * 19))

        assert (found.state, found.reason, found.value, found.n) == ("na", "kpi.sample_too_small", None, 19)

    def test_answers_of_the_whole_quarter_so_far_count(self):
        january = recommended(*[10] * 12, when="2026-01-01")
        march = [answered(f"m{n}", "2026-03-31", nps=10) for n in range(8)]
        april = answered("april", "2026-04-01", nps=0)

        assert self.nps(january, march, april).n == 20
        assert self.nps(january, march, period=FEBRUARY).n == 12

    def test_the_first_answer_of_a_customer_within_30_days_counts(self):
        again = event("survey.responded", "again", "2026-03-25", LI, "c-0", nps=0)

        found = self.nps(recommended(*[10] * 20), again)

        assert (found.value, found.n) == (100, 20)
        assert found.excluded == ((again.id, "survey.answered_before"),)

    def test_a_mark_off_the_scale_is_no_answer(self):
        off = [answered(f"x{n}", nps=mark) for n, mark in enumerate([11, -1, "7.5", "ten", None, True])]

        assert self.nps(recommended(*[10] * 20), off).n == 20

    def test_satisfaction_is_another_question(self):
        both = [answered(n, nps=10, csat=1) for n in range(20)]

        assert self.nps(both).value == 100
        assert self.nps([answered(n, csat=5) for n in range(20)]).reason == "kpi.nothing_to_measure"

    def test_a_revised_answer_counts_as_it_stands_and_a_removed_one_not_at_all(self):
        revised = event("survey.revised", "a-0", "2026-03-12", LI, nps=0)
        removed = event("survey.removed", "a-1", "2026-03-12", LI)

        found = self.nps(recommended(*[10] * 22), revised, removed)

        assert (found.numerator, found.n) == (1900, 21)

    def test_an_answer_that_names_nobody_is_of_the_customer_success_owner(self):
        owners = [
            event(
                "customer.owner_changed", f"c-{n}", "2026-01-01", WANG, f"c-{n}", position="customer_success"
            )
            for n in range(20)
        ]
        sellers = [
            event("customer.owner_changed", f"c-{n}", "2026-02-01", LI, f"c-{n}", position="sales")
            for n in range(20)
        ]
        answers = recommended(*[9] * 20, by=None)

        assert self.nps(answers, owners, sellers, person=WANG).n == 20
        assert self.nps(answers, owners, sellers).n == 0

    @given(marks=st.lists(st.tuples(st.integers(-2, 12), st.booleans()), min_size=1, max_size=40))
    def test_it_lies_within_bounds_and_shares_add_up_to_the_company(self, marks):
        story = facts(
            [answered(n, nps=mark, by=SHARED if joint else LI) for n, (mark, joint) in enumerate(marks)],
            feeds=FEEDS,
        )

        mine, theirs, ours = (measure("nps", story, who, MARCH) for who in (LI, WANG, COMPANY))

        assert mine.numerator + theirs.numerator == ours.numerator
        assert mine.denominator + theirs.denominator == ours.denominator
        assert ours.value is None or -100 <= ours.value <= 100


class TestSurveyResponseRate:
    def rate(self, *events, **options):
        return evaluated("cs.survey_response_rate", *events, **options)

    def test_is_answers_over_invitations(self):
        found = self.rate(sent(count=20), [answered(n) for n in range(6)])

        assert (found.value, found.numerator, found.denominator, found.n) == (Fraction(3, 10), 6, 20, 20)
        assert points(found) == 100

    def test_what_was_delivered_counts_and_not_what_was_sent(self):
        assert self.rate(sent(count=100, delivered=12), answered("x")).denominator == 12
        assert self.rate([sent(f"s{n}") for n in range(10)], answered("x")).denominator == 10
        assert self.rate(sent(delivered=0), sent("t", count=-5)).reason == "kpi.nothing_to_measure"

    def test_nine_invitations_are_too_few(self):
        found = self.rate(sent(count=9), answered("x"))

        assert (found.state, found.reason, found.n) == ("na", "kpi.sample_too_small", 9)

    def test_none_sent_is_nothing_to_measure(self):
        assert self.rate(answered("x")).reason == "kpi.nothing_to_measure"

    def test_nobody_answered_is_measured(self):
        found = self.rate(sent(count=20))

        assert (found.state, found.value, points(found)) == ("scored", 0, 0)

    def test_more_answers_than_invitations_are_100_percent_and_the_parts_are_shown(self):
        found = self.rate(sent(count=10), [answered(n) for n in range(12)])

        assert (found.value, found.numerator, found.denominator) == (1, 12, 10)

    def test_a_month_is_half_open(self):
        edges = [answered("a", "2026-03-01"), answered("b", "2026-03-31"), answered("c", "2026-04-01")]

        assert self.rate(sent(count=10), sent("late", "2026-04-01", count=50), edges).value == Fraction(1, 5)

    def test_answers_without_a_mark_count_and_those_of_colleagues_do_not(self):
        answers = [answered("a", score_total=80), answered("b", internal=True), answered("c")]
        removed = event("survey.removed", "a-c", "2026-03-12", LI)

        found = self.rate(sent(count=10), sent("inside", count=10, internal=True), answers, removed)

        assert (found.numerator, found.denominator) == (1, 10)

    def test_joint_owners_share_both_parts(self):
        story = (sent(count=20, by=SHARED), [answered(n, by=SHARED) for n in range(5)])

        mine, ours = self.rate(*story), self.rate(*story, person=COMPANY)

        assert (mine.numerator, mine.denominator, mine.n) == (3, 12, 20)
        assert (ours.numerator, ours.denominator) == (5, 20)

    @pytest.mark.parametrize("feeds", [("survey.sent",), ("survey.responded",)])
    def test_both_sides_need_a_source(self, feeds):
        story = facts(feeds=feeds)

        assert evaluate("cs.survey_response_rate", story, LI, MARCH).reason == "kpi.no_source"

    def test_a_newer_record_of_the_same_sending_replaces_it(self):
        versions = [sent(count=10, version="1"), sent(count=40, version="2", when=days("2026-03-02", 3)[0])]

        assert self.rate(versions, answered("x")).denominator == 40
