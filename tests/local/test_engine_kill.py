import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from tests.local.engine_clients import TABLE, Child, count_up, create_table, items, key, put

KILLS = 5
QUEUE = "http://engine/000000000000/work"
SEED = 2026


@dataclass
class History:
    """What the clients know: an effect that was neither acknowledged nor refused may or may not have happened."""

    items: dict[str, str] = field(default_factory=dict)
    transactions: set[str] = field(default_factory=set)
    objects: dict[str, bytes] = field(default_factory=dict)
    gone_objects: set[str] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)
    maybe_deleted: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    acknowledged: int = 0


class Load:
    """Clients that write until the engine is gone; names are never used twice."""

    def __init__(self, engine: Child, history: History, run: int) -> None:
        self._history = history
        self._run = run
        self._dynamodb, self._s3 = engine.client("dynamodb"), engine.client("s3")
        self._sqs = engine.client("sqs")

    def all(self) -> list[Callable[[], None]]:
        steps = (self._put, self._transact, self._keep_object, self._remove_object, self._send, self._consume)
        return [lambda step=step: self._until_gone(step) for step in steps]

    def _until_gone(self, step: Callable[[str], None]) -> None:
        for number in range(1_000_000):
            try:
                step(f"{self._run}-{number}")
            except (BotoCoreError, OSError):
                return
            self._history.acknowledged += 1

    def _put(self, name: str) -> None:
        self._dynamodb.put_item(TableName=TABLE, Item={**key("item", name), "text": {"S": name * 20}})
        self._history.items[name] = name * 20

    def _transact(self, name: str) -> None:
        once = put("marker", name, ConditionExpression="attribute_not_exists(pk)")
        self._dynamodb.transact_write_items(TransactItems=[once, put("effect", name), count_up("count")])
        self._history.transactions.add(name)

    def _keep_object(self, name: str) -> None:
        body = name.encode() * 500
        self._s3.put_object(Bucket="raw", Key=f"kept/{name}", Body=body)
        self._history.objects[f"kept/{name}"] = body

    def _remove_object(self, name: str) -> None:
        self._s3.put_object(Bucket="raw", Key=f"gone/{name}", Body=b"short-lived")
        self._s3.delete_object(Bucket="raw", Key=f"gone/{name}")
        self._history.gone_objects.add(f"gone/{name}")

    def _send(self, name: str) -> None:
        bodies = [f"{name}/{part}" for part in range(3)]
        entries = [{"Id": str(part), "MessageBody": body} for part, body in enumerate(bodies)]
        answer = self._sqs.send_message_batch(QueueUrl=QUEUE, Entries=entries)
        if len(answer.get("Successful", ())) < 3:
            raise ConnectionError("killed between the head and the body of the answer")
        self._history.sent.update(bodies)

    def _consume(self, _: str) -> None:
        answer = self._sqs.receive_message(QueueUrl=QUEUE, MaxNumberOfMessages=4, WaitTimeSeconds=1)
        for message in answer.get("Messages", [])[1:]:
            self._history.maybe_deleted.add(message["Body"])
            self._sqs.delete_message(QueueUrl=QUEUE, ReceiptHandle=message["ReceiptHandle"])
            self._history.deleted.add(message["Body"])


class TestKill:
    def test_nothing_acknowledged_is_lost_and_nothing_is_there_twice(self, tmp_path):
        history = History()
        chance = random.Random(SEED)
        for run in range(KILLS):
            with Child(tmp_path, long_journal=20) as child:  # so that snapshots are interrupted as well
                if run == 0:
                    _create_resources(child)
                _load_until_killed(child, history, run, seconds=chance.uniform(0.3, 0.9))

        with Child(tmp_path) as child:
            _check_items(child.client("dynamodb"), history)
            _check_objects(child.client("s3"), history)
            _check_messages(child.client("sqs"), history)
        assert history.acknowledged > KILLS * 20

    def test_a_winner_known_before_the_kill_has_won(self, tmp_path):
        with Child(tmp_path) as child:
            dynamodb = child.client("dynamodb")
            create_table(dynamodb)
            won = _race(dynamodb, "before")
            child.kill()

        with Child(tmp_path) as child:
            dynamodb = child.client("dynamodb")
            won += _race(dynamodb, "after")

            assert len(won) == 1
            assert items(dynamodb, "seat")["-"]["by"]["S"] == won[0]


def _create_resources(engine: Child) -> None:
    create_table(engine.client("dynamodb"))
    europe = {"LocationConstraint": "eu-central-1"}
    engine.client("s3").create_bucket(Bucket="raw", CreateBucketConfiguration=europe)
    engine.client("sqs").create_queue(QueueName="work", Attributes={"VisibilityTimeout": "1"})


def _load_until_killed(child: Child, history: History, run: int, *, seconds: float) -> None:
    steps = Load(child, history, run).all()
    with ThreadPoolExecutor(len(steps)) as clients:
        running = [clients.submit(step) for step in steps]
        time.sleep(seconds)
        child.kill()
        for step in running:
            step.result()


def _check_items(dynamodb: Any, history: History) -> None:
    found = {name: item["text"]["S"] for name, item in items(dynamodb, "item").items()}
    assert history.items.items() <= found.items()
    markers, effects = set(items(dynamodb, "marker")), set(items(dynamodb, "effect"))
    assert history.transactions <= markers == effects
    assert int(items(dynamodb, "count")["-"]["n"]["N"]) == len(markers)


def _check_objects(s3: Any, history: History) -> None:
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket="raw")
    found = {entry["Key"] for page in pages for entry in page.get("Contents", [])}
    assert history.objects.keys() <= found
    assert not history.gone_objects & found
    for name, body in history.objects.items():
        assert s3.get_object(Bucket="raw", Key=name)["Body"].read() == body


def _check_messages(sqs: Any, history: History) -> None:
    left: set[str] = set()
    while messages := sqs.receive_message(QueueUrl=QUEUE, MaxNumberOfMessages=10, VisibilityTimeout=600).get(
        "Messages"
    ):
        bodies = {message["Body"] for message in messages}
        assert len(bodies) == len(messages) and not bodies & left
        left |= bodies
    assert not left & history.deleted
    assert history.sent - history.maybe_deleted <= left


def _race(dynamodb: Any, when: str) -> list[str]:
    together = threading.Barrier(8)

    def take(number: int) -> list[str]:
        mine = {**key("seat"), "by": {"S": f"{when} {number}"}}
        together.wait()
        try:
            dynamodb.put_item(TableName=TABLE, Item=mine, ConditionExpression="attribute_not_exists(pk)")
        except ClientError:
            return []
        return [mine["by"]["S"]]

    with ThreadPoolExecutor(8) as racers:
        return [name for names in racers.map(take, range(8)) for name in names]
