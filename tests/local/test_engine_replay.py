import json
import pickle
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from tests.local.engine_clients import TABLE, Child, create_table, key, put

SEED = 2026
CALLS = 700
EUROPE = {"LocationConstraint": "eu-central-1"}
FORGETTABLE = (
    "Approximate",  # a queue's attributes as they were last read, counted anew each time
    "x-amz-id-2",  # ids of answers, kept beside a completed upload
    "x-amz-request-id",
    "x-amzn-requestid",
)


class Work:
    """Clients that do a little of everything, by chance."""

    def __init__(self, engine: Child, seed: int) -> None:
        self._chance = random.Random(seed)
        self._dynamodb, self._s3 = engine.client("dynamodb"), engine.client("s3")
        self._sqs, self._secrets = engine.client("sqs"), engine.client("secretsmanager")
        self._held: list[tuple[str, str]] = []
        self._queues = self._set_up()

    def do(self, calls: int) -> None:
        steps = [step for name, step in vars(Work).items() if name.startswith("_do_")]
        for _ in range(calls):
            try:
                self._chance.choice(steps)(self, self._chance.randrange(20))
            except ClientError as refused:  # conflicts belong to the work, faults do not
                assert refused.response["ResponseMetadata"]["HTTPStatusCode"] < 500

    def _set_up(self) -> list[str]:
        create_table(self._dynamodb)
        for bucket in ("plain", "versioned"):
            self._s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=EUROPE)
        enabled = {"Status": "Enabled"}
        self._s3.put_bucket_versioning(Bucket="versioned", VersioningConfiguration=enabled)
        dead, events = self._queue("dead"), self._queue("events")
        redrive = {"deadLetterTargetArn": self._arn(dead), "maxReceiveCount": "2"}
        work = self._queue("work", RedrivePolicy=json.dumps(redrive), VisibilityTimeout="0")
        first_come = self._queue("in-order.fifo", FifoQueue="true", ContentBasedDeduplication="true")
        told = {"QueueArn": self._arn(events), "Events": ["s3:ObjectCreated:*"]}
        self._s3.put_bucket_notification_configuration(
            Bucket="plain", NotificationConfiguration={"QueueConfigurations": [told]}
        )
        return [work, dead, events, first_come]

    def _queue(self, name: str, **attributes: str) -> str:
        return str(self._sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"])

    def _arn(self, queue: str) -> str:
        answer = self._sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
        return str(answer["Attributes"]["QueueArn"])

    def _do_put(self, number: int) -> None:
        values = {
            "n": {"N": "1.50"},
            "set": {"SS": ["b", "a", "c"]},
            "map": {"M": {"x": {"L": [{"B": b"\0"}]}}},
        }
        self._dynamodb.put_item(
            TableName=TABLE,
            Item={**key("a", str(number)), **values},
            ConditionExpression=self._chance.choice(["attribute_not_exists(pk)", "attribute_exists(pk)"]),
        )

    def _do_update(self, number: int) -> None:
        self._dynamodb.update_item(
            TableName=TABLE,
            Key=key("a", str(number)),
            UpdateExpression="SET v = if_not_exists(v, :one) + :one ADD #s :more",
            ExpressionAttributeNames={"#s": "set"},
            ExpressionAttributeValues={":one": {"N": "1"}, ":more": {"SS": [str(number), "z"]}},
        )

    def _do_transact(self, number: int) -> None:
        new = put("t", str(self._chance.random()), ConditionExpression="attribute_not_exists(pk)")
        self._dynamodb.transact_write_items(
            ClientRequestToken=f"token {number}", TransactItems=[new, put("u")]
        )

    def _do_batch(self, number: int) -> None:
        puts = [{"PutRequest": {"Item": key("b", str(at))}} for at in range(number + 1)]
        gone = [{"DeleteRequest": {"Key": key("b", str(at))}} for at in range(number + 1, 25)]
        self._dynamodb.batch_write_item(RequestItems={TABLE: puts + gone})

    def _do_delete(self, number: int) -> None:
        self._dynamodb.delete_item(TableName=TABLE, Key=key("a", str(number)))

    def _do_keep_object(self, number: int) -> None:
        bucket = self._chance.choice(["plain", "versioned"])
        body = bytes([number]) * self._chance.randrange(5000)
        self._s3.put_object(Bucket=bucket, Key=f"a b/{number}+&=é中", Body=body, Metadata={"n": str(number)})

    def _do_copy_object(self, number: int) -> None:
        source = {"Bucket": "plain", "Key": f"a b/{number}+&=é中"}
        self._s3.copy_object(Bucket="versioned", Key=f"copy {number}", CopySource=source)

    def _do_remove_object(self, number: int) -> None:
        for bucket in ("plain", "versioned"):
            self._s3.delete_object(Bucket=bucket, Key=f"a b/{number}+&=é中")

    def _do_upload_in_parts(self, number: int) -> None:
        where = {"Bucket": "versioned", "Key": f"parts {number}"}
        upload = self._s3.create_multipart_upload(**where)["UploadId"]
        part = self._s3.upload_part(**where, UploadId=upload, PartNumber=1, Body=b"part")
        if number % 2:
            parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
            self._s3.complete_multipart_upload(**where, UploadId=upload, MultipartUpload=parts)

    def _do_send(self, number: int) -> None:
        said = {"who": {"DataType": "String", "StringValue": "é"}}
        delay = self._chance.choice([0, 0, 1])
        work, _, _, first_come = self._queues
        self._sqs.send_message(
            QueueUrl=work, MessageBody=f"m{number}", DelaySeconds=delay, MessageAttributes=said
        )
        self._sqs.send_message(
            QueueUrl=first_come, MessageBody=f"m{number % 7}", MessageGroupId=str(number % 3)
        )

    def _do_receive(self, number: int) -> None:
        for queue in self._queues:
            hidden = self._chance.choice([0, 1, 30])
            answer = self._sqs.receive_message(
                QueueUrl=queue, MaxNumberOfMessages=number % 10 + 1, VisibilityTimeout=hidden
            )
            self._held += [(queue, message["ReceiptHandle"]) for message in answer.get("Messages", [])]

    def _do_settle_message(self, number: int) -> None:
        if not self._held:
            return
        queue, handle = self._held.pop(self._chance.randrange(len(self._held)))
        if number % 3:
            self._sqs.delete_message(QueueUrl=queue, ReceiptHandle=handle)
        else:
            self._sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=handle, VisibilityTimeout=1)

    def _do_secret(self, number: int) -> None:
        name = f"secret {number % 3}"
        if number < 5:
            self._secrets.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
        elif number < 10:
            self._secrets.create_secret(Name=name, SecretString=str(number))
        else:
            self._secrets.put_secret_value(SecretId=name, SecretString=str(number))


class TestReplay:
    def test_leads_to_the_state_there_was(self, tmp_path):
        with Child(tmp_path / "lived") as child:
            Work(child, SEED).do(CALLS)
            shutil.copytree(tmp_path / "lived", tmp_path / "replayed")
            child.stop()

        lived, replayed = _state(tmp_path / "lived"), _state(tmp_path / "replayed")

        for store in lived:
            assert replayed[store] == lived[store], store
        assert lived["dynamodb._tables"] and lived["s3._object_versions"] and lived["sqs._queues"]


def _state(state_dir: Path) -> dict[str, Any]:
    """Return the state as the engine takes it on when it starts: after a clean stop, or by replay."""
    Child(state_dir).stop()
    content = max(state_dir.glob("snapshot-*")).read_bytes().partition(b"\n")[2]
    return _without(pickle.loads(content), lambda name: str(name).startswith(FORGETTABLE))


def _without(value: Any, forgettable: Callable[[Any], bool]) -> Any:
    if isinstance(value, dict):
        return {name: _without(each, forgettable) for name, each in value.items() if not forgettable(name)}
    if isinstance(value, list | tuple):
        return [_without(each, forgettable) for each in value]
    return value
