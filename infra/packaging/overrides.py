"""The template that is merged into Chalice's: the declared resources, and what Chalice does not know to say.

Chalice merges dictionaries deeply and replaces everything else. So an intrinsic is only replaced by the same
intrinsic (two in one dictionary are none), and a list of policies as a whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalice.app import Chalice, SQSEventConfig
from chalice.utils import to_cfn_resource_name

from infra.packaging.gateway_responses import gateway_responses
from infra.packaging.permissions import policy

LOG_DAYS = 30
AT_ONCE = 10
"""Consumers of one queue that run at the same time, so that a burst does not use up the account's concurrency."""

_API = "api_handler"


@dataclass(frozen=True, slots=True)
class Function:
    """A Lambda function as Chalice names it, and the queue that feeds it, if one does."""

    name: str
    queue: str | None = None

    @property
    def logical_id(self) -> str:
        """What the template calls it."""
        return "APIHandler" if self.name == _API else to_cfn_resource_name(self.name)

    @property
    def role(self) -> str:
        """What the template calls its role."""
        return to_cfn_resource_name(f"{self.name}_role")

    @property
    def log_group(self) -> str:
        """What the template calls its log group."""
        return f"{self.logical_id}Logs"


def functions_of(app: Chalice) -> list[Function]:
    """Return the functions of an app: the one behind the API, and one for each schedule and queue."""
    fed = [
        Function(each.name, each.queue if isinstance(each, SQSEventConfig) else None)
        for each in app.event_sources
    ]
    return [Function(_API), *fed]


def merge_template(app: Chalice, declared: Mapping[str, Any], code_version: str) -> dict[str, Any]:
    """
    Return the template to merge.

    :param declared: the template of what is not made by Chalice.
    :param code_version: the digest by which a score says what computed it.
    """
    resources = declared["Resources"]
    found: dict[str, Any] = {**resources, "RestAPI": _rest_api()}
    for function in functions_of(app):
        found[function.log_group] = _log_group(function)
        found[function.role] = {"Properties": {"Policies": [policy(function.name, function.log_group)]}}
        found[function.logical_id] = {"Properties": _function(function, resources, code_version)}
    told = {name: {"Value": {"Ref": name}} for name in _TOLD}
    return {**declared, "Resources": found, "Outputs": {**told, **declared.get("Outputs", {})}}


_TOLD = (
    "Table", "DispatchTable", "Documents", "Transit", "InboundQueue", "WorkQueue", "UploadsQueue", "Keys",
)  # fmt: skip


def environment(code_version: str) -> dict[str, Any]:
    """Return the settings of every function; `Ref` of a queue is its address."""
    return {
        "GANGJI_TABLE": {"Ref": "Table"},
        "GANGJI_DISPATCH_TABLE": {"Ref": "DispatchTable"},
        "GANGJI_BUCKET": {"Ref": "Documents"},
        "GANGJI_TRANSIT_BUCKET": {"Ref": "Transit"},
        "GANGJI_INBOUND_QUEUE_URL": {"Ref": "InboundQueue"},
        "GANGJI_WORK_QUEUE_URL": {"Ref": "WorkQueue"},
        "GANGJI_KEYS_SECRET": {"Ref": "Keys"},
        "GANGJI_CODE_VERSION": code_version,
    }


def _rest_api() -> dict[str, Any]:
    return {
        "Properties": {
            "Name": {"Fn::Sub": "${AWS::StackName}"},
            "DefinitionBody": {"x-amazon-apigateway-gateway-responses": gateway_responses()},
            "OpenApiVersion": "2.0",  # else SAM adds a stage called Stage
        }
    }


def _log_group(function: Function) -> dict[str, Any]:
    # A group of our own rather than `log_retention_in_days`: that one names the API's group after a function
    # that is not in the template, and fails where a first invocation has made the group already.
    return {
        "Type": "AWS::Logs::LogGroup",
        "Properties": {
            "LogGroupName": {"Fn::Sub": f"/${{AWS::StackName}}/{function.name}"},
            "RetentionInDays": LOG_DAYS,
        },
    }


def _function(function: Function, resources: Mapping[str, Any], code_version: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "Environment": {"Variables": environment(code_version)},
        "LoggingConfig": {"LogGroup": {"Ref": function.log_group}},
    }
    if function.queue:
        event = to_cfn_resource_name(f"{function.name}-sqs-event-source")
        found["Events"] = {event: {"Properties": _from_queue(_queue_named(function.queue, resources))}}
    return found


def _from_queue(queue: str) -> dict[str, Any]:
    return {
        "Queue": {"Fn::Sub": f"${{{queue}.Arn}}"},
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "ScalingConfig": {"MaximumConcurrency": AT_ONCE},
    }


def _queue_named(name: str, resources: Mapping[str, Any]) -> str:
    """Return the logical id of the queue that a function names.

    :raises LookupError: if no such queue is declared.
    """
    for logical_id, resource in resources.items():
        if resource["Type"] == "AWS::SQS::Queue" and resource["Properties"]["QueueName"] == name:
            return logical_id
    raise LookupError(f"no queue called {name} is declared")
