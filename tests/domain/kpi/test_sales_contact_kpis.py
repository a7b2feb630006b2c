"""KPIs of dealing with customers: visits, what they bring, answers to leads, complete records."""

from dataclasses import replace
from datetime import date, time
from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY, Settings
from shared.domain.kpi.measures import measure
from shared.domain.kpi.windows import Window
from tests.domain.kpi.building import LI, MARCH, WANG, event, facts, paid, refunded

ZHAO = "per_zhao"
FEEDS = ("activity.logged", "order.paid", "lead.assigned")


def activity(kind, name, when, by=LI, customer=None, version="", **data):
    logged = event("activity.logged", name, when, by, customer, version=version)
    return replace(logged, data={"kind": kind, **data})


def visit(name, when, customer, by=LI, version="", kind="visit", **data):
    given = {"duration_s": 600, "evidence": "photo", **data}
    return activity(kind, name, when, by, customer, version, **given)


def points(found):
    definition = CATALOGUE[found.kpi_id]
    return definition.curve.points(found.value, definition.default_target)


class TestOfflineVisits:
    KPI = "sales.offline_visits"
    FOUR = tuple(visit(f"v{n}", "2026-03-10", f"c{n}") for n in range(4))

    def visits(self, *events, person=LI):
        return evaluate(self.KPI, facts(*events, feeds=FEEDS), person, MARCH)

    def test_is_the_customers_seen_each_once_a_day(self):
        found = self.visits(
            self.FOUR, visit("again", "2026-03-10T17:00+08:00", "c1"), visit("next", "2026-03-11", "c1")
        )

        assert (found.state, found.value, found.denominator, found.n) == ("scored", 5, None, 5)
        assert points(found) == 0

    def test_sixteen_of_twenty_are_80_points(self):
        found = self.visits([visit(f"v{n}", f"2026-03-{n + 1:02}", "c") for n in range(16)])

        assert (found.value, points(found)) == (16, 80)

    def test_a_joint_visit_of_three_is_half_a_visit_for_each(self):
        joint = visit("j", "2026-03-12", "c9", by=[(LI, 3_334), (WANG, 3_333), (ZHAO, 3_333)])
        story = facts(self.FOUR, joint)

        found = [measure(self.KPI, story, who, MARCH).value for who in (LI, WANG, ZHAO, COMPANY)]

        assert found == [Fraction(9, 2), Fraction(1, 2), Fraction(1, 2), 5]

    def test_a_joint_visit_that_each_visitor_recorded_counts_the_same(self):
        joint = [visit(f"j-{who}", "2026-03-12", "c9", by=who, joint=True) for who in (LI, WANG)]
        story = facts(joint)

        found = [measure(self.KPI, story, who, MARCH).value for who in (LI, WANG, COMPANY)]

        assert found == [Fraction(1, 2), Fraction(1, 2), 1]

    def test_who_also_saw_the_customer_alone_that_day_has_the_whole(self):
        joint = visit("j", "2026-03-12", "c9", by=[(LI, 5_000), (WANG, 5_000)])

        assert self.visits(joint, visit("alone", "2026-03-12", "c9")).value == 1

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            ({"duration_s": 599}, "visit.too_short"),
            ({"duration_s": None}, "visit.too_short"),
            ({"duration_s": "long"}, "visit.too_short"),
            ({"evidence": None}, "visit.no_evidence"),
            ({"evidence": ["promise"]}, "visit.no_evidence"),
            ({"flags": ["copied_text"]}, "visit.flagged"),
            ({"flags": ["burst"], "review": "exclude"}, "visit.excluded"),
            ({"review": "exclude"}, "visit.excluded"),
        ],
    )
    def test_what_is_no_valid_visit_is_left_out_and_named(self, data, reason):
        found = self.visits(self.FOUR, visit("bad", "2026-03-12", "c9", **data))

        assert (found.value, found.excluded) == (4, (("activity.logged/bad/2026-03-12", reason),))

    @pytest.mark.parametrize(
        "data",
        [
            {"duration_s": "600"},
            {"evidence": ["geo", "note"]},
            {"evidence": None, "geo": {"lat": "31.2", "lng": "121.4"}},
            {"evidence": None, "contact": "cus_7"},
            {"flags": []},
            {"flags": ["too_far"], "review": "accept"},
        ],
    )
    def test_ten_minutes_with_evidence_count_and_so_does_what_was_looked_at(self, data):
        assert self.visits(visit("good", "2026-03-12", "c9", **data)).value == 1

    def test_a_visit_to_nobody_is_left_out_and_named(self):
        found = self.visits(visit("x", "2026-03-12", None))

        assert (found.state, found.excluded) == (
            "zero", (("activity.logged/x/2026-03-12", "visit.no_customer"),),
        )  # fmt: skip

    def test_calls_and_meetings_are_no_visits(self):
        assert self.visits(self.FOUR, visit("call", "2026-03-12", "c9", kind="call")).value == 4

    def test_the_newest_version_counts(self):
        corrected = (
            visit("v", "2026-03-12", "c9", version="1"),
            visit("v", "2026-03-12", "c9", version="2", duration_s=60),
        )

        assert self.visits(corrected).value == 0

    def test_a_visit_taken_back_is_gone_and_a_newer_version_restores_it(self):
        logged = visit("v", "2026-03-12", "c9", version="1")
        removed = event("activity.removed", "v", "2026-03-13", version="2")
        restored = visit("v", "2026-03-12", "c9", version="3")

        assert self.visits(logged, removed).value == 0
        assert self.visits(logged, removed, restored).value == 1

    def test_the_month_is_half_open_in_shanghai(self):
        found = self.visits(
            visit("in", "2026-02-28T16:00+00:00", "c1"), visit("out", "2026-03-31T16:00+00:00", "c2")
        )

        assert found.value == 1

    def test_merged_customers_are_one(self):
        merge = event("customer.merged", "c0", "2026-03-20", by=None, customer="c0", merged_ids=["c1"])

        assert self.visits(self.FOUR, merge).value == 3

    def test_days_without_weight_are_left_out(self):
        cut = Window.between(date(2026, 3, 11), date(2026, 4, 1))

        found = evaluate(self.KPI, facts(self.FOUR, visit("w", "2026-03-11", "c")), LI, MARCH, cut)

        assert found.value == 1

    def test_no_visit_with_a_healthy_feed_is_zero(self):
        assert (self.visits().state, self.visits().reason) == ("zero", "kpi.nothing_done")


