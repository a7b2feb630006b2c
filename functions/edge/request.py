"""What a handler is given and what it gives back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from functions.edge.cursors import Cursors
from shared.domain.people import Member


def _json_value(value: Any) -> Any:
    """Spell what JSON has no type for: a model by its fields, an exact number as text, a time as RFC 3339."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"an answer cannot hold a {type(value).__name__}")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who the verified token names. What they may do is not in the token."""

    company_id: str
    person_id: str


@dataclass(frozen=True, slots=True)
class CommandKey:
    """What makes a repeat the same command: the operation, the caller's key, and the hash of what was asked."""

    route: str
    key: str
    body_hash: str


@dataclass(frozen=True, slots=True)
class Answer:
    """
    A status, a body and headers.

    `body` is a model, a JSON value, None for nothing at all, or text of the media type that the header
    `Content-Type` names.
    """

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def ok(cls, body: Any) -> "Answer":
        """Answer 200."""
        return cls(200, body)

    @classmethod
    def created(cls, body: Any, *, location: str | None = None) -> "Answer":
        """Answer 201; `location` is the path of what was made."""
        return cls(201, body, {"Location": location} if location else {})

    @classmethod
    def empty(cls) -> "Answer":
        """Answer 204."""
        return cls(204)

    @classmethod
    def file(cls, text: str, *, media_type: str, name: str) -> "Answer":
        """Answer 200 with a text file to be saved under an ASCII `name`."""
        disposition = f'attachment; filename="{name}"'
        return cls(200, text, {"Content-Type": media_type, "Content-Disposition": disposition})

    def plain(self) -> Any:
        """Return the body as JSON values."""
        return json.loads(self._json())

    def text(self) -> str:
        """Return the body as it goes over the wire; the same answer always gives the same text."""
        if self.body is None:
            return ""
        if isinstance(self.body, str) and "Content-Type" in self.headers:
            return self.body
        return self._json()

    def replayed(self) -> "Answer":
        """Return this answer as the answer to a repeat."""
        return replace(self, headers={**self.headers, "Idempotency-Replayed": "true"})

    def finished(self, request_id: str) -> "Answer":
        """Return this answer with the headers that every answer has; a handler's own `Cache-Control` stays."""
        headers = {"Cache-Control": "no-store", **self.headers}
        if self.body is not None:
            headers.setdefault("Content-Type", "application/json")
        return replace(
            self, headers={**headers, "X-Content-Type-Options": "nosniff", "X-Request-Id": request_id}
        )

    def _json(self) -> str:
        return json.dumps(
            self.body, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_json_value
        )


@dataclass(frozen=True, slots=True)
class PreviousAnswer:
    """What was answered when the same key was used before, and the hash of what was asked then."""

    body_hash: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Admission:
    """The caller's member row, what was loaded beside it, and the earlier answer of the same command."""

    actor: Member
    loaded: Any = None
    previous: PreviousAnswer | None = None


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """
    One request, read and checked.

    Before admission `actor` and `loaded` are None; they stay so, like `caller`, where an operation is open to
    anybody. `path`, `query` and `body` are as the operation declares them, `key` is the command's key if it has
    one, `body_hash` covers everything that was asked, and `position` is what the cursor says.
    """

    route: str
    caller: Caller | None
    actor: Member | None
    loaded: Any
    path: Mapping[str, str]
    query: Any
    body: Any
    key: str | None
    body_hash: str
    received_at: datetime
    language: str
    request_id: str
    headers: Mapping[str, str]
    position: Mapping[str, Any] | None = None
    scope: str = ""
    cursors: Cursors | None = field(default=None, repr=False)

    @property
    def company_id(self) -> str:
        """The caller's company, which is the only one that this request may touch."""
        if self.caller is None:
            raise LookupError("an operation open to anybody has no company")
        return self.caller.company_id

    @property
    def command_key(self) -> CommandKey | None:
        """The key of this command, if the caller gave one."""
        return CommandKey(self.route, self.key, self.body_hash) if self.key is not None else None

    def next_cursor(self, position: Mapping[str, Any] | None) -> str | None:
        """Return the cursor that leads this query on from `position`, or None where the list ends."""
        if position is None:
            return None
        if self.cursors is None:
            raise LookupError("an operation open to anybody has no cursors")
        return self.cursors.seal(position, company_id=self.company_id, scope=self.scope)
