"""What work logs are evidence of, told to the event store on the real engine: once, whole, and as they stand."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle
from threading import Event as Signal
from threading import Thread, current_thread

import pytest
from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.exceptions import PynamoDBException

from infra.local.calls import refusal
from infra.local.engine import Fault
from shared.adapters.dynamo import events, refs
from shared.adapters.dynamo.records import Record
from shared.adapters.dynamo.store import every, load, record_of, rows
from shared.domain.ids import digest_id
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts
from shared.domain.work.duties.own_catalogue import with_meaning
from shared.domain.work.logs.evidence import CONNECTION, evidence_of, joint_care
from shared.domain.work.signals.reviews import Verdict
from shared.usecases.events.ingest import ingest
from shared.usecases.review.draft_declarations import draft_declarations
from shared.usecases.scores.compute_scores import compute_scores
from shared.usecases.scores.facts import gather_facts
from shared.usecases.scores.keep_log_evidence import keep_log_evidence
from shared.usecases.work.review_work_log import review_work_log, reviews_of
from tests.usecases.office import AT, Office, asked, queried, sdk_client

DAY = date(2026, 3, 2)
APRIL = datetime(2026, 4, 1, 2, 0, tzinfo=UTC)
MONTHS = ("2026-02", "2026-03")


class Desk(Office):
    """People who log their work, and the job that tells the event store of it."""

    def run(self, at=AT):
        return keep_log_evidence(
            company=self.company, people=[each.id for each in self.people.values()], at=at
        )

    def review(self, log, verdict, *, by="王磊"):
        before = reviews_of(self.company.id, [log.id]).get(log.id)
        _, command = review_work_log(
            log=log, verdict=verdict, reason="问过了", before=before, actor=self.member(by), at=AT
        )
        self.commit(command, by, self._new_key(), AT)

    def told(self):
        """Every event that the store was told of logs, in every version."""
        months = events.months(self.company.id)
        found = [event for month in months for event in events.of_month(self.company.id, month)]
        return [event for event in found if event.connection_id == CONNECTION]

    def facts(self):
        """What the newest versions say, by entity, without what has been withdrawn."""
        newest = Facts(self.told()).newest("worklog.logged")
        return {
            each.entity_id: replace(each, id="", version="", received_at=None)
            for each in newest
            if each.data["counts"]
        }

    def expected(self):
        """What the store has to say about everything that lies in the tables now."""
        company_id, meant = self.company.id, self.company.catalogue.meant
        found = {}
        for month in MONTHS:
            works = self.months(list(self.people), [month])
            joint = joint_care((each for work in works for each in work.work), meant)
            for person in self.people.values():
                logs = list(every(refs.work_logs(company_id, person.id, month)))
                reviews = {
                    each.log_id: each for each in every(refs.log_reviews(company_id, person.id, month))
                }
                found |= evidence_of(logs, reviews, meant=meant, joint=joint, zone=self.company.tz)
        return found

    def logs_told(self):
        """The logs that events of their own are about, as they stand."""
        return {entity for entity in self.facts() if entity.startswith("log_")}

    def audited(self):
        return len(rows(f"{self.company.id}#audit#job_log-evidence"))

    def remembered(self, name, month="2026-03"):
        ref = refs.log_evidence(self.company.id, month).at(self.id_of(name))
        return load([ref]).find(ref)


@pytest.fixture
def desk(company):
    return Desk(company)


class TestKeepLogEvidence:
    def test_tells_the_store_of_every_day_and_of_each_log_that_a_kpi_reads(self, desk):
        log = desk.submit("李婷", DAY, "event_support")
        desk.submit("陈浩", DAY)

        added = desk.run()

        assert added == 3
        assert desk.facts() == desk.expected()
        assert desk.facts().keys() == {log.id, *(f"{desk.id_of(name)}:{DAY}" for name in ("李婷", "陈浩"))}
        assert {each.received_at for each in desk.told()} == {AT}

    def test_moves_the_counters_of_its_months_and_leaves_one_audit_entry_a_batch(self, desk):
        desk.submit("李婷", date(2026, 2, 27), "event_support")
        desk.submit("李婷", DAY, "event_support")

        desk.run()

        assert events.months(desk.company.id) == {"2026-02": 1, "2026-03": 1}
        assert desk.audited() == 1

    def test_where_nothing_moved_it_is_one_batch_read_and_one_query(self, desk):
        for name in ("李婷", "陈浩", "王磊"):
            for on in (date(2026, 2, 27), DAY):
                desk.submit(name, on, "event_support")
        desk.run()

        with asked() as meter:
            added = desk.run()

        assert added == 0
        assert meter.calls == {"dynamodb.BatchGetItem": 1, "dynamodb.Query": 1}

    def test_a_company_without_logs_costs_the_same_and_has_no_such_source(self, desk):
        with asked() as meter:
            desk.run()

        assert meter.calls == {"dynamodb.BatchGetItem": 1, "dynamodb.Query": 1}
        assert events.feeds(desk.company.id) == []

    def test_looks_only_at_the_month_of_the_person_whose_logs_moved(self, desk):
        for name in ("李婷", "陈浩"):
            for on in (date(2026, 2, 27), DAY):
                desk.submit(name, on)
        desk.run()
        desk.submit("李婷", DAY, "event_support", at=time(14))
        desk.months(["李婷"], ["2026-03"])

        with asked() as meter:
            added = desk.run()

        assert added == 1
        assert [each for each in queried(meter) if "#log#" in each] == [desk.logs_of("李婷", "2026-03")]

    def test_an_edit_that_says_nothing_else_to_kpis_tells_nothing(self, desk):
        log = desk.submit("李婷", DAY, "event_support")
        desk.run()
        desk.edit("李婷", log, {"text": "补充说明"})

        assert desk.run() == 0

    def test_an_edit_is_told_as_the_next_version(self, desk):
        log = desk.submit("李婷", DAY, "event_support")
        desk.run()
        desk.edit("李婷", log, {"minutes": 30, "started_at": log.started_at + timedelta(days=1)})

        desk.run()

        assert desk.facts() == desk.expected()
        assert {each.version for each in desk.told() if each.entity_id == log.id} == {"1", "2"}

    def test_a_log_of_another_duty_or_a_deleted_one_is_withdrawn(self, desk):
        edited, deleted = (desk.submit("李婷", DAY, "event_support", at=time(9 + n)) for n in (0, 2))
        desk.run()
        desk.edit("李婷", edited, {"activity": "new_visit"})
        desk.delete("李婷", deleted)

        desk.run()

        assert desk.logs_told() == set()
        withdrawn = [
            each for each in desk.told() if each.version == "2" and each.entity_id.startswith("log_")
        ]
        assert [each.data for each in withdrawn] == [{"activity": "", "counts": False}] * 2

    @pytest.mark.parametrize(("logs", "all_told"), [(68, 85), (100, 125)])
    def test_it_tells_more_of_one_month_than_a_transaction_holds(self, desk, logs, all_told):
        for place in range(logs):
            on, at = DAY + timedelta(days=place // 4), time(8 + 2 * (place % 4))
            desk.submit("李婷", on, "event_support", at=at)

        added = desk.run()

        assert added == all_told
        assert desk.facts() == desk.expected()
        assert (desk.audited(), desk.remembered("李婷").version) == (2, 2)

    def test_the_logs_of_who_left_stay_evidence(self, desk):
        log = desk.submit("李婷", DAY, "event_support")
        ref = refs.member(desk.company.id, desk.id_of("李婷"))
        row = Record(ref.pk, ref.sk)
        row.update([Record.status.set("removed")])

        desk.run()

        assert desk.logs_told() == {log.id}

    def test_words_that_hr_explains_later_make_evidence_of_past_logs(self, desk):
        log = desk.submit("李婷", DAY, "帮忙摆摊")
        desk.run()
        assert desk.logs_told() == set()

        own = with_meaning(desk.company.own, "帮忙摆摊", "event_support")
        desk.company = replace(desk.company, own=own)
        desk.run()
        assert desk.logs_told() == {log.id}

        desk.company = replace(desk.company, own=with_meaning(own, "帮忙摆摊", None))
        desk.run()
        assert desk.logs_told() == set()


class TestFlaggedLogs:
    @pytest.fixture
    def twice(self, desk):
        """Two logs of one thing: the second is flagged."""
        first = desk.submit("李婷", DAY, "event_support")
        return first, desk.submit("李婷", DAY, "event_support", at=time(9, 5))

    def test_a_flagged_log_is_told_once_it_is_accepted(self, desk, twice):
        first, again = twice
        desk.run()
        assert desk.logs_told() == {first.id}

        desk.review(again, Verdict.ACCEPT)

        assert desk.run() == 1
        assert desk.logs_told() == {first.id, again.id}

    def test_what_was_told_is_withdrawn_once_it_is_excluded(self, desk, twice):
        first, again = twice
        desk.review(again, Verdict.ACCEPT)
        desk.run()
        desk.review(again, Verdict.EXCLUDE)
        desk.review(first, Verdict.EXCLUDE)

        desk.run()

        assert desk.facts() == {} == desk.expected()

    def test_a_review_that_changes_nothing_tells_nothing(self, desk, twice):
        desk.run()
        desk.review(twice[1], Verdict.EXCLUDE)
        told = len(desk.told())

        assert desk.run() == 0 and len(desk.told()) == told

    def test_reviews_of_two_people_at_once_all_count(self, desk):
        pairs = [
            desk.submit("李婷", DAY + timedelta(days=day), "event_support", at=at)
            for day in range(4)
            for at in (time(9), time(9, 5))
        ]
        desk.run()

        with ThreadPoolExecutor(2) as pool:
            list(
                pool.map(
                    lambda each: desk.review(each[0], Verdict.ACCEPT, by=each[1]),
                    zip(pairs[1::2], cycle(("王磊", "林晓"))),
                )
            )
        desk.run()

        assert desk.logs_told() == {each.id for each in pairs}

    def test_flagged_logs_alone_make_the_logs_a_source(self, desk, twice):
        desk.review(twice[0], Verdict.EXCLUDE)

        assert desk.run() == 0
        assert gather_facts(desk.company, since=None, at=AT).feeds == {"worklog.logged": "ok"}


class TestJointCare:
    def test_what_the_seller_logged_before_or_after_is_told_with_it(self, desk):
        before = desk.submit("李婷", DAY, "key_account")
        desk.run()
        assert desk.logs_told() == set()

        care = desk.submit("陈浩", DAY, "joint_care", at=time(10))
        desk.run()
        assert desk.logs_told() == {before.id, care.id}

        after = desk.submit("王磊", DAY, "deal_closing", at=time(16))
        elsewhere = desk.submit("王磊", DAY, "deal_closing", at=time(11), customer="别家")
        desk.run()
        assert desk.logs_told() == {before.id, care.id, after.id} and elsewhere.id not in desk.logs_told()

    def test_it_is_withdrawn_when_there_was_no_joint_care_after_all(self, desk):
        desk.submit("李婷", DAY, "key_account")
        care = desk.submit("陈浩", DAY, "joint_care")
        desk.run()
        desk.delete("陈浩", care)

        desk.run()

        assert desk.logs_told() == set() and desk.facts() == desk.expected()

    def test_other_months_are_not_looked_at_for_it(self, desk):
        for on in (date(2026, 2, 27), DAY):
            desk.submit("李婷", on, "key_account")
        desk.run()
        desk.submit("陈浩", DAY, "joint_care")

        with asked() as meter:
            desk.run()

        assert not [each for each in queried(meter) if "2026-02" in each]


class TestACutOffRun:
    """Whatever is cut off, and wherever: the next run brings the store to what one whole run would have told."""

    @pytest.fixture
    def much(self, desk):
        for name in ("李婷", "陈浩"):
            for place in range(50):
                on, at = DAY + timedelta(days=place // 2), time(9 + 3 * (place % 2))
                desk.submit(name, on, "event_support", at=at)
        return desk

    def cut_at(self, faults, action, number):
        seen = []

        def cut(call):
            if call.name == f"dynamodb.{action}":
                seen.append(call)
                if len(seen) == number:
                    return Fault(answer=refusal(call, "ValidationException", "cut off", 400))
            return None

        faults.at = cut

    @pytest.mark.parametrize(
        ("action", "number"),
        [("TransactWriteItems", 1), ("TransactWriteItems", 2), ("Query", 3), ("Query", 5), ("PutItem", 3)],
    )
    def test_leaves_no_trace_in_what_is_told_in_the_end(self, much, faults, action, number):
        self.cut_at(faults, action, number)
        with pytest.raises((PynamoDBException, ClientError, BotoCoreError)):
            much.run()
        faults.at = None
        newer = much.submit("李婷", DAY, "event_support", at=time(17))

        much.run()

        assert much.facts() == much.expected()
        assert newer.id in much.logs_told()
        assert {each.version for each in much.told()} == {"1"}
        assert much.run() == 0

    def test_an_answer_that_was_lost_tells_nothing_twice(self, much, faults):
        lost = []

        def lose(call):
            if call.name == "dynamodb.TransactWriteItems" and not lost:
                lost.append(call)
                return Fault(lose_answer=True)
            return None

        faults.at = lose

        much.run()

        assert lost and much.facts() == much.expected()
        assert {each.version for each in much.told()} == {"1"}


class TestRunsAtOnce:
    @pytest.fixture
    def meanwhile(self):
        """Do something once, as the n-th request of an operation is about to be sent."""
        hooks, acts = sdk_client().meta.events, {}

        def act_once(model, **_):
            if model.name in acts:
                acts[model.name][0] -= 1
                if acts[model.name][0] == 0:
                    acts.pop(model.name)[1]()

        hooks.register("before-call.dynamodb.*", act_once, unique_id="meanwhile")
        yield lambda operation, act, number=1: acts.update({operation: [number, act]})
        hooks.unregister("before-call.dynamodb.*", unique_id="meanwhile")
        assert not acts, "it never happened"

    def test_four_together_tell_what_one_tells(self, desk):
        for name in ("李婷", "陈浩", "王磊"):
            for place in range(10):
                desk.submit(name, DAY + timedelta(days=place), "event_support")

        with ThreadPoolExecutor(4) as pool:
            added = list(pool.map(lambda _: desk.run(), range(4)))

        assert desk.facts() == desk.expected()
        assert len(desk.told()) == len(desk.facts()) == sum(added) == 60
        assert desk.run() == 0

    @pytest.mark.parametrize(
        ("operation", "number"),
        [
            *(("BatchGetItem", number) for number in (1, 2, 3)),
            *(("Query", number) for number in (1, 2, 3, 4)),
            *(("PutItem", number) for number in (1, 2)),
            ("TransactWriteItems", 1),
        ],
    )
    def test_a_slow_run_never_tells_something_older_over_something_newer(
        self, desk, meanwhile, operation, number
    ):
        log = desk.submit("李婷", DAY, "event_support")
        desk.submit("陈浩", DAY, "key_account", at=time(12))
        desk.run()
        log = desk.edit("李婷", log, {"minutes": 30})

        def others_run():
            newer = desk.edit("李婷", log, {"minutes": 15})
            desk.submit("王磊", DAY, "joint_care", at=time(15))
            desk.run()
            desk.edit("李婷", newer, {"minutes": 30})
            desk.run()

        meanwhile(operation, others_run, number)

        desk.run()
        desk.run()

        assert desk.facts() == desk.expected()

    def test_what_was_taken_back_before_a_slow_run_tells_it_is_never_told(self, desk, meanwhile):
        log = desk.submit("李婷", DAY, "event_support")
        desk.run()
        log = desk.edit("李婷", log, {"minutes": 30})

        def take_back():
            desk.edit("李婷", log, {"minutes": 60})
            desk.run()

        meanwhile("TransactWriteItems", take_back)

        desk.run()

        assert {each.version for each in desk.told()} == {"1"}
        assert desk.facts() == desk.expected()

    def test_of_two_that_tell_different_things_of_one_version_the_later_one_looks_again(self, desk):
        log = desk.submit("李婷", DAY, "event_support")
        older_read, newer_read, hooks = Signal(), Signal(), sdk_client().meta.events

        def hold(model, **_):
            if model.name == "TransactWriteItems" and current_thread() is older:
                older_read.set()
                newer_read.wait(10)
            elif model.name == "TransactWriteItems" and newer_read_next:
                newer_read_next.clear()
                newer_read.set()
                older.join(10)

        older, newer_read_next = Thread(target=desk.run), []
        hooks.register("before-call.dynamodb.*", hold, unique_id="hold")
        older.start()
        assert older_read.wait(10)
        desk.edit("李婷", log, {"minutes": 15})
        newer_read_next.append(True)

        desk.run()

        hooks.unregister("before-call.dynamodb.*", unique_id="hold")
        assert not newer_read_next and not older.is_alive()
        assert desk.facts() == desk.expected()
        assert {each.version for each in desk.told()} == {"1", "2"}

    def test_a_log_that_comes_while_the_logs_are_read_is_told_next_time(self, desk, meanwhile):
        desk.submit("李婷", DAY, "event_support")
        meanwhile("TransactWriteItems", lambda: desk.submit("李婷", DAY, "event_support", at=time(14)))

        desk.run()
        desk.run()

        assert desk.facts() == desk.expected()


class TestAnyOrderOfCommands:
    """A run after each command leaves the facts of one run at the end; here with the real commands."""

    STEPS = (
        lambda desk, logs: logs.append(("李婷", desk.submit("李婷", DAY, "event_support"))),
        lambda desk, logs: logs.append(("陈浩", desk.submit("陈浩", DAY, "joint_care", at=time(10)))),
        lambda desk, logs: logs.append(("李婷", desk.submit("李婷", DAY, "event_support", at=time(9, 5)))),
        lambda desk, logs: desk.review(logs[2][1], Verdict.ACCEPT),
        lambda desk, logs: logs.append(("李婷", desk.submit("李婷", DAY, "key_account", at=time(15)))),
        lambda desk, logs: desk.delete(*logs[0]),
        lambda desk, logs: desk.review(logs[1][1], Verdict.EXCLUDE),
        lambda desk, logs: desk.edit(*logs[2], {"activity": "quote"}),
        lambda desk, logs: desk.review(logs[1][1], Verdict.ACCEPT),
    )

    @pytest.mark.parametrize("gap", [1, 2, 3, len(STEPS)])
    def test_leaves_the_facts_of_what_stands_in_the_end(self, desk, gap):
        logs = []
        for place, step in enumerate(self.STEPS, start=1):
            step(desk, logs)
            if place % gap == 0:
                desk.run()
                assert desk.facts() == desk.expected()
        desk.run()

        facts = desk.facts()
        assert facts == desk.expected()
        assert desk.logs_told() == {logs[1][1].id, logs[2][1].id, logs[3][1].id}


class TestASeatFromBeforeMonthsWereCounted:
    def test_its_recent_months_are_looked_at_once(self, desk):
        log = desk.submit("李婷", DAY, "event_support")
        seat = desk.member("李婷")
        row = record_of(refs.member(desk.company.id, seat.id), seat)
        row.log_months = None
        row.save()

        assert desk.run() == 2
        with asked() as meter:
            again = desk.run()

        assert desk.logs_told() == {log.id}
        assert again == 0 and meter.calls == {"dynamodb.BatchGetItem": 1, "dynamodb.Query": 1}

    def test_a_damaged_memory_of_what_was_seen_only_means_to_look_again(self, desk):
        desk.submit("李婷", DAY, "event_support")
        desk.run()
        ref = refs.logs_seen(desk.company.id)
        Record(ref.pk, ref.sk, body="{").save()
        told = desk.told()

        assert desk.run() == 0
        assert desk.told() == told


class TestScores:
    """From a log to the score: the KPI reads it, and nothing else changes."""

    def score(self, desk, at, month="2026-03"):
        compute_scores(company_id=desk.company.id, month=None, at=at, code_version="test")
        ref = refs.scores(desk.company.id, month).at(desk.id_of("李婷"))
        card = load([ref]).get(ref).card
        return next(each for each in card.lines if each.kpi_id == "sales.event_participation")

    def hold_events(self, desk, *days):
        found = [
            Event(
                digest_id("evt", "crm", str(on)),
                "event.held",
                datetime.combine(on, time(9), tzinfo=UTC),
                on,
                f"salon-{on}",
                connection_id="crm",
            )
            for on in days
        ]
        ingest(company_id=desk.company.id, connection_id="crm", key="held", body_hash="", found=found, at=AT)

    def test_logs_are_no_source_for_a_kpi_whose_events_nobody_delivers(self, desk):
        desk.submit("李婷", DAY, "event_support")

        line = self.score(desk, APRIL)

        assert line.state == "na" and "需先连接数据源" in line.reason.zh

    def test_a_log_of_the_day_is_evidence_and_a_flagged_one_only_once_it_is_accepted(self, desk):
        self.hold_events(desk, DAY, DAY + timedelta(days=7))
        counted = desk.submit("李婷", DAY, "event_support")
        desk.submit("李婷", DAY + timedelta(days=7), "new_visit")
        flagged = desk.submit("李婷", DAY + timedelta(days=7), "event_support", at=time(9, 20))

        before = self.score(desk, APRIL)
        desk.review(flagged, Verdict.ACCEPT)
        after = self.score(desk, APRIL + timedelta(hours=1))

        assert (before.value, after.value) == (1, 2)
        told = {each.entity_id: each.id for each in desk.told()}
        assert told[counted.id] in before.event_ids and told[flagged.id] in after.event_ids

    def test_a_past_month_whose_logs_moved_is_due(self, desk):
        self.hold_events(desk, DAY)
        assert self.score(desk, APRIL).value == 0
        desk.submit("李婷", DAY, "event_support")

        june = datetime(2026, 6, 10, 2, 0, tzinfo=UTC)

        assert self.score(desk, june).value == 1

    def test_a_declared_month_keeps_its_score(self, desk):
        self.hold_events(desk, DAY)
        desk.submit("李婷", DAY, "new_visit")
        flagged = desk.submit("李婷", DAY, "event_support", at=time(9, 20))
        before = self.score(desk, APRIL)
        draft_declarations(company_id=desk.company.id, month="2026-03", at=APRIL, code_version="test")
        desk.review(flagged, Verdict.ACCEPT)

        after = self.score(desk, APRIL + timedelta(hours=1))

        assert flagged.id in desk.logs_told()
        assert before == after and after.value == 0
