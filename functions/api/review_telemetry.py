"""How long the review of a month takes (流程时效), by stage: of the company as a whole, naming nobody."""

from typing import Final, Literal

from chalice import Blueprint

from functions.edge.access import AUDITING
from functions.edge.endpoint import endpoint
from functions.edge.fields import Month
from functions.edge.models import Query, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.calendars import calendar_of
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.numbers import exact, quantize
from shared.domain.review.declaration import State
from shared.domain.review.telemetry import Hours, Stage, measured
from shared.domain.review.workflow import WORDS

review_telemetry = Blueprint(__name__)

NAMES: Final[dict[Stage, tuple[str, str]]] = {
    "answered": ("本人核对", "The person's answer"),
    "decided": ("审批", "The decision"),
    "delivered": ("送达", "The delivery"),
    "submitted_to_delivered": ("提交到送达", "From submitted to delivered"),
    "window": ("异议期", "The objection window"),
}
GOAL_HOURS: Final = 48
"""Workday hours from submitted to delivered that a review is promised to take at most, in the median."""


class TelemetryQuery(Query):
    """Whose month: the one that is reviewed, not the one in which people are at it."""

    period: Month


class StageShape(Shape):
    """
    A stage in hours, as texts with one decimal place, null without any; workdays count 24 hours each, other days none.

    `few` says that fewer than five forms have been through it.
    """

    stage: Stage
    zh: str
    en: str
    n: int
    few: bool
    median_hours: str | None
    p90_hours: str | None
    wall_median_hours: str | None
    wall_p90_hours: str | None


class CountShape(Shape):
    """How many forms stand somewhere."""

    state: State
    state_zh: str
    count: int


class TelemetryShape(Shape):
    """The stages of a month's review and where its forms stand; `within_goal` is null while no result is delivered."""

    period: str
    stages: list[StageShape]
    states: list[CountShape]
    goal_hours: int
    within_goal: Literal[True, False] | None


@endpoint(
    review_telemetry,
    "GET",
    "/v1/review-telemetry",
    access=AUDITING,
    summary=("流程时效", "How long a review takes"),
    query=TelemetryQuery,
    returns=TelemetryShape,
    load=lambda request: [refs.company(request.company_id)],
)
def read_telemetry(request: ApiRequest) -> Answer:
    """Return median and 90th percentile of each stage of a month's review, and how many forms stand where."""
    company = request.loaded.get(refs.company(request.company_id))
    forms = list(every(refs.declarations(request.company_id, request.query.period.key)))
    stages = measured(forms, calendar_of(company), company.tz)
    whole = next(each.median for each in stages if each.stage == "submitted_to_delivered")
    found = {state: sum(each.state is state for each in forms) for state in State}
    return Answer.ok(
        TelemetryShape(
            period=request.query.period.key,
            stages=[_shape(each) for each in stages],
            states=[
                CountShape(state=state, state_zh=WORDS[state], count=count)
                for state, count in found.items()
                if count
            ],
            goal_hours=GOAL_HOURS,
            within_goal=None if whole is None else whole <= GOAL_HOURS,
        )
    )


def _shape(hours: Hours) -> StageShape:
    zh, en = NAMES[hours.stage]
    figures = (hours.median, hours.p90, hours.wall_median, hours.wall_p90)
    median, p90, wall_median, wall_p90 = (
        None if each is None else exact(quantize(each, 1)) for each in figures
    )
    return StageShape(
        stage=hours.stage,
        zh=zh,
        en=en,
        n=hours.n,
        few=hours.is_few,
        median_hours=median,
        p90_hours=p90,
        wall_median_hours=wall_median,
        wall_p90_hours=wall_p90,
    )