class TestVisitToOrderRate:
    KPI = "sales.visit_to_order_rate"
    FIVE = tuple(visit(f"v{n}", "2026-01-15", f"c{n}") for n in range(5))

    def rate(self, *events, person=LI, active=None, **options):
        return evaluate(self.KPI, facts(*events, feeds=FEEDS, **options), person, MARCH, active)

    def test_is_visited_customers_with_an_order_over_visited_customers(self):
        found = self.rate(self.FIVE, visit("twice", "2026-01-20", "c1"), paid("o", "2026-02-01", 100, "c1"))

        assert (found.state, found.value, found.numerator, found.denominator, found.n) == (
            "scored", Fraction(1, 5), 1, 5, 5,
        )  # fmt: skip
        assert "order.paid/o/2026-02-01" in found.event_ids

    @pytest.mark.parametrize(
        ("ordered", "counts"), [("2026-01-14", 0), ("2026-01-15", 1), ("2026-03-16", 1), ("2026-03-17", 0)]
    )
    def test_the_day_of_the_visit_and_day_60_count(self, ordered, counts):
        assert self.rate(self.FIVE, paid("o", ordered, 100, "c1")).numerator == counts

    def test_an_order_with_a_colleague_counts(self):
        assert self.rate(self.FIVE, paid("o", "2026-02-01", 100, "c1", by=WANG)).numerator == 1

    def test_a_refunded_order_does_not(self):
        back = paid("o", "2026-02-01", 100, "c1"), refunded("r", "2026-02-09", 100, "o")

        assert self.rate(self.FIVE, back).numerator == 0

    def test_a_visit_belongs_to_the_month_that_holds_its_60th_day(self):
        edges = [
            visit(f"e{n}", day, f"e{n}")
            for n, day in enumerate(("2025-12-30", "2025-12-31", "2026-01-30", "2026-01-31", "2026-03-10"))
        ]

        assert self.rate(self.FIVE, edges).n == 7

    def test_only_valid_visits_are_in_it(self):
        found = self.rate(self.FIVE, visit("short", "2026-01-16", "c9", duration_s=60))

        assert (found.n, found.excluded) == (5, (("activity.logged/short/2026-01-16", "visit.too_short"),))

    def test_a_joint_visit_is_one_customer_of_each_visitor(self):
        joint = [visit(f"j{n}", "2026-01-15", f"c{n}", by=[(LI, 5_000), (WANG, 5_000)]) for n in range(5)]

        assert [self.rate(joint, person=who).denominator for who in (LI, WANG)] == [5, 5]

    def test_four_customers_are_too_few_and_none_is_nothing_to_measure(self):
        assert self.rate(self.FIVE[:4]).reason == "kpi.sample_too_small"
        assert self.rate().reason == "kpi.nothing_to_measure"

    def test_without_a_source_of_orders_nobody_knows_what_they_brought(self):
        assert evaluate(self.KPI, facts(self.FIVE), LI, MARCH).reason == "kpi.no_source"

    def test_the_cohort_is_not_cut_when_the_kpi_counts_from_the_middle_on(self):
        assert self.rate(self.FIVE, active=Window.between(date(2026, 3, 20), date(2026, 4, 1))).n == 5

    def test_won_deals_are_orders_where_they_are_the_source_of_revenue(self):
        sold = event("deal.won", "d", "2026-02-01", customer="c1", yuan=100)

        assert self.rate(self.FIVE, sold, settings=Settings("deals")).numerator == 1


