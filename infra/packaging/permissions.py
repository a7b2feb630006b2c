"""What each function may do: a role of its own, with only what its code asks for.

No function deletes or scans company data; only uploads are deleted, once they were looked at. (The right to write in
batches, which the work function has, is one to delete in them as well; it puts and nothing else.) IAM cannot tell
companies apart here (one function serves them all), so rights end at tables, queues, the one secret and the kinds
of objects under a company's prefix.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Statement = Mapping[str, Any]

_READ = ("BatchGetItem", "GetItem", "Query")
_WRITE = ("ConditionCheckItem", "PutItem", "UpdateItem")


def _table(name: str, *actions: str) -> Statement:
    return _allow([f"dynamodb:{each}" for each in sorted(actions)], _arn(name))


def _objects(kind: str, *actions: str, bucket: str = "Documents") -> Statement:
    """Objects of one kind, under whichever company's prefix."""
    return _allow([f"s3:{each}" for each in actions], {"Fn::Sub": f"${{{bucket}.Arn}}/*/{kind}/*"})


def _send(queue: str) -> Statement:
    return _allow(["sqs:SendMessage"], _arn(queue))


def _consume(queue: str) -> Statement:
    actions = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    return _allow([*actions, "sqs:ReceiveMessage"], _arn(queue))


def _allow(actions: Sequence[str], resource: Any) -> Statement:
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource}


def _arn(logical_id: str) -> Any:
    return {"Fn::GetAtt": [logical_id, "Arn"]}


_COMPANY_DATA = _table("Table", *_READ, *_WRITE)
_ENQUEUE_EACH_COMPANY = (_table("DispatchTable", "Query"), _send("WorkQueue"))

GRANTS: Mapping[str, tuple[Statement, ...]] = {
    "api_handler": (
        _COMPANY_DATA,
        _table("DispatchTable", "BatchGetItem", "PutItem"),
        _objects("job-descriptions", "GetObject", "PutObject"),
        _objects("performance", "GetObject"),
        _objects("photos", "GetObject"),
        _objects("raw", "PutObject"),
        # whoever signs an upload form needs the right that it hands on
        _objects("photos", "PutObject", bucket="Transit"),
        _objects("reports", "GetObject", "PutObject", bucket="Transit"),
        _send("InboundQueue"),
        _allow(["secretsmanager:GetSecretValue"], {"Fn::GetAtt": ["Keys", "Id"]}),
    ),
    "normalise": (
        _COMPANY_DATA,
        _table("DispatchTable", "BatchGetItem"),
        _objects("raw", "GetObject"),
        _send("WorkQueue"),
        _consume("InboundQueue"),
    ),
    "work": (
        _table("Table", *_READ, *_WRITE, "BatchWriteItem"),  # kept measures are put twenty-five at a time
        _table("DispatchTable", "BatchGetItem", "PutItem"),
        _objects("job-descriptions", "GetObject", "PutObject"),
        _objects("performance", "PutObject"),
        _objects("raw", "PutObject"),
        _consume("WorkQueue"),
    ),
    "photos": (
        _table("Table", "BatchGetItem", "PutItem", "UpdateItem"),
        _objects("photos", "PutObject"),
        _objects("photos", "DeleteObject", "GetObject", bucket="Transit"),
        _allow(["s3:ListBucket"], _arn("Transit")),  # else what is gone looks like what is forbidden
        _consume("UploadsQueue"),
    ),
    "deliver": (_COMPANY_DATA, _table("DispatchTable", "DeleteItem", "Query")),
    "pull": _ENQUEUE_EACH_COMPANY,
    "scores": _ENQUEUE_EACH_COMPANY,
    "declarations": _ENQUEUE_EACH_COMPANY,
    "job-descriptions": _ENQUEUE_EACH_COMPANY,
    "reports": _ENQUEUE_EACH_COMPANY,
    "advice": _ENQUEUE_EACH_COMPANY,
    "clocks": _ENQUEUE_EACH_COMPANY,
}
"""Statements by the function's name."""


def policy(function: str, log_group: str) -> dict[str, Any]:
    """
    Return the inline policy of a function, which also lets it write its log and its traces.

    :raises KeyError: if nobody has said yet what this function may do.
    """
    logs = {"Fn::Sub": f"${{{log_group}.Arn}}"}
    return {
        "PolicyName": "only-what-it-needs",
        "PolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                *GRANTS[function],
                _allow(["logs:CreateLogStream", "logs:PutLogEvents"], logs),
                # X-Ray knows no resources
                _allow(["xray:PutTelemetryRecords", "xray:PutTraceSegments"], "*"),
            ],
        },
    }
