"""Schedules and queue consumers as the local service plays them, on an engine in a process of its own."""

import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from chalice.app import Chalice

from infra.local import resources
from infra.local.consumers import Consumers
from infra.local.jobs import JobFailed, Jobs, UnknownJob
from infra.local.surroundings import sdk_speaks_to
from tests.local.engine_clients import Child

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Desk:
    """An app with a job and a consumer, and what they saw."""

    def __init__(self) -> None:
        self.app = Chalice("desk", configure_logs=False, env={})
        self.seen: list[Any] = []
        self.events: list[dict[str, Any]] = []
        self.at_once = 0
        self._inside = threading.Lock()

        @self.app.schedule("rate(1 hour)", name="two-words")
        def two_words(event: Any) -> dict[str, Any]:
            assert self._inside.acquire(blocking=False), "it runs twice at a time"
            time.sleep(0.05)
            self._inside.release()
            self.events.append(event.to_dict())
            return {"detail": event.detail}

        @self.app.schedule("rate(1 minute)", name="broken")
        def broken(event: Any) -> None:
            raise LookupError("no such thing")

        @self.app.on_sqs_message(queue="gangji-work", batch_size=10, name="work")
        def work(event: Any) -> dict[str, Any]:
            failures = []
            for record in event.to_dict()["Records"]:
                message = json.loads(record["body"])
                self.seen.append(message)
                if message.get("fails", 0) >= int(record["attributes"]["ApproximateReceiveCount"]):
                    failures.append({"itemIdentifier": record["messageId"]})
            return {"batchItemFailures": failures}

        @self.app.on_sqs_message(queue="gangji-inbound", batch_size=1, name="inbound")
        def inbound(event: Any) -> None:
            for record in event:
                self.seen.append(json.loads(record.body))
                raise ValueError("the whole batch fails")


class Post:
    """The queues of one engine."""

    def __init__(self) -> None:
        made = resources.ensure()
        self.sqs = boto3.client("sqs")
        names = ("InboundQueue", "InboundDeadLetters", "WorkQueue", "WorkDeadLetters")
        self.urls = {made[each].rpartition("/")[2]: made[each] for each in names}

    def put(self, queue: str, *messages: dict[str, Any]) -> None:
        for each in messages:
            self.sqs.send_message(QueueUrl=self.urls[queue], MessageBody=json.dumps(each))


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    with Child(tmp_path_factory.mktemp("engine")) as engine, sdk_speaks_to(engine.endpoint):
        boto3.setup_default_session()
        yield Post()


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def consumers(desk: Desk, post: Post) -> Iterator[Consumers]:
    playing = Consumers(desk.app, post.sqs, post.urls)
    playing.start()
    yield playing
    playing.stop()
    for thread in threading.enumerate():
        if thread.name.startswith("consumer-"):
            thread.join()  # what one that still waits puts back would count as tried


class TestConsumers:
    def test_every_message_reaches_the_consumer_once(
        self, desk: Desk, post: Post, consumers: Consumers
    ) -> None:
        post.put("gangji-work", *({"n": number} for number in range(25)))

        assert consumers.wait_until_quiet(20)
        assert sorted(each["n"] for each in desk.seen) == list(range(25))

    def test_only_what_failed_comes_again(self, desk: Desk, post: Post, consumers: Consumers) -> None:
        post.put("gangji-work", {"n": 1}, {"n": 2, "fails": 2})

        assert consumers.wait_until_quiet(20)
        assert [each["n"] for each in desk.seen].count(1) == 1
        assert [each["n"] for each in desk.seen].count(2) == 3

    def test_what_always_fails_ends_among_the_dead_letters(
        self, desk: Desk, post: Post, consumers: Consumers
    ) -> None:
        before = consumers.dead_letters()
        post.put("gangji-inbound", {"n": 3})

        assert consumers.wait_until_quiet(60)
        assert len(desk.seen) == 5
        assert consumers.dead_letters() == before + 1

    def test_what_was_not_begun_at_the_stop_stays_in_the_queue(self, desk: Desk, post: Post) -> None:
        stopped, later = Consumers(desk.app, post.sqs, post.urls), Consumers(desk.app, post.sqs, post.urls)
        stopped.start()
        stopped.stop()
        post.put("gangji-work", {"n": 4})

        assert not later.wait_until_quiet(0.5)
        later.start()
        assert later.wait_until_quiet(60)
        later.stop()

        assert desk.seen == [{"n": 4}]


class TestJobs:
    @pytest.mark.parametrize("name", ["two-words", "two_words"])
    def test_a_job_is_run_by_name_with_what_is_given(self, desk: Desk, name: str) -> None:
        result = Jobs(desk.app, lambda: NOON).run(name, {"company_id": "co_1"})

        assert result == {"detail": {"company_id": "co_1"}}
        assert desk.events[0]["time"] == "2026-03-02T12:00:00Z"
        assert desk.events[0]["detail-type"] == "Scheduled Event"

    def test_a_name_that_is_none_is_answered_with_those_there_are(self, desk: Desk) -> None:
        with pytest.raises(UnknownJob, match="broken, two-words"):
            Jobs(desk.app, lambda: NOON).run("nothing", {})

    def test_a_job_that_raises_is_named_with_what_it_raised(self, desk: Desk) -> None:
        with pytest.raises(JobFailed, match="LookupError"):
            Jobs(desk.app, lambda: NOON).run("broken", {})

    def test_a_job_never_runs_twice_at_a_time(self, desk: Desk) -> None:
        jobs = Jobs(desk.app, lambda: NOON)
        threads = [threading.Thread(target=jobs.run, args=("two-words", {})) for _ in range(5)]

        for each in threads:
            each.start()
        for each in threads:
            each.join()

        assert len(desk.events) == 5


class TestResources:
    def test_the_engine_gets_what_the_template_declares(self, post: Post) -> None:
        declared = json.loads(resources.TEMPLATE.read_text())["Resources"]
        dynamodb, s3 = boto3.client("dynamodb"), boto3.client("s3")

        made = resources.ensure()

        for logical_id in ("Table", "DispatchTable"):
            wanted, table = declared[logical_id]["Properties"], made[logical_id]
            found = dynamodb.describe_table(TableName=table)["Table"]
            assert found["KeySchema"] == wanted["KeySchema"]
            assert found["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
            lifetime = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
            assert lifetime["AttributeName"] == "expires_at"
        assert s3.get_bucket_versioning(Bucket=made["Documents"])["Status"] == "Enabled"

    def test_a_queue_gives_up_after_five_times(self, post: Post) -> None:
        for name in ("gangji-work", "gangji-inbound"):
            answer = post.sqs.get_queue_attributes(QueueUrl=post.urls[name], AttributeNames=["All"])
            policy = json.loads(answer["Attributes"]["RedrivePolicy"])
            assert policy["maxReceiveCount"] == 5
            assert policy["deadLetterTargetArn"].endswith(f":{name}-dead")

    def test_a_second_time_makes_nothing_anew(self, post: Post) -> None:
        post.put("gangji-work", {"n": 5})

        assert resources.ensure() == resources.ensure()
        left = post.sqs.receive_message(QueueUrl=post.urls["gangji-work"]).get("Messages", [])
        assert len(left) == 1

    def test_everything_declared_for_the_engine_is_made(self, tmp_path: Path) -> None:
        kinds = {each["Type"] for each in json.loads(resources.TEMPLATE.read_text())["Resources"].values()}

        assert kinds - set(resources.MAKERS) == {"AWS::S3::BucketPolicy"}  # nobody else reaches the engine
