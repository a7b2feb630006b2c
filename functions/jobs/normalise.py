"""Consumer of the inbound queue: kept deliveries become canonical events."""

from collections.abc import Mapping
from typing import Any

from chalice import Blueprint
from chalice.app import SQSEvent

from functions import wiring
from functions.jobs.queues import each_message
from functions.observability import count, instrumented
from shared.usecases.events.deliveries import Delivery
from shared.usecases.events.normalise_delivery import normalise_delivery
from shared.usecases.scores.ask_for_scores import WAIT_SECONDS, ask_for_scores

normalise = Blueprint(__name__)


@normalise.on_sqs_message(queue="gangji-inbound", batch_size=10, name="normalise")
@instrumented("normalise")
def normalise_deliveries(event: SQSEvent) -> dict[str, Any]:
    """Normalise a batch of deliveries."""
    wiring.settings()
    return each_message(event, "normalise", _one)


def _one(message: Mapping[str, Any]) -> None:
    delivery = Delivery.of_message(message)
    done = normalise_delivery(delivery=delivery, documents=wiring.documents())
    for name, number in (("added", done.added), ("known", done.known), ("quarantined", done.quarantined)):
        if number:
            count(f"events.{name}")
    if done.added:
        wait = 0 if wiring.settings().is_local else WAIT_SECONDS
        ask_for_scores(company_id=delivery.company_id, at=wiring.now(), work=wiring.work(), wait_seconds=wait)
