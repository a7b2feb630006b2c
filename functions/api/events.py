"""Business events (业务事件) with their provenance: what came, by which connection, and what became of it."""

from typing import Annotated

from chalice import Blueprint
from pydantic import Field

from functions import admission
from functions.api.paging import page_of
from functions.api.record_shapes import EventShape, event_shape
from functions.edge.access import AUDITING, EVERYBODY
from functions.edge.endpoint import endpoint
from functions.edge.fields import Id, Month, Text
from functions.edge.models import Page, PageQuery, Query
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import load
from shared.domain.errors import NotFound
from shared.domain.kpi.events import Event
from shared.domain.people import EVERYBODY_SEERS, may_see
from shared.domain.periods import Period

events = Blueprint(__name__)

EventType = Annotated[str, Field(pattern=r"^[a-z_]{1,40}\.[a-z_]{1,40}$")]


class EventsQuery(PageQuery):
    """The month, and what to narrow it to: a type, a connection, a customer, a person who is credited."""

    month: Month
    type: EventType | None = None
    source: Annotated[str, Text(64)] | None = None
    customer: Annotated[str, Text(200)] | None = None
    person_id: Id | None = None


class EventQuery(Query):
    """The event's month, where it is known; without it all months are asked."""

    month: Month | None = None


@endpoint(
    events,
    "GET",
    "/v1/events",
    access=AUDITING,
    summary=("业务事件", "Business events"),
    query=EventsQuery,
    returns=Page[EventShape],
    load=lambda request: [refs.company(request.company_id)],
)
def list_events(request: ApiRequest) -> Answer:
    """Return the events of a month as they occurred, also replaced ones; anonymous ones stand at the end."""
    from shared.usecases.scores.freshness import vendors_of  # most requests look at no events
    from shared.usecases.scores.records import events_of_month, place_in_time, provenance_of

    company = request.loaded.get(refs.company(request.company_id))
    month = request.query.month
    held, hidden = events_of_month(company.id, month)
    found = [each for each in held if _is_wanted(each, request, anonymous=each.id in hidden)]
    shown, following = page_of(found, request, key=lambda each: place_in_time(each, hidden))
    vendors = vendors_of(company.id, (each.connection_id for each in shown))
    told = provenance_of(company.id, shown, since=month)
    items = [
        event_shape(each, currency=company.currency, vendors=vendors, language=request.language)
        for each in told
    ]
    return Answer.ok({"items": items, "next": following})


@endpoint(
    events,
    "GET",
    "/v1/events/{event_id}",
    access=EVERYBODY,
    summary=("一条业务事件", "A business event"),
    query=EventQuery,
    returns=EventShape,
    errors=(NotFound,),
    load=lambda request: [refs.company(request.company_id)],
)
def read_event(request: ApiRequest, event_id: str) -> Answer:
    """Return an event: any to HR, owner and auditor, to others one that is credited to somebody whom they see."""
    from shared.usecases.scores.freshness import vendors_of
    from shared.usecases.scores.records import find_event, provenance_of

    company = request.loaded.get(refs.company(request.company_id))
    event = find_event(company.id, event_id, request.query.month)
    if not _may_see(request, event):
        raise NotFound()
    (told,) = provenance_of(company.id, [event], since=Period.month_of(event.on))
    vendors = vendors_of(company.id, [event.connection_id])
    return Answer.ok(event_shape(told, currency=company.currency, vendors=vendors, language=request.language))


def _is_wanted(event: Event, request: ApiRequest, *, anonymous: bool) -> bool:
    query = request.query
    if anonymous and query.customer is not None:
        return False  # who answered is told by asking as well as by answering
    return (
        query.type in (None, event.type)
        and query.source in (None, event.connection_id)
        and query.customer in (None, event.customer)
        and (query.person_id is None or query.person_id in dict(event.credits))
    )


def _may_see(request: ApiRequest, event: Event) -> bool:
    actor = admission.actor_of(request)
    if actor.access_role in EVERYBODY_SEERS:
        return True
    places = [refs.person(request.company_id, person) for person, _ in event.credits]
    loaded = load(places)
    return any(person is not None and may_see(actor, person) for person in map(loaded.find, places))
