"""What somebody's score would be (试算): hypothetical records in, a projected score out; nothing is kept."""

from typing import Annotated, Any

from chalice import Blueprint
from pydantic import Field

from functions import admission, wiring
from functions.api.scores import ScoreShape, score_shape
from functions.api.step_shapes import (
    AmountBelowZero,
    ChangeBody,
    ChangeShape,
    NoRateGiven,
    NotOneChange,
    change_of,
    change_shape,
)
from functions.edge.access import EVERYBODY
from functions.edge.endpoint import endpoint
from functions.edge.fields import Month
from functions.edge.models import Body, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.domain.errors import NotFound
from shared.domain.kpi.imagined.world import (
    MOST_CHANGES,
    AnonymousAnswers,
    CustomerUnknown,
    NotImaginable,
    OtherSourceOfRevenue,
    OutsideThePeriod,
    RecordUnknown,
    TooFewRecords,
    TooMuchImagined,
)
from shared.domain.kpi.pace import Pace
from shared.domain.kpi.score import Score
from shared.domain.kpi.scorecard import ScoreLine
from shared.domain.numbers import exact, quantize
from shared.domain.people import may_see
from shared.usecases.scores.score_then import CannotBeReplayed
from shared.usecases.scores.what_if import NoPlanHolds, WhatIf
from shared.usecases.scores.what_if import what_if as imagined

what_if = Blueprint(__name__)


class WhatIfBody(Body):
    """The month, and the changes in the order in which they are made."""

    period: Month
    changes: Annotated[list[ChangeBody], Field(max_length=MOST_CHANGES)]


class KpiChangeShape(Shape):
    """One KPI as it is and as it would be; null where it is not scored."""

    kpi: str
    name_zh: str
    name_en: str
    value_before: str | None
    value_after: str | None
    points_before: str | None
    points_after: str | None
    weighted_change: str


class PaceShape(Shape):
    """
    A count or a sum to date, the days that have passed out of all, and where it ends at this pace.

    `day_kind` is `workdays` or `calendar_days`; `projected` is null before the first of them.
    """

    kpi: str
    to_date: str
    target: str | None
    passed: int
    days: int
    day_kind: str
    projected: str | None
    sentence: str


class AppliedShape(Shape):
    """A change as it was made: how many records it put in, and which it left out."""

    change: ChangeShape
    imagined: int
    left_out: list[str]


class WhatIfShape(Shape):
    """
    The score as it is, `before`, and as it would be, `after`, both made in the same way.

    Of a month that the person has declared `before` is the score on record, and `after` is made from what that one was
    computed from, whatever has come since.
    """

    before: ScoreShape
    after: ScoreShape
    total_change: str | None
    kpis: list[KpiChangeShape]
    pace: list[PaceShape]
    applied: list[AppliedShape]


@endpoint(
    what_if,
    "POST",
    "/v1/scores/{person_id}/what-if",
    access=EVERYBODY,
    summary=("试算", "What if"),
    body=WhatIfBody,
    returns=WhatIfShape,
    errors=(
        NotFound,
        NoPlanHolds,
        CannotBeReplayed,
        NotOneChange,
        AmountBelowZero,
        NoRateGiven,
        NotImaginable,
        OtherSourceOfRevenue,
        OutsideThePeriod,
        CustomerUnknown,
        RecordUnknown,
        TooFewRecords,
        AnonymousAnswers,
        TooMuchImagined,
    ),
    load=lambda request: _refs(request),
)
def try_changes(request: ApiRequest, person_id: str) -> Answer:
    """Score a person's month as it is and with hypothetical records; nothing is written and nobody is told."""
    person = request.loaded.get(refs.person(request.company_id, person_id))
    if not may_see(admission.actor_of(request), person):
        raise NotFound()
    company = request.loaded.get(refs.company(request.company_id))
    changes = [change_of(each, company.currency, number) for number, each in enumerate(request.body.changes)]
    found = imagined(
        company=company,
        person=person,
        period=request.body.period,
        changes=changes,
        at=request.received_at,
        code_version=wiring.settings().code_version,
    )
    applied = [
        AppliedShape(
            change=change_shape(change, company.currency),
            imagined=len(edit.put),
            left_out=sorted(each for each in edit.drop if not each.startswith("imagined:")),
        )
        for change, edit in zip(changes, found.edits, strict=True)
    ]
    return Answer.ok(
        WhatIfShape(
            before=score_shape(found.before, request.language),
            after=score_shape(found.after, request.language),
            total_change=_total_change(found),
            kpis=_kpis(found.before, found.after),
            pace=[_pace(each, found.before, request.language) for each in found.pace],
            applied=applied,
        )
    )


def _refs(request: ApiRequest) -> list[Any]:
    return [
        refs.person(request.company_id, request.path["person_id"]),
        refs.company(request.company_id),
    ]


def _total_change(found: WhatIf) -> str | None:
    before, after = found.before.card.official_total, found.after.card.official_total
    return None if before is None or after is None else str(after - before)


def _kpis(before: Score, after: Score) -> list[KpiChangeShape]:
    """Pair the lines by KPI; if the better plan of two is another one now, a KPI may stand in one of them only."""
    old, new = ({line.kpi_id: line for line in each.card.lines} for each in (before, after))
    return [_kpi(old.get(each), new.get(each)) for each in dict.fromkeys((*old, *new))]


def _kpi(old: ScoreLine | None, new: ScoreLine | None) -> KpiChangeShape:
    line = new or old
    assert line is not None
    zero = quantize(0)
    change = (new.weighted if new else zero) - (old.weighted if old else zero)
    return KpiChangeShape(
        kpi=line.kpi_id,
        name_zh=line.name_zh,
        name_en=line.name_en,
        value_before=_value(old),
        value_after=_value(new),
        points_before=_points(old),
        points_after=_points(new),
        weighted_change=str(change),
    )


def _value(line: ScoreLine | None) -> str | None:
    return None if line is None or line.value is None else exact(line.value)


def _points(line: ScoreLine | None) -> str | None:
    return None if line is None or line.points is None else str(line.points)


def _pace(pace: Pace, score: Score, language: str) -> PaceShape:
    line = next(each for each in score.card.lines if each.kpi_id == pace.kpi_id)
    figures = {
        "name_zh": line.name_zh,
        "name_en": line.name_en,
        "value": exact(pace.to_date, 2),
        "target": "" if pace.target is None else exact(pace.target, 2),
        "passed": pace.passed,
        "days": pace.days,
        "end": "" if pace.projected is None else exact(pace.projected, 2),
    }
    return PaceShape(
        kpi=pace.kpi_id,
        to_date=exact(pace.to_date),
        target=None if pace.target is None else exact(pace.target),
        passed=pace.passed,
        days=pace.days,
        day_kind="calendar_days" if pace.in_calendar_days else "workdays",
        projected=None if pace.projected is None else exact(pace.projected),
        sentence=_sentence(pace, language).format(**figures),
    )


def _sentence(pace: Pace, language: str) -> str:
    kind = ("天", "days") if pace.in_calendar_days else ("个工作日", "workdays")
    begun, aimed = pace.projected is not None, pace.target is not None
    if language == "en":
        to_date = "{name_en}: {value}" + (" of {target}" if aimed else "") + " to date"
        passed = f", {{passed}} of {{days}} {kind[1]} passed"
        return to_date + passed + (", {end} by the end at this pace" if begun else "")
    to_date = "{name_zh}：至今 {value}" + (" / 目标 {target}" if aimed else "")
    passed = f"，已过 {{passed}} / {{days}} {kind[0]}"
    return to_date + passed + ("，照此进度期末为 {end}" if begun else "")
