"""KPIs of a company's own (自建指标): try one, publish it, rename or retire it."""

from typing import Any, Literal

from chalice import Blueprint

from functions import admission
from functions.api.kpis import KpiShape, kpi_shape
from functions.api.own_kpi_shapes import KpiChanges, NewKpi, measure_of, own_kpi_of, own_part, shown
from functions.edge.access import HR_AND_OWNER
from functions.edge.endpoint import endpoint
from functions.edge.models import Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile
from shared.adapters.dynamo.events import newest_of
from shared.adapters.dynamo.store import every
from shared.domain.company import Company
from shared.domain.errors import NotFound
from shared.domain.kpi.curves import CurveRefused, NotACurve
from shared.domain.kpi.own import checks, filters, formula, linter, measures, written
from shared.domain.kpi.own.kpi import OwnKpi
from shared.domain.kpi.own.linter import Finding
from shared.usecases.kpis import change_kpi as changing
from shared.usecases.kpis import publish_kpi as publishing
from shared.usecases.scores.facts import settings_of
from shared.usecases.scores.freshness import sources_of

own_kpis = Blueprint(__name__)

_REFUSALS = (
    linter.Vague, checks.FormulaMissing, checks.SourceMissing, checks.TargetMissing, checks.DirectionMissing,
    checks.TextNotUsable, checks.MeasuresNotUsable, checks.MeasureUnused, checks.WithoutDenominator,
    checks.TargetNotUsable, checks.CurveNotUsable, checks.PartsContradict, CurveRefused, NotACurve,
    measures.NameNotUsable, measures.NoEventType, measures.UnknownEventType, measures.PartDoesNotFit,
    measures.RevenueTwice, filters.TooManyFilters, filters.FieldNotUsable, filters.NotACondition,
    filters.NotANumber, written.FormulaTooLong, written.TooManyNodes, written.TooDeep, written.NotAllowed,
    written.UnknownName, written.NumberTooLarge, formula.Unreadable, formula.DividesByZero,
    publishing.PositionUnknown,
)  # fmt: skip


class FindingShape(Shape):
    """What a rule of the linter says; a cap is the highest weight, in basis points, that a plan may give it."""

    rule: str
    code: str
    severity: Literal["refuse", "cap", "warn"]
    zh: str
    en: str
    weight_cap_bp: int | None
    kpis: list[str]


class TrialShape(Shape):
    """
    What the KPI says of one person in one closed month, at its target; numbers are in its unit.

    `points` are exact text with at most six places, null where nothing is scored. `left_out` counts records that
    were looked at and left out.
    """

    person_id: str
    person_name: str
    period: str
    state: Literal["scored", "na", "zero", "blocked"]
    value: str | None
    numerator: str | None
    denominator: str | None
    n: int
    points: str | None
    reason_code: str
    reason_zh: str
    reason_en: str
    left_out: int


class TriedKpiShape(KpiShape):
    """A KPI as the library lists it, with what the linter found and the last three closed months."""

    findings: list[FindingShape]
    dry_run: list[TrialShape]


class ChangedKpiShape(KpiShape):
    """A KPI as the library lists it, with what the linter found."""

    findings: list[FindingShape]


@endpoint(
    own_kpis,
    "POST",
    "/v1/kpis/dry-run",
    access=HR_AND_OWNER,
    summary=("试跑指标", "Try a KPI"),
    body=NewKpi,
    returns=TriedKpiShape,
    errors=_REFUSALS,
    load=lambda request: [refs.company(request.company_id)],
)
def try_one(request: ApiRequest) -> Answer:
    """Return what the KPI would have said of everybody in the last three closed months; nothing is kept."""
    company, others = _company(request), _own_kpis(request)
    own = own_kpi_of(request, request.body, admission.actor_of(request).id)
    findings = publishing.examine_kpi(own=own, others=others, company=company)
    return Answer.ok(_tried(request, company, own, findings))


