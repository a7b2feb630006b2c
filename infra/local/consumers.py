"""Plays Lambda's SQS event source: takes batches from the queues, calls the consumer, deletes what was done."""

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

from chalice.app import Chalice, SQSEventConfig

from infra.local.events import LambdaContext, sqs_event

VISIBILITY_SECONDS = 30
"""How long a message stays with a consumer that says nothing; a working one asks for more time."""

_POLL_SECONDS = 1
_LONGEST_SECONDS = 900.0
_RETRY_SECONDS = 1
_QUIET_SECONDS = 0.05
_PAUSE_AFTER_FAILURE = 1.0

log = logging.getLogger(__name__)


class Consumers:
    """
    The queue consumers of an app, one thread each.

    A message that failed comes back a second later, until the queue's redrive policy moves it to the dead letters.
    """

    def __init__(self, app: Chalice, sqs: Any, queues: Mapping[str, str]) -> None:
        """
        Nothing is received yet.

        :param sqs: a boto3 SQS client.
        :param queues: addresses of the queues by name, those with the dead letters (`…-dead`) included.
        """
        self._functions = app.handler_map
        self._sqs = sqs
        self._queues = queues
        self._stopping = threading.Event()
        self._handled = 0
        self._sources = [each for each in app.event_sources if isinstance(each, SQSEventConfig)]
        self._hands = {each.name: threading.Lock() for each in self._sources}

    def start(self) -> None:
        """Begin to receive."""
        for each in self._sources:
            thread = threading.Thread(target=self._consume, args=(each,), name=f"consumer-{each.name}")
            thread.daemon = True
            thread.start()

    def stop(self) -> None:
        """Return when no message is in hand any more; one that still comes in is put back."""
        self._stopping.set()
        for hands in self._hands.values():
            with hands:
                pass

    def wait_until_quiet(self, seconds: float) -> bool:
        """Return whether all queues ran empty within `seconds`: nothing waiting, nothing in a consumer's hands."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            handled = self._handled
            # a message may move between two looks: only two empty looks with nothing handled between count
            if not self._left() and not self._left() and handled == self._handled:
                return True
            time.sleep(_QUIET_SECONDS)
        return False

    def dead_letters(self) -> int:
        """Return how many messages were given up."""
        return sum(self._count(url) for name, url in self._queues.items() if name.endswith("-dead"))

    def _left(self) -> int:
        return sum(self._count(url) for name, url in self._queues.items() if not name.endswith("-dead"))

    def _count(self, url: str) -> int:
        found = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        kinds = ("", "NotVisible", "Delayed")
        return sum(int(found.get(f"ApproximateNumberOfMessages{kind}", 0)) for kind in kinds)

    def _consume(self, source: SQSEventConfig) -> None:
        queue = source.queue or str(source.queue_arn).rpartition(":")[2]
        with ThreadPoolExecutor(1, f"lambda-{source.name}") as worker:
            while not self._stopping.is_set():
                try:
                    messages = self._receive(self._queues[queue], min(source.batch_size, 10))
                    if messages:
                        self._take(source.name, queue, messages, worker)
                except Exception:
                    if not self._stopping.is_set():
                        log.exception("consumer %s", source.name)
                        self._stopping.wait(_PAUSE_AFTER_FAILURE)

    def _receive(self, url: str, most: int) -> Sequence[Mapping[str, Any]]:
        answer = self._sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=most,
            WaitTimeSeconds=_POLL_SECONDS,
            VisibilityTimeout=VISIBILITY_SECONDS,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        return list(answer.get("Messages", ()))

    def _take(
        self, name: str, queue: str, messages: Sequence[Mapping[str, Any]], worker: ThreadPoolExecutor
    ) -> None:
        with self._hands[name]:
            if self._stopping.is_set():
                self._keep(self._queues[queue], messages, 0)
            else:
                self._handle(name, queue, messages, worker)

    def _handle(
        self, name: str, queue: str, messages: Sequence[Mapping[str, Any]], worker: ThreadPoolExecutor
    ) -> None:
        url, context = self._queues[queue], LambdaContext(f"gangji-local-{name}", _LONGEST_SECONDS)
        working = worker.submit(self._functions[name], sqs_event(messages, queue), context)
        while not wait([working], timeout=VISIBILITY_SECONDS / 3).done:
            self._keep(url, messages, VISIBILITY_SECONDS)
        error = working.exception()
        failed = _failed(error, None if error else working.result(), messages)
        done = [each for each in messages if each["MessageId"] not in failed]
        if done:
            self._sqs.delete_message_batch(QueueUrl=url, Entries=_entries(done))
        if failed:
            self._keep(url, [each for each in messages if each["MessageId"] in failed], _RETRY_SECONDS)
        self._handled += 1
        if error:
            log.error("consumer %s failed", name, exc_info=error)

    def _keep(self, url: str, messages: Sequence[Mapping[str, Any]], seconds: int) -> None:
        entries = [{**each, "VisibilityTimeout": seconds} for each in _entries(messages)]
        self._sqs.change_message_visibility_batch(QueueUrl=url, Entries=entries)


def _entries(messages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"Id": str(number), "ReceiptHandle": each["ReceiptHandle"]} for number, each in enumerate(messages)
    ]


def _failed(error: BaseException | None, answer: Any, messages: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return the ids of the messages that have to come again, as Lambda decides it."""
    if error is not None:
        return {each["MessageId"] for each in messages}
    failures = answer.get("batchItemFailures", ()) if isinstance(answer, Mapping) else ()
    return {each["itemIdentifier"] for each in failures}
