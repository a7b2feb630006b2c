"""The monitor (业务数据监控): the company's weekly series, and what the last look said of each pair."""

from chalice import Blueprint

from functions.api.advice_shapes import SeriesShape, monitored
from functions.edge.access import HR_AND_OWNER
from functions.edge.endpoint import endpoint
from functions.edge.fields import Day, Instant
from functions.edge.models import Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every
from shared.domain.advice.advice import PairVerdict
from shared.domain.advice.looks import WEEKS_NEEDED
from shared.domain.numbers import exact
from shared.usecases.advice.words import figure_of, monitor_said, weeks_of

monitor = Blueprint(__name__)


class VerdictShape(Shape):
    """What was seen of one pair, and why no advice comes of it; a slope is null where there are too few weeks."""

    activity: str
    activity_zh: str
    activity_en: str
    outcome: str
    outcome_zh: str
    outcome_en: str
    weeks: int
    activity_slope: str | None
    outcome_slope: str | None
    sentence_zh: str
    sentence_en: str


class MonitorShape(Shape):
    """
    What the last look saw; before the first one `week` and `looked_at` are null and there are no series.

    `week` is the first day of the newest whole week, `weeks` how many whole weeks have a record, and `weeks_needed`
    the fewest without which no advice is given. `advice_id` is the advice that waits for a decision.
    """

    week: Day | None
    looked_at: Instant | None
    weeks: int
    weeks_needed: int
    sentence_zh: str
    sentence_en: str
    advice_id: str | None
    series: list[SeriesShape]
    verdicts: list[VerdictShape]


@endpoint(
    monitor,
    "GET",
    "/v1/monitor",
    access=HR_AND_OWNER,
    summary=("业务数据监控", "The monitor"),
    returns=MonitorShape,
    load=lambda request: [refs.monitoring(request.company_id)],
)
def read_monitor(request: ApiRequest) -> Answer:
    """Return the company's weekly series and the verdict on each pair, as the last look left them."""
    found = request.loaded.find(refs.monitoring(request.company_id))
    given, at = list(every(refs.advice(request.company_id))), request.received_at
    waiting = [each.id for each in given if each.state == "open" and not each.is_expired(at)]
    zh, en = monitor_said(found, given[-1] if given else None, at)
    return Answer.ok(
        MonitorShape(
            week=found.week if found else None,
            looked_at=found.looked_at if found else None,
            weeks=weeks_of(found),
            weeks_needed=WEEKS_NEEDED,
            sentence_zh=zh,
            sentence_en=en,
            advice_id=waiting[-1] if waiting else None,
            series=monitored(found.series) if found else [],
            verdicts=[_verdict(each) for each in found.verdicts] if found else [],
        )
    )


def _verdict(verdict: PairVerdict) -> VerdictShape:
    activity, outcome = figure_of(verdict.activity).name, figure_of(verdict.outcome).name
    slopes = [
        None if each is None else exact(each) for each in (verdict.activity_slope, verdict.outcome_slope)
    ]
    return VerdictShape(
        activity=verdict.activity,
        activity_zh=activity[0],
        activity_en=activity[1],
        outcome=verdict.outcome,
        outcome_zh=outcome[0],
        outcome_en=outcome[1],
        weeks=verdict.weeks,
        activity_slope=slopes[0],
        outcome_slope=slopes[1],
        sentence_zh=verdict.zh,
        sentence_en=verdict.en,
    )