@endpoint(
    own_kpis,
    "POST",
    "/v1/kpis",
    access=HR_AND_OWNER,
    summary=("发布自建指标", "Publish a KPI of one's own"),
    body=NewKpi,
    returns=TriedKpiShape,
    status=201,
    command=True,
    errors=(*_REFUSALS, publishing.IdTaken, publishing.TooManyOwn, ChangedMeanwhile),
    load=lambda request: [refs.company(request.company_id)],
)
def publish(request: ApiRequest) -> Answer:
    """Publish a KPI. Its formula, measures, target and direction never change; it can be renamed and retired."""
    company = _company(request)
    published = publishing.publish_kpi(
        own=own_kpi_of(request, request.body, admission.actor_of(request).id),
        others=_own_kpis(request),
        company=company,
    )
    answer = _tried(request, company, published.own, published.findings)
    return admission.commit(request, published.command, Answer.created(answer))


@endpoint(
    own_kpis,
    "PATCH",
    "/v1/kpis/{kpi_id}",
    access=HR_AND_OWNER,
    summary=("修改自建指标", "Rename or retire a KPI of one's own"),
    body=KpiChanges,
    returns=ChangedKpiShape,
    errors=(NotFound, ChangedMeanwhile, changing.FormulaFixed, linter.Vague, checks.TextNotUsable),
    load=lambda request: [
        refs.company(request.company_id),
        refs.own_kpis(request.company_id).at(request.path["kpi_id"]),
    ],
)
def change(request: ApiRequest, kpi_id: str) -> Answer:
    """Rename, retire or bring back a KPI. Scores that are there keep its name of their day."""
    company, body = _company(request), request.body
    own: OwnKpi = request.loaded.get(refs.own_kpis(request.company_id).at(kpi_id))
    _check_fixed(own, body)
    after, findings, command = changing.change_kpi(
        own=own,
        version=body.version,
        changes=changing.Changes(
            name_zh=body.name_zh,
            name_en=body.name_en,
            definition_zh=body.definition_zh,
            definition_en=body.definition_en,
            source_note=body.source_note,
            retired=body.retired,
        ),
        others=_own_kpis(request),
        company=company,
        at=request.received_at,
    )
    answer = {**_listed(company, after), "findings": _findings(findings)}
    return admission.commit(request, command, Answer.ok(answer))


def _check_fixed(own: OwnKpi, body: KpiChanges) -> None:
    if body.formula is not None and body.formula != own.formula:
        raise changing.FormulaFixed(pointer="/formula")
    if body.measures is not None and tuple(map(measure_of, body.measures)) != own.measures:
        raise changing.FormulaFixed(pointer="/measures")


def _company(request: ApiRequest) -> Company:
    found: Company = request.loaded.get(refs.company(request.company_id))
    return found


def _own_kpis(request: ApiRequest) -> tuple[OwnKpi, ...]:
    return tuple(every(refs.own_kpis(request.company_id)))


def _listed(company: Company, own: OwnKpi) -> dict[str, Any]:
    from shared.domain.kpi.own.scored import definition_of  # every record of a figure: refusals need none

    heard = sources_of(company.id), newest_of(company.id)
    return kpi_shape(definition_of(own), settings_of(company), *heard, own=own_part(own)).model_dump()


def _tried(
    request: ApiRequest, company: Company, own: OwnKpi, findings: tuple[Finding, ...]
) -> dict[str, Any]:
    from shared.usecases.kpis.try_kpi import try_kpi  # gathers facts: refusals need none

    trials, people = try_kpi(own=own, company=company, at=request.received_at)
    names = {each.id: each.name for each in people}
    rows = [
        {
            "person_id": each.person_id,
            "person_name": names[each.person_id],
            "period": each.month,
            "state": each.state,
            "value": shown(each.value),
            "numerator": shown(each.numerator),
            "denominator": shown(each.denominator),
            "n": each.n,
            "points": shown(each.points),
            "reason_code": each.reason.code,
            "reason_zh": each.reason.zh,
            "reason_en": each.reason.en,
            "left_out": each.left_out,
        }
        for each in trials
    ]
    return {**_listed(company, own), "findings": _findings(findings), "dry_run": rows}


def _findings(findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    return [publishing.plain_finding(each) for each in findings]
