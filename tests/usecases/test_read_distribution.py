"""Who does what as pages and files show it: shares, trend and coverage, on the real engine."""

from datetime import date

import pytest

from shared.domain.errors import NotFound
from tests.usecases.office import FIRST_WEEKS, Office, holding

IN_FEBRUARY = date(2026, 2, 10)


@pytest.fixture
def office(company):
    return Office(company)


class TestShares:
    def test_they_are_those_of_everybody_asked_for(self, office):
        for minutes, activity in ((400, "new_visit"), (300, "key_account")):
            office.submit("李婷", FIRST_WEEKS[0], activity, minutes)
        office.submit("陈浩", FIRST_WEEKS[1], "quote", 300)
        office.submit("王磊", FIRST_WEEKS[1], "errand", 300)

        report = office.report()

        assert {line.key: line.percent for line in report.now.lines} == {
            "new_visit": 40,
            "key_account": 30,
            "quote": 30,
        }
        assert sum(each.minutes for each in report.work) == report.now.total_minutes == 1000

    def test_of_one_person_only_theirs_count(self, office):
        office.submit("李婷", FIRST_WEEKS[0])
        office.submit("陈浩", FIRST_WEEKS[0], "quote")

        report = office.report(person_id=office.id_of("陈浩"))

        assert [each.name for each in report.people] == ["陈浩"]
        assert [line.key for line in report.now.lines] == ["quote"]

    def test_somebody_who_is_not_seen_is_not_found(self, office):
        with pytest.raises(NotFound):
            office.report(person_id=office.id_of("周敏"))

    def test_they_can_be_by_customer(self, office):
        office.submit("李婷", FIRST_WEEKS[0], minutes=30, customer="远山贸易")
        office.submit("陈浩", FIRST_WEEKS[0], minutes=10, customer="海纳商贸")

        assert [(line.key, line.percent) for line in office.report(by="customer").now.lines] == [
            ("远山贸易", 75),
            ("海纳商贸", 25),
        ]


class TestTrend:
    def test_a_share_is_compared_with_that_of_the_month_before(self, office):
        office.submit("李婷", IN_FEBRUARY, "new_visit", 300)
        office.submit("李婷", IN_FEBRUARY, "errand", 100)
        office.submit("李婷", FIRST_WEEKS[0], "new_visit", 100)
        office.submit("李婷", FIRST_WEEKS[0], "quote", 100)

        report = office.report()

        assert (report.before.total_minutes, report.now.total_minutes) == (400, 200)
        changes = {key: report.change_bp(key) for key in ("new_visit", "quote", "errand", "content")}
        assert changes == {"new_visit": -2500, "quote": 5000, "errand": -2500, "content": 0}

    def test_the_changes_of_all_shares_cancel_out(self, office):
        for place, activity in enumerate(["new_visit", "quote", "errand"]):
            office.submit("李婷", IN_FEBRUARY, activity, 7 + place)
            office.submit("李婷", FIRST_WEEKS[0], activity, 11 - 3 * place)

        report = office.report()

        assert sum(report.change_bp(line.key) for line in report.now.lines) == 0

    def test_without_work_before_there_is_nothing_to_compare(self, office):
        office.submit("李婷", FIRST_WEEKS[0])

        assert office.report().change_bp("new_visit") is None


class TestCoverage:
    def test_it_counts_workdays_on_which_anybody_logged_and_each_persons(self, office):
        office.submit("李婷", FIRST_WEEKS[0])
        office.submit("陈浩", FIRST_WEEKS[0])
        office.submit("陈浩", FIRST_WEEKS[1])
        office.submit("陈浩", date(2026, 3, 7))  # a Saturday

        report = office.report()

        assert (report.coverage.logged, report.coverage.workdays) == (2, 22)
        assert report.coverage.missing[0] == FIRST_WEEKS[2] and len(report.coverage.missing) == 20
        assert report.person_days == (3, 44)

    def test_nobody_owes_a_log_of_the_time_before_they_joined(self, office):
        office.change("陈浩", joined_on=date(2026, 3, 30))
        office.submit("陈浩", date(2026, 3, 31))

        assert office.report("陈浩").person_days == (1, 2)

    def test_it_is_provisional_until_ten_days_are_logged_whichever_days_they_are(self, office):
        for on in FIRST_WEEKS[:8]:
            office.submit("李婷", on)
        office.submit("李婷", date(2026, 3, 7))
        nine = office.report("李婷")
        office.submit("李婷", date(2026, 3, 8))

        ten = office.report("李婷")

        assert (nine.provisional, ten.provisional) == (True, False)
        assert ten.provisional is any(cell.provisional for cell in office.matrix("李婷").cells)


class TestOfAPosition:
    @pytest.fixture
    def moved(self, office):
        """陈浩 sells until the 9th of March and is in the back office from the 10th on; 李婷 sells all the time."""
        office.change("陈浩", assignments=(holding("sales"), holding("back_office", date(2026, 3, 10))))
        for on in FIRST_WEEKS:
            office.submit("陈浩", on, "order_entry", 10)
        office.submit("陈浩", IN_FEBRUARY, "order_entry", 10)
        office.submit("李婷", FIRST_WEEKS[0], "new_visit", 40)
        return office

    def test_what_somebody_logged_counts_on_the_days_on_which_they_held_it(self, moved):
        sales, back_office = (moved.report(position=each) for each in ("sales", "back_office"))

        assert {line.key: line.minutes for line in sales.now.lines} == {"order_entry": 60, "new_visit": 40}
        assert {line.key: line.minutes for line in back_office.now.lines} == {"order_entry": 40}
        assert (sales.before.total_minutes, back_office.before.total_minutes) == (10, 0)

    def test_those_who_held_it_on_any_day_are_named(self, moved):
        named = {
            each: {person.name for person in moved.report(position=each).people}
            for each in ("sales", "back_office", "marketing")
        }

        assert named == {"sales": {"李婷", "陈浩"}, "back_office": {"陈浩"}, "marketing": set()}

    def test_only_the_days_on_which_they_held_it_are_due(self, moved):
        sales, back_office = (moved.report(position=each) for each in ("sales", "back_office"))

        assert sales.person_days == (6 + 1, 6 + 22)
        assert back_office.person_days == (4, 16)

    def test_nobody_in_it_is_an_empty_report(self, moved):
        report = moved.report(position="marketing")

        assert (report.now.lines, report.person_days, report.provisional) == ((), (0, 0), True)
