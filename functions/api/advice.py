"""Advice (调整建议): what the weekly series showed, and what HR or the owner decided about it."""

from typing import Annotated, Literal

from chalice import Blueprint

from functions import admission
from functions.api.advice_shapes import (
    AdviceShape,
    DrawnAdviceShape,
    State,
    advice_shape,
    drawn,
    state_of,
)
from functions.edge.access import HR_AND_OWNER
from functions.edge.endpoint import endpoint
from functions.edge.fields import Text
from functions.edge.models import Body, Page, PageQuery
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile
from shared.adapters.dynamo.store import every
from shared.domain.advice import decide
from shared.domain.company import Company
from shared.domain.errors import NotFound
from shared.usecases.advice.decide_advice import decide_advice

advice = Blueprint(__name__)


class AdviceQuery(PageQuery):
    """Which state; without one, all advice."""

    state: State | None = None


class Acceptance(Body):
    """Why, if somebody wants to say so."""

    reason: Annotated[str, Text(1000, lines=True)] | None = None


class Rejection(Body):
    """Why."""

    reason: Annotated[str, Text(1000, lines=True)]


def _refs(request: ApiRequest) -> list[refs.Ref]:
    return [
        refs.company(request.company_id),
        refs.advice(request.company_id).at(request.path["advice_id"]),
    ]


@endpoint(
    advice,
    "GET",
    "/v1/advice",
    access=HR_AND_OWNER,
    summary=("调整建议列表", "Advice"),
    query=AdviceQuery,
    returns=Page[AdviceShape],
    load=lambda request: [refs.company(request.company_id)],
)
def list_advice(request: ApiRequest) -> Answer:
    """Return the company's advice, newest first; open advice is expired on its last instant."""
    company, at, wanted = _company(request), request.received_at, request.query.state
    after = (request.position or {}).get("after")
    found = [
        each
        for each in reversed(list(every(refs.advice(request.company_id))))
        if wanted in (None, state_of(each, at)) and (after is None or each.id < after)
    ]
    shown = found[: request.query.limit]
    more = len(found) > len(shown)
    return Answer.ok(
        {
            "items": [advice_shape(each, company, at) for each in shown],
            "next": request.next_cursor({"after": shown[-1].id} if more else None),
        }
    )


@endpoint(
    advice,
    "GET",
    "/v1/advice/{advice_id}",
    access=HR_AND_OWNER,
    summary=("一条调整建议", "One piece of advice"),
    returns=DrawnAdviceShape,
    errors=(NotFound,),
    load=_refs,
)
def read_advice(request: ApiRequest, advice_id: str) -> Answer:
    """Return a piece of advice with its four series drawn over the same weeks, each on a scale of its own."""
    found = request.loaded.get(refs.advice(request.company_id).at(advice_id))
    shape = advice_shape(found, _company(request), request.received_at)
    return Answer.ok(
        DrawnAdviceShape(**shape.model_dump(by_alias=False), chart_svg=drawn(found, request.language))
    )


@endpoint(
    advice,
    "POST",
    "/v1/advice/{advice_id}/accept",
    access=HR_AND_OWNER,
    summary=("采纳建议", "Accept advice"),
    body=Acceptance,
    returns=AdviceShape,
    command=True,
    errors=(NotFound, decide.AdviceExpired, decide.AlreadyDecided, ChangedMeanwhile),
    load=_refs,
)
def accept(request: ApiRequest, advice_id: str) -> Answer:
    """Accept open advice. No weight moves: the answer holds what to send to the preview of a change of direction."""
    return _decided(request, advice_id, "accepted", request.body.reason or "")


@endpoint(
    advice,
    "POST",
    "/v1/advice/{advice_id}/reject",
    access=HR_AND_OWNER,
    summary=("驳回建议", "Reject advice"),
    body=Rejection,
    returns=AdviceShape,
    command=True,
    errors=(NotFound, decide.AdviceExpired, decide.AlreadyDecided, ChangedMeanwhile),
    load=_refs,
)
def reject(request: ApiRequest, advice_id: str) -> Answer:
    """Reject open advice with a reason. Advice on the same four series is not repeated for eight weeks."""
    return _decided(request, advice_id, "rejected", request.body.reason)


def _decided(
    request: ApiRequest, advice_id: str, choice: Literal["accepted", "rejected"], reason: str
) -> Answer:
    after, command = decide_advice(
        advice=request.loaded.get(refs.advice(request.company_id).at(advice_id)),
        choice=choice,
        reason=reason,
        by=admission.actor_of(request).id,
        at=request.received_at,
    )
    answer = advice_shape(after, _company(request), request.received_at)
    try:
        return admission.commit(request, command, Answer.ok(answer))
    except ChangedMeanwhile as error:
        if error.current is None:  # not the advice: the caller's own access role
            raise
        decided = {name: error.current[name] for name in ("state", "version")}
        raise decide.AlreadyDecided(current=decided) from None


def _company(request: ApiRequest) -> Company:
    found: Company = request.loaded.get(refs.company(request.company_id))
    return found
