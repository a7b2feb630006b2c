"""Sources (数据源): what each delivered in a month, how it is doing, and what somebody should do."""

from collections import Counter

from chalice import Blueprint

from functions.edge.access import AUDITING
from functions.edge.endpoint import endpoint
from functions.edge.fields import Day, Instant, MoneyValue, Month
from functions.edge.models import Query, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.domain.kpi.event_names import event_name
from shared.domain.kpi.source_states import SourceState, advice
from shared.domain.money import Money
from shared.usecases.scores.sources import DayCount, SourceMonth, sources_of_month

sources = Blueprint(__name__)


class SourcesQuery(Query):
    """The month."""

    month: Month


class DayShape(Shape):
    """Events of a day: all that are held, those that stand, and the sum of amounts of these."""

    day: Day
    events: int
    current: int
    amount: MoneyValue | None


class TypeShape(Shape):
    """Events of one type over the month; `last_event_at` is when the newest one ever occurred."""

    type: str
    type_zh: str
    type_en: str
    events: int
    current: int
    amount: MoneyValue | None
    last_event_at: Instant | None
    days: list[DayShape]


class SetAsideShape(Shape):
    """Records that could not be read, by reason; they are kept and count nowhere."""

    code: str
    reason: str
    count: int


class SourceMonthShape(Shape):
    """
    One source. `state` is ok, failing (less than a day), sick (a day and more) or mismatch (its own totals differ).

    `advice` says in words what to do; `quarantined` counts what was received in the month and could not be read.
    """

    connection_id: str
    vendor: str
    state: SourceState
    advice: str
    last_at: Instant | None
    failing_since: Instant | None
    events: int
    quarantined: int
    set_aside: list[SetAsideShape]
    types: list[TypeShape]


class SourcesShape(Shape):
    """The sources of a month, by connection; `events` is how many the month has in all."""

    month: str
    events: int
    items: list[SourceMonthShape]


@endpoint(
    sources,
    "GET",
    "/v1/sources",
    access=AUDITING,
    summary=("数据源", "Sources"),
    query=SourcesQuery,
    returns=SourcesShape,
    load=lambda request: [refs.company(request.company_id)],
)
def list_sources(request: ApiRequest) -> Answer:
    """Return what each source delivered in a month, by type and day, with its state."""
    company = request.loaded.get(refs.company(request.company_id))
    month = request.query.month
    found = sources_of_month(company=company, month=month, at=request.received_at)
    items = [_shape(each, company.currency, request.language) for each in found]
    return Answer.ok(SourcesShape(month=month.key, events=sum(each.events for each in items), items=items))


def _shape(found: SourceMonth, currency: str, language: str) -> SourceMonthShape:
    types = [_type(kind, days, found, currency) for kind, days in found.counts.items()]
    return SourceMonthShape(
        connection_id=found.source.connection_id,
        vendor=found.source.vendor,
        state=found.state,
        advice=advice(found.state, found.params, language),
        last_at=found.source.last_at,
        failing_since=found.source.failing_since,
        events=sum(each.events for each in types),
        quarantined=len(found.set_aside),
        set_aside=_set_aside(found, language),
        types=types,
    )


def _type(kind: str, days: tuple[DayCount, ...], found: SourceMonth, currency: str) -> TypeShape:
    amounts = [each.amount_minor for each in days if each.amount_minor is not None]
    return TypeShape(
        type=kind,
        type_zh=event_name(kind),
        type_en=event_name(kind, "en"),
        events=sum(each.events for each in days),
        current=sum(each.current for each in days),
        amount=Money(sum(amounts), currency) if amounts else None,
        last_event_at=found.newest.get(kind),
        days=[
            DayShape(
                day=each.day,
                events=each.events,
                current=each.current,
                amount=None if each.amount_minor is None else Money(each.amount_minor, currency),
            )
            for each in days
        ],
    )


def _set_aside(found: SourceMonth, language: str) -> list[SetAsideShape]:
    told = Counter(
        (each.code, each.reason_en if language == "en" else each.reason_zh) for each in found.set_aside
    )
    return [
        SetAsideShape(code=code, reason=reason, count=count) for (code, reason), count in sorted(told.items())
    ]
