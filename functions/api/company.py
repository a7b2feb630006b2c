"""The company's settings."""

from datetime import date
from typing import Annotated, Literal

from chalice import Blueprint
from pydantic import Field

from functions import admission
from functions.edge.access import HR_AND_OWNER
from functions.edge.endpoint import endpoint
from functions.edge.fields import Day, Text, Version
from functions.edge.models import Body, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import ChangedMeanwhile
from shared.domain.company import Company, UnknownZone
from shared.usecases.company.change_company import change_company

company = Blueprint(__name__)

Days = Annotated[int, Field(ge=1, le=36500)]


class CompanyChanges(Body):
    """What to change; a field that is absent stays. A lookback of null means ever."""

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


class CompanySettings(Shape):
    """The settings as they stand; lookbacks in days, null means ever."""

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
    errors=(ChangedMeanwhile, UnknownZone),
    load=lambda request: [refs.company(request.company_id)],
)
def edit_company(request: ApiRequest) -> Answer:
    """Change settings; what is computed from them follows at the next run."""
    body = request.body
    changes = {name: getattr(body, name) for name in body.model_fields_set if name != "version"}
    for name in ("extra_workdays", "extra_holidays"):
        if changes.get(name) is not None:
            changes[name] = tuple(changes[name])
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
        version=value.version,
    )
