"""One request to the local AWS engine and its answer, and how a request is written into the journal."""

import json
import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode
from xml.sax.saxutils import escape

_SERVICES: Final = {"DynamoDB_20120810": "dynamodb", "AmazonSQS": "sqs", "secretsmanager": "secretsmanager"}
_READS: Final = ("BatchGet", "Describe", "Get", "List", "Query", "Scan", "TransactGet", "Validate")
_S3_READS: Final = ("GET", "HEAD", "OPTIONS")
# What the client sends for its own sake or for the connection. A request is executed exactly as it is written down.
_NOT_KEPT: Final = re.compile(r"accept.*|amz-sdk-.*|connection|expect|user-agent|x-amz-user-agent")
_PRESIGNED: Final = {
    f"X-Amz-{name}"
    for name in ("Algorithm", "Credential", "Date", "Expires", "Security-Token", "Signature", "SignedHeaders")
}
_SIGNED_FOR: Final = re.compile(r"Credential=[^/]*/[^/]*/[^/]*/([^/]*)/")
_SIGNATURE: Final = re.compile(r"(?<=Signature=)[0-9a-f]+")

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


@dataclass(frozen=True)
class Call:
    """A whole HTTP request; header names are lower case, the path is as it came (percent-encoded)."""

    method: str
    path: str
    query: str
    headers: Headers
    body: bytes

    @classmethod
    def received(cls, scope: dict[str, Any], body: bytes) -> "Call":
        """Read an ASGI scope; leaves out what does not matter to the result, and signatures."""
        headers = (
            (name.decode("latin-1").lower(), _SIGNATURE.sub("0", value.decode("latin-1")))
            for name, value in scope["headers"]
        )
        kept = tuple((name, value) for name, value in headers if not _NOT_KEPT.fullmatch(name))
        path, query = scope["raw_path"].decode("ascii"), scope["query_string"].decode("latin-1")
        return cls(scope["method"], path, query, kept, body)

    @cached_property
    def service(self) -> str | None:
        """`dynamodb`, `sqs`, `secretsmanager` or `s3`; None for what this engine does not offer."""
        target = self._header("x-amz-target")
        if target:
            return _SERVICES.get(target.partition(".")[0])
        scope = self._header("authorization") or parse_qs(self.query).get("X-Amz-Credential", ["/s3/"])[0]
        return "s3" if "/s3/" in scope and not self.path.startswith("/_") else None

    @cached_property
    def action(self) -> str:
        """The operation's name (`PutItem`); for S3 the method."""
        return self._header("x-amz-target").partition(".")[2] or self.method

    @property
    def name(self) -> str:
        """As `dynamodb.PutItem` or `s3.PUT /bucket/key`."""
        if self.service is None:
            signed_for = _SIGNED_FOR.search(self._header("authorization"))
            return self._header("x-amz-target") or (signed_for[1] if signed_for else unquote(self.path))
        return f"{self.service}.{self.action}" + (f" {unquote(self.path)}" if self.service == "s3" else "")

    @property
    def speaks_json(self) -> bool:
        return bool(self._header("x-amz-target"))

    @property
    def changes_nothing(self) -> bool:
        return self.action in _S3_READS if self.service == "s3" else self.action.startswith(_READS)

    def json(self) -> dict[str, Any]:
        """Return the body as an object; {} if it is none."""
        try:
            body = json.loads(self.body or b"{}")
        except ValueError:
            return {}
        return body if isinstance(body, dict) else {}

    def with_json(self, **more: Any) -> "Call":
        """Return this call with some members of its JSON body set."""
        body = json.dumps({**self.json(), **more}).encode()
        headers = tuple(
            (name, str(len(body)) if name == "content-length" else value) for name, value in self.headers
        )
        return replace(self, headers=headers, body=body)

    def admitted(self) -> "Call":
        """
        Return this call with what a presigned URL grants made a plain signed request.

        Whether a URL is still good is found once; later its time is over and the keys may be others.
        """
        pairs = parse_qsl(self.query, keep_blank_values=True)
        granted = {name: value for name, value in pairs if name in _PRESIGNED}
        if "X-Amz-Signature" not in granted:
            return self
        signed = ("authorization", f"AWS4-HMAC-SHA256 Credential={granted.get('X-Amz-Credential', '')}")
        query = urlencode([pair for pair in pairs if pair[0] not in _PRESIGNED])
        return replace(self, query=query, headers=(*self.headers, signed))

    def scope(self) -> dict[str, Any]:
        """Return the ASGI scope of this call."""
        return {
            "type": "http",
            "scheme": "http",
            "method": self.method,
            "path": unquote(self.path),
            "raw_path": self.path.encode("ascii"),
            "query_string": self.query.encode("latin-1"),
            "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in self.headers],
            "client": ("127.0.0.1", 0),
        }

    def _header(self, wanted: str) -> str:
        return next((value for name, value in self.headers if name == wanted), "")


@dataclass(frozen=True)
class Entry:
    """A call as it was executed: at which instant (POSIX seconds), with which seed for its ids, answered how."""

    call: Call
    at: float
    seed: str
    status: int

    def to_bytes(self) -> bytes:
        call = self.call
        head = [self.at, self.seed, self.status, call.method, call.path, call.query, call.headers]
        return json.dumps(head, separators=(",", ":")).encode() + b"\n" + call.body

    @classmethod
    def from_bytes(cls, record: bytes) -> "Entry":
        """:raises ValueError: if the record is none of ours."""
        line, _, body = record.partition(b"\n")
        at, seed, status, method, path, query, headers = json.loads(line)
        call = Call(method, path, query, tuple((name, value) for name, value in headers), body)
        return cls(call, at, seed, status)


def refusal(call: Call, code: str, message: str, status: int, **more: Any) -> Answer:
    """Return an error in the shape in which the SDK expects it from this service."""
    if call.speaks_json:
        body = json.dumps({"__type": code, "message": message, **more}, ensure_ascii=False).encode()
        headers = [(b"content-type", b"application/x-amz-json-1.0"), (b"x-amzn-errortype", code.encode())]
    else:
        error = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
        body = (error if call.service == "s3" else f"<ErrorResponse>{error}</ErrorResponse>").encode()
        headers = [(b"content-type", b"application/xml")]
    return Answer(status, (*headers, (b"content-length", str(len(body)).encode())), body)
