"""The records behind a line of a score (得分明细)."""

from datetime import date

from chalice import Blueprint

from functions import admission
from functions.api.paging import page_of
from functions.api.record_shapes import RecordShape, record_shape
from functions.edge.access import EVERYBODY
from functions.edge.endpoint import endpoint
from functions.edge.fields import Id, Month
from functions.edge.models import Page, PageQuery
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.domain.errors import NotFound
from shared.domain.kpi.score import Score
from shared.domain.people import may_see

score_records = Blueprint(__name__)


class LineQuery(PageQuery):
    """The month, and the KPI of the line."""

    period: Month
    kpi: Id


@endpoint(
    score_records,
    "GET",
    "/v1/scores/{person_id}/records",
    access=EVERYBODY,
    summary=("得分明细", "The records behind a score"),
    query=LineQuery,
    returns=Page[RecordShape],
    errors=(NotFound,),
    load=lambda request: [
        refs.company(request.company_id),
        refs.person(request.company_id, request.path["person_id"]),
        refs.scores(request.company_id, request.query.period.key).at(request.path["person_id"]),
    ],
)
def list_records(request: ApiRequest, person_id: str) -> Answer:
    """Return the records of a line of the score on record, and those left out with the reason, as they occurred."""
    from shared.usecases.scores.freshness import vendors_of  # most requests look at no records
    from shared.usecases.scores.records import place_of_record, records_of

    person = request.loaded.get(refs.person(request.company_id, person_id))
    if not may_see(admission.actor_of(request), person):
        raise NotFound()
    month = request.query.period
    score: Score = request.loaded.get(refs.scores(request.company_id, month.key).at(person_id))
    line = next((each for each in score.card.lines if each.kpi_id == request.query.kpi), None)
    if line is None:
        raise NotFound()
    span = (_day(line.first_on) or month.first_on, _day(line.until_on) or month.until_on)
    found = records_of(
        company_id=request.company_id, event_ids=line.event_ids, excluded=line.excluded, near=span
    )
    shown, following = page_of(found, request, key=place_of_record)
    vendors = vendors_of(request.company_id, (each.event.connection_id for each in shown))
    currency = request.loaded.get(refs.company(request.company_id)).currency
    items = [
        record_shape(each, subject=person_id, currency=currency, vendors=vendors, language=request.language)
        for each in shown
    ]
    return Answer.ok({"items": items, "next": following})


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
