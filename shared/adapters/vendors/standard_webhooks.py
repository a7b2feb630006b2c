"""Standard Webhooks, inbound: verify the raw bytes, then read our generic event.

Specification: standard-webhooks.md 1.0.0. The signed text is `id.timestamp.body`, the signature a list of
`v1,<base64 HMAC-SHA256>` so that secrets can be rotated; the timestamp may be off by five minutes either way.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from shared.domain.errors import DomainError

TOLERANCE_S = 300
"""Seconds that the signed timestamp may lie before or behind the receiver's clock."""
_ID = re.compile(r"[\x21-\x7e]{1,255}")
_SECONDS = re.compile(r"\d{1,12}", re.ASCII)


class Refused(DomainError):
    """The delivery is not provably the vendor's: nothing of it is kept."""

    kind, code = "unauthenticated", "webhook.signature_invalid"
    zh = "签名或时间戳无效（{reason}），请检查连接的密钥和对方的时钟。"
    en = "The signature or timestamp is not valid ({reason}). Check the connection's secret and the sender's clock."


def verify(
    headers: Mapping[str, str],
    body: bytes,
    *,
    secrets: Sequence[str],
    at: datetime,
    tolerance_s: int = TOLERANCE_S,
) -> str:
    """
    Check a delivery and return its id, which is also its idempotency key.

    `headers` has lower-case names; `secrets` are `whsec_…`, any of which may have signed.

    :raises Refused: on a missing header, a stale or future timestamp, or no signature that fits.
    """
    found = [headers.get(name) for name in ("webhook-id", "webhook-timestamp", "webhook-signature")]
    if not all(found):
        raise Refused(reason="missing_header")
    delivery_id, timestamp, signatures = (str(each) for each in found)
    if not _ID.fullmatch(delivery_id) or not _SECONDS.fullmatch(timestamp):
        raise Refused(reason="malformed_header")
    age = int(at.timestamp()) - int(timestamp)
    if age > tolerance_s:
        raise Refused(reason="stale_timestamp")
    if age < -tolerance_s:
        raise Refused(reason="future_timestamp")
    signed = f"{delivery_id}.{timestamp}.".encode() + body
    expected = [hmac.new(key_of(secret), signed, hashlib.sha256).digest() for secret in secrets]
    given = [_decoded(each.removeprefix("v1,")) for each in signatures.split(" ") if each.startswith("v1,")]
    # every pair is compared, so that the time taken says nothing about which secret nearly fits
    matches = [hmac.compare_digest(one, other) for one in expected for other in given]
    if not any(matches):
        raise Refused(reason="bad_signature")
    return delivery_id


def sign(secret: str, *, delivery_id: str, timestamp: int, body: bytes) -> str:
    """Return the signature header of a delivery, for senders and for trying a connection out."""
    digest = hmac.new(key_of(secret), f"{delivery_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def key_of(secret: str) -> bytes:
    """
    Return the key bytes of a `whsec_…` secret.

    :raises ValueError: if it is not base64 of 16 to 96 bytes.
    """
    key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    if not 16 <= len(key) <= 96:
        raise ValueError("a webhook secret has 16 to 96 bytes")
    return key


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
