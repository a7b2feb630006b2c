"""Objects in S3: raw deliveries and generated documents, under the company's prefix."""

import hashlib
from dataclasses import dataclass
from typing import Any

LINK_SECONDS = 300
"""How long a link to a document works."""


@dataclass(frozen=True, slots=True)
class Documents:
    """The bucket; `client` is a boto3 S3 client."""

    client: Any
    bucket: str

    def put(self, key: str, content: bytes, *, content_type: str) -> str:
        """Store an object and return its SHA-256 in hex."""
        self.client.put_object(Bucket=self.bucket, Key=key, Body=content, ContentType=content_type)
        return hashlib.sha256(content).hexdigest()

    def get(self, key: str) -> bytes:
        """Return an object's bytes."""
        return bytes(self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read())

    def link(self, key: str, *, file_name: str) -> str:
        """Return a link to one object that works for five minutes and downloads it under `file_name`."""
        from urllib.parse import quote

        disposition = f"attachment; filename*=UTF-8''{quote(file_name)}"
        return str(
            self.client.generate_presigned_url(
                "get_object",
                Params={"Bucket": self.bucket, "Key": key, "ResponseContentDisposition": disposition},
                ExpiresIn=LINK_SECONDS,
            )
        )