def assigned(name, when, by=LI, customer=None, **data):
    return event("lead.assigned", name, when, by, customer, **data)


def contact(name, when, lead=None, kind="call", by=LI, customer=None, **data):
    named = {"lead_ref": lead} if lead else {}
    return activity(kind, name, when, by, customer, **named, **data)


UNANSWERED = 8 + 16 * 9
"""Working hours from Monday 9 March, 10:00, to the end of the month: 8, and 9 on each of 16 workdays."""


class TestLeadResponseHours:
    KPI = "sales.lead_response_hours"
    # Monday 9 March 2026, 10:00; a workday is 9:00 to 18:00
    THREE = tuple(assigned(f"l{n}", "2026-03-09T10:00+08:00") for n in range(3))

    def response(self, *events, person=LI, **options):
        return evaluate(self.KPI, facts(*events, feeds=FEEDS, **options), person, MARCH)

    def test_is_the_median_of_the_working_hours_to_the_first_contact(self):
        found = self.response(
            self.THREE,
            contact("a", "2026-03-09T11:00+08:00", "l0"),
            contact("b", "2026-03-09T14:00+08:00", "l1", kind="message"),
            contact("c", "2026-03-09T18:00+08:00", "l2"),
            contact("later", "2026-03-10T10:00+08:00", "l0"),
        )

        assert (found.state, found.value, found.n, found.numerator, found.denominator) == (
            "scored",
            4,
            3,
            13,
            3,
        )
        assert points(found) == 100
        assert "activity.logged/later/2026-03-10T10:00+08:00" not in found.event_ids

    def test_nights_and_weekends_do_not_count(self):
        friday = [assigned(f"l{n}", "2026-03-06T17:00+08:00") for n in range(3)]
        monday = [contact(f"a{n}", "2026-03-09T10:00+08:00", f"l{n}") for n in range(3)]

        assert self.response(friday, monday).value == 2

    def test_the_companys_hours_count(self):
        late = [contact(f"a{n}", "2026-03-09T21:00+08:00", f"l{n}") for n in range(3)]

        found = self.response(self.THREE, late, settings=Settings(opens_at=time(8), closes_at=time(20)))

        assert found.value == 10

    def test_an_unanswered_lead_counts_up_to_the_end_of_the_period(self):
        last = [assigned(f"l{n}", "2026-03-31T10:00+08:00") for n in range(3)]
        too_late = [contact(f"a{n}", "2026-04-01T09:00+08:00", f"l{n}") for n in range(3)]

        assert self.response(last, too_late).value == 8

    def test_a_contact_with_the_customer_of_the_lead_answers_it(self):
        lead = event("lead.created", "l0", "2026-03-09T09:30+08:00", by=None, customer="c0")
        by_customer = contact("a", "2026-03-09T10:30+08:00", customer="c0", by=WANG)

        found = self.response(self.THREE, lead, by_customer)

        assert found.numerator == Fraction(1, 2) + 2 * UNANSWERED

    @pytest.mark.parametrize(
        "data",
        [
            {"auto": True},
            {"auto_reply": True},
            {"automatic": True},
            {"direction": "inbound"},
            {"kind": "email"},
            {"kind": "contact_added"},
        ],
    )
    def test_automatic_replies_and_what_came_in_are_no_answer(self, data):
        one = self.THREE[0]
        no_answer = contact("a", "2026-03-09T10:05+08:00", "l0", **data)

        assert measure(self.KPI, facts(one, no_answer), LI, MARCH).value == UNANSWERED

    def test_a_contact_before_the_assignment_is_no_answer_and_one_at_once_is(self):
        before = contact("a", "2026-03-09T09:59+08:00", "l0")
        at_once = contact("b", "2026-03-09T10:00+08:00", "l0")

        unanswered = measure(self.KPI, facts(self.THREE[0], before), LI, MARCH).value
        answered = measure(self.KPI, facts(self.THREE[0], before, at_once), LI, MARCH).value

        assert (unanswered, answered) == (UNANSWERED, 0)

    def test_a_contact_taken_back_is_none(self):
        gone = contact("a", "2026-03-09T10:05+08:00", "l0"), event("activity.removed", "a", "2026-03-10")

        assert measure(self.KPI, facts(self.THREE[0], gone), LI, MARCH).value == UNANSWERED

    def test_the_assignee_is_measured_not_the_owner_beside_them(self):
        leads = [
            assigned(f"l{n}", "2026-03-09T10:00+08:00", by=WANG, assignee_employee_id=LI) for n in range(3)
        ]

        assert [self.response(leads, person=who).n for who in (LI, WANG)] == [3, 0]

    def test_a_lead_given_to_another_counts_for_the_other_from_then_on(self):
        moved = assigned("l0", "2026-03-10T10:00+08:00", by=WANG)
        story = facts(self.THREE[0], moved, contact("a", "2026-03-10T11:00+08:00", "l0", by=WANG))

        assert measure(self.KPI, story, LI, MARCH).n == 0
        assert measure(self.KPI, story, WANG, MARCH).value == 1

    def test_two_leads_are_too_few_and_none_is_nothing_to_measure(self):
        assert self.response(self.THREE[:2]).reason == "kpi.sample_too_small"
        assert self.response().reason == "kpi.nothing_to_measure"

    def test_without_a_source_of_contacts_nobody_knows_who_answered(self):
        assert evaluate(self.KPI, facts(self.THREE), LI, MARCH).reason == "kpi.no_source"


