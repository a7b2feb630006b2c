"""What people's months add up to, kept and made anew, on the real engine."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.codec import encode
from shared.adapters.dynamo.records import Record
from shared.adapters.dynamo.store import MOST_BYTES, every, keep, record_of
from shared.domain.work.duties.activities import Activity
from shared.domain.work.duties.own_catalogue import with_duty, with_meaning
from shared.domain.work.logs.kinds import ORDER_HANDLING
from shared.domain.work.logs.logged_work import gathered
from shared.domain.work.logs.month_of_work import FORM, month_of
from shared.usecases.company.change_catalogue import change_catalogue
from shared.usecases.work.read_work import Span, SpanUnusable, seen_people, work_between
from shared.usecases.work.repeat_work_logs import repeat_last_day
from shared.usecases.work.review_work_log import flagged_logs
from tests.usecases.office import AT, Office, asked, batches, queried, sdk_client

FEBRUARY, MARCH, APRIL = (Span.of(date(2026, n, 1), date(2026, n + 1, 1)) for n in (2, 3, 4))
EVERYBODY = ("周敏", "林晓", "王磊", "李婷", "陈浩")
TWO_YEARS = [f"{2025 + n // 12}-{n % 12 + 1:02}" for n in range(24)]
DAY = date(2026, 3, 2)
LAST_DAY = date(2026, 3, 31)


@pytest.fixture
def office(company):
    return Office(company)


class TestMonthsOfWork:
    def test_a_first_reading_adds_up_the_logs_and_keeps_what_it_found(self, office):
        logs = [office.submit("李婷", DAY), office.submit("李婷", DAY, "quote", 30)]

        with asked() as meter:
            (found,) = office.months(["李婷"], ["2026-03"])

        assert found.work == gathered(logs)
        assert found.seq == office.member("李婷").seq == 2
        assert office.kept("李婷", "2026-03") == found
        assert meter.calls == {"dynamodb.BatchGetItem": 1, "dynamodb.Query": 1, "dynamodb.PutItem": 1}

    @pytest.mark.parametrize(("names", "months"), [(("李婷",), ["2026-03"]), (EVERYBODY, TWO_YEARS)])
    def test_a_second_reading_is_a_batch_read_and_nothing_else(self, office, names, months):
        for name in names:
            office.submit(name, DAY)
        first = office.months(names, months)

        with asked() as meter:
            second = office.months(names, months)

        assert second == first and len(second) == len(names)
        assert meter.calls == {"dynamodb.BatchGetItem": batches(len(names) * (1 + len(months)))}

    def test_months_that_never_had_a_log_are_never_queried(self, office):
        with asked() as meter:
            found = office.months(EVERYBODY, TWO_YEARS)

        assert found == []
        assert meter.calls == {"dynamodb.BatchGetItem": 2}

    def test_a_new_log_makes_its_own_month_anew_and_no_other(self, office):
        for on in (date(2026, 2, 2), DAY):
            office.submit("李婷", on)
            office.submit("陈浩", on)
        office.months(["李婷", "陈浩"], ["2026-02", "2026-03"])
        office.submit("李婷", DAY, minutes=15)

        with asked() as meter:
            found = office.months(["李婷", "陈浩"], ["2026-02", "2026-03"])

        assert [sum(each.minutes for each in month.work) for month in found] == [60, 75, 60, 60]
        assert queried(meter) == [office.logs_of("李婷", "2026-03")]

    def test_an_edit_makes_its_month_anew(self, office):
        log = office.submit("李婷", DAY)
        office.submit("李婷", date(2026, 2, 2))
        office.months(["李婷"], ["2026-02", "2026-03"])
        office.edit("李婷", log, {"minutes": 90, "activity": "quote"})

        with asked() as meter:
            _, march = office.months(["李婷"], ["2026-02", "2026-03"])

        assert [(each.activity, each.minutes) for each in march.work] == [("quote", 90)]
        assert queried(meter) == [office.logs_of("李婷", "2026-03")]

    def test_a_deletion_makes_its_month_anew_and_an_empty_month_is_kept_too(self, office):
        log = office.submit("李婷", DAY)
        assert office.minutes("李婷", "2026-03") == 60
        office.delete("李婷", log)

        assert office.months(["李婷"], ["2026-03"]) == []
        with asked() as meter:
            again = office.months(["李婷"], ["2026-03"])

        assert again == [] and queried(meter) == []

    def test_a_command_that_changes_no_log_moves_no_month(self, office):
        office.submit("林晓", DAY)
        office.months(["林晓"], ["2026-03"])
        office.change("李婷", region="华东")

        with asked() as meter:
            office.months(["林晓"], ["2026-03"])

        assert office.member("林晓").seq == 2 and queried(meter) == []

    def test_a_command_done_again_moves_no_month(self, office):
        office.submit("李婷", DAY, key="once")
        office.months(["李婷"], ["2026-03"])
        office.submit("李婷", DAY, key="once")

        with asked() as meter:
            (found,) = office.months(["李婷"], ["2026-03"])

        assert sum(each.count for each in found.work) == 1 and queried(meter) == []

    def test_somebody_whom_nobody_knows_has_no_work(self, office):
        assert office.months([], ["2026-03"]) == []
        ref = refs.member(office.company.id, office.id_of("李婷"))
        Record(ref.pk, ref.sk).delete()

        assert office.months(["李婷"], ["2026-03"]) == []

    def test_what_is_too_large_for_one_item_is_made_anew_each_time(self, office):
        found = month_of(office.id_of("李婷"), "2026-03", 1, [office.submit("李婷", DAY)])
        noise = tuple(
            replace(
                found.work[0],
                customer="".join(chr(0x4E00 + hash((n, place)) % 20_000) for place in range(200)),
            )
            for n in range(1000)
        )
        ref = refs.month_work(office.company.id, "2026-03").at(office.id_of("李婷"))
        assert len(record_of(ref, replace(found, work=noise)).packed) > MOST_BYTES

        keep([(ref, replace(found, work=noise))])

        assert office.kept("李婷", "2026-03") is None
        assert office.minutes("李婷", "2026-03") == 60


class TestReadingWhileOthersWrite:
    """Whatever happens between the reads and writes of one reading, the next one shows what is there."""

    @pytest.fixture
    def meanwhile(self):
        """Do something once, as the first request of an operation is about to be sent."""
        events, acts = sdk_client().meta.events, {}

        def act_once(model, **_):
            if act := acts.pop(model.name, None):
                act()

        events.register("before-call.dynamodb.*", act_once, unique_id="meanwhile")
        yield lambda operation, act: acts.update({operation: act})
        events.unregister("before-call.dynamodb.*", unique_id="meanwhile")
        assert not acts, "it never happened"

    def test_a_log_that_comes_between_seat_and_logs_is_not_lost(self, office, meanwhile):
        office.submit("李婷", DAY)
        meanwhile("Query", lambda: office.submit("李婷", DAY, minutes=15))

        during = office.minutes("李婷", "2026-03")

        assert during == 75
        assert office.kept("李婷", "2026-03").seq == 1  # what it was made at, so that it is not believed
        assert office.minutes("李婷", "2026-03") == 75
        assert office.kept("李婷", "2026-03").seq == 2

    def test_a_log_that_is_deleted_between_seat_and_logs_does_not_come_back(self, office, meanwhile):
        log = office.submit("李婷", DAY)
        meanwhile("Query", lambda: office.delete("李婷", log))

        assert [office.minutes("李婷", "2026-03") for _ in range(3)] == [0, 0, 0]

    def test_a_log_that_comes_after_the_logs_were_read_is_seen_next_time(self, office, meanwhile):
        office.submit("李婷", DAY)
        meanwhile("PutItem", lambda: office.submit("李婷", DAY, minutes=15))

        assert [office.minutes("李婷", "2026-03") for _ in range(3)] == [60, 75, 75]

    def test_a_slow_reading_that_keeps_the_older_sum_last_is_not_believed(self, office, meanwhile):
        office.submit("李婷", DAY)
        newer = []

        def others_read():
            office.submit("李婷", DAY, minutes=15)
            newer.append(office.minutes("李婷", "2026-03"))

        meanwhile("PutItem", others_read)

        slow = office.minutes("李婷", "2026-03")

        assert (slow, newer, office.kept("李婷", "2026-03").seq) == (60, [75], 1)
        assert office.minutes("李婷", "2026-03") == 75

    def test_of_two_people_who_log_at_once_while_others_read_nothing_is_lost(self, office):
        def log(place):
            name = ("李婷", "陈浩")[place % 2]
            office.submit(name, DAY, minutes=place + 1, key=f"log-{place}")

        def read(_):
            return office.months(["李婷", "陈浩"], ["2026-03"])

        with ThreadPoolExecutor(6) as pool:
            writing, reading = pool.map(log, range(12)), pool.map(read, range(12))
            list(writing), list(reading)

        assert (office.minutes("李婷", "2026-03"), office.minutes("陈浩", "2026-03")) == (36, 42)
        assert [office.kept(name, "2026-03").seq for name in ("李婷", "陈浩")] == [6, 6]


class TestASeatFromBeforeMonthsWereCounted:
    """A member row without the attribute says nothing about any month, least of all that it is empty."""

    @pytest.fixture
    def old(self, office):
        for on in (date(2026, 2, 2), DAY):
            office.submit("李婷", on)
        seat = office.member("李婷")
        row = record_of(refs.member(office.company.id, seat.id), seat)
        row.log_months = None
        row.save()
        return office

    def test_the_logs_are_read_each_time_and_nothing_is_kept(self, old):
        for _ in range(2):
            with asked() as meter:
                found = old.months(["李婷"], ["2026-01", "2026-02", "2026-03"])

            assert [(each.month, len(each.work)) for each in found] == [("2026-02", 1), ("2026-03", 1)]
            assert meter.calls == {"dynamodb.BatchGetItem": 1, "dynamodb.Query": 3}

    def test_what_was_kept_before_is_not_believed(self, old):
        stale = month_of(old.id_of("李婷"), "2026-03", old.member("李婷").seq, [])
        keep([(refs.month_work(old.company.id, "2026-03").at(old.id_of("李婷")), stale)])

        assert old.minutes("李婷", "2026-03") == 60

    def test_a_month_is_known_from_its_next_log_on(self, old):
        old.submit("李婷", DAY, minutes=15)
        old.months(["李婷"], ["2026-02", "2026-03"])

        with asked() as meter:
            found = old.months(["李婷"], ["2026-02", "2026-03"])

        assert [sum(each.minutes for each in month.work) for month in found] == [60, 75]
        assert queried(meter) == [old.logs_of("李婷", "2026-02")]


class TestWhatWasKeptInAnotherForm:
    def test_an_older_or_newer_form_is_made_anew(self, office):
        office.submit("李婷", DAY)
        (true,) = office.months(["李婷"], ["2026-03"])
        ref = refs.month_work(office.company.id, "2026-03").at(office.id_of("李婷"))

        for form in (FORM - 1, FORM + 1):
            keep([(ref, replace(true, work=(), form=form))])
            assert office.months(["李婷"], ["2026-03"]) == [true] == [office.kept("李婷", "2026-03")]

    @pytest.mark.parametrize(
        "broken",
        [
            {"body": "{"},
            {"body": "{}"},
            {"body": '{"form": 0, "hours": 7}'},
            {"packed": b"no deflated text"},
            {"packed": b""},
            {},
        ],
    )
    def test_a_damaged_one_is_made_anew_and_replaced(self, office, broken):
        office.submit("李婷", DAY)
        (true,) = office.months(["李婷"], ["2026-03"])
        ref = refs.month_work(office.company.id, "2026-03").at(office.id_of("李婷"))
        Record(ref.pk, ref.sk, **broken).save()

        assert office.months(["李婷"], ["2026-03"]) == [true]
        assert office.kept("李婷", "2026-03") == true

    def test_one_with_a_signal_that_is_no_more_is_made_anew(self, office):
        office.submit("李婷", DAY)
        (true,) = office.months(["李婷"], ["2026-03"])
        ref = refs.month_work(office.company.id, "2026-03").at(office.id_of("李婷"))
        text = encode(true).replace('"flags":[]', '"flags":[["log_1",["by_moonlight"]]]')
        Record(ref.pk, ref.sk, body=text).save()

        assert "by_moonlight" in text
        assert office.months(["李婷"], ["2026-03"]) == [true]


class TestTheHistoryOfALog:
    def test_edits_and_the_deletion_keep_what_the_log_was(self, office):
        first = office.submit("李婷", DAY)
        second = office.edit("李婷", first, {"minutes": 90})
        third = office.edit("李婷", second, {"text": "补充"})
        office.delete("李婷", third)

        assert list(every(refs.work_log_history(office.company.id, first.id))) == [first, second, third]


class TestWorkBetween:
    def test_it_is_the_work_of_the_dates_by_person_and_day(self, office):
        for on in (date(2026, 2, 28), DAY, LAST_DAY, date(2026, 4, 1)):
            office.submit("陈浩", on)
            office.submit("李婷", on)
        people = [office.id_of("李婷"), office.id_of("陈浩")]

        found = work_between(office.company, people, MARCH)

        assert [(each.person_id, each.on) for each in found] == [
            (person, on) for person in people for on in (DAY, LAST_DAY)
        ]

    def test_words_that_mean_a_duty_are_that_duty_from_the_day_hr_says_so(self, office):
        office.submit("李婷", DAY, "老客户维护")
        office.submit("李婷", DAY, "招聘")
        own, hiring = with_duty(
            with_meaning(office.company.own, "送样品", "quote"),
            Activity("", "招聘", "Hiring", (ORDER_HANDLING,)),
        )
        office.submit("李婷", DAY, "送样品")
        after, command = change_catalogue(company=office.company, name="add_duty", own=own)

        before = {each.activity for each in work_between(office.company, [office.id_of("李婷")], MARCH)}
        office.commit(command, "林晓", "catalogue", AT)
        with asked() as meter:
            found = {each.activity for each in work_between(after, [office.id_of("李婷")], MARCH)}

        assert before == {"key_account", "招聘", "送样品"}
        assert found == {"key_account", hiring.id, "quote"}
        assert queried(meter) == []  # the logs are as they were: only what they mean is another

    def test_in_another_zone_a_late_log_lies_on_the_next_day_across_the_end_of_a_month(self, office):
        office.submit("李婷", LAST_DAY, at=time(23, 30))
        people, tokyo = [office.id_of("李婷")], ZoneInfo("Asia/Tokyo")

        (here,) = work_between(office.company, people, MARCH)
        (there,) = work_between(office.company, people, APRIL, tokyo)

        assert (here.on, there.on) == (LAST_DAY, date(2026, 4, 1))
        assert there == replace(here, on=there.on)
        assert work_between(office.company, people, MARCH, tokyo) == []
        assert work_between(office.company, people, APRIL) == []

    def test_in_a_zone_behind_an_early_log_lies_on_the_day_before(self, office):
        office.submit("李婷", date(2026, 4, 1), at=time(0, 30))
        people, berlin = [office.id_of("李婷")], ZoneInfo("Europe/Berlin")

        (there,) = work_between(office.company, people, MARCH, berlin)

        assert there.on == LAST_DAY
        assert work_between(office.company, people, APRIL, berlin) == []

    def test_zones_can_be_more_than_a_day_apart(self, office):
        islands = replace(office.company, zone="Pacific/Kiritimati")
        office.submit("李婷", date(2026, 4, 1), at=time(0, 30), company=islands)
        span = Span.of(date(2026, 3, 30), date(2026, 3, 31))

        (found,) = work_between(islands, [office.id_of("李婷")], span, ZoneInfo("Pacific/Pago_Pago"))

        assert found.on == date(2026, 3, 30)

    def test_deleted_logs_count_in_no_zone(self, office):
        office.delete("李婷", office.submit("李婷", DAY))

        for zone in (None, ZoneInfo("Asia/Tokyo")):
            assert work_between(office.company, [office.id_of("李婷")], MARCH, zone) == []


class TestSpan:
    @pytest.mark.parametrize(
        ("first_on", "until_on"),
        [(DAY, DAY), (DAY, date(2026, 3, 1)), (DAY, date(2027, 3, 4))],
    )
    def test_it_is_at_least_a_day_and_at_most_366(self, first_on, until_on):
        with pytest.raises(SpanUnusable) as caught:
            Span.of(first_on, until_on)

        assert caught.value.pointer == "/to"

    def test_its_days_end_before_its_end(self):
        assert [Span.of(DAY, date(2027, 3, 3)).days()[place] for place in (0, -1)] == [DAY, date(2027, 3, 2)]

    def test_before_whole_months_come_whole_months_and_else_as_many_days(self):
        quarter = Span.of(date(2026, 3, 1), date(2026, 6, 1))
        week = Span.of(DAY, date(2026, 3, 9))

        assert quarter.before() == Span(date(2025, 12, 1), date(2026, 3, 1))
        assert MARCH.before() == FEBRUARY
        assert week.before() == Span(date(2026, 2, 23), DAY)


class TestSeenPeople:
    def test_each_sees_those_they_may_see(self, office):
        seen = {
            name: {person.name for person in seen_people(office.company.id, office.member(name))}
            for name in EVERYBODY
        }

        assert seen == {
            "周敏": set(EVERYBODY),
            "林晓": set(EVERYBODY),
            "王磊": {"王磊", "李婷", "陈浩"},
            "李婷": {"李婷"},
            "陈浩": {"陈浩"},
        }


class TestRepeatLastDay:
    def test_the_newest_logged_day_before_is_drafted_again(self, office):
        office.submit("李婷", date(2026, 2, 26), "quote")
        office.submit("李婷", date(2026, 2, 27), "key_account", at=time(14))
        office.delete("李婷", office.submit("李婷", date(2026, 2, 28)))
        office.submit("李婷", DAY)

        last, drafts = repeat_last_day(company=office.company, person_id=office.id_of("李婷"), on=DAY)

        assert last == date(2026, 2, 27)
        (draft,) = [each.draft for each in drafts]
        assert (draft.activity, draft.started_at.astimezone(office.company.tz).time()) == (
            "key_account",
            time(14),
        )

    def test_a_day_more_than_two_months_back_is_not_repeated(self, office):
        office.submit("李婷", date(2025, 12, 29))

        found = repeat_last_day(company=office.company, person_id=office.id_of("李婷"), on=DAY)

        assert found == (None, ())


class TestFlaggedLogs:
    def test_logs_that_something_was_noticed_about_are_found_with_what_it_was(self, office):
        office.submit("李婷", DAY)
        twice = office.submit("李婷", DAY, at=time(9, 5))
        office.submit("陈浩", DAY)

        people = [office.people["李婷"], office.people["陈浩"]]
        (found,) = flagged_logs(company_id=office.company.id, people=people, month="2026-03")

        assert (found.log.id, found.review) == (twice.id, None)
        assert [each.signal for each in found.findings] == ["duplicate"]
        assert flagged_logs(company_id=office.company.id, people=people, month="2026-02") == []
