"""SQS batches: each message on its own, and only those that failed come back."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from chalice.app import SQSEvent

from functions.observability import count, logger


def each_message(event: SQSEvent, name: str, handle: Callable[[Mapping[str, Any]], None]) -> dict[str, Any]:
    """
    Handle each message of a batch and report those that failed, so that the queue delivers only these again.

    A message that is no JSON object fails like any other and ends on the dead-letter queue. What is logged
    meanwhile carries the correlation id of whoever sent the message.
    """
    failed = []
    for record in event.to_dict()["Records"]:
        try:
            message = json.loads(record["body"])
            logger().thread_safe_append_keys(
                correlation_id=message.get("correlation_id") or record["messageId"]
            )
            handle(message)
        except Exception:
            logger().exception("message failed", extra={"message_id": record["messageId"]})
            count(f"{name}.message_failed")
            failed.append({"itemIdentifier": record["messageId"]})
        finally:
            logger().thread_safe_remove_keys(["correlation_id"])
    return {"batchItemFailures": failed}
