import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from infra.local.engine import Engine, EngineRefused, describe
from tests.local.engine_clients import TABLE, Child, count_up, create_table, item, items, key, put, python

SIGNED_FOR_SQS = "AWS4-HMAC-SHA256 Credential=test/20260302/eu-central-1/sqs/aws4_request"
EUROPE = {"LocationConstraint": "eu-central-1"}

STOPS_CLEANLY = """
import json, pathlib, sys, threading
from infra.local.engine import Engine
from tests.local.engine_clients import client, create_table
before = threading.enumerate()
with Engine(pathlib.Path(sys.argv[1])) as engine:
    create_table(client("dynamodb", engine.endpoint))
print(json.dumps([str(thread) for thread in threading.enumerate() if thread not in before]))
"""
PUBLISHES = """
import json, pathlib, sys
from infra.local.engine import Engine, describe
with Engine(pathlib.Path(sys.argv[1])) as engine:
    engine.publish(port=8080, name="岗绩")
    engine.publish(port=8)
    print(json.dumps([engine.endpoint, describe(pathlib.Path(sys.argv[1]))]))
"""
STARTS_TWO = """
import pathlib, sys
from infra.local.engine import Engine
with Engine(pathlib.Path(sys.argv[1])):
    Engine(pathlib.Path(sys.argv[2])).start()
"""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Child]:
    """An engine for tests that neither end it nor look at what other tests wrote; it has faults (`faulty`)."""
    with Child(tmp_path_factory.mktemp("running"), faults=True) as child:
        create_table(child.client("dynamodb"))
        yield child


@pytest.fixture
def dynamodb(running: Child) -> Any:
    return running.client("dynamodb", max_pool_connections=50)


@pytest.fixture
def state_dir(tmp_path: Path) -> Path:
    return tmp_path / "state"


