"""Measures (度量) beside their records, and of several people side by side."""

from typing import Literal

from chalice import Blueprint

from functions import admission
from functions.api.paging import page_of
from functions.api.record_shapes import RecordShape, record_shape
from functions.api.subjects import MeasureId, SubjectText, check_may_see
from functions.edge.access import EVERYBODY
from functions.edge.endpoint import endpoint
from functions.edge.fields import Instant, PeriodKey
from functions.edge.models import Page, PageQuery, Query, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.company import Company
from shared.domain.errors import Forbidden, NotFound
from shared.domain.kpi.measured import Measure, UnknownMeasure
from shared.domain.numbers import exact, quantize
from shared.domain.people import may_see
from shared.usecases.scores.subjects import Subject

measures = Blueprint(__name__)

PLACES = 6
"""Decimal places of a value; numerator and denominator are exact."""


class RecordsQuery(PageQuery):
    """A KPI or measure id, whom it is about, and the month or quarter, as for the measure itself."""

    kpi: MeasureId
    subject: SubjectText
    period: PeriodKey


class PeopleQuery(Query):
    """A KPI or measure id, and the month or quarter."""

    kpi: MeasureId
    period: PeriodKey


class FigureShape(Shape):
    """A measure of one period; a ratio without any record has no value."""

    value: str | None
    numerator: str
    denominator: str | None
    n: int
    state: Literal["measured", "no_data"]


class PersonMeasureShape(FigureShape):
    """
    A person's measure, and that of the calendar period before: month against month, quarter against quarter.

    `change` is the value less the previous one, null where one of them has none. `fresh_at` is when what delivers
    the events was last heard.
    """

    person_id: str
    name: str
    fresh_at: Instant | None
    previous: FigureShape
    change: str | None


class PeopleShape(Shape):
    """One measure of everybody whom the caller sees, by name."""

    kpi: str
    measure: str
    unit: str
    period: str
    previous_period: str
    as_of: Instant
    items: list[PersonMeasureShape]


@endpoint(
    measures,
    "GET",
    "/v1/measures/records",
    access=EVERYBODY,
    summary=("度量明细", "The records behind a measure"),
    query=RecordsQuery,
    returns=Page[RecordShape],
    errors=(NotFound, UnknownMeasure, Forbidden),
    load=lambda request: [
        refs.company(request.company_id),
        refs.person(request.company_id, Subject.of(request.query.subject).id),
    ],
)
def list_records(request: ApiRequest) -> Answer:
    """Return the records of a measure, and those left out with the reason, as they occurred."""
    from shared.usecases.scores.freshness import (
        vendors_of,  # every figure of the library: most requests need none
    )
    from shared.usecases.scores.known_measure import known_measure
    from shared.usecases.scores.read_measure import read_measure
    from shared.usecases.scores.records import place_of_record, records_of

    query, subject = request.query, Subject.of(request.query.subject)
    company: Company = request.loaded.get(refs.company(request.company_id))
    check_may_see(request, subject)
    measured = read_measure(
        company=company,
        definition=known_measure(company.id, query.kpi),
        subject=subject,
        period=query.period,
        at=request.received_at,
    )
    found = records_of(
        company_id=company.id,
        event_ids=measured.event_ids,
        excluded=measured.excluded,
        near=(query.period.first_on, query.period.until_on),
    )
    shown, following = page_of(found, request, key=place_of_record)
    vendors = vendors_of(company.id, (each.event.connection_id for each in shown))
    about = subject.id if subject.kind == "person" else None
    items = [
        record_shape(
            each, subject=about, currency=company.currency, vendors=vendors, language=request.language
        )
        for each in shown
    ]
    return Answer.ok({"items": items, "next": following})


@endpoint(
    measures,
    "GET",
    "/v1/measures/people",
    access=EVERYBODY,
    summary=("各人对比", "A measure of several people"),
    query=PeopleQuery,
    returns=PeopleShape,
    errors=(UnknownMeasure,),
    load=lambda request: [refs.company(request.company_id)],
)
def list_people(request: ApiRequest) -> Answer:
    """Return a measure of each person whom the caller sees, against the calendar period before."""
    from shared.usecases.scores.known_measure import known_measure
    from shared.usecases.scores.measure_people import measure_people

    query, actor = request.query, admission.actor_of(request)
    people = [
        each for each in every(refs.people(request.company_id)) if each.is_active and may_see(actor, each)
    ]
    definition = known_measure(request.company_id, query.kpi)
    found = measure_people(
        company=request.loaded.get(refs.company(request.company_id)),
        definition=definition,
        people=sorted(people, key=lambda each: (each.name, each.id)),
        period=query.period,
        at=request.received_at,
    )
    return Answer.ok(
        PeopleShape(
            kpi=query.kpi,
            measure=definition.id,
            unit=definition.unit,
            period=query.period.key,
            previous_period=found.previous.key,
            as_of=request.received_at,
            items=[
                PersonMeasureShape(
                    **_figure(each.now),
                    person_id=each.person.id,
                    name=each.person.name,
                    fresh_at=found.fresh_at,
                    previous=FigureShape(**_figure(each.before)),
                    change=None if each.change is None else exact(quantize(each.change, PLACES)),
                )
                for each in found.people
            ],
        )
    )


def _figure(found: Measure) -> dict[str, str | int | None]:
    return {
        "value": None if found.value is None else exact(quantize(found.value, PLACES)),
        "numerator": exact(found.numerator),
        "denominator": None if found.denominator is None else exact(found.denominator),
        "n": found.n,
        "state": found.state,
    }
