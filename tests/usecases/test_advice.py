"""The look for advice on the real engine: when it looks, what it asks for, and that it gives one piece and no more."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from infra.bench.meter import Meter
from shared.adapters.dynamo import commands, events, refs
from shared.adapters.dynamo.commands import Command, Key, Write
from shared.adapters.dynamo.records import Record
from shared.adapters.dynamo.store import every, load
from shared.domain.kpi.events import Event
from shared.usecases.advice.decide_advice import decide_advice
from shared.usecases.advice.look_for_advice import look_for_advice
from shared.usecases.advice.watched_weeks import WatchedWeeks
from shared.usecases.scores import facts

FIRST_OF_APRIL = datetime(2026, 4, 1, 2, tzinfo=UTC)
NEWEST_MONDAY = date(2026, 3, 23)
WEEK = timedelta(weeks=1)
VISITS = (4, 4, 5, 5, 5, 6, 6, 7, 7, 7, 8, 8, 9, 9, 9, 10)
TRAFFIC = (300, 240, 200, 200, 240, 220, 380, 520, 540, 560, 680, 680, 800, 740, 860, 1000)
SERIES = ["sales.offline_visits", "sales.online_conversion", "sales.online_traffic", "sales.revenue"]


class Business:
    """A company whose weeks are written as its connection would tell them."""

    def __init__(self, founding):
        self.founding, self.company, self.id = founding, founding.company, founding.company.id
        self.seller = founding.people["李婷"].id

    def tells(self, *told, at=FIRST_OF_APRIL):
        types = {each.type for each in told}
        for first in range(0, len(told), events.BATCH):
            batch = told[first : first + events.BATCH]
            writes = [*events.append(self.id, batch), events.heard(self.id, "con_1", types, at)]
            ref = refs.member(self.id, "job_events")
            actor = commands.job_actor(self.id, "events", load([ref]).find(ref))
            commands.commit(
                Command("events", writes), actor=actor, key=Key("e", batch[0].id, ""), answer={}, at=at
            )

    def event(self, kind, entity, on, *, received_at=None, **more):
        at = datetime(on.year, on.month, on.day, 4, tzinfo=UTC)
        return Event(
            id=f"evt_{kind}_{entity}",
            type=kind,
            occurred_at=at,
            on=on,
            entity_id=entity,
            credits=((self.seller, 10_000),),
            connection_id="con_1",
            received_at=received_at or at,
            **more,
        )

    def week(self, monday, visits, traffic):
        store = {"content": "store", "store_ref": "shop", "date": monday.isoformat(), "visitors": traffic}
        proven = {"kind": "visit", "duration_s": 1800, "evidence": ["geo"]}
        online = {"channel": "online", "store_ref": "shop"}
        return [
            self.event("traffic.daily", f"t{monday}", monday, data=store),
            self.event("order.paid", f"f{monday}", monday, customer="远山", amount_minor=1_000_000),
            *(
                self.event("activity.logged", f"v{monday}-{each}", monday, customer=f"客{each}", data=proven)
                for each in range(visits)
            ),
            *(
                self.event(
                    "order.paid",
                    f"o{monday}-{each}",
                    monday,
                    customer=f"网{monday}{each}",
                    amount_minor=1,
                    data=online,
                )
                for each in range(traffic // 50)
            ),
        ]

    def weeks(self, visits=VISITS, traffic=TRAFFIC, newest=NEWEST_MONDAY):
        mondays = [newest - WEEK * back for back in reversed(range(len(visits)))]
        return [
            each
            for monday, many, seen in zip(mondays, visits, traffic, strict=True)
            for each in self.week(monday, many, seen)
        ]

    def looks(self, at=FIRST_OF_APRIL):
        return look_for_advice(company_id=self.id, at=at)

    def advice(self):
        return list(every(refs.advice(self.id)))

    def monitoring(self):
        ref = refs.monitoring(self.id)
        return load([ref]).find(ref)

    def told(self):
        """Names of those whom waiting messages about advice are for."""
        from shared.adapters.dynamo import outbox

        names = {each.id: name for name, each in self.founding.people.items()}
        waiting = [message for _, message in outbox.waiting() if message.company_id == self.id]
        return sorted(names[each.person_id] for each in waiting if each.topic == "advice.given")

    def decides(self, choice, at=FIRST_OF_APRIL, reason="先观察"):
        (given,) = self.advice()
        _, command = decide_advice(advice=given, choice=choice, reason=reason, by="per_hr", at=at)
        key = Key("decide", choice, "")
        commands.commit(command, actor=self.founding.member("林晓"), key=key, answer={}, at=at)

    def changes(self, **changes):
        after = replace(self.company, **changes, version=self.company.version + 1)
        write = Write(refs.company(self.id), after, before=self.company)
        key = Key("company", str(after.version), "")
        commands.commit(
            Command("company.change", [write]),
            actor=self.founding.member("林晓"),
            key=key,
            answer={},
            at=FIRST_OF_APRIL,
        )
        self.company = after


@pytest.fixture
def business(company):
    facts.forget()
    return Business(company)


@pytest.fixture
def planted(business):
    business.tells(*business.weeks())
    return business


def counted():
    """Return what the engine is asked for in a `with`."""
    return Meter((Record._get_connection().connection.client,))


class TestALook:
    def test_gives_one_piece_of_advice_and_tells_hr_and_the_owner(self, planted):
        look = planted.looks()

        (given,) = planted.advice()
        four = (
            given.finding.activity,
            given.finding.outcome,
            given.finding.rival_activity,
            given.finding.rival_outcome,
        )
        assert look.advice == given
        assert sorted(each.kpi_id for each in four) == SERIES
        assert given.expires_at == FIRST_OF_APRIL + timedelta(days=14)
        assert planted.told() == sorted(["周敏", "林晓"])

    def test_keeps_what_was_seen_and_why_there_is_none(self, business):
        business.tells(*business.weeks((5, 6, 5, 7, 6), (300, 280, 310, 300, 290)))

        look = business.looks()

        seen = business.monitoring()
        assert (look.advice, seen.outcome, seen.week) == (None, "nothing", "2026-03-23")
        assert {each.kpi_id: len(each.values) for each in seen.series} == {
            **dict.fromkeys(SERIES, 5),
            "sales.existing_customer_revenue": 4,  # in the first week everybody is new
            "sales.new_customers": 5,
        }
        assert all(each.zh and each.en for each in seen.verdicts)

    def test_holds_weeks_that_are_over_alone(self, planted):
        running = planted.week(NEWEST_MONDAY + WEEK, 99, 99_000)
        planted.tells(*running)

        planted.looks()

        visits = next(each for each in planted.monitoring().series if each.kpi_id == "sales.offline_visits")
        assert [int(each) for each in visits.values] == list(VISITS)

    def test_begins_weeks_on_the_companys_own_first_day(self, business):
        business.changes(week_start=7)
        business.tells(*business.weeks())

        business.looks()

        visits = next(each for each in business.monitoring().series if each.kpi_id == "sales.offline_visits")
        assert visits.first_on == date(2025, 12, 7)

    def test_leaves_out_what_a_failing_source_delivers_and_looks_again(self, planted):
        events.failing(planted.id, "con_1", FIRST_OF_APRIL - timedelta(days=2))

        sick = planted.looks()
        series = planted.monitoring().series
        planted.tells(planted.event("order.paid", "later", date(2026, 4, 1)), at=FIRST_OF_APRIL)
        well = planted.looks()

        assert (sick.looked, sick.advice, series) == (True, None, ())
        assert well.advice is not None


class TestTwice:
    def test_gives_one(self, planted):
        looks = [planted.looks(FIRST_OF_APRIL + timedelta(minutes=each)) for each in range(3)]

        assert [each.looked for each in looks] == [True, False, False]
        assert len(planted.advice()) == 1
        assert planted.told() == sorted(["周敏", "林晓"])

    def test_at_the_same_moment_gives_one(self, planted):
        start, looks = threading.Barrier(4), []

        def look():
            start.wait()
            looks.append(planted.looks())

        threads = [threading.Thread(target=look) for _ in range(4)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

        assert sum(each.advice is not None for each in looks) == 1
        assert len(planted.advice()) == 1
        assert planted.told() == sorted(["周敏", "林晓"])

    def test_late_gives_one(self, planted):
        look = planted.looks(FIRST_OF_APRIL + timedelta(days=2))

        assert look.advice is not None
        assert planted.looks(FIRST_OF_APRIL + timedelta(days=3)).looked is False

    def test_with_advice_open_in_a_later_week_gives_no_second(self, planted):
        planted.looks()
        planted.tells(*planted.week(NEWEST_MONDAY + WEEK, 10, 1100))

        later = planted.looks(FIRST_OF_APRIL + WEEK)

        assert (later.looked, later.advice, planted.monitoring().outcome) == (True, None, "open")

    def test_after_it_was_decided_repeats_none_for_eight_weeks(self, planted):
        planted.looks()
        planted.decides("rejected")
        planted.tells(*planted.week(NEWEST_MONDAY + WEEK, 10, 1100))

        later = planted.looks(FIRST_OF_APRIL + WEEK)

        assert (later.advice, planted.monitoring().outcome) == (None, "decided_lately")

    def test_after_it_expired_gives_a_new_one_in_the_next_week_that_still_shows_it(self, planted):
        planted.looks()
        for number, (visits, traffic) in enumerate(((10, 1100), (11, 1060), (11, 1200)), start=1):
            planted.tells(*planted.week(NEWEST_MONDAY + WEEK * number, visits, traffic))

        later = planted.looks(FIRST_OF_APRIL + WEEK * 3)

        assert later.advice is not None
        assert len(planted.advice()) == 2


class TestWhatIsNew:
    def test_is_not_what_belongs_to_the_week_that_runs(self, planted):
        planted.looks()
        planted.tells(planted.event("order.paid", "today", date(2026, 4, 1), amount_minor=100))

        assert planted.looks(FIRST_OF_APRIL + timedelta(hours=1)).looked is False

    def test_is_not_what_belongs_to_the_days_of_the_month_that_runs(self, planted):
        at = FIRST_OF_APRIL + WEEK
        planted.looks(at)
        planted.tells(planted.event("order.paid", "today", date(2026, 4, 8), amount_minor=100))

        assert planted.looks(at + timedelta(hours=1)).looked is False

    def test_is_what_came_late_for_a_week_that_is_over(self, planted):
        at = FIRST_OF_APRIL + WEEK
        planted.looks(at)
        late = [date(2026, 4, 2), date(2026, 2, 2)]

        looked = []
        for day in late:
            planted.tells(planted.event("order.paid", f"late-{day}", day, amount_minor=100))
            looked.append(planted.looks(at + timedelta(hours=1)).looked)

        assert looked == [True, True]

    def test_is_a_week_that_is_over(self, planted):
        planted.looks()

        sunday, monday = datetime(2026, 4, 5, 15, 59, tzinfo=UTC), datetime(2026, 4, 5, 16, tzinfo=UTC)

        assert [planted.looks(each).looked for each in (sunday, monday, monday)] == [False, True, False]

    def test_begins_at_the_companys_midnight(self, company):
        instants = datetime(2026, 4, 5, 15, 59, tzinfo=UTC), datetime(2026, 4, 5, 16, tzinfo=UTC)

        newest = [WatchedWeeks.of(company.company, {}, each).newest_on for each in instants]

        assert newest == [date(2026, 3, 23), date(2026, 3, 30)]


class TestWhatItTakes:
    def test_is_two_reads_where_nothing_is_new(self, planted):
        planted.looks()

        with counted() as meter:
            planted.looks(FIRST_OF_APRIL + timedelta(hours=1))

        assert meter.calls == {"dynamodb.BatchGetItem": 1, "dynamodb.Query": 1}
        assert meter.write == 0

    def test_reads_each_month_once_and_writes_in_one_transaction(self, planted):
        facts.forget()

        with counted() as meter:
            planted.looks()

        months = [
            values["ExpressionAttributeValues"][":0"]["S"]
            for _, operation, values in meter.requests
            if operation == "Query" and "#event#" in str(values["ExpressionAttributeValues"])
        ]
        assert len(months) == len(set(months)) == 4
        assert meter.calls["dynamodb.TransactWriteItems"] == 1
