"""A stack made from what `package` made, and the ways to reach it: HTTP, the SDK, and its logs."""

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import boto3

from functions import wiring
from infra.local.surroundings import ensure_keys, sdk_speaks_to
from infra.packaging.templates import CODE_BUCKET
from tests.api.client import Client, Wire
from tests.api.contract import Contract
from tests.stack.emulator import Emulator, emulator
from tests.stack.made import Made

T = TypeVar("T")
NAME = "gangji"
_BUCKET = "code-of-gangji"
_LONGEST_SECONDS = 60


class StageWire(Wire):
    """Sends requests to one stage of a REST API."""

    def __init__(self, port: int, api_id: str) -> None:
        super().__init__(port)
        self._stage = f"/restapis/{api_id}/api/_user_request_"

    def send(
        self, method: str, target: str, body: bytes | None, headers: list[tuple[str, str]]
    ) -> tuple[int, dict[str, str], bytes]:
        return super().send(method, self._stage + target, body, headers)


@dataclass(frozen=True)
class Stack:
    """The deployed stack; the SDK's environment points at it."""

    running: Emulator
    outputs: Mapping[str, str]

    @cached_property
    def wire(self) -> Wire:
        """HTTP to the API's stage."""
        return StageWire(self.running.port, self.outputs["RestAPIId"])

    @cached_property
    def contract(self) -> Contract:
        """The document that the deployed API tells of itself."""
        status, _, raw = self.wire.send("GET", "/openapi.json", None, [])
        assert status == 200, raw
        return Contract(json.loads(raw))

    @cached_property
    def physical(self) -> dict[str, str]:
        """Physical ids by logical id."""
        found = boto3.client("cloudformation").describe_stack_resources(StackName=NAME)["StackResources"]
        return {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in found}

    def as_(self, token: str | None, language: str | None = None) -> Client:
        """Return a client of the API."""
        return Client(self.wire, self.contract, token, language)

    def settings_of(self, function: str) -> dict[str, str]:
        """Return a function's environment as it was deployed."""
        client = boto3.client("lambda")
        found = client.get_function_configuration(FunctionName=self.physical[function])
        return dict(found["Environment"]["Variables"])

    def tick(self, function: str, **detail: Any) -> Any:
        """Invoke a scheduled function as EventBridge does and return what it returned."""
        event = {
            "version": "0", "id": "1", "detail-type": "Scheduled Event", "source": "aws.events",
            "account": "000000000000", "time": "2026-01-01T00:00:00Z", "region": "us-east-1",
            "resources": [], "detail": detail,
        }  # fmt: skip
        answer = boto3.client("lambda").invoke(
            FunctionName=self.physical[function], Payload=json.dumps(event).encode()
        )
        told = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, told
        return told

    def logged(self, function: str) -> list[dict[str, Any]]:
        """Return the structured lines in the log group of a function."""
        logs, group = boto3.client("logs"), f"/{NAME}/{function}"
        streams = logs.describe_log_streams(logGroupName=group)["logStreams"]
        events = [
            event["message"]
            for stream in streams
            for event in logs.get_log_events(logGroupName=group, logStreamName=stream["logStreamName"])[
                "events"
            ]
        ]
        return [json.loads(each) for each in events if each.startswith("{")]

    def waits(self, queue: str) -> int:
        """Return how many messages a queue holds, those in a consumer's hands included."""
        attributes = boto3.client("sqs").get_queue_attributes(
            QueueUrl=self.outputs[queue], AttributeNames=["All"]
        )["Attributes"]
        kinds = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
        return sum(int(attributes[kind]) for kind in kinds)


def soon(look: Callable[[], T]) -> T:
    """Return what `look` finds, as soon as it finds anything."""
    until = time.monotonic() + _LONGEST_SECONDS
    while not (found := look()):
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.1)
    return found


@contextmanager
def deployed(made: Made, folder: Path) -> Iterator[Stack]:
    """Deploy by CloudFormation, fill the keys once, and let the process's own use cases speak to the stack."""
    with emulator(folder) as running, sdk_speaks_to(running.endpoint):
        boto3.setup_default_session()
        stack = Stack(running, _create(made, running))
        ensure_keys(stack.outputs["Keys"])
        os.environ.update(stack.settings_of("APIHandler"))
        wiring.forget()
        yield stack
        wiring.forget()


def _create(made: Made, running: Emulator) -> dict[str, str]:
    s3, cloudformation = boto3.client("s3"), boto3.client("cloudformation")
    s3.create_bucket(Bucket=_BUCKET)
    s3.put_object(Bucket=_BUCKET, Key=made.manifest.code_key, Body=made.bundle.read_bytes())
    s3.put_object(Bucket=_BUCKET, Key="template.json", Body=_for_the_emulator(made.template))
    cloudformation.create_stack(
        StackName=NAME,
        TemplateURL=f"{running.endpoint}/{_BUCKET}/template.json",
        Parameters=[{"ParameterKey": CODE_BUCKET, "ParameterValue": _BUCKET}],
        Capabilities=["CAPABILITY_IAM"],
    )

    def ended() -> Any:
        (stack,) = cloudformation.describe_stacks(StackName=NAME)["Stacks"]
        return None if stack["StackStatus"].endswith("IN_PROGRESS") else stack

    stack = soon(ended)
    assert stack["StackStatus"] == "CREATE_COMPLETE", cloudformation.describe_stack_events(StackName=NAME)
    return {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}


def _for_the_emulator(template: Any) -> bytes:
    """
    Return the template with the two things changed that cannot hold on this machine.

    The emulator speaks HTTP, which the buckets' policies refuse; and it asks for a right by a name of its own that
    AWS takes as part of `sqs:SendMessage`.
    """
    resources = {
        name: each for name, each in template["Resources"].items() if each["Type"] != "AWS::S3::BucketPolicy"
    }
    text = json.dumps({**template, "Resources": resources})
    return text.replace('"sqs:SendMessage"', '"sqs:SendMessage", "sqs:SendMessageBatch"').encode()
