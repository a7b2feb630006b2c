"""A small company behind the edge: a few operations, and a gate that remembers what it was asked."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from chalice.app import Blueprint
from pydantic import Field

from functions.edge.access import EVERYBODY, LEADERS, MEMBERS
from functions.edge.app import EdgeApp
from functions.edge.cursors import Cursors
from functions.edge.endpoint import endpoint
from functions.edge.fields import Bp, Day, DecimalText, Id, Instant, MoneyValue, PeriodKey, Text, Version
from functions.edge.gate import Gate
from functions.edge.models import Body, Page, PageQuery, Shape
from functions.edge.request import Admission, Answer, ApiRequest, Caller, CommandKey, PreviousAnswer
from shared.adapters import tokens
from shared.domain.errors import DomainError, NotFound
from shared.domain.money import Money
from shared.domain.people import AccessRole, Member

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
COMPANY, OTHER_COMPANY = "co_0000000000000000001", "co_0000000000000000002"
EMPLOYEE, MANAGER, LEAVER = "per_0000000000000000001", "per_0000000000000000002", "per_0000000000000000003"
KEYS = tokens.Keys.of(bytes(range(40, 80)), "2026-03")
notes = Blueprint("tests.api.edge.sample")


class NoteBody(Body):
    title: Annotated[str, Text(20)]
    at: Instant
    on: Day | None = None
    price: MoneyValue | None = None
    rate: Annotated[Decimal, DecimalText(digits=3, places=2)] | None = None
    share: Bp = 0
    mood: Literal["good", "bad"] = "good"
    role: AccessRole | None = None
    tags: list[Annotated[str, Text(5)]] = Field(default=[], max_length=3)


class VersionBody(Body):
    version: Version | None = None


class VisitBody(Body):
    client_id: Id
    minutes: Annotated[int, Field(ge=1, le=1440)]


class NoteShape(Shape):
    id: str
    title: str
    at: Instant
    price: MoneyValue


class NotesQuery(PageQuery):
    period: PeriodKey | None = None


class AlreadyApproved(DomainError):
    """The note was approved before."""

    kind, code = "conflict", "note.already_approved"
    zh, en = "已经批准过了。", "It was approved before."


@endpoint(notes, "GET", "/v1/notes", access=EVERYBODY, summary=("列出笔记", "List notes"), query=NotesQuery,
          returns=Page[NoteShape])  # fmt: skip
def list_notes(request: ApiRequest) -> Any:
    """Notes of the caller's company."""
    begin = (request.position or {"after": 0})["after"]
    found = [a_note(f"note_{number}") for number in range(begin, min(begin + request.query.limit, 7))]
    end = begin + len(found)
    return Page[NoteShape](items=found, next=request.next_cursor({"after": end} if end < 7 else None))


@endpoint(notes, "POST", "/v1/notes", access=MEMBERS, summary=("写笔记", "Write a note"), body=NoteBody,
          returns=NoteShape, status=201, command=True)  # fmt: skip
def write_note(request: ApiRequest) -> Answer:
    return Answer.created(a_note("note_1", request.body.title), location="/v1/notes/note_1")


@endpoint(notes, "POST", "/v1/notes/{note_id}/approve", access=LEADERS, summary=("批准", "Approve"),
          body=VersionBody, returns=NoteShape, command=True, errors=(AlreadyApproved,),
          load=lambda request: [_ref(request.path["note_id"])])  # fmt: skip
def approve_note(request: ApiRequest, note_id: str) -> Any:
    if request.loaded == ["note_approved"]:
        raise AlreadyApproved(current={"state": "approved", "at": NOON.isoformat()})
    if note_id == "note_fault":
        raise ZeroDivisionError("a slip of ours, with a secret in it")
    if note_id == "note_outage":
        raise EndpointConnectionError("no route to the table")
    return a_note(note_id)


@endpoint(notes, "DELETE", "/v1/notes/{note_id}", access=MEMBERS, summary=("删除", "Delete"), status=204,
          command=True)  # fmt: skip
def delete_note(request: ApiRequest, note_id: str) -> None:
    return None


@endpoint(notes, "POST", "/v1/visits", access=MEMBERS, summary=("记录拜访", "Log a visit"), body=VisitBody,
          status=201, command=True, body_key=lambda body: body.client_id)  # fmt: skip
def log_visit(request: ApiRequest) -> Any:
    return {"id": request.key, "minutes": request.body.minutes}


@endpoint(notes, "GET", "/v1/notes.csv", access=EVERYBODY, summary=("导出", "Export"), also=("text/csv",))
def export_notes(request: ApiRequest) -> Answer:
    return Answer.file("题目\n", media_type="text/csv; charset=utf-8", name="notes.csv")


@endpoint(notes, "HEAD", "/v1/in/{vendor}", access=None, summary=("探测", "Probe"), query=dict)
@endpoint(notes, "POST", "/v1/in/{vendor}", access=None, summary=("接收", "Receive"), body=bytes, query=dict)
def receive(request: ApiRequest, vendor: str) -> Any:
    return {
        "bytes": len(request.body or b""),
        "query": request.query,
        "signed": request.headers.get("signature"),
    }