class TestEngine:
    def test_keeps_everything_over_a_clean_restart(self, state_dir):
        with Child(state_dir) as child:
            create_table(child.client("dynamodb"))
            child.client("dynamodb").put_item(TableName=TABLE, Item={**key("a"), "text": {"S": "岗位"}})
            s3, sqs = child.client("s3"), child.client("sqs")
            s3.create_bucket(Bucket="raw", CreateBucketConfiguration=EUROPE)
            s3.put_object(Bucket="raw", Key="公司/一.bin", Body=bytes(range(256)), Metadata={"sha": "1"})
            queue = sqs.create_queue(QueueName="work")["QueueUrl"]
            sqs.send_message(QueueUrl=queue, MessageBody="one")
            arn = child.client("secretsmanager").create_secret(Name="key", SecretString="s3cret")["ARN"]

        with Child(state_dir) as child:
            stored = child.client("s3").get_object(Bucket="raw", Key="公司/一.bin")
            queue = child.client("sqs").get_queue_url(QueueName="work")["QueueUrl"]

            assert item(child.client("dynamodb"), "a") == {**key("a"), "text": {"S": "岗位"}}
            assert (stored["Body"].read(), stored["Metadata"]) == (bytes(range(256)), {"sha": "1"})
            assert child.client("sqs").receive_message(QueueUrl=queue)["Messages"][0]["Body"] == "one"
            assert child.client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"] == "s3cret"

    def test_leaves_no_thread_and_no_other_file_behind(self, state_dir, monkeypatch):
        monkeypatch.setenv("PERSIST_STATE", "1")
        monkeypatch.setenv("STATE_DIR", str(state_dir / "not-ours"))

        left = python(STOPS_CLEANLY, str(state_dir))

        assert json.loads(left.stdout) == []
        assert left.stderr == ""
        assert sorted(path.name.partition("-")[0] for path in state_dir.iterdir()) == [
            "engine.lock",
            "journal",
            "snapshot",
        ]

    def test_stops_while_clients_wait_for_messages(self, state_dir):
        with Child(state_dir) as child:
            sqs = child.client("sqs")
            queue = sqs.create_queue(QueueName="work")["QueueUrl"]
            waiting = HTTPConnection(child.endpoint.removeprefix("http://"), timeout=10)
            headers = {"X-Amz-Target": "AmazonSQS.ReceiveMessage", "Authorization": SIGNED_FOR_SQS}
            waiting.request("POST", "/", json.dumps({"QueueUrl": queue, "WaitTimeSeconds": 20}), headers)
            sqs.list_queues()

            child.stop()

            assert waiting.getresponse().read() == b"{}"

    def test_one_of_fifty_conditional_writers_wins(self, dynamodb):
        together = threading.Barrier(50)

        def write(number: int) -> bool:
            together.wait()
            mine = put("seat", "last", ConditionExpression="attribute_not_exists(pk)")
            try:
                dynamodb.transact_write_items(TransactItems=[mine, put("taken by", str(number))])
            except dynamodb.exceptions.TransactionCanceledException:
                return False
            return True

        with ThreadPoolExecutor(50) as writers:
            won = [number for number, winner in enumerate(writers.map(write, range(50))) if winner]

        assert len(won) == 1
        assert list(items(dynamodb, "taken by")) == [str(won[0])]

    def test_a_failed_transaction_gives_the_old_item_back_and_changes_nothing(self, dynamodb):
        first = {**key("request"), "answer": {"S": "first"}}
        dynamodb.put_item(TableName=TABLE, Item=first)
        again = put(
            "request",
            ConditionExpression="attribute_not_exists(pk)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )

        with pytest.raises(dynamodb.exceptions.TransactionCanceledException) as refused:
            dynamodb.transact_write_items(TransactItems=[put("effect"), again])

        reasons = refused.value.response["CancellationReasons"]
        assert [reason["Code"] for reason in reasons] == ["None", "ConditionalCheckFailed"]
        assert reasons[1]["Item"] == first
        assert item(dynamodb, "effect") is None

    def test_a_client_token_is_applied_once_also_over_restarts(self, state_dir):
        priced = put("priced")
        priced["Put"]["Item"]["price"] = {"N": "1.50"}
        request = {"ClientRequestToken": "once", "TransactItems": [count_up("counter"), priced]}
        with Child(state_dir) as child:
            create_table(child.client("dynamodb"))
            child.client("dynamodb").transact_write_items(**request)
            child.client("dynamodb").transact_write_items(**request)
            child.kill()

        for _ in range(2):
            with Child(state_dir) as child:
                child.client("dynamodb").transact_write_items(**request)
                counter = item(child.client("dynamodb"), "counter")

                assert counter and counter["n"] == {"N": "1"}

    def test_pages_end_at_one_megabyte(self, dynamodb):
        for number in range(12):
            big = {**key("big", f"{number:02}"), "text": {"S": "x" * 200_000}}
            dynamodb.put_item(TableName=TABLE, Item=big)

        page = dynamodb.query(
            TableName=TABLE,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": "big"}},
        )

        assert page["LastEvaluatedKey"] == key("big", page["Items"][-1]["sk"]["S"])
        assert len(page["Items"]) < 12 == len(items(dynamodb, "big"))

    def test_a_received_message_comes_again_after_a_kill_and_a_deleted_one_does_not(self, state_dir):
        with Child(state_dir) as child:
            sqs = child.client("sqs")
            queue = sqs.create_queue(QueueName="work")["QueueUrl"]
            for body in ("done", "not done"):
                sqs.send_message(QueueUrl=queue, MessageBody=body)
            held = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, VisibilityTimeout=3600)[
                "Messages"
            ]
            (done,) = (message for message in held if message["Body"] == "done")
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=done["ReceiptHandle"])
            child.kill()

        with Child(state_dir) as child:
            found = child.client("sqs").receive_message(
                QueueUrl=queue, MaxNumberOfMessages=10, AttributeNames=["ApproximateReceiveCount"]
            )["Messages"]

        assert [message["Body"] for message in found] == ["not done"]
        assert found[0]["Attributes"]["ApproximateReceiveCount"] == "2"

    def test_a_receipt_handle_outlives_a_kill(self, state_dir):
        with Child(state_dir) as child:
            queue = child.client("sqs").create_queue(QueueName="work")["QueueUrl"]
            child.client("sqs").send_message(QueueUrl=queue, MessageBody="one")
            handle = child.client("sqs").receive_message(QueueUrl=queue)["Messages"][0]["ReceiptHandle"]
            child.kill()

        with Child(state_dir) as child:
            child.client("sqs").delete_message(QueueUrl=queue, ReceiptHandle=handle)

            assert "Messages" not in child.client("sqs").receive_message(QueueUrl=queue)

    def test_a_waiting_receiver_gets_a_message_that_arrives(self, running):
        sqs, wait = running.client("sqs"), {"ReceiveMessageWaitTimeSeconds": "15"}
        queue = sqs.create_queue(QueueName="slow", Attributes=wait)["QueueUrl"]
        with ThreadPoolExecutor(1) as waiting:
            received = waiting.submit(sqs.receive_message, QueueUrl=queue)
            running.client("sqs").send_message(QueueUrl=queue, MessageBody="late")

            assert received.result(timeout=10)["Messages"][0]["Body"] == "late"

    def test_a_presigned_upload_is_kept_after_its_time_is_over(self, state_dir):
        with Child(state_dir) as child:
            s3 = child.client("s3")
            s3.create_bucket(Bucket="raw", CreateBucketConfiguration=EUROPE)
            url = s3.generate_presigned_url(
                "put_object", Params={"Bucket": "raw", "Key": "photo"}, ExpiresIn=1
            )
            with urlopen(Request(url, data=b"pixels", method="PUT")) as answer:
                assert answer.status == 200
            child.kill()
        time.sleep(1.1)

        with Child(state_dir) as child:
            stored = child.client("s3").get_object(Bucket="raw", Key="photo")

            assert stored["Body"].read() == b"pixels"

    def test_a_full_disk_loses_nothing_that_was_acknowledged(self, state_dir):
        kept = []
        with Child(state_dir, largest_file=100_000) as child:
            dynamodb = child.client("dynamodb")
            create_table(dynamodb)
            with pytest.raises(ClientError) as refused:
                for number in range(1000):
                    dynamodb.put_item(
                        TableName=TABLE, Item={**key("a", str(number)), "text": {"S": "x" * 2000}}
                    )
                    kept.append(str(number))
            with pytest.raises(ClientError) as also_reading:
                item(dynamodb, "a", "0")

        assert refused.value.response["Error"]["Code"] == "ServiceUnavailable"
        assert also_reading.value.response["Error"]["Code"] == "ServiceUnavailable"
        with Child(state_dir) as child:
            assert kept and set(items(child.client("dynamodb"), "a")) == set(kept)

    def test_refuses_a_service_it_does_not_offer(self, running):
        with pytest.raises(ClientError, match="does not offer sns"):
            running.client("sns").create_topic(Name="told")


