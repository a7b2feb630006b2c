"""A customer's timeline (客户责任时间线): who had it when, who was last in touch, and what happened."""

from typing import TYPE_CHECKING, Annotated

from chalice import Blueprint
from pydantic import Field

from functions.edge.access import EVERYBODY
from functions.edge.endpoint import endpoint
from functions.edge.fields import Day, Instant, Text
from functions.edge.models import Query, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.domain.people import AccessRole

if TYPE_CHECKING:
    from shared.domain.work.customers.timeline import CustomerTimeline

customers = Blueprint(__name__)

SEERS = EVERYBODY - {AccessRole.EMPLOYEE, AccessRole.MANAGER}
"""Who sees everybody's work: it is about several people, whoever their manager is."""


class CustomerQuery(Query):
    """Which customer: an id, or a name that only this customer carries."""

    customer: Annotated[str, Text(200)]


class EntryShape(Shape):
    """Something that happened; `events` are the ids of the records that it rests on."""

    on: Day
    at: Instant | None
    what: str
    people: list[str]
    text: str
    events: list[str]
    minutes: int | None


class OwnerShape(Shape):
    """Who had the customer, from a day up to another; null where it is not on record or still holds."""

    person_id: str | None
    position: str | None
    from_: Annotated[Day | None, Field(alias="from")]
    to: Day | None


class TouchShape(Shape):
    """The last time that somebody of a position was in touch."""

    position: str | None
    person_id: str
    on: Day
    activity: str


class ComplaintShape(Shape):
    """A complaint that is not resolved."""

    id: str
    opened_on: Day
    person_id: str | None


class TimelineShape(Shape):
    """What is on record about a customer; empty lists for one that is on no record."""

    customer: str
    lead_source: str | None
    churned_on: Day | None
    owners: list[OwnerShape]
    last_touch: list[TouchShape]
    open_complaints: list[ComplaintShape]
    entries: list[EntryShape]


@endpoint(
    customers,
    "GET",
    "/v1/customers/timeline",
    access=SEERS,
    summary=("客户责任时间线", "A customer's timeline"),
    query=CustomerQuery,
    returns=TimelineShape,
    load=lambda request: [refs.company(request.company_id)],
)
def read_timeline(request: ApiRequest) -> Answer:
    """Return who had a customer when, who was last in touch, open complaints, where it came from, in order of time."""
    from shared.usecases.work.read_customer import read_customer

    found = read_customer(
        company=request.loaded.get(refs.company(request.company_id)),
        customer=request.query.customer,
        at=request.received_at,
    )
    return Answer.ok(_shape(found, request.language))


def _shape(found: "CustomerTimeline", language: str) -> TimelineShape:
    return TimelineShape(
        customer=found.customer,
        lead_source=found.lead_source,
        churned_on=found.churned_on,
        owners=[
            OwnerShape(person_id=each.person_id, position=each.position, from_=each.from_on, to=each.until_on)
            for each in found.owners
        ],
        last_touch=[
            TouchShape(position=each.position, person_id=each.person_id, on=each.on, activity=each.activity)
            for each in found.last_touch
        ],
        open_complaints=[
            ComplaintShape(id=each.id, opened_on=each.opened_on, person_id=each.person_id)
            for each in found.open_complaints
        ],
        entries=[
            EntryShape(
                on=each.on,
                at=each.at,
                what=each.what,
                people=list(each.people),
                text=each.en if language == "en" else each.zh,
                events=list(each.events),
                minutes=sum(work.minutes for work in each.work) if each.work else None,
            )
            for each in found.entries
        ],
    )
