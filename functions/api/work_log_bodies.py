"""What a work log looks like as it comes in and as it goes out."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field

from functions.edge.fields import DecimalText, Id, Instant, Text, Version, unreadable
from functions.edge.models import Body, Shape
from functions.edge.request import ApiRequest
from shared.domain.work.logs.errors import TextUnreadable
from shared.domain.work.logs.log import LogDraft, WorkLog, readable
from shared.domain.work.logs.places import coarse


def _as_in_a_log(text: str) -> str:
    try:
        kept = readable(text, "")
    except TextUnreadable as error:
        raise unreadable(error.zh, error.en, error.code) from None
    if not kept:
        raise unreadable("不能为空", "must not be blank")
    return kept


AsInALog = AfterValidator(_as_in_a_log)
"""Reads a text by the rules for texts of logs: what logs are written with and compared with is kept as they are."""
ClientId = Annotated[str, Field(pattern="^[!-~]{1,255}$")]
KindId = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{1,39}$")]
Photos = Annotated[list[Id], Field(max_length=9)]
Links = Annotated[list[Annotated[str, Text(80)]], Field(max_length=20)]


class Location(Body):
    """Where it was, in degrees; what is kept is the nearest point of a 500 m grid."""

    latitude: Annotated[Decimal, DecimalText(3, 20, Decimal(-90), Decimal(90))]
    longitude: Annotated[Decimal, DecimalText(3, 20, Decimal(-180), Decimal(180))]


def _to_the_grid(exact: Location) -> Location:
    # before anything else sees the body: its hash, too, would let the exact place be found by trying
    place = coarse(exact.latitude, exact.longitude)
    return Location(latitude=Decimal(place.lat), longitude=Decimal(place.lon))


class NewWorkLog(Body):
    """
    One stretch of work as a phone sends it; `client_id` makes sending it again harmless.

    Either `minutes` or `ended_at` says how long it took. Of a location half a kilometre is kept, nothing finer.
    """

    client_id: ClientId
    kind: KindId
    started_at: Instant
    minutes: Annotated[int, Field(ge=1, le=1440)] | None = None
    ended_at: Instant | None = None
    activity: Annotated[str, Text(60)]
    customer: Annotated[str, Text(200)] | None = None
    text: Annotated[str, Text(1000, lines=True)] | None = None
    links: Links | None = None
    location: Annotated[Location, AfterValidator(_to_the_grid)] | None = None
    photos: Photos | None = None


class WorkLogChanges(Body):
    """What to change; a field that is absent stays."""

    version: Version
    kind: KindId | None = None
    started_at: Instant | None = None
    minutes: Annotated[int, Field(ge=1, le=1440)] | None = None
    activity: Annotated[str, Text(60)] | None = None
    customer: Annotated[str, Text(200)] | None = None
    text: Annotated[str, Text(1000, lines=True)] | None = None
    links: Links | None = None
    photos: Photos | None = None


class PlaceShape(Shape):
    """A point of the 500 m grid, in degrees."""

    latitude: str
    longitude: str


class WorkLogShape(Shape):
    """
    A log as it is kept; `links` are ids of the KPIs it feeds, `on` the date in the company's zone.

    `flags` are what was noticed as it came in. What the other logs of its month say about it is in its standing.
    """

    id: str
    client_id: str
    person_id: str
    kind: str
    activity: str
    started_at: Instant
    on: str
    minutes: int
    customer: str | None
    text: str
    links: list[str]
    flags: list[str]
    place: PlaceShape | None = None
    photos: list[str] = Field(default_factory=list)
    created_at: Instant
    deleted: bool
    version: int


def draft_of(body: NewWorkLog, request: ApiRequest) -> LogDraft:
    """Return what a phone sent as a draft; a header `Device-Time` says what its clock showed as it sent it."""
    return LogDraft(
        kind=body.kind,
        activity=body.activity,
        started_at=body.started_at,
        minutes=body.minutes,
        customer=body.customer,
        text=body.text or "",
        links=tuple(body.links) if body.links is not None else None,
        ended_at=body.ended_at,
        location=(body.location.latitude, body.location.longitude) if body.location else None,
        photos=tuple(body.photos or ()),
        sent_at=_device_time(request),
    )


def _device_time(request: ApiRequest) -> datetime | None:
    """What the phone's clock showed; a header that is no time says nothing."""
    try:
        shown = datetime.fromisoformat(request.headers.get("device-time", ""))
    except ValueError:
        return None
    return shown if shown.utcoffset() is not None else None


def shape_of(log: WorkLog) -> WorkLogShape:
    """Return a log as it is answered."""
    return WorkLogShape(
        id=log.id,
        client_id=log.client_id,
        person_id=log.person_id,
        kind=log.kind,
        activity=log.activity,
        started_at=log.started_at,
        on=log.on.isoformat(),
        minutes=log.minutes,
        customer=log.customer,
        text=log.text,
        links=list(log.links),
        flags=list(log.flags),
        place=PlaceShape(latitude=log.place.lat, longitude=log.place.lon) if log.place else None,
        photos=list(log.photos),
        created_at=log.created_at,
        deleted=log.deleted,
        version=log.version,
    )
