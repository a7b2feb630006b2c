"""What callers upload straight into the transit bucket, whose objects live a day: forms, and reading what came."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.adapters.documents.store import LINK_SECONDS, Documents
from shared.domain.errors import NotFound
from shared.domain.work.logs.photos import TooManyBytes

FORM_SECONDS = 900
"""How long an upload form is good for."""


@dataclass(frozen=True, slots=True)
class UploadForm:
    """
    A form that uploads one object: POST `fields`, and then the content as the field `file`, to `url`.

    It is good until `expires_at` for exactly one key and media type and up to the bytes that it was made for.
    """

    url: str
    fields: Mapping[str, str]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Uploads:
    """The transit bucket as uploads see it; `client` is an S3 client that signs by version 4."""

    client: Any
    bucket: str

    def form(self, key: str, *, content_type: str, most_bytes: int) -> UploadForm:
        """Return a form for one object of 1 to `most_bytes` bytes; the bucket itself refuses anything else."""
        made = self.client.generate_presigned_post(
            self.bucket,
            key,
            Fields={"Content-Type": content_type},
            Conditions=[{"Content-Type": content_type}, ["content-length-range", 1, most_bytes]],
            ExpiresIn=FORM_SECONDS,
        )
        # what the signed policy says is what the bucket goes by, whatever clock anybody else has
        policy = json.loads(base64.b64decode(made["fields"]["policy"]))
        return UploadForm(made["url"], made["fields"], datetime.fromisoformat(policy["expiration"]))

    def read(self, key: str, *, most_bytes: int) -> bytes:
        """
        Return what was uploaded.

        :raises NotFound: if nothing is there (any more).
        :raises TooManyBytes: if it is longer than `most_bytes`; not more than these are read.
        """
        try:
            found = self.client.get_object(Bucket=self.bucket, Key=key)
        except self.client.exceptions.NoSuchKey:
            raise NotFound() from None
        with found["Body"] as body:
            if found["ContentLength"] > most_bytes:
                raise TooManyBytes()
            return bytes(body.read(most_bytes))

    def drop(self, key: str) -> None:
        """Delete an upload; harmless if it is gone."""
        self.client.delete_object(Bucket=self.bucket, Key=key)


def picture_link(documents: Documents, key: str) -> str:
    """Return a link that shows one stored picture, as JPEG whatever the object says of itself, for five minutes."""
    shown = {"ResponseContentDisposition": "inline", "ResponseContentType": "image/jpeg"}
    return str(
        documents.client.generate_presigned_url(
            "get_object",
            Params={"Bucket": documents.bucket, "Key": key, **shown},
            ExpiresIn=LINK_SECONDS,
        )
    )