class TestFault:
    def test_an_answer_can_be_lost_after_the_effect(self, dynamodb):
        with pytest.raises(ConnectionClosedError):
            dynamodb.put_item(TableName=TABLE, Item=key("lost"))

        assert item(dynamodb, "lost") == key("lost")

    def test_a_request_can_be_refused_without_an_effect(self, dynamodb):
        with pytest.raises(dynamodb.exceptions.ProvisionedThroughputExceededException):
            dynamodb.put_item(TableName=TABLE, Item=key("throttled"))

        assert item(dynamodb, "throttled") is None

    def test_a_request_can_be_late_without_delaying_others(self, dynamodb):
        with ThreadPoolExecutor(1) as late:
            written = late.submit(dynamodb.put_item, TableName=TABLE, Item=key("late"))

            while_waiting = item(dynamodb, "late")
            written.result()

        assert while_waiting is None
        assert item(dynamodb, "late") == key("late")


class TestDescribe:
    def test_tells_what_the_running_engine_published(self, state_dir):
        endpoint, facts = json.loads(python(PUBLISHES, str(state_dir)).stdout)

        assert (facts["engine"], facts["port"], facts["name"]) == (endpoint, 8, "岗绩")
        assert describe(state_dir) is None

    def test_forgets_an_engine_that_was_killed(self, state_dir):
        with Child(state_dir) as child:
            running = describe(state_dir)
            child.kill()

            assert running and running["engine"] == child.endpoint
            assert describe(state_dir) is None

    def test_knows_nothing_of_a_directory_that_is_not_there(self, state_dir):
        assert describe(state_dir) is None


class TestRefusal:
    def test_a_directory_in_use(self, state_dir):
        with Child(state_dir), pytest.raises(EngineRefused, match="in use by another process"):
            Engine(state_dir).start()

    def test_a_second_engine_in_one_process(self, tmp_path):
        refused = python(STARTS_TWO, str(tmp_path / "one"), str(tmp_path / "two"))

        assert "already runs in this process" in refused.stderr

    def test_a_directory_that_cannot_be_made(self, tmp_path):
        (tmp_path / "file").touch()

        for path in (tmp_path / "file", tmp_path / "file" / "below"):
            with pytest.raises(EngineRefused, match="cannot be used"):
                Engine(path).start()
