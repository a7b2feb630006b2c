"""The KPI library (指标库) and measures (度量)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from chalice import Blueprint

from functions import wiring
from functions.api.own_kpi_shapes import OwnPartShape, own_part
from functions.api.subjects import MeasureId, SubjectText, check_may_see
from functions.edge.access import EVERYBODY
from functions.edge.endpoint import endpoint
from functions.edge.fields import Instant, PeriodKey
from functions.edge.models import Page, Query, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.events import newest_of
from shared.adapters.dynamo.store import every
from shared.domain.company import Company
from shared.domain.errors import Forbidden, NotFound
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.facts import Settings
from shared.domain.kpi.measured import UnknownMeasure
from shared.domain.numbers import exact, quantize
from shared.usecases.scores.facts import settings_of
from shared.usecases.scores.freshness import Source, sources_of
from shared.usecases.scores.subjects import Subject

kpis = Blueprint(__name__)

PLACES = 6
"""Decimal places of a measure's value; numerator and denominator are exact."""


class KpiSourceShape(Shape):
    """A connection that delivers events of a KPI: which of its types, and when it was last heard."""

    connection_id: str
    vendor: str
    types: list[str]
    last_at: Instant | None


class KpiShape(Shape):
    """
    One KPI: its definition, how it becomes points, and whether this company can measure it.

    `sources` deliver its events; `last_event_at` is when the newest of them occurred. `own` says how a KPI of the
    company's own is made, and is null for the library's.
    """

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
    last_event_at: Instant | None
    sources: list[KpiSourceShape]
    own: OwnPartShape | None


class MeasureQuery(Query):
    """
    A KPI or measure id, whom it is about, and the month or quarter.

    The subject is a person id, `company`, `manager:` with a person id for that manager's people, or `region:` with
    a region's name for the people there.
    """

    kpi: MeasureId
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
    """Return the library and the company's own KPIs; one whose events no connection delivers needs a data source."""
    company: Company = request.loaded.get(refs.company(request.company_id))
    heard = sources_of(company.id), newest_of(company.id)
    items = [kpi_shape(each, settings_of(company), *heard) for each in CATALOGUE.values()]
    for own in every(refs.own_kpis(company.id)):
        from shared.domain.kpi.own.scored import (
            definition_of,
        )  # every record of a figure: the library needs none

        items.append(kpi_shape(definition_of(own), settings_of(company), *heard, own=own_part(own)))
    return Answer.ok({"items": items, "next": None})


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
    from shared.usecases.scores.known_measure import (
        known_measure,  # every figure of the library: most requests need none
    )
    from shared.usecases.scores.read_measure import read_measure

    query, subject = request.query, Subject.of(request.query.subject)
    company: Company = request.loaded.get(refs.company(request.company_id))
    check_may_see(request, subject)
    definition = known_measure(company.id, query.kpi)
    found = read_measure(
        company=company,
        definition=definition,
        subject=subject,
        period=query.period,
        at=request.received_at,
        code_version=wiring.settings().code_version,
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


def kpi_shape(
    kpi: KpiDefinition,
    settings: Settings,
    sources: Sequence[Source],
    newest: Mapping[tuple[str, str], datetime],
    own: OwnPartShape | None = None,
) -> KpiShape:
    """Return a KPI with what delivers its events, and how it is made if it is the company's own."""
    types = frozenset(kpi.types_for(settings))
    delivering = [each for each in sources if types & each.types]
    ready = any(each.types & frozenset(kpi.sources_for(settings)) for each in sources)
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
        event_types=list(kpi.types_for(settings)),
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
        last_event_at=max((at for (_, kind), at in newest.items() if kind in types), default=None),
        sources=[
            KpiSourceShape(
                connection_id=each.connection_id,
                vendor=each.vendor,
                types=sorted(types & each.types),
                last_at=each.last_at,
            )
            for each in delivering
        ],
        own=own,
    )
