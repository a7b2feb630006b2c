"""What the engine's tests share: SDK clients that never retry, a table, and the engine as a child process."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

import boto3
from botocore.config import Config

from infra.local.calls import Call, refusal
from infra.local.engine import Fault

TABLE = "things"
_ROOT = Path(__file__).parents[2]


def client(service: str, endpoint: str, **config: Any) -> Any:
    """Return a client that reports what happened the first time."""
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name="eu-central-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=20, **config),
    )


def create_table(dynamodb: Any) -> None:
    dynamodb.create_table(
        TableName=TABLE,
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        BillingMode="PAY_PER_REQUEST",
    )


def key(pk: str, sk: str = "-") -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def put(pk: str, sk: str = "-", **more: Any) -> dict[str, Any]:
    """Return a member of a TransactWriteItems request."""
    return {"Put": {"TableName": TABLE, "Item": key(pk, sk), **more}}


def count_up(pk: str) -> dict[str, Any]:
    """Return a member of a TransactWriteItems request that adds one to `n`."""
    return {
        "Update": {
            "TableName": TABLE,
            "Key": key(pk),
            "UpdateExpression": "ADD n :one",
            "ExpressionAttributeValues": {":one": {"N": "1"}},
        }
    }


def items(dynamodb: Any, pk: str) -> dict[str, dict[str, Any]]:
    """Return the whole partition by sort key."""
    pages = dynamodb.get_paginator("query").paginate(
        TableName=TABLE,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": pk}},
        ConsistentRead=True,
    )
    return {item["sk"]["S"]: item for page in pages for item in page["Items"]}


def item(dynamodb: Any, pk: str, sk: str = "-") -> dict[str, Any] | None:
    return dynamodb.get_item(TableName=TABLE, Key=key(pk, sk), ConsistentRead=True).get("Item")


def faulty(call: Call) -> Fault | None:
    """What happens to a PutItem, by the name of the item."""
    if call.name != "dynamodb.PutItem":
        return None
    return {
        "lost": Fault(lose_answer=True),
        "throttled": Fault(answer=refusal(call, "ProvisionedThroughputExceededException", "slow down", 400)),
        "late": Fault(delay=0.5),
    }.get(call.json()["Item"]["pk"]["S"])


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a piece of code in a process of its own: only one engine runs in a process."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=_ROOT, capture_output=True, text=True, timeout=60
    )


class Child:
    """An engine in a process of its own; leaving the context stops it cleanly."""

    def __init__(
        self,
        state_dir: Path,
        *,
        long_journal: int = 2_000,
        largest_file: int | None = None,
        faults: bool = False,
    ) -> None:
        code = "from infra.local.engine import main;"
        if largest_file:
            code += f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({largest_file},) * 2);"
        if faults:
            code += "from tests.local.engine_clients import faulty; main(before=faulty)"
        else:
            code += "main()"
        options = ["--state-dir", str(state_dir), "--long-journal", str(long_journal)]
        self._process = subprocess.Popen(
            [sys.executable, "-c", code, *options],
            cwd=_ROOT,
            env={**os.environ, "PYTHONHASHSEED": "random"},
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, "the engine did not start"
        self.endpoint: str = json.loads(line)["endpoint"]

    def client(self, service: str, **config: Any) -> Any:
        return client(service, self.endpoint, **config)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _end(self, how: signal.Signals) -> None:
        self._process.send_signal(how)  # does nothing if the process has ended
        self._process.wait(30)
        if self._process.stdout:
            self._process.stdout.close()