class EndpointConnectionError(Exception):
    """Named as the SDK names it."""


def _ref(note_id: str) -> str:
    if not note_id.startswith("note_"):
        raise NotFound()
    return note_id


def a_note(note_id: str, title: str = "周会") -> NoteShape:
    return NoteShape(id=note_id, title=title, at=NOON, price=Money(120000, "CNY"))


class SeatGone(tokens.Unauthenticated):
    code = "auth.seat_removed"


@dataclass
class House:
    """The service behind the gate. `roles` are the members; commands are remembered by their key."""

    roles: dict[str, AccessRole] = field(
        default_factory=lambda: {EMPLOYEE: AccessRole.EMPLOYEE, MANAGER: AccessRole.MANAGER}
    )
    admitted: list[tuple[Any, ...]] = field(default_factory=list)
    done: dict[CommandKey, Answer] = field(default_factory=dict)
    ids: int = 0

    def admit(self, caller: Caller, refs: Sequence[Any], key: CommandKey | None) -> Admission:
        self.admitted.append((caller.person_id, tuple(refs), key))
        if caller.person_id not in self.roles:
            raise SeatGone()
        earlier = next(
            (each for each in self.done if key and (each.route, each.key) == (key.route, key.key)), None
        )
        previous = PreviousAnswer(earlier.body_hash, self.done[earlier]) if earlier else None
        return Admission(
            Member(caller.person_id, caller.company_id, self.roles[caller.person_id]), list(refs), previous
        )

    def new_request_id(self) -> str:
        self.ids += 1
        return f"req_{self.ids}"

    def gate(self) -> Gate:
        return Gate(
            verify=lambda token, at: tokens.verify(token, keys=KEYS, now=at),
            admit=self.admit,
            now=lambda: NOON,
            new_request_id=self.new_request_id,
            cursors=Cursors(bytes(range(100, 140))),
            log=logging.getLogger("gangji.sample"),
        )


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def code(self) -> str:
        return str(self.json["code"])


@dataclass
class Client:
    """Sends REST API events to the sample app as one person."""

    app: EdgeApp
    token: str | None

    def send(self, method: str, resource: str, *, path: Mapping[str, str] | None = None,
             query: Mapping[str, str | list[str]] | None = None, body: Any = None, raw: str | bytes | None = None,
             headers: Mapping[str, str | list[str]] | None = None, **changes: Any) -> Reply:  # fmt: skip
        sent: dict[str, str | list[str]] = {"Content-Type": "application/json", "Idempotency-Key": "k1"}
        if self.token is not None:
            sent["Authorization"] = f"Bearer {self.token}"
        sent |= headers or {}
        text = raw if raw is not None or body is None else json.dumps(body)
        event = an_event(method, resource, path or {}, query or {}, sent, text) | changes
        answer = self.app(event, None)
        return Reply(answer["statusCode"], answer["headers"], answer["body"])

    def writes(self, body: Any = None, **kwargs: Any) -> Reply:
        return self.send(
            "POST", "/v1/notes", body=body or {"title": "周会", "at": "2026-03-02T09:00:00Z"}, **kwargs
        )

    def lists(self, **query: Any) -> Reply:
        return self.send("GET", "/v1/notes", query=query)

    def approves(self, note_id: str = "note_1", **kwargs: Any) -> Reply:
        return self.send("POST", "/v1/notes/{note_id}/approve", path={"note_id": note_id}, **kwargs)


def an_event(method: str, resource: str, path: Mapping[str, str], query: Mapping[str, str | list[str]],
             headers: Mapping[str, str | list[str]], body: str | bytes | None) -> dict[str, Any]:  # fmt: skip
    """Return a REST API event of payload version 1.0; a header of [] is left out."""
    many = {name: _many(value) for name, value in headers.items() if value != []}
    return {
        "resource": resource,
        "path": resource.format(**path) if path else resource,
        "httpMethod": method,
        "headers": {name: values[-1] for name, values in many.items()},
        "multiValueHeaders": many,
        "queryStringParameters": {name: _many(value)[-1] for name, value in query.items()} or None,
        "multiValueQueryStringParameters": {name: _many(value) for name, value in query.items()} or None,
        "pathParameters": dict(path) or None,
        "stageVariables": None,
        "requestContext": {"resourcePath": resource, "httpMethod": method, "identity": {}},
        "body": body,
        "isBase64Encoded": False,
    }


def _many(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def an_app(house: House) -> EdgeApp:
    app = EdgeApp("sample", gate=house.gate)
    app.register_blueprint(notes)
    return app


def a_token(person_id: str = EMPLOYEE, company_id: str = COMPANY) -> str:
    return tokens.issue(person_id, company_id, keys=KEYS, now=NOON, minutes=60)
