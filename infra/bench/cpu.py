"""CPU of each watched operation beside a bare handler: boto3 and nothing else, making the same engine calls."""

import copy
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from infra.bench.costs import Cost
from infra.bench.workload import Operation, Workload

TIMES = 60
"""How often an operation is done at most; the engine runs in another process, so only our CPU is counted."""


@dataclass(frozen=True, slots=True)
class Cpu:
    """Median CPU of one operation in microseconds: the app's, and the bare handler's."""

    operation: str
    app_us: int
    bare_us: int

    @property
    def ratio(self) -> float:
        """How many times the bare handler's CPU the app takes."""
        return round(self.app_us / self.bare_us, 2)


def measure_cpu(workload: Workload, costs: list[Cost]) -> list[Cpu]:
    """Do each operation again and again, and beside it the same calls by a bare handler."""
    bare = BareHandler()
    found = []
    for operation, cost in zip(workload.operations(), costs, strict=True):
        times = min(TIMES, operation.times - 1)
        app_us = _median_us(lambda number, act=operation: _act(act, number + 1), times)
        bare_us = _median_us(lambda number, calls=cost.requests: bare.handle(calls, number), times)
        found.append(Cpu(operation.name, app_us, bare_us))
    return found


class BareHandler:
    """Parses a body and sends prepared calls; writes go to keys of its own, so that none is refused."""

    def __init__(self) -> None:
        import boto3

        self._clients = {name: boto3.client(name) for name in ("dynamodb", "s3", "sqs")}

    def handle(self, calls: tuple[tuple[str, str, Mapping[str, Any]], ...], number: int) -> str:
        """Do what a handler without any framework would do."""
        json.loads('{"client_id":"bench","minutes":40}')
        answer: Any = {}
        for service, operation, params in calls:
            method = "".join(f"_{char.lower()}" if char.isupper() else char for char in operation).lstrip("_")
            answer = getattr(self._clients[service], method)(**_own(params, number))
        answer.pop("ResponseMetadata", None)
        return json.dumps(answer, default=str)


def _own(params: Mapping[str, Any], number: int) -> dict[str, Any]:
    """Return parameters that write what nobody else reads; reads stay as they are."""
    own = copy.deepcopy(dict(params))
    own.pop("ClientRequestToken", None)
    for place, item in enumerate(own.get("TransactItems", ())):
        ((_, what),) = item.items()
        key = what.get("Item") or what["Key"]
        key["pk"] = {"S": f"bare#{number}#{place}"}
        for name in ("ConditionExpression", "ReturnValuesOnConditionCheckFailure"):
            what.pop(name, None)
        for group in ("ExpressionAttributeNames", "ExpressionAttributeValues"):
            said = what.pop(group, {})
            used = {name: value for name, value in said.items() if name in what.get("UpdateExpression", "")}
            if used:
                what[group] = used
    return own


def _act(operation: Operation, number: int) -> object:
    return operation.act(number)


def _median_us(act: Callable[[int], object], times: int) -> int:
    act(0)
    taken = []
    for number in range(1, times):
        began = time.process_time_ns()
        act(number)
        taken.append(time.process_time_ns() - began)
    return round(median(taken) / 1000)
