"""Consumer of the uploads queue: S3 tells there of each photo that arrived."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_plus

from chalice import Blueprint
from chalice.app import SQSEvent

from functions import wiring
from functions.jobs.queues import each_message
from functions.observability import count, instrumented
from shared.usecases.work.keep_photo import keep_photo

photos = Blueprint(__name__)


@photos.on_sqs_message(queue="gangji-uploads", batch_size=1, name="photos")
@instrumented("photos")
def keep_photos(event: SQSEvent) -> dict[str, Any]:
    """Draw anew what was uploaded."""
    wiring.settings()
    return each_message(event, "photos", _each_upload)


def _each_upload(message: Mapping[str, Any]) -> None:
    for record in message.get("Records", ()):  # a bucket that was just connected sends a message without any
        photo = keep_photo(
            key=unquote_plus(record["s3"]["object"]["key"]),
            at=wiring.now(),
            uploads=wiring.uploads(),
            documents=wiring.documents(),
        )
        if photo is not None:
            count(f"photos.{photo.state}")
