"""Marketing events (市场活动): what each brought and what it cost."""

from typing import TYPE_CHECKING

from chalice import Blueprint

from functions import admission
from functions.edge.access import EVERYBODY
from functions.edge.endpoint import endpoint
from functions.edge.fields import Day, MoneyValue, Month
from functions.edge.models import Query, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.company import Company
from shared.domain.money import Money
from shared.domain.numbers import quantize
from shared.domain.people import EVERYBODY_SEERS, may_see

if TYPE_CHECKING:
    from shared.domain.kpi.figures.market_events import MarketEvent

market_events = Blueprint(__name__)


class MarketEventsQuery(Query):
    """The month in which they were held, or planned for."""

    month: Month


class MarketEventShape(Shape):
    """
    One event. `leads` are people whose first event it was and who were no customers before (`customers_before`).

    `converted` of them ordered by `matures_on`, the 60th day; before that it may still grow. `cost` is the spend
    that names the event, null without any; a lead's is rounded to the currency's minor unit.
    """

    id: str
    name: str
    on: Day
    held: bool
    people: list[str]
    attendees: int | None
    leads: int
    converted: int
    customers_before: int
    matures_on: Day | None
    matured: bool
    cost: MoneyValue | None
    cost_per_lead: MoneyValue | None
    evidence: list[str]


class MarketEventsShape(Shape):
    """The events of a month, by date."""

    month: str
    items: list[MarketEventShape]


@endpoint(
    market_events,
    "GET",
    "/v1/market-events",
    access=EVERYBODY,
    summary=("市场活动效果", "What marketing events brought"),
    query=MarketEventsQuery,
    returns=MarketEventsShape,
    load=lambda request: [refs.company(request.company_id)],
)
def list_market_events(request: ApiRequest) -> Answer:
    """Return all events to HR, owner and auditor, to others those of the people whom they see."""
    from shared.usecases.scores.read_market_events import read_market_events  # no other request needs it

    company: Company = request.loaded.get(refs.company(request.company_id))
    actor = admission.actor_of(request)
    seen = {each.id for each in every(refs.people(company.id)) if may_see(actor, each)}
    today = request.received_at.astimezone(company.tz).date()
    found = read_market_events(company=company, month=request.query.month, at=request.received_at)
    items = [
        _shape(each, company, matured=each.matures_on is not None and each.matures_on < today)
        for each in found
        if actor.access_role in EVERYBODY_SEERS or seen & dict(each.credits).keys()
    ]
    return Answer.ok(MarketEventsShape(month=request.query.month.key, items=items))


def _shape(found: "MarketEvent", company: Company, *, matured: bool) -> MarketEventShape:
    cost, per_lead = found.cost_minor, found.lead_cost_minor
    return MarketEventShape(
        id=found.key,
        name=found.name,
        on=found.on,
        held=found.held,
        people=[person for person, _ in found.credits],
        attendees=found.attendees,
        leads=found.leads,
        converted=found.converted,
        customers_before=found.customers_before,
        matures_on=found.matures_on,
        matured=matured,
        cost=None if cost is None else Money(cost, company.currency),
        cost_per_lead=None if per_lead is None else Money(int(quantize(per_lead, 0)), company.currency),
        evidence=list(found.event_ids),
    )
