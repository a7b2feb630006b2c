"""Plays S3's lifecycle, which the engine keeps in mind and never carries out."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import boto3


def expire(bucket: str, at: datetime) -> int:
    """Delete what is older than the bucket's rules let it be at an instant; return how many objects went."""
    s3 = boto3.client("s3")
    rules = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    oldest = at - timedelta(days=min(rule["Expiration"]["Days"] for rule in rules))
    gone = [each["Key"] for each in _objects(s3, bucket) if each["LastModified"] < oldest]
    for key in gone:
        s3.delete_object(Bucket=bucket, Key=key)
    return len(gone)


def _objects(s3: Any, bucket: str) -> Iterator[dict[str, Any]]:
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        yield from page.get("Contents", ())
