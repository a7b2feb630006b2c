"""KPIs of work logs: joint care that the seller bears out, and how promptly people log."""

from fractions import Fraction

import pytest

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import COMPANY
from shared.domain.kpi.measures import measure
from shared.domain.kpi.windows import Window
from shared.domain.workdays import Calendar
from tests.domain.kpi.building import LI, MARCH, WANG, event, facts

SELLER = "per_zhao"
FEEDS = ("worklog.logged",)


def log(name, when="2026-03-10", by=LI, customer="c", activity="joint_care", minutes=60, **data):
    return event("worklog.logged", name, when, by, customer, activity=activity, minutes=minutes, **data)


class TestJointCare:
    KPI = CATALOGUE["cs.existing_leads_support"]

    def count(self, *events, person=LI, **options):
        return evaluate(self.KPI, facts(*events, **{"feeds": FEEDS, **options}), person, MARCH)

    def seller(self, customer="c", by=SELLER):
        return event("customer.owner_changed", customer, "2026-01-01", by, customer, position="sales")

    def test_is_the_actions_that_the_seller_accepted(self):
        logs = [log(f"w{n}", f"2026-03-1{n}", accepted_by=SELLER) for n in range(4)]

        found = self.count(logs, log("x", "2026-03-20"))

        assert (found.value, found.n) == (4, 4)
        assert self.KPI.curve.points(found.value, self.KPI.default_target) == 100
        assert found.excluded == (("worklog.logged/x/2026-03-20", "worklog.not_accepted"),)

    def test_none_is_zero_points(self):
        assert (self.count().state, self.count(log("x")).state) == ("zero", "zero")

    def test_a_record_of_the_seller_of_that_day_bears_it_out(self):
        theirs = log("theirs", by=SELLER, activity="key_account")
        visit = event("activity.logged", "v", "2026-03-11", SELLER, "c", kind="visit")

        assert self.count(log("w"), theirs).value == 1
        assert self.count(log("w", "2026-03-11"), visit).event_ids == (
            visit.id,
            "worklog.logged/w/2026-03-11",
        )

    @pytest.mark.parametrize(
        "change", [{"when": "2026-03-11"}, {"customer": "d"}, {"by": LI}, {"activity": "joint_care"}]
    )
    def test_any_other_record_does_not(self, change):
        theirs = log("theirs", **{"by": SELLER, "activity": "key_account", **change})

        assert self.count(log("w"), theirs).state == "zero"

    def test_an_activity_that_was_taken_back_proves_nothing(self):
        visit = event("activity.logged", "v", "2026-03-10", SELLER, "c", kind="visit")

        assert (
            self.count(log("w"), visit, event("activity.removed", "v", "2026-03-12", SELLER)).state == "zero"
        )

    def test_only_the_recorded_seller_accepts(self):
        theirs = log("theirs", by=WANG, activity="care_call")

        assert self.count(log("w", accepted_by=[WANG]), theirs, self.seller()).state == "zero"
        assert self.count(log("w", accepted_by=[SELLER, WANG]), self.seller()).value == 1

    def test_nobody_accepts_their_own(self):
        assert self.count(log("w", accepted_by=LI)).state == "zero"
        assert self.count(log("w", accepted_by=LI), self.seller(by=LI)).state == "zero"

    def test_logs_about_one_customer_on_one_day_are_one_action(self):
        logs = [log(f"w{n}", accepted_by=SELLER) for n in range(3)]

        assert self.count(logs, log("other", customer="d", accepted_by=SELLER)).value == 2

    def test_a_log_without_a_customer_is_left_out(self):
        found = self.count(log("w", customer=None, accepted_by=SELLER))

        assert (found.state, found.excluded[0][1]) == ("zero", "worklog.no_customer")

    @pytest.mark.parametrize(
        ("when", "counts"), [("2026-02-28", 0), ("2026-03-01", 1), ("2026-03-31", 1), ("2026-04-01", 0)]
    )
    def test_a_month_is_half_open(self, when, counts):
        assert self.count(log("w", when, accepted_by=SELLER)).n == counts

    def test_the_newest_version_of_a_log_counts(self):
        versions = [log("w", activity=activity, version=v, accepted_by=SELLER)
                    for v, activity in (("1", "joint_care"), ("2", "care_call"))]  # fmt: skip

        assert self.count(versions).state == "zero"


class TestLogTimeliness:
    KPI = CATALOGUE["all.log_timeliness"]
    CALENDAR = Calendar(provisional_years=frozenset({2026}))

    def rate(self, *events, person=LI, active=None, **options):
        story = facts(*events, **{"feeds": FEEDS, "calendar": self.CALENDAR, **options})
        return evaluate(self.KPI, story, person, MARCH, active)

    def day(self, number, written=None, by=LI, minutes=60):
        """A log of nine o'clock of a day of March, written at its end or at an instant."""
        when = f"2026-03-{number:02}T09:00:00+08:00"
        written = written or f"2026-03-{number:02}T18:00:00+08:00"
        return log(
            f"{by}-{number}-{written}", when, by, activity="visit", minutes=minutes, created_at=written
        )

    def month(self, by=LI):
        return [self.day(n, by=by) for n in range(1, 32)]

    def test_is_the_workdays_logged_in_time_over_workdays(self):
        late = [self.day(n, "2026-03-31T23:00:00+08:00") for n in (2, 3)]

        found = self.rate(self.month()[3:], late)

        assert (found.numerator, found.denominator, found.n) == (20, 22, 22)
        assert found.value == Fraction(10, 11)

    def test_it_is_passed_or_not(self):
        assert self.KPI.curve.points(Fraction(90, 100), self.KPI.default_target) == 100
        assert self.KPI.curve.points(Fraction(89, 100), self.KPI.default_target) == 0

    @pytest.mark.parametrize(("written", "kept"), [("10:00:00", 1), ("10:00:01", 0)])
    def test_24_hours_run_from_the_end_of_the_work(self, written, kept):
        assert self.rate(self.day(4, f"2026-03-05T{written}+08:00")).numerator == kept

    def test_one_log_in_time_is_enough_for_a_day(self):
        assert self.rate(self.day(4), self.day(4, "2026-03-20T10:00:00+08:00")).numerator == 1

    def test_weekends_and_holidays_are_no_workdays(self):
        holiday = Calendar(hr_days_off=frozenset({MARCH.first_on.replace(day=4)}))

        found = self.rate(self.month(), calendar=holiday)

        assert (found.value, found.n) == (1, 21)

    def test_four_workdays_are_too_few(self):
        march = MARCH.first_on
        days = Window.between(march.replace(day=26), MARCH.until_on)

        assert self.rate(self.month(), active=days).reason == "kpi.sample_too_small"
        assert self.rate(self.month(), active=Window.between(march.replace(day=25), MARCH.until_on)).n == 5

    def test_who_logged_nothing_is_not_measured(self):
        found = self.rate(self.month(WANG))

        assert (found.state, found.reason) == ("na", "kpi.nothing_to_measure")

    def test_the_instant_of_arrival_stands_for_one_that_is_not_told(self):
        untold = log("w", "2026-03-04", activity="visit")

        assert self.rate(untold).numerator == 0

    def test_the_company_adds_up_the_people_who_logged(self):
        story = facts(self.month(), self.month(WANG)[:10], feeds=FEEDS, calendar=self.CALENDAR)

        found = measure("log_timeliness", story, COMPANY, MARCH)

        assert (found.numerator, found.denominator) == (22 + 7, 44)
