"""How business events are answered: what happened, to whom it is credited, and where the record came from."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from functions.edge.fields import Day, Instant, MoneyValue
from functions.edge.models import Shape
from shared.domain.ids import digest_id
from shared.domain.kpi.event_names import event_name
from shared.domain.kpi.events import Event
from shared.domain.kpi.exclusions import exclusion
from shared.domain.kpi.fields import text
from shared.domain.money import Money

if TYPE_CHECKING:
    from shared.usecases.scores.records import FigureRecord, Provenance


ANONYMOUS: Final = (
    "同事互评匿名：只说明有这一条，不显示时间、编号、客户、分数和评语",
    "Colleagues' answers are anonymous: it is told that there is one, not when, from whom, with which mark or comment",
)
_TELLING: Final = (
    *("occurred_at", "on", "entity", "customer", "amount", "currency", "received_at", "version", "note"),
)


class SourceShape(Shape):
    """Where a record came from: the connection, and what is behind it."""

    connection_id: str
    vendor: str


class RecordShape(Shape):
    """
    A record that a figure looked at.

    `share_bp` is credited to whom the figure is about, null for a group. One that is not `counted` says why in
    `excluded` and `excluded_code`. One that a colleague answered is `anonymous`: a sentence says so, and what could
    tell the answer or whose it is is null.
    """

    event_id: str
    type: str
    type_zh: str
    type_en: str
    occurred_at: Instant | None
    on: Day | None
    entity: str | None
    customer: str | None
    amount: MoneyValue | None
    currency: str | None
    share_bp: int | None
    source: SourceShape
    received_at: Instant | None
    version: str | None
    note: str | None
    counted: bool
    excluded: str | None
    excluded_code: str | None
    anonymous: str | None = None


class RawShape(Shape):
    """The delivery as it came: it is kept and never handed out; its id names it when somebody has to ask."""

    id: str | None
    kept: bool


class CreditShape(Shape):
    """A person's share of an event."""

    person_id: str
    share_bp: int


class EventShape(Shape):
    """
    An event with its provenance.

    `state` is current, superseded (a newer version is held) or taken_back (deleted at its source), as the figures take
    it: an entity is one, whichever connection tells of it. A `tombstone` takes back others. `versions` are the ids of
    all versions, oldest first. One that a colleague answered is
    `anonymous`: a sentence says so, and what could tell the answer or whose it is is null.
    """

    id: str
    type: str
    type_zh: str
    type_en: str
    occurred_at: Instant | None
    on: Day | None
    month: str
    entity: str | None
    customer: str | None
    amount: MoneyValue | None
    currency: str | None
    credits: list[CreditShape]
    source: SourceShape
    received_at: Instant | None
    version: str | None
    state: str
    tombstone: bool
    versions: list[str]
    note: str | None
    raw: RawShape
    anonymous: str | None = None


def record_shape(
    record: "FigureRecord", *, subject: str | None, currency: str, vendors: Mapping[str, str], language: str
) -> RecordShape:
    """Return a record as it is answered; `subject` is the person whom the figure is about."""
    event = record.event
    shape = RecordShape(
        event_id=event.id,
        type=event.type,
        type_zh=event_name(event.type),
        type_en=event_name(event.type, "en"),
        occurred_at=event.occurred_at,
        on=event.on,
        entity=event.entity_id,
        customer=event.customer,
        amount=_money(event, currency),
        currency=None if event.amount_minor is None else currency,
        share_bp=None if subject is None else dict(event.credits).get(subject, 0),
        source=source_shape(event.connection_id, vendors),
        received_at=event.received_at,
        version=event.version,
        note=_note(event),
        counted=record.counted,
        excluded=exclusion(record.excluded, language) if record.excluded else None,
        excluded_code=record.excluded or None,
    )
    return shape.model_copy(update=_hidden(RecordShape, language)) if record.anonymous else shape


def event_shape(
    found: "Provenance", *, currency: str, vendors: Mapping[str, str], language: str
) -> EventShape:
    """Return an event as it is answered."""
    event = found.event
    shape = EventShape(
        id=event.id,
        type=event.type,
        type_zh=event_name(event.type),
        type_en=event_name(event.type, "en"),
        occurred_at=event.occurred_at,
        on=event.on,
        month=f"{event.on:%Y-%m}",
        entity=event.entity_id,
        customer=event.customer,
        amount=_money(event, currency),
        currency=None if event.amount_minor is None else currency,
        credits=[CreditShape(person_id=person, share_bp=share) for person, share in event.credits],
        source=source_shape(event.connection_id, vendors),
        received_at=event.received_at,
        version=event.version,
        state=found.state,
        tombstone=found.is_tombstone,
        versions=[each.id for each in found.versions],
        note=_note(event),
        raw=raw_shape(event.raw_ref),
    )
    return shape.model_copy(update=_hidden(EventShape, language)) if found.anonymous else shape


def raw_shape(raw_ref: str) -> RawShape:
    """Return what may be said about where a record was read from: that it is kept, and under which name."""
    return RawShape(id=digest_id("raw", raw_ref) if raw_ref else None, kept=bool(raw_ref))


def source_shape(connection_id: str, vendors: Mapping[str, str]) -> SourceShape:
    """Return where a record came from."""
    return SourceShape(connection_id=connection_id, vendor=vendors.get(connection_id, "unknown"))


def _hidden(shape: type[Shape], language: str) -> dict[str, Any]:
    """Return what a record of a colleague's answer is told with: when and about whom it was stays with its source."""
    fields: dict[str, Any] = {each: None for each in _TELLING if each in shape.model_fields}
    if "raw" in shape.model_fields:
        fields["raw"] = RawShape(id=None, kept=True)
    return {**fields, "anonymous": ANONYMOUS[1 if language == "en" else 0]}


def _money(event: Event, currency: str) -> Money | None:
    return None if event.amount_minor is None else Money(event.amount_minor, currency)


def _note(event: Event) -> str | None:
    return text(event, "note", "title", "subject", "comment", "name")
