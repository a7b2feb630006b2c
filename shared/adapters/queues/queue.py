"""SQS: what has to be done soon, by somebody else."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue; `client` is a boto3 SQS client."""

    client: Any
    url: str

    def send(self, message: Mapping[str, Any], *, wait_seconds: int = 0) -> None:
        """Put one message on the queue; nobody receives it before it has waited so long, 15 minutes at most."""
        self.client.send_message(
            QueueUrl=self.url,
            MessageBody=json.dumps(message, ensure_ascii=False),
            DelaySeconds=wait_seconds,
        )

    def send_all(self, messages: list[Mapping[str, Any]]) -> None:
        """Put messages on the queue, ten a call.

        :raises RuntimeError: if the queue did not take one of them.
        """
        for first in range(0, len(messages), 10):
            batch = messages[first : first + 10]
            answer = self.client.send_message_batch(
                QueueUrl=self.url,
                Entries=[
                    {"Id": str(number), "MessageBody": json.dumps(each, ensure_ascii=False)}
                    for number, each in enumerate(batch)
                ],
            )
            if answer.get("Failed"):
                raise RuntimeError(f"the queue refused {len(answer['Failed'])} of {len(batch)} messages")
