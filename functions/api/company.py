"""The company's settings."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from chalice import Blueprint
from pydantic import Field

from functions import admission
from functions.edge.access import HR_AND_OWNER
from functions.edge.endpoint import endpoint
from functions.edge.fields import Day, DecimalText, Text, Version
from functions.edge.models import Body, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile
from shared.domain.company import Company, UnknownZone
from shared.domain.kpi.grades import HIGHEST_COEFFICIENT, MOST_GRADES, Grade, GradesNotUsable
from shared.domain.numbers import exact
from shared.usecases.company.change_company import change_company

company = Blueprint(__name__)

Days = Annotated[int, Field(ge=1, le=36500)]


class GradeBody(Body):
    """A grade (等级): from `least` points on, up to the next better one, with its coefficient (绩效系数)."""

    name: Annotated[str, Text(20)]
    least: Annotated[Decimal, DecimalText(digits=3, places=4, least=Decimal(0), most=Decimal(120))]
    coefficient: Annotated[
        Decimal, DecimalText(digits=1, places=4, least=Decimal(0), most=HIGHEST_COEFFICIENT)
    ]


class CompanyChanges(Body):
    """
    What to change; a field that is absent stays. A lookback of null means ever.

    Grades are replaced as a whole and cover every total from 0 up.
    """

    version: Version
    name: Annotated[str, Text(100)] | None = None
    zone: Annotated[str, Text(60)] | None = None
    revenue_source: Literal["orders", "deals"] | None = None
    new_customer_lookback: Days | None = None
    repurchase_lookback: Days | None = None
    score_cap: Annotated[int, Field(ge=100, le=120)] | None = None
    week_start: Annotated[int, Field(ge=1, le=7)] | None = None
    extra_workdays: Annotated[list[Day], Field(max_length=366)] | None = None
    extra_holidays: Annotated[list[Day], Field(max_length=366)] | None = None
    grades: Annotated[list[GradeBody], Field(min_length=1, max_length=MOST_GRADES)] | None = None


class GradeShape(Shape):
    """A grade: from `least` points, included, up to the next better one."""

    name: str
    least: str
    coefficient: str


class CompanySettings(Shape):
    """The settings as they stand; lookbacks in days, null means ever; grades best first."""

    id: str
    name: str
    zone: str
    currency: str
    revenue_source: Literal["orders", "deals"]
    new_customer_lookback: int | None
    repurchase_lookback: int | None
    score_cap: int
    week_start: int
    period_length: Literal["month"]
    extra_workdays: list[date]
    extra_holidays: list[date]
    grades: list[GradeShape]
    version: int


@endpoint(
    company,
    "GET",
    "/v1/company",
    access=HR_AND_OWNER,
    summary=("公司设置", "Company settings"),
    returns=CompanySettings,
    load=lambda request: [refs.company(request.company_id)],
)
def read_company(request: ApiRequest) -> Answer:
    """Return the company's settings."""
    return Answer.ok(_shape(request.loaded.get(refs.company(request.company_id))))


@endpoint(
    company,
    "PATCH",
    "/v1/company",
    access=HR_AND_OWNER,
    summary=("修改公司设置", "Change company settings"),
    body=CompanyChanges,
    returns=CompanySettings,
    errors=(ChangedMeanwhile, UnknownZone, GradesNotUsable),
    load=lambda request: [refs.company(request.company_id)],
)
def edit_company(request: ApiRequest) -> Answer:
    """Change settings; what is computed from them follows at the next run, what is on record stays."""
    body = request.body
    changes = {name: getattr(body, name) for name in body.model_fields_set if name != "version"}
    for name in ("extra_workdays", "extra_holidays"):
        if changes.get(name) is not None:
            changes[name] = tuple(changes[name])
    if changes.get("grades") is not None:
        changes["grades"] = tuple(
            Grade(each.name, each.least, each.coefficient) for each in changes["grades"]
        )
    kept_null = {"new_customer_lookback", "repurchase_lookback"}
    changes = {name: value for name, value in changes.items() if value is not None or name in kept_null}
    before = request.loaded.get(refs.company(request.company_id))
    after, command = change_company(company=before, version=request.body.version, changes=changes)
    return admission.commit(request, command, Answer.ok(_shape(after)))


def _shape(value: Company) -> CompanySettings:
    return CompanySettings(
        id=value.id,
        name=value.name,
        zone=value.zone,
        currency=value.currency,
        revenue_source=value.revenue_source,
        new_customer_lookback=value.new_customer_lookback,
        repurchase_lookback=value.repurchase_lookback,
        score_cap=value.score_cap,
        week_start=value.week_start,
        period_length=value.period_length,
        extra_workdays=list(value.extra_workdays),
        extra_holidays=list(value.extra_holidays),
        grades=[
            GradeShape(name=each.name, least=exact(each.least), coefficient=exact(each.coefficient))
            for each in value.grades
        ],
        version=value.version,
    )