def record(customer, when="2026-01-10", by=LI, version="", **data):
    return event("customer.upserted", customer, when, by, customer, version=version, **data)


FULL = {"name": "海纳", "phone_e164": "+8613800000000"}


class TestCrmCompleteness:
    KPI = "sales.crm_completeness"

    def rate(self, *events, person=LI):
        return evaluate(self.KPI, facts(*events, feeds=("customer.upserted",)), person, MARCH)

    def test_is_complete_records_over_customers_owned(self):
        full = [record(f"f{n}", **FULL) for n in range(19)]

        found = self.rate(full, record("bare", name="只有名称"))

        assert (found.state, found.value, found.numerator, found.denominator, found.n) == (
            "scored", Fraction(95, 100), 19, 20, 20,
        )  # fmt: skip
        assert points(found) == 100

    @pytest.mark.parametrize(
        ("data", "complete"),
        [
            ({"name": "A", "email": "a@b.cn"}, 1),
            ({"name": "A"}, 0),
            ({"phone_e164": "+861380"}, 0),
            ({"name": "  ", "email": "a@b.cn"}, 0),
            ({"name": "A", "phone_e164": "", "email": None}, 0),
        ],
    )
    def test_a_name_and_one_way_to_reach_somebody_are_required(self, data, complete):
        assert self.rate(record("c", **data)).numerator == complete

    def test_a_field_keeps_its_value_until_it_is_set_anew(self):
        added = [record("c", name="A"), record("c", "2026-02-10", email="a@b.cn")]

        assert self.rate(added).numerator == 1
        assert self.rate(added, record("c", "2026-03-31", name="")).numerator == 0

    def test_it_is_told_as_the_period_ends(self):
        found = self.rate(record("c", name="A"), record("c", "2026-04-01", **FULL), record("d", "2026-04-01"))

        assert (found.numerator, found.denominator) == (0, 1)

    def test_a_deleted_customer_is_none_unless_it_came_back(self):
        gone = record("c", **FULL), event("customer.deleted", "c", "2026-03-31", by=None)

        assert self.rate(gone).reason == "kpi.nothing_to_measure"
        assert self.rate(gone, record("c", "2026-03-31T20:00+08:00")).n == 1

    def test_merged_customers_are_one_with_what_both_records_tell(self):
        merge = event("customer.merged", "a", "2026-03-20", by=None, customer="a", merged_ids=["b"])

        found = self.rate(record("b", name="A"), record("a", email="a@b.cn"), merge)
        without = self.rate(
            record("b", name="A"),
            record("a", email="a@b.cn"),
            merge,
            event("customer.deleted", "b", "2026-03-21"),
        )

        assert (found.numerator, found.denominator) == (1, 1)
        assert (without.numerator, without.denominator) == (0, 1)

    def test_the_owner_as_the_period_ends_is_measured(self):
        handed = event("customer.owner_changed", "c", "2026-03-31", by=WANG, customer="c")

        found = [self.rate(record("c"), handed, person=who).n for who in (LI, WANG, COMPANY)]

        assert found == [0, 1, 1]

    def test_a_customer_of_two_is_each_owners(self):
        shared = record("c", by=[(LI, 5_000), (WANG, 5_000)])

        assert [self.rate(shared, person=who).denominator for who in (LI, WANG, COMPANY)] == [1, 1, 1]

    def test_who_owns_nobody_has_nothing_to_measure(self):
        assert self.rate(record("c", by=WANG)).reason == "kpi.nothing_to_measure"
