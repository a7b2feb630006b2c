"""Cursors: where a list goes on, signed, so that nobody can point one at another company or another query.

A cursor is opaque to callers. It holds the position as JSON and an HMAC-SHA256 over company, scope (operation
and filters) and position; it says nothing about when it was made and does not expire.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.domain.errors import DomainError

PATTERN = "^[A-Za-z0-9_-]{40,1024}$"
_MAC_BYTES = 32


class NotACursor(DomainError):
    """A cursor was altered, or belongs to another company or another query."""

    kind, code = "malformed", "cursor.invalid"
    zh = "翻页游标无效，请从第一页重新开始，并保持筛选条件不变。"
    en = "The cursor is not valid here. Start again from the first page with the same filters."


@dataclass(frozen=True, slots=True)
class Cursors:
    """Seals and opens cursors with one secret `key` of at least 32 bytes."""

    key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.key) < 32:
            raise ValueError("the cursor key needs at least 32 bytes")

    def seal(self, position: Mapping[str, Any], *, company_id: str, scope: str) -> str:
        """Return the cursor for a position of JSON values in one company's query."""
        payload = json.dumps(position, separators=(",", ":"), sort_keys=True).encode()
        return _text(self._mac(payload, company_id, scope) + payload)

    def open_(self, cursor: str, *, company_id: str, scope: str) -> dict[str, Any]:
        """
        Return the position that was sealed.

        :raises NotACursor: if this is no cursor of ours for this company and scope.
        """
        try:
            sealed = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        except ValueError:
            raise NotACursor(pointer="/query/cursor") from None
        mac, payload = sealed[:_MAC_BYTES], sealed[_MAC_BYTES:]
        genuine = hmac.compare_digest(mac, self._mac(payload, company_id, scope))
        if not genuine or _text(sealed) != cursor:  # base64 has several spellings; we wrote only one
            raise NotACursor(pointer="/query/cursor")
        position: dict[str, Any] = json.loads(payload)
        return position

    def _mac(self, payload: bytes, company_id: str, scope: str) -> bytes:
        bound = json.dumps([company_id, scope]).encode()
        return hmac.digest(self.key, len(bound).to_bytes(4, "big") + bound + payload, "sha256")


def _text(sealed: bytes) -> str:
    return urlsafe_b64encode(sealed).rstrip(b"=").decode()
