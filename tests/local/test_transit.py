"""What lives a day: the bucket that callers upload into, what it tells of, and what becomes of it."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests

from infra.local import resources
from infra.local.engine import Engine
from infra.local.expiry import expire
from infra.local.surroundings import sdk_speaks_to
from shared.adapters.documents.uploads import Uploads
from tests.local.engine_clients import Child


@pytest.fixture
def made(tmp_path: Path) -> Iterator[dict[str, str]]:
    with Engine(tmp_path / "state") as engine, sdk_speaks_to(engine.endpoint):
        boto3.setup_default_session()
        yield resources.ensure()


def received(sqs: Any, url: str) -> list[dict[str, Any]]:
    """Take all messages from a queue."""
    found = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for each in messages:
            found.append(json.loads(each["Body"]))
            sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
    return found


def keys(messages: list[dict[str, Any]]) -> list[str]:
    return [record["s3"]["object"]["key"] for each in messages for record in each["Records"]]


class TestTransit:
    def test_it_is_made_as_it_is_declared(self, made):
        s3, name = boto3.client("s3"), made["Transit"]

        (rule,) = s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
        (told,) = s3.get_bucket_notification_configuration(Bucket=name)["QueueConfigurations"]
        assert (rule["Expiration"], rule["Status"]) == ({"Days": 1}, "Enabled")
        assert rule["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}
        assert told["QueueArn"].endswith(":gangji-uploads")
        assert told["Filter"]["Key"]["FilterRules"] == [{"Name": "suffix", "Value": ".upload"}]
        assert "Status" not in s3.get_bucket_versioning(Bucket=name)

    def test_its_queue_takes_messages_of_this_bucket_alone(self, made):
        attributes = boto3.client("sqs").get_queue_attributes(
            QueueUrl=made["UploadsQueue"], AttributeNames=["Policy"]
        )["Attributes"]

        (statement,) = json.loads(attributes["Policy"])["Statement"]
        assert statement["Condition"]["ArnEquals"] == {"aws:SourceArn": f"arn:aws:s3:::{made['Transit']}"}

    def test_it_tells_of_uploads_and_of_nothing_else(self, made):
        s3, sqs = boto3.client("s3"), boto3.client("sqs")
        received(sqs, made["UploadsQueue"])

        for key in ("co_1/photos/a.upload", "co_1/reports/b.csv", "co_1/photos/c.upload.csv"):
            s3.put_object(Bucket=made["Transit"], Key=key, Body=b"x")

        assert keys(received(sqs, made["UploadsQueue"])) == ["co_1/photos/a.upload"]

    def test_a_second_start_connects_nothing_anew(self, made):
        sqs = boto3.client("sqs")
        (first,) = received(sqs, made["UploadsQueue"])

        resources.ensure()

        assert first["Event"] == "s3:TestEvent"
        assert received(sqs, made["UploadsQueue"]) == []

    def test_what_was_left_half_made_is_finished_by_the_next_start(self, made):
        s3 = boto3.client("s3")
        s3.put_bucket_notification_configuration(Bucket=made["Transit"], NotificationConfiguration={})

        resources.ensure()

        assert s3.get_bucket_notification_configuration(Bucket=made["Transit"])["QueueConfigurations"]


class TestExpire:
    def test_what_is_older_than_a_day_goes_and_the_rest_stays(self, made):
        s3, now = boto3.client("s3"), datetime.now(UTC)
        s3.put_object(Bucket=made["Transit"], Key="co_1/reports/a.csv", Body=b"x")

        assert expire(made["Transit"], now + timedelta(hours=23)) == 0
        assert expire(made["Transit"], now + timedelta(hours=25)) == 1

        assert "Contents" not in s3.list_objects_v2(Bucket=made["Transit"])


class TestAKill:
    def test_an_upload_and_its_message_are_there_again_after_the_forms_time(self, tmp_path):
        """What the journal repeats was let in once; that its form is over meanwhile does not undo it."""
        with Child(tmp_path / "state") as child:
            sqs, queue = _connected(child)
            form = child.client("s3").generate_presigned_post("transit", "a.upload", ExpiresIn=1)
            assert _sent(form) == 204
            child.kill()
        time.sleep(1.1)

        for _ in range(2):  # the message comes again, since nobody deletes it
            with Child(tmp_path / "state") as child:
                sqs = child.client("sqs")
                (message,) = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
                assert keys([json.loads(message["Body"])]) == ["a.upload"]
                assert Uploads(child.client("s3"), "transit").read("a.upload", most_bytes=9) == b"12345"
                over = {**form, "url": f"{child.endpoint}/transit"}
                assert _sent(over) == 403
                child.kill()


def _sent(form: Any) -> int:
    return requests.post(form["url"], data=form["fields"], files={"file": b"12345"}, timeout=30).status_code


def _connected(child: Child) -> tuple[Any, str]:
    """Make a bucket that tells a queue of uploads, and take its first message away."""
    s3, sqs = child.client("s3"), child.client("sqs")
    queue = sqs.create_queue(QueueName="uploads")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    europe = {"LocationConstraint": "eu-central-1"}
    s3.create_bucket(Bucket="transit", CreateBucketConfiguration=europe)
    told = {"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}
    s3.put_bucket_notification_configuration(
        Bucket="transit", NotificationConfiguration={"QueueConfigurations": [told]}
    )
    received(sqs, queue)
    return sqs, queue
