"""KPIs of leads, events and articles, and taking part in events."""

from fractions import Fraction

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.periods import Period
from shared.domain.workdays import Calendar
from tests.domain.kpi.building import LI, MARCH, WANG, days, event, facts, paid, refunded


def score_of(found):
    definition = CATALOGUE[found.kpi_id]
    return definition.curve.points(found.value, definition.default_target)


def lead(name, when, customer=None, by=LI, **data):
    return event("lead.created", name, when, by, customer or name, **data)


class TestValidLeads:
    EIGHT = tuple(lead(f"l{n}", "2026-03-02") for n in range(8))

    def valid(self, *events, period=MARCH):
        feeds = CATALOGUE["mkt.valid_leads"].event_types
        return evaluate("mkt.valid_leads", facts(*events, feeds=feeds), LI, period)

    def test_unreachable_foreign_and_repeated_leads_are_left_out_with_their_reason(self):
        bad = [lead("x", "2026-03-03", reachable=False), lead("y", "2026-03-03", in_segment=False),
               lead("z", "2026-03-04", customer="l1")]  # fmt: skip

        found = self.valid(self.EIGHT, bad)

        assert found.value == 8
        assert [reason for _, reason in found.excluded] == [
            "lead.unreachable",
            "lead.out_of_segment",
            "lead.duplicate",
        ]

    def test_rejected_on_the_third_workday_is_not_valid(self):
        rejected = [lead("x", "2026-03-02"), event("lead.rejected", "x", "2026-03-05", by=WANG)]

        assert self.valid(self.EIGHT, rejected).value == 8

    def test_rejected_on_the_fourth_workday_is_valid(self):
        rejected = [lead("x", "2026-03-02"), event("lead.rejected", "x", "2026-03-06", by=WANG)]

        assert self.valid(self.EIGHT, rejected).value == 9

    def test_accepted_is_valid_whatever_was_said_before(self):
        disputed = [lead("x", "2026-03-02"), event("lead.rejected", "x", "2026-03-03", by=WANG),
                    event("lead.accepted", "x", "2026-03-04", by=WANG)]  # fmt: skip

        assert self.valid(self.EIGHT, disputed).value == 9

    def test_a_lead_of_the_last_day_counts_in_its_own_month(self):
        last = lead("x", "2026-03-31")

        assert self.valid(self.EIGHT, last).value == 9
        assert self.valid(self.EIGHT, last, period=Period.parse("2026-04")).state == "zero"

    def test_none_at_all_is_zero(self):
        assert self.valid().state == "zero"


