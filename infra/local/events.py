"""What AWS hands to a Lambda function: API Gateway's REST proxy event, SQS batches, schedule ticks, the context."""

import base64
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, unquote

REGION = "us-east-1"
ACCOUNT = "000000000000"

_OURS_TO_SAY = ("forwarded", "via", "x-real-ip", "true-client-ip")
_OURS_TO_SAY_PREFIXES = (
    "x-forwarded-",
    "x-amzn-",
    "x-amz-cf-",
    "x-apigateway-",
    "cf-connecting-",
    "cloudfront-",
)


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One HTTP request as it came: `path` is still percent-encoded, header names are lower case."""

    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    client: str

    def header(self, name: str) -> str:
        """Return a header's last value, or the empty string."""
        return next((value for each, value in reversed(self.headers) if each == name), "")


@dataclass(frozen=True, slots=True)
class LambdaContext:
    """The second argument of every Lambda function."""

    function_name: str
    timeout_seconds: float = 29.0
    memory_limit_in_mb: int = 512
    function_version: str = "$LATEST"
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    log_group_name: str = "local"
    log_stream_name: str = "local"
    _began: float = field(default_factory=time.monotonic)

    @property
    def invoked_function_arn(self) -> str:
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        left = self.timeout_seconds - (time.monotonic() - self._began)
        return max(0, int(left * 1000))


def rest_event(request: HttpRequest, resource: str, path_parameters: Mapping[str, str]) -> dict[str, Any]:
    """
    Return the proxy event of a request that matched `resource`.

    Path, path parameters and query are percent-decoded, headers of proxies that a client made up are left out,
    and a body that is not UTF-8 is base64.
    """
    headers = [pair for pair in request.headers if not _is_ours_to_say(pair[0])]
    headers += [("x-forwarded-for", request.client), ("x-forwarded-proto", "http")]
    query = parse_qsl(request.query, keep_blank_values=True, errors="replace")
    body, is_base64 = _body(request.body)
    return {
        "resource": resource,
        "path": unquote(request.path),
        "httpMethod": request.method,
        "headers": dict(headers),
        "multiValueHeaders": _multi(headers),
        "queryStringParameters": dict(query) or None,
        "multiValueQueryStringParameters": _multi(query) or None,
        "pathParameters": dict(path_parameters) or None,
        "stageVariables": None,
        "requestContext": {
            "accountId": ACCOUNT,
            "apiId": "local",
            "stage": "local",
            "protocol": "HTTP/1.1",
            "resourcePath": resource,
            "httpMethod": request.method,
            "path": f"/local{unquote(request.path)}",
            "requestId": str(uuid.uuid4()),
            "identity": {"sourceIp": request.client, "userAgent": request.header("user-agent")},
        },
        "body": body,
        "isBase64Encoded": is_base64,
    }


def sqs_event(messages: Sequence[Mapping[str, Any]], queue: str) -> dict[str, Any]:
    """Return the event for a batch of messages as `ReceiveMessage` answers them."""
    return {"Records": [_sqs_record(message, queue) for message in messages]}


def schedule_event(name: str, at: datetime, detail: Mapping[str, Any]) -> dict[str, Any]:
    """Return the event of a schedule's tick; `detail` is what a person who starts the job by hand adds."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": REGION,
        "resources": [f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{name}"],
        "detail": dict(detail),
    }


def _is_ours_to_say(header: str) -> bool:
    return header in _OURS_TO_SAY or header.startswith(_OURS_TO_SAY_PREFIXES)


def _multi(pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _body(raw: bytes) -> tuple[str | None, bool]:
    if not raw:
        return None, False
    try:
        return raw.decode(), False
    except UnicodeDecodeError:
        return base64.b64encode(raw).decode(), True


def _sqs_record(message: Mapping[str, Any], queue: str) -> dict[str, Any]:
    given = message.get("MessageAttributes", {})
    attributes = {
        name: {"dataType": value["DataType"], "stringValue": value.get("StringValue")}
        for name, value in given.items()
    }
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "md5OfBody": message.get("MD5OfBody", ""),
        "attributes": dict(message.get("Attributes", {})),
        "messageAttributes": attributes,
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}",
        "awsRegion": REGION,
    }
