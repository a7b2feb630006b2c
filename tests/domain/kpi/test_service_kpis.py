"""KPIs of internal services: after-sales cases, requests of colleagues, errors of entry."""

from datetime import date
from fractions import Fraction

import pytest

from shared.domain.kpi.blending import plan_in_force
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY
from shared.domain.kpi.in_force import Presence
from shared.domain.kpi.measures import measure
from tests.domain.kpi.building import LI, MARCH, WANG, event, facts
from tests.domain.kpi.planning import MONDAY_TO_FRIDAY, line, version

SHARED = [(LI, 6_000), (WANG, 4_000)]


def points(found):
    definition = CATALOGUE[found.kpi_id]
    return definition.curve.points(found.value, definition.default_target)


class TestAfterSalesHours:
    KPI = "bo.after_sales_hours"
    OPENED = "2026-03-06T17:00+08:00"

    def hours(self, *events, person=LI, **options):
        return evaluate(self.KPI, facts(*events, feeds=("aftersale.closed",), **options), person, MARCH)

    def cases(self, *ends, by=LI):
        return [
            each
            for n, end in enumerate(ends)
            for each in (
                event("aftersale.opened", f"s{n}", self.OPENED, by),
                event("aftersale.closed", f"s{n}", end, by),
            )
        ]

    def test_is_the_median_of_the_hours_on_the_clock(self):
        ends = ("2026-03-06T18:30+08:00", "2026-03-08T17:00+08:00", "2026-03-16T17:00+08:00")

        found = self.hours(self.cases(*ends))

        assert (found.value, found.n) == (48, 3)
        assert points(found) == 100
        assert measure(self.KPI, facts(self.cases(*ends)), LI, MARCH).value == Fraction(3 + 96 + 480, 6)

    def test_two_cases_are_too_few_and_none_is_not_measurable(self):
        assert self.hours(self.cases("2026-03-07", "2026-03-07")).reason == "kpi.sample_too_small"
        assert (self.hours().state, self.hours().value) == ("na", None)

    def test_a_case_counts_in_the_month_in_which_it_is_closed(self):
        story = self.cases("2026-03-31T23:59+08:00", "2026-04-01T00:00+08:00")

        assert measure(self.KPI, facts(story), LI, MARCH).n == 1

    def test_closed_before_opened_or_never_opened_is_left_out_and_flagged(self):
        wrong = self.cases("2026-03-05"), event("aftersale.closed", "lost", "2026-03-09")

        found = self.hours(wrong)

        assert found.n == 0
        assert sorted(reason for _, reason in found.excluded) == [
            "case.closed_before_opened",
            "case.not_opened",
        ]

    def test_they_find_each_other_by_number_or_order(self):
        for field in ("case_ref", "order_ref"):
            named = {field: "k"}
            story = [
                event("aftersale.opened", "a", "2026-03-06", **named),
                event("aftersale.closed", "b", "2026-03-07", **named),
            ]
            assert measure(self.KPI, facts(story), LI, MARCH).value == 24

    def test_a_case_is_an_observation_for_each_of_its_processors_and_one_for_the_company(self):
        story = facts(self.cases("2026-03-07T17:00+08:00", by=SHARED))

        found = [measure(self.KPI, story, who, MARCH) for who in (LI, WANG, COMPANY)]

        assert [(each.value, each.n) for each in found] == [(24, 1)] * 3

    def test_a_sick_feed_blocks_it(self):
        assert self.hours(sick=("aftersale.closed",)).state == "blocked"


class TestRequestSla:
    KPI = "bo.request_sla"

    def rate(self, *events, person=LI, **options):
        return evaluate(self.KPI, facts(*events, feeds=("request.closed",), **options), person, MARCH)

    def pair(self, name, closed="2026-03-04", by=LI, opened="2026-03-02", **data):
        done = [event("request.closed", name, closed, by)] if closed else []
        return [event("request.opened", name, opened, by, **data), *done]

    def test_is_closed_by_the_deadline_over_due(self):
        done = [self.pair(f"q{n}", due_on="2026-03-10", closed="2026-03-10T23:59+08:00") for n in range(9)]

        found = self.rate(done, self.pair("late", due_on="2026-03-10", closed="2026-03-11T00:00+08:00"))

        assert (found.value, found.numerator, found.denominator, found.n) == (Fraction(9, 10), 9, 10, 10)
        assert points(found) == 100

    def test_a_deadline_to_the_second_counts_to_the_second(self):
        due = "2026-03-02T16:00:00+08:00"
        story = [self.pair("a", due, due_at=due), self.pair("b", "2026-03-02T16:00:01+08:00", due_at=due)]

        assert measure(self.KPI, facts(story), LI, MARCH).numerator == 1

    def test_without_a_deadline_there_are_two_workdays(self):
        story = [
            self.pair("a", "2026-03-04"),
            self.pair("b", "2026-03-05"),
            self.pair("c", "2026-03-10", opened="2026-03-06"),
        ]

        assert measure(self.KPI, facts(story), LI, MARCH).numerator == 2

    def test_one_that_is_still_open_is_late(self):
        assert self.rate(
            [self.pair(f"q{n}") for n in range(4)], self.pair("x", closed=None)
        ).value == Fraction(4, 5)

    def test_a_request_belongs_to_the_period_of_its_deadline(self):
        story = [
            self.pair("a", due_on="2026-03-31", closed=None),
            self.pair("b", due_on="2026-04-01", closed=None),
        ]

        assert measure(self.KPI, facts(story, feeds=("request.closed",)), LI, MARCH).n == 1

    def test_four_requests_are_too_few_and_none_is_not_measurable(self):
        assert self.rate([self.pair(f"q{n}") for n in range(4)]).reason == "kpi.sample_too_small"
        assert self.rate().reason == "kpi.nothing_to_measure"

    def test_it_is_of_who_closed_it_else_of_the_processor_asked(self):
        asked = event("request.opened", "a", "2026-03-02", WANG, processor_employee_id=LI)

        story = facts(asked, feeds=("request.closed",))

        found = [measure(self.KPI, story, who, MARCH).n for who in (LI, WANG)]

        assert found == [1, 0]

    def test_joint_processors_share_it(self):
        story = facts(self.pair("a", by=SHARED), self.pair("b", "2026-03-09"))

        found = [measure(self.KPI, story, who, MARCH) for who in (LI, WANG, COMPANY)]

        assert [(each.numerator, each.denominator) for each in found] == [
            (Fraction(6, 10), Fraction(16, 10)), (Fraction(4, 10), Fraction(4, 10)), (1, 2),
        ]  # fmt: skip

    def test_closures_that_nobody_delivers_are_not_missing_ones(self):
        story = facts([self.pair(f"q{n}", closed=None) for n in range(5)])

        assert evaluate(self.KPI, story, LI, MARCH).reason == "kpi.no_source"

    def test_a_sick_feed_blocks_it(self):
        assert self.rate(sick=("request.opened",)).state == "blocked"