class TestEventConversion:
    MAY = Period.parse("2026-05")

    def conversion(self, *events, period=MAY):
        feeds = CATALOGUE["mkt.event_conversion_rate"].event_types
        return evaluate("mkt.event_conversion_rate", facts(*events, feeds=feeds), LI, period)

    def cohort(self, name, held_on, leads, buyers=0, buy_on=None):
        """An event with so many leads, the first `buyers` of whom order on a day after it."""
        people = [f"{name}-{n}" for n in range(leads)]
        day = buy_on or days(held_on, 30)[0]
        return [
            event("event.held", name, held_on),
            *[lead(f"lead-{each}", held_on, customer=each, event_ref=name) for each in people],
            *[paid(f"order-{each}", day, 100, each, by=WANG) for each in people[:buyers]],
        ]

    def test_is_customers_within_60_days_over_the_leads_of_matured_events(self):
        found = self.conversion(self.cohort("e", "2026-03-10", 40, buyers=5))

        assert (found.value, found.numerator, found.denominator, found.n) == (Fraction(1, 8), 5, 40, 40)

    def test_an_order_on_day_60_counts_and_on_day_61_it_does_not(self):
        on_60 = self.cohort("e", "2026-03-10T10:00+08:00", 10, 1, buy_on="2026-05-09T15:00+08:00")
        on_61 = self.cohort("e", "2026-03-10T10:00+08:00", 10, 1, buy_on="2026-05-10T09:00+08:00")

        assert [self.conversion(story).numerator for story in (on_60, on_61)] == [1, 0]

    def test_a_cohort_belongs_to_the_month_of_its_day_60(self):
        story = self.cohort("e", "2026-04-01", 10, buyers=1)

        assert self.conversion(story).value == Fraction(1, 10)
        assert self.conversion(story, period=Period.parse("2026-06")).reason == "kpi.no_occasion"

    def test_fewer_than_ten_leads_pool_the_last_three_events(self):
        story = self.cohort("e1", "2025-11-20", 6, 1) + self.cohort("e2", "2026-02-10", 6, 1)
        story += self.cohort("e3", "2026-03-10", 8, 1) + self.cohort("e0", "2025-10-01", 30, 30)

        found = self.conversion(story)

        assert (found.value, found.numerator, found.denominator, found.n) == (Fraction(3, 20), 3, 20, 20)

    def test_seven_leads_after_pooling_are_too_few(self):
        assert self.conversion(self.cohort("e", "2026-03-10", 7, 1)).reason == "kpi.sample_too_small"

    def test_events_without_a_lead_are_zero(self):
        assert self.conversion(event("event.held", "e", "2026-03-10")).state == "zero"

    def test_no_matured_event_is_not_measurable(self):
        assert self.conversion(self.cohort("e", "2026-05-10", 20)).reason == "kpi.no_occasion"

    def test_a_lead_that_was_a_customer_already_is_in_neither_part(self):
        story = self.cohort("e", "2026-03-10", 12, buyers=3)

        found = self.conversion(story, paid("before", "2025-12-10", 100, "e-0", by=WANG))

        assert (found.numerator, found.denominator, found.n) == (2, 11, 11)
        assert found.excluded == (("lead.created/lead-e-0/2026-03-10", "lead.already_customer"),)

    def test_a_lead_of_two_events_belongs_to_the_first(self):
        story = self.cohort("e1", "2026-03-10", 10, buyers=1) + self.cohort("e2", "2026-03-20", 9, buyers=1)
        again = lead("again", "2026-03-20", customer="e1-0", event_ref="e2")

        found = self.conversion(story, again)

        assert (found.numerator, found.denominator) == (2, 19)

    def test_a_refunded_order_is_no_conversion(self):
        story = self.cohort("e", "2026-03-10", 10, buyers=2)

        assert self.conversion(story, refunded("r", "2026-05-02", 100, "order-e-0")).numerator == 1

    def test_all_leads_of_an_event_have_the_time_of_the_event(self):
        story = self.cohort("e", "2026-03-10", 10, buyers=1)
        late = [lead(f"late{n}", "2026-04-05", event_ref="e") for n in range(5)]

        found = self.conversion(story, late, paid("o", "2026-05-20", 100, "late0"))

        assert (found.numerator, found.denominator) == (1, 15)


class TestEventAttendance:
    def attendance(self, *events):
        return evaluate("mkt.event_attendance", facts(*events, feeds=("event.held",)), LI, MARCH)

    def held(self, name, attendees, **data):
        return event("event.held", name, "2026-03-10", attendees=attendees, **data)

    def test_the_floor_is_on_the_mean_and_the_cap_on_each_event(self):
        found = self.attendance(self.held("a", 45), self.held("b", 15))

        assert (found.value, score_of(found)) == (Fraction(85, 100), 85)

    def test_a_mean_above_the_floor_scores_though_one_event_is_below(self):
        found = self.attendance(self.held("a", 17), self.held("b", 20))

        assert (found.value, score_of(found)) == (Fraction(37, 60), Fraction(3700, 60))

    def test_an_event_that_was_planned_and_not_held_is_left_to_its_own_kpi(self):
        found = self.attendance(self.held("a", 33), event("event.planned", "b", "2026-03-12"))

        assert (found.value, score_of(found)) == (Fraction(11, 10), 110)

    def test_nothing_held_of_what_was_planned_is_zero(self):
        found = self.attendance(event("event.held", "b", "2026-03-12", held=False))

        assert (found.state, found.value) == ("zero", 0)

    def test_nothing_planned_is_not_measurable(self):
        assert self.attendance().reason == "kpi.no_occasion"

    def test_without_a_number_the_people_who_came_are_counted_once_and_without_staff(self):
        came = [event("event.attended", f"t{n}", "2026-03-10", by=None, customer=f"c{n % 15}", event_ref="a")
                for n in range(18)]  # fmt: skip
        staff = event("event.attended", "s", "2026-03-10", by=None, customer="s", event_ref="a", staff=True)
        left = event("event.attendance_reverted", "t14", "2026-03-11", by=None)

        found = self.attendance(event("event.held", "a", "2026-03-10"), came, staff, left)

        assert found.value == Fraction(14, 30)

    def test_an_event_whose_attendance_nobody_knows_is_left_out(self):
        found = self.attendance(event("event.held", "a", "2026-03-10"), self.held("b", 30))

        assert (found.value, found.excluded) == (1, (("event.held/a/2026-03-10", "event.no_attendance"),))


