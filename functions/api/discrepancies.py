"""Discrepancies (差异) of closed months: read, decide, and agree that a month is opened again."""

from typing import Annotated, Any, Literal

from chalice import Blueprint
from pydantic import Field

from functions import admission, wiring
from functions.edge.access import EVERYBODY, HR_AND_OWNER, LEADERS
from functions.edge.endpoint import endpoint
from functions.edge.fields import Day, Instant, Month, Text, Version
from functions.edge.models import Body, Page, PageQuery, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile
from shared.adapters.dynamo.store import every, page
from shared.domain.errors import NotFound
from shared.domain.ids import place_of
from shared.domain.people import may_see
from shared.domain.review.discrepancy import CAUSES, Cause, Discrepancy, State
from shared.domain.review.discrepancy_decisions import (
    WORDS,
    AboutYourself,
    Action,
    CountsAlready,
    FiguresMoved,
    MovesDeclaredMonth,
    NoSecondPerson,
    NotAdditionsOnly,
    NotPossibleNow,
    NotYoursToSecond,
    SecondIsFirst,
    StaleDiscrepancy,
)

discrepancies = Blueprint(__name__)


class Choice(Body):
    """
    What to do: leave it (`ignore`), count the late events in the next open month (`carry`), or open the month again
    (`reopen`), which takes a second person; and why.
    """

    choice: Literal["ignore", "carry", "reopen"]
    reason: Annotated[str, Text(500, lines=True)]
    version: Version


class Agreement(Body):
    """Whether the second person agrees that the month is opened again."""

    agree: Annotated[bool, Field(strict=True)]
    reason: Annotated[str, Text(500, lines=True)] | None = None
    version: Version | None = None


class DeltaShape(Shape):
    """What one KPI comes to on record and would come to; `delta` is in points of the total, with four places."""

    kpi: str
    name_zh: str
    name_en: str
    value_before: str | None
    value_after: str | None
    points_before: str | None
    points_after: str | None
    weighted_before: str
    weighted_after: str
    delta: str


class DecidedShape(Shape):
    """One step of the history."""

    action: str
    by: str
    at: Instant
    words: str


class DiscrepancyShape(Shape):
    """
    A discrepancy: the score on record, what it would be with what is known now, and what was decided.

    `new_events` count in the score that would be and not in the one on record, `gone_events` the other way round.
    Only where late events are all that differs (`can_carry`) can they count in another month. Where no event is new
    or gone, `cause` says what makes the difference.
    """

    id: str
    person_id: str
    period: str
    state: State
    state_zh: str
    score_hash: str
    would_be_hash: str
    total_before: str | None
    total_after: str | None
    official_total_before: str | None
    official_total_after: str | None
    kpis: list[DeltaShape]
    new_events: list[str]
    gone_events: list[str]
    can_carry: bool
    cause: Cause | None
    cause_zh: str | None
    cause_en: str | None
    found_at: Instant
    decided_by: str | None
    seconded_by: str | None
    reason: str
    carried_to: Day | None
    history: list[DecidedShape]
    version: int


class DiscrepanciesQuery(PageQuery):
    """Which discrepancies: of a month, and in which state."""

    period: Month
    state: State | None = None


def _refs(request: ApiRequest) -> list[Any]:
    id_ = request.path["discrepancy_id"]
    return [
        refs.discrepancy(request.company_id, id_),
        refs.person(request.company_id, place_of(id_, "dis").person_id),
        refs.company(request.company_id),
    ]


@endpoint(
    discrepancies,
    "GET",
    "/v1/discrepancies",
    access=EVERYBODY,
    summary=("差异列表", "Discrepancies"),
    query=DiscrepanciesQuery,
    returns=Page[DiscrepancyShape],
)
def list_discrepancies(request: ApiRequest) -> Answer:
    """Return the discrepancies of a month, of the people whom the caller sees, by person."""
    actor = admission.actor_of(request)
    people = {each.id: each for each in every(refs.people(request.company_id))}
    after = (request.position or {}).get("after")
    month = refs.discrepancies(request.company_id, request.query.period.key)
    found = page(month, after=after, limit=request.query.limit)
    seen = [
        each
        for each in found.items
        if may_see(actor, people[each.person_id]) and request.query.state in (None, each.state)
    ]
    return Answer.ok(
        {
            "items": [shape_of(each) for each in seen],
            "next": request.next_cursor({"after": found.next_sk} if found.next_sk else None),
        }
    )


@endpoint(
    discrepancies,
    "GET",
    "/v1/discrepancies/{discrepancy_id}",
    access=EVERYBODY,
    summary=("差异", "A discrepancy"),
    returns=DiscrepancyShape,
    errors=(NotFound,),
    load=_refs,
)
def read_discrepancy(request: ApiRequest, discrepancy_id: str) -> Answer:
    """Return a discrepancy, to its person, their manager, HR, the owner and auditors."""
    return Answer.ok(shape_of(_seen(request, discrepancy_id)))


