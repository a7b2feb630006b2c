"""Job profile (岗位画像): what somebody does, is there for, and what the position asks, with the evidence."""

from typing import Annotated

from chalice import Blueprint
from pydantic import Field

from functions import admission
from functions.api.duty_matrix import DutyShape, duty_shapes
from functions.api.work_distribution import (
    CoverageShape,
    DistributionLine,
    SpanQuery,
    coverage_shape,
    line_shapes,
    span_of,
)
from functions.edge.access import EVERYBODY
from functions.edge.endpoint import endpoint
from functions.edge.fields import Day
from functions.edge.models import Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.domain.errors import NotFound
from shared.domain.people import may_see
from shared.usecases.work.read_profile import Profile, read_profile
from shared.usecases.work.read_work import SpanUnusable

profiles = Blueprint(__name__)


class HeldPosition(Shape):
    """A position held, with its share of the working time in basis points."""

    position: str
    name_zh: str
    name_en: str
    share_bp: int


class ProfileKpi(Shape):
    """A KPI of the scorecard in force: weight, target, how it is computed and from which records, in words."""

    kpi: str
    name_zh: str
    name_en: str
    weight: str
    target: str
    target_en: str
    formula: str
    formula_en: str
    source: str
    source_en: str


class EvidenceShape(Shape):
    """What the profile rests on."""

    logs: int
    minutes: int
    days: int


class ProfileShape(Shape):
    """
    Work content (工作内容), scope of duties (职责范围) and requirements (任职要求) of one person.

    `top_duties` are the five that take most of the time. Requirements belong to the positions; nothing about the
    person is inferred.
    """

    person_id: str
    name: str
    from_: Annotated[Day, Field(alias="from")]
    to: Day
    positions: list[HeldPosition]
    top_duties: list[DistributionLine]
    duties: list[DutyShape]
    qualifications_must: list[str]
    qualifications_must_en: list[str]
    qualifications_ideal: list[str]
    qualifications_ideal_en: list[str]
    kpis: list[ProfileKpi]
    coverage: CoverageShape
    evidence: EvidenceShape


@endpoint(
    profiles,
    "GET",
    "/v1/people/{person_id}/profile",
    access=EVERYBODY,
    summary=("岗位画像", "A person's job profile"),
    query=SpanQuery,
    returns=ProfileShape,
    errors=(NotFound, SpanUnusable),
    load=lambda request: [
        refs.company(request.company_id),
        refs.person(request.company_id, request.path["person_id"]),
    ],
)
def read_person(request: ApiRequest, person_id: str) -> Answer:
    """Return what a person does and is there for, each statement with its evidence."""
    company = request.loaded.get(refs.company(request.company_id))
    person = request.loaded.get(refs.person(request.company_id, person_id))
    if not may_see(admission.actor_of(request), person):
        raise NotFound()
    profile = read_profile(company=company, person=person, span=span_of(request, request.query, company))
    return Answer.ok(_shape(profile, request.language))


def _shape(profile: Profile, language: str) -> ProfileShape:
    report = profile.report
    return ProfileShape(
        person_id=profile.person.id,
        name=profile.person.name,
        from_=report.span.first_on,
        to=report.span.until_on,
        positions=[
            HeldPosition(position=each.id, name_zh=each.zh, name_en=each.en, share_bp=share_bp)
            for each, share_bp in profile.positions
        ],
        top_duties=line_shapes(report, profile.catalogue)[:5],
        duties=duty_shapes(profile.cells, language),
        qualifications_must=list(profile.must),
        qualifications_must_en=list(profile.must_en),
        qualifications_ideal=list(profile.ideal),
        qualifications_ideal_en=list(profile.ideal_en),
        kpis=[
            ProfileKpi(
                kpi=each.kpi_id,
                name_zh=each.zh,
                name_en=each.en,
                weight=each.weight,
                target=each.target,
                target_en=each.target_en,
                formula=each.formula,
                formula_en=each.formula_en,
                source=each.source,
                source_en=each.source_en,
            )
            for each in profile.kpis
        ],
        coverage=coverage_shape(report, language),
        evidence=EvidenceShape(
            logs=report.now.total_count, minutes=report.now.total_minutes, days=profile.logged_days
        ),
    )