class TestArticleReads:
    def reads(self, *events):
        return evaluate("mkt.article_reads", facts(*events, feeds=("traffic.daily",)), LI, MARCH)

    def traffic(self, day, article="a", version="", **data):
        return event("traffic.daily", f"{article}/{day}", day, content="article", content_ref=article, version=version,
                     id=f"{article}/{day}/{version}", **data)  # fmt: skip

    def test_a_reader_on_two_days_counts_once_an_article(self):
        days_read = [
            self.traffic("2026-03-02", reader_ids=["r1", "r2"]),
            self.traffic("2026-03-03", reader_ids=["r1"]),
        ]

        assert self.reads(days_read).value == 2

    def test_days_with_only_a_number_are_added(self):
        assert (
            self.reads(self.traffic("2026-03-02", readers=312), self.traffic("2026-03-03", readers=88)).value
            == 400
        )

    def test_a_newer_record_of_a_day_replaces_the_older_one(self):
        snapshots = [
            self.traffic("2026-03-02", version="1", readers=300),
            self.traffic("2026-03-02", version="2", readers=312),
        ]

        assert self.reads(snapshots).value == 312

    def test_the_traffic_of_a_store_is_no_reading(self):
        store = event("traffic.daily", "s", "2026-03-02", content="store", readers=900)

        assert self.reads(store).state == "zero"


class TestEventParticipation:
    def part(self, *events, person=LI):
        feeds = ("event.held", "event.staffed")
        return evaluate("sales.event_participation", facts(*events, feeds=feeds), person, MARCH)

    def two_held(self):
        return [
            event("event.held", "a", "2026-03-10", by=WANG),
            event("event.held", "b", "2026-03-20", by=WANG),
        ]

    def test_one_of_two_events_with_evidence_counts(self):
        found = self.part(self.two_held(), event("event.staffed", "s", "2026-03-10", event_ref="a"))

        assert (found.value, found.target_limit) == (1, 2)

    def test_the_target_is_at_most_the_events_held(self):
        found = self.part(self.two_held()[:1], event("event.staffed", "s", "2026-03-10", event_ref="a"))

        assert (found.value, found.target_limit) == (1, 1)

    def test_no_event_in_the_month_is_not_measurable(self):
        assert self.part().reason == "kpi.no_occasion"

    def test_nobody_seen_at_an_event_is_zero(self):
        assert self.part(self.two_held()).state == "zero"

    def test_a_work_log_of_the_day_of_the_only_event_is_evidence_once(self):
        logs = [event("worklog.logged", f"w{n}", "2026-03-10", activity="event_support") for n in range(2)]
        other = event("worklog.logged", "w9", "2026-03-11", activity="event_support")

        assert self.part(self.two_held(), logs, other).value == 1

    def test_signing_up_is_not_taking_part(self):
        signed_up = event("event.registered", "r", "2026-03-10", event_ref="a")

        assert self.part(self.two_held(), signed_up).state == "zero"


class TestHolidays:
    def test_a_rejection_after_a_holiday_is_still_in_time(self):
        made = [lead("x", "2026-03-02"), event("lead.rejected", "x", "2026-03-06", by=WANG)]
        calendar = Calendar(holidays=frozenset({event("x", "x", "2026-03-04").on}))
        feeds = CATALOGUE["mkt.valid_leads"].event_types

        found = evaluate("mkt.valid_leads", facts(made, feeds=feeds, calendar=calendar), LI, MARCH)

        assert found.excluded == (("lead.created/x/2026-03-02", "lead.rejected"),)