class TestDataEntryErrors:
    KPI = "bo.data_entry_errors"

    def errors(self, *events, person=LI, **options):
        return evaluate(self.KPI, facts(*events, feeds=("record.corrected",), **options), person, MARCH)

    def corrected(self, name, when="2026-03-10", by=LI, **data):
        return event("record.corrected", name, when, by, **data)

    def some(self, number):
        return [self.corrected(f"e{n}") for n in range(number)]

    @pytest.mark.parametrize(
        ("number", "score"), [(0, 100), (2, 100), (3, 80), (4, 60), (5, 40), (6, 0), (9, 0)]
    )
    def test_its_own_anchors_give_the_points(self, number, score):
        found = self.errors(self.some(number))

        assert (found.state, found.value, found.n) == ("scored", number, number)
        assert points(found) == score

    def test_a_dead_audit_feed_proves_nothing(self):
        assert self.errors(sick=("record.corrected",)).state == "blocked"
        assert evaluate(self.KPI, facts(), LI, MARCH).reason == "kpi.no_source"

    def test_only_what_goes_back_to_the_entry_counts(self):
        kinds = [self.corrected(kind, error_class=kind) for kind in ("entry", "customer", "system")]

        assert self.errors(kinds).value == 1

    @pytest.mark.parametrize(
        ("reported", "value"), [("2026-03-10T10:00:00+08:00", 0), ("2026-03-10T10:00:01+08:00", 1)]
    )
    def test_what_its_author_reports_within_24_hours_does_not_count(self, reported, value):
        own = self.corrected("e", reported, self_reported=True, entered_at="2026-03-09T10:00:00+08:00")

        assert self.errors(own).value == value
        assert len(self.errors(own).excluded) == 1 - value

    def test_the_report_counts_not_the_correction_that_follows_it(self):
        own = self.corrected("e", "2026-03-20", self_reported=True, entered_at="2026-03-09T10:00:00+08:00",
                             reported_at="2026-03-09T18:00:00+08:00")  # fmt: skip

        assert self.errors(own).value == 0

    @pytest.mark.parametrize(
        "data",
        [{"self_reported": True}, {"self_reported": "yes", "entered_at": "2026-03-10T09:00:00+08:00"},
         {"entered_at": "2026-03-10T09:00:00+08:00"}, {"self_reported": True, "entered_at": "yesterday"}],
    )  # fmt: skip
    def test_a_report_of_ones_own_has_to_be_shown(self, data):
        assert self.errors(self.corrected("e", **data)).value == 1

    def test_the_month_is_half_open(self):
        around = [
            self.corrected("a", "2026-03-31T23:59+08:00"),
            self.corrected("b", "2026-04-01T00:00+08:00"),
        ]

        assert self.errors(around).value == 1

    def test_joint_processors_share_an_error(self):
        story = facts(self.corrected("a", by=SHARED))

        assert [measure(self.KPI, story, who, MARCH).value for who in (LI, WANG, COMPANY)] == [
            Fraction(6, 10), Fraction(4, 10), 1,
        ]  # fmt: skip

    def test_the_limit_follows_the_workdays_and_is_rounded_up(self):
        """March 2026 has 22 workdays; from the 17th on there are 11, and half of 3 is 2."""
        plan = version(
            "2026-01-01", line(self.KPI, 50, 3), line("bo.order_accuracy", 50), position="back_office"
        )

        lines = plan_in_force([plan], lambda day: {"back_office": 10_000}, MARCH, MONDAY_TO_FRIDAY,
                              presence=Presence(from_on=date(2026, 3, 17))).lines  # fmt: skip

        assert {each.kpi_id: each.target for each in lines}[self.KPI] == 2
