"""The KPI library (指标库) and measures (度量)."""

from typing import Annotated, Literal

from chalice import Blueprint
from pydantic import Field

from functions import admission
from functions.edge.access import EVERYBODY
from functions.edge.endpoint import endpoint
from functions.edge.fields import PATH_PATTERN, Instant, PeriodKey
from functions.edge.models import Page, Query, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.domain.company import Company
from shared.domain.errors import Forbidden, NotFound
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.measured import UnknownMeasure
from shared.domain.numbers import exact, quantize
from shared.domain.people import EVERYBODY_SEERS, AccessRole, may_see
from shared.domain.periods import Period
from shared.usecases.scores.facts import gather_facts
from shared.usecases.scores.subjects import Subject

kpis = Blueprint(__name__)

PLACES = 6
"""Decimal places of a measure's value; numerator and denominator are exact."""


class KpiShape(Shape):
    """One KPI: its definition, how it becomes points, and whether this company can measure it."""

    id: str
    name_zh: str
    name_en: str
    position: str
    kind: str
    unit: str
    direction: Literal["higher", "lower"]
    definition_zh: str
    definition_en: str
    attribution_zh: str
    attribution_en: str
    measure: str
    event_types: list[str]
    zero_rule: str
    min_sample: int
    default_target: str | None
    target_basis: str
    curve: str
    proration: str
    guard_zh: str
    guard_en: str
    state: Literal["ready", "needs_data_source"]
    state_zh: str


SubjectText = Annotated[
    str, Field(pattern=rf"^(region:[^\u0000-\u001F\u007F-\u009F]{{1,60}}|(manager:)?{PATH_PATTERN[1:-1]})$")
]


class MeasureQuery(Query):
    """
    A KPI or measure id, whom it is about, and the month or quarter.

    The subject is a person id, `company`, `manager:` with a person id for that manager's people, or `region:` with
    a region's name for the people there.
    """

    kpi: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]{0,79}$")]
    subject: SubjectText
    period: PeriodKey


class MeasureShape(Shape):
    """
    A measure, exact: counts and sums have no denominator, a ratio without any record has no value.

    Money is in major units of the company's currency. `n` counts the records behind it.
    """

    kpi: str
    measure: str
    name_zh: str
    name_en: str
    subject: str
    period: str
    numerator: str
    denominator: str | None
    value: str | None
    n: int
    unit: str
    state: Literal["measured", "no_data"]
    as_of: Instant


@endpoint(
    kpis,
    "GET",
    "/v1/kpis",
    access=EVERYBODY,
    summary=("指标库", "KPI library"),
    returns=Page[KpiShape],
    load=lambda request: [refs.company(request.company_id)],
)
def list_kpis(request: ApiRequest) -> Answer:
    """Return the library; a KPI whose events no connection delivers says that it needs a data source."""
    company: Company = request.loaded.get(refs.company(request.company_id))
    this_month = Period.month_of(request.received_at.astimezone(company.tz).date())
    facts = gather_facts(company, since=this_month, at=request.received_at)
    return Answer.ok({"items": [_shape(each, facts) for each in CATALOGUE.values()], "next": None})


@endpoint(
    kpis,
    "GET",
    "/v1/measures",
    access=EVERYBODY,
    summary=("度量", "A measure"),
    query=MeasureQuery,
    returns=MeasureShape,
    errors=(NotFound, UnknownMeasure, Forbidden),
    load=lambda request: [
        refs.company(request.company_id),
        refs.person(request.company_id, Subject.of(request.query.subject).id),
    ],
)
def read(request: ApiRequest) -> Answer:
    """Return a measure: of a person or team the caller sees; of a region or the whole company for HR and the owner."""
    from shared.domain.kpi.measures import resolve  # every figure of the library: most requests need none
    from shared.usecases.scores.read_measure import read_measure

    query, subject = request.query, Subject.of(request.query.subject)
    company: Company = request.loaded.get(refs.company(request.company_id))
    _check_may_see(request, subject)
    definition = resolve(query.kpi)
    found = read_measure(
        company=company,
        measure_id=query.kpi,
        subject=subject,
        period=query.period,
        at=request.received_at,
    )
    return Answer.ok(
        MeasureShape(
            kpi=query.kpi,
            measure=definition.id,
            name_zh=definition.name_zh,
            name_en=definition.name_en,
            subject=query.subject,
            period=query.period.key,
            numerator=exact(found.numerator),
            denominator=None if found.denominator is None else exact(found.denominator),
            value=None if found.value is None else exact(quantize(found.value, PLACES)),
            n=found.n,
            unit=definition.unit,
            state=found.state,
            as_of=request.received_at,
        )
    )


def _check_may_see(request: ApiRequest, subject: Subject) -> None:
    """
    Let the caller read figures about a subject.

    :raises Forbidden: if it is the company or a region, and the caller does not see everybody.
    :raises NotFound: if it is a person, or a manager's team, whom the caller does not see.
    """
    actor = admission.actor_of(request)
    if subject.kind in ("company", "region"):
        if actor.access_role not in EVERYBODY_SEERS:
            raise Forbidden()
        return
    person = request.loaded.get(refs.person(request.company_id, subject.id))
    is_own_team = subject.id == actor.id and actor.access_role is AccessRole.MANAGER
    may_see_team = actor.access_role in EVERYBODY_SEERS or is_own_team
    if not (may_see_team if subject.kind == "manager" else may_see(actor, person)):
        raise NotFound()


def _shape(kpi: KpiDefinition, facts: Facts) -> KpiShape:
    ready = any(facts.delivers(each) for each in kpi.sources_for(facts.settings))
    return KpiShape(
        id=kpi.id,
        name_zh=kpi.name_zh,
        name_en=kpi.name_en,
        position=kpi.position,
        kind=kpi.kind,
        unit=kpi.unit,
        direction=kpi.direction,
        definition_zh=kpi.definition_zh,
        definition_en=kpi.definition_en,
        attribution_zh=kpi.attribution_zh,
        attribution_en=kpi.attribution_en,
        measure=kpi.measure,
        event_types=list(kpi.types_for(facts.settings)),
        zero_rule=kpi.zero_rule,
        min_sample=kpi.min_sample,
        default_target=None if kpi.default_target is None else exact(quantize(kpi.default_target, PLACES)),
        target_basis=kpi.target_basis,
        curve=kpi.curve.text,
        proration=kpi.proration,
        guard_zh=kpi.guard_zh,
        guard_en=kpi.guard_en,
        state="ready" if ready else "needs_data_source",
        state_zh="可计分" if ready else "需先连接数据源",
    )
