"""Replays (重算): a score on record, computed again from what was known then."""

from typing import TYPE_CHECKING, Any

from chalice import Blueprint

from functions import admission, wiring
from functions.edge.access import EVERYBODY
from functions.edge.endpoint import endpoint
from functions.edge.fields import Instant, Month
from functions.edge.models import Query, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.domain.errors import NotFound
from shared.domain.kpi.score import Score
from shared.domain.people import may_see
from shared.usecases.scores.score_then import CannotBeReplayed, NoScoreThen, score_then

if TYPE_CHECKING:
    from shared.usecases.scores.replay_score import Replay

replays = Blueprint(__name__)


class ReplayQuery(Query):
    """The month, and the instant as of which: the score that stood on record then, else the newest."""

    period: Month
    as_of: Instant | None = None


class DifferenceShape(Shape):
    """A figure that differs; `kpi` is empty for a figure of the whole score, and null is no figure at all."""

    kpi: str
    figure: str
    on_record: str | None
    replayed: str | None


class ReplayShape(Shape):
    """
    A score on record beside the same computed again: equal hashes mean that it can be relied on as it stands.

    With another `current_code_version` than the score's, `matches` says that every figure is the same. Events of
    `not_yet_consumed` had been received by then, and their delivery was still waiting.
    """

    person_id: str
    period: str
    computed_at: Instant
    hash: str
    replayed_hash: str | None
    matches: bool
    code_version: str
    current_code_version: str
    total: str | None
    replayed_total: str | None
    differences: list[DifferenceShape]
    not_yet_consumed: list[str]


def _refs(request: ApiRequest) -> list[Any]:
    person_id, month = request.path["person_id"], request.query.period.key
    return [
        refs.person(request.company_id, person_id),
        refs.scores(request.company_id, month).at(person_id),
    ]


@endpoint(
    replays,
    "GET",
    "/v1/scores/{person_id}/replay",
    access=EVERYBODY,
    summary=("重算得分", "Replay a score"),
    query=ReplayQuery,
    returns=ReplayShape,
    errors=(NotFound, NoScoreThen, CannotBeReplayed),
    load=_refs,
)
def read_replay(request: ApiRequest, person_id: str) -> Answer:
    """Compute a person's score of a month again from the events, plans and settings known then; nothing is written."""
    from shared.usecases.scores.replay_score import replay_score  # few requests compute anything

    company_id, query = request.company_id, request.query
    if not may_see(admission.actor_of(request), request.loaded.get(refs.person(company_id, person_id))):
        raise NotFound()
    score: Score = (
        request.loaded.get(refs.scores(company_id, query.period.key).at(person_id))
        if query.as_of is None
        else score_then(company_id, person_id, query.period.key, query.as_of)
    )
    code_version = wiring.settings().code_version
    return Answer.ok(_shape(replay_score(score, code_version=code_version), code_version))


def _shape(found: "Replay", code_version: str) -> ReplayShape:
    score, again = found.score, found.replayed
    return ReplayShape(
        person_id=score.person_id,
        period=score.month,
        computed_at=score.computed_at,
        hash=score.hash,
        replayed_hash=again and again.hash,
        matches=found.matches,
        code_version=score.code_version,
        current_code_version=code_version,
        total=_total(score),
        replayed_total=again and _total(again),
        differences=[
            DifferenceShape(kpi=each.kpi_id, figure=each.figure, on_record=each.before, replayed=each.after)
            for each in found.differences
        ],
        not_yet_consumed=list(found.not_yet_consumed),
    )


def _total(score: Score) -> str | None:
    return None if score.card.total is None else str(score.card.total)