@endpoint(
    discrepancies,
    "POST",
    "/v1/discrepancies/{discrepancy_id}/decide",
    access=HR_AND_OWNER,
    summary=("处理差异", "Decide on a discrepancy"),
    body=Choice,
    returns=DiscrepancyShape,
    command=True,
    errors=(
        NotFound,
        AboutYourself,
        NotPossibleNow,
        StaleDiscrepancy,
        NotAdditionsOnly,
        CountsAlready,
        MovesDeclaredMonth,
        NoSecondPerson,
        ChangedMeanwhile,
    ),
    load=_refs,
)
def decide(request: ApiRequest, discrepancy_id: str) -> Answer:
    """
    Leave a discrepancy, carry its late events into the next open month, or ask to open the month again.

    Nobody decides about themselves. To open a month again takes a second person: HR, the owner or the manager of the
    person, other than the one who decides. Where there is nobody else it is refused, and the two other ways remain.
    A carry is refused where it would count a record twice for somebody, or move a figure of a declared month.
    """
    from shared.usecases.review.decide_discrepancy import decide_discrepancy  # few requests decide

    before = _seen(request, discrepancy_id)
    after, command = decide_discrepancy(
        discrepancy=before,
        choice=Action(request.body.choice),
        reason=request.body.reason,
        seen=request.body.version,
        actor=admission.actor_of(request),
        people=list(every(refs.people(request.company_id))),
        company=request.loaded.get(refs.company(request.company_id)),
        code_version=wiring.settings().code_version,
        at=request.received_at,
    )
    return admission.commit(request, command, Answer.ok(shape_of(after)))


@endpoint(
    discrepancies,
    "POST",
    "/v1/discrepancies/{discrepancy_id}/second",
    access=LEADERS,
    summary=("第二人同意重新打开", "Agree that a month is opened again"),
    body=Agreement,
    returns=DiscrepancyShape,
    command=True,
    errors=(
        NotFound,
        NotYoursToSecond,
        SecondIsFirst,
        NotPossibleNow,
        StaleDiscrepancy,
        FiguresMoved,
        ChangedMeanwhile,
    ),
    load=_refs,
)
def second(request: ApiRequest, discrepancy_id: str) -> Answer:
    """
    Agree, or not, that a month is opened again.

    With agreement the score is computed anew and the declaration is a draft again; the earlier score stays readable
    with `as_of`. Without it the discrepancy is open again.
    """
    from shared.usecases.review.second_discrepancy import second_discrepancy  # few requests compute anything

    after, command = second_discrepancy(
        discrepancy=_seen(request, discrepancy_id),
        agree=request.body.agree,
        reason=request.body.reason or "",
        seen=request.body.version,
        actor=admission.actor_of(request),
        people=list(every(refs.people(request.company_id))),
        company=request.loaded.get(refs.company(request.company_id)),
        code_version=wiring.settings().code_version,
        at=request.received_at,
    )
    return admission.commit(request, command, Answer.ok(shape_of(after)))


def _seen(request: ApiRequest, discrepancy_id: str) -> Discrepancy:
    found: Discrepancy = request.loaded.get(refs.discrepancy(request.company_id, discrepancy_id))
    subject = request.loaded.get(refs.person(request.company_id, found.person_id))
    if not may_see(admission.actor_of(request), subject):
        raise NotFound()
    return found


def shape_of(each: Discrepancy) -> DiscrepancyShape:
    """Return a discrepancy as it is answered."""
    found = each.found
    cause_zh, cause_en = CAUSES[found.cause] if found.cause else (None, None)
    return DiscrepancyShape(
        id=each.id,
        person_id=each.person_id,
        period=each.month,
        state=each.state,
        state_zh=WORDS[each.state],
        score_hash=found.score_hash,
        would_be_hash=found.would_be_hash,
        total_before=found.total_before,
        total_after=found.total_after,
        official_total_before=found.official_before,
        official_total_after=found.official_after,
        kpis=[
            DeltaShape(
                kpi=delta.kpi_id,
                name_zh=delta.name_zh,
                name_en=delta.name_en,
                value_before=delta.value_before,
                value_after=delta.value_after,
                points_before=delta.points_before,
                points_after=delta.points_after,
                weighted_before=delta.weighted_before,
                weighted_after=delta.weighted_after,
                delta=delta.delta,
            )
            for delta in found.deltas
        ],
        new_events=list(found.new_events),
        gone_events=list(found.gone_events),
        can_carry=found.additions_only,
        cause=found.cause,
        cause_zh=cause_zh,
        cause_en=cause_en,
        found_at=each.found_at,
        decided_by=each.by_id or None,
        seconded_by=each.second_id or None,
        reason=each.reason,
        carried_to=each.carried_to,
        history=[
            DecidedShape(action=step.action, by=step.by, at=step.at, words=step.words)
            for step in each.history
        ],
        version=each.version,
    )
