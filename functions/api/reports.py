"""Reports as files (报表): work distribution, duty matrix and performance, by the figures that the API answers."""

import hashlib
from dataclasses import dataclass
from typing import Annotated, Literal

from chalice import Blueprint
from pydantic import Field

from functions import admission, wiring
from functions.api.people import PositionName
from functions.api.work_distribution import By, names_of, report_of, span_of
from functions.edge.access import EVERYBODY, LEADERS
from functions.edge.endpoint import endpoint
from functions.edge.fields import Day, Id, Month, Text
from functions.edge.models import Body, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command
from shared.domain.company import Company, UnknownZone
from shared.domain.errors import DomainError, Forbidden, NotFound
from shared.domain.work.reports import Report
from shared.usecases.work.read_duty_matrix import read_duty_matrix
from shared.usecases.work.read_work import SpanUnusable, seen_people

reports = Blueprint(__name__)

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class OfSharesOnly(DomainError):
    """The duty matrix was asked for by something that only shares of time can be asked for by."""

    kind, code = "invalid", "report.not_by_this"
    zh = "岗位职责矩阵只按日期导出，包含你能看到的所有成员，请去掉“{field}”。"
    en = "The duty matrix is made by dates, of everybody whom you see. Leave “{field}” out."


class OfDatesOnly(DomainError):
    """A performance report was asked for by something that only reports of work can be asked for by."""

    kind, code = "invalid", "report.not_by_dates"
    zh = "绩效报表按月份和成员导出，请去掉“{field}”。"
    en = "A performance report is made by month and person. Leave “{field}” out."


class OfAMonthOnly(DomainError):
    """A month was named for a report that goes by dates, or none for one that needs it."""

    kind, code = "invalid", "report.month"
    zh = "绩效报表需要“period”（如 2026-03），其他报表请用 from 和 to。"
    en = "A performance report needs `period`, such as 2026-03; other reports take `from` and `to`."


class ReportWish(Body):
    """
    What the file shows; the fields are those of the page that shows the same: the duty matrix has dates only.

    Performance has a month (`period`) and may name a person; without one it is that of everybody for HR, owner and
    auditor, of their people for a manager, and an employee's own.
    """

    report: Literal["work_distribution", "duty_matrix", "performance"]
    format: Literal["csv", "xlsx", "html"]
    from_: Annotated[Day | None, Field(alias="from")] = None
    to: Day | None = None
    period: Month | None = None
    person_id: Id | None = None
    position: PositionName | None = None
    by: By = "activity"
    zone: Annotated[str, Text(60)] | None = None


class ReportFile(Shape):
    """
    A file; `link` works for five minutes, the file itself lives a day.

    A repeat under the same key answers with the first link: a later one is asked for under a new key.
    """

    file_name: str
    content_type: str
    sha256: str
    bytes: int
    link: str


@endpoint(
    reports,
    "POST",
    "/v1/reports",
    access=EVERYBODY,
    summary=("导出报表", "Make a report file"),
    body=ReportWish,
    returns=ReportFile,
    status=201,
    command=True,
    errors=(NotFound, Forbidden, OfSharesOnly, OfDatesOnly, OfAMonthOnly, SpanUnusable, UnknownZone),
    load=lambda request: [refs.company(request.company_id)],
)
def make_report(request: ApiRequest) -> Answer:
    """Make a file of what the caller may see; that it was taken out stands in the audit trail."""
    company: Company = request.loaded.get(refs.company(request.company_id))
    wish = request.body
    if wish.report == "performance":
        file, name = _performance(request, company)
    else:
        file, name = _of_work(request, company)
    name = f"{name}.{wish.format}"
    key = f"{company.id}/reports/{file.sha256}.{wish.format}"
    documents = wiring.transit()
    documents.put(key, file.content, content_type=file.content_type)
    answer = ReportFile(
        file_name=name,
        content_type=file.content_type,
        sha256=file.sha256,
        bytes=len(file.content),
        link=documents.link(key, file_name=name),
    )
    return admission.commit(request, Command("report.make", ()), Answer.created(answer))


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    content_type: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def _of_work(request: ApiRequest, company: Company) -> tuple[_File, str]:
    wish = request.body
    if wish.period is not None:
        raise OfAMonthOnly(pointer="/period")
    report = (_distribution if wish.report == "work_distribution" else _matrix)(request, company)
    between = " to " if request.language == "en" else "至"
    name = f"{report.title(request.language)}-{report.period.replace(' – ', between)}"
    return _file(report, wish.format, request.language), name


def _performance(request: ApiRequest, company: Company) -> tuple[_File, str]:
    from shared.usecases.reports.export_performance import performance_file

    wish = request.body
    other = {"from": wish.from_, "to": wish.to, "position": wish.position, "zone": wish.zone}
    for name, value in other.items():
        if value is not None:
            raise OfDatesOnly(pointer=f"/{name}", field=name)
    if wish.by != "activity":
        raise OfDatesOnly(pointer="/by", field="by")
    if wish.period is None:
        raise OfAMonthOnly(pointer="/period")
    made = performance_file(
        company=company,
        viewer=admission.actor_of(request),
        person_id=wish.person_id,
        period=wish.period,
        wanted=wish.format,
        language=request.language,
        at=request.received_at,
    )
    return _File(made.content, TYPES[wish.format]), made.name


def _distribution(request: ApiRequest, company: Company) -> Report:
    from shared.usecases.work.make_report import distribution_report

    found = report_of(request, request.body, company)
    place = 1 if request.language == "en" else 0
    return distribution_report(found, company, lambda key: names_of(found, key, company.catalogue)[place])


def _matrix(request: ApiRequest, company: Company) -> Report:
    from shared.usecases.work.make_report import matrix_report

    wish = request.body
    for name, value in (("person_id", wish.person_id), ("position", wish.position), ("zone", wish.zone)):
        if value is not None:
            raise OfSharesOnly(pointer=f"/{name}", field=name)
    if wish.by != "activity":
        raise OfSharesOnly(pointer="/by", field="by")
    actor = admission.actor_of(request)
    if actor.access_role not in LEADERS:
        raise Forbidden()
    people = seen_people(company.id, actor)
    span = span_of(request, wish, company)
    matrix = read_duty_matrix(company=company, people=people, span=span)
    return matrix_report(matrix, company, request.language)


def _file(report: Report, wanted: str, language: str) -> "_File":
    if wanted == "csv":
        from shared.adapters.documents.report_files import csv_of

        return _File(csv_of(report, language), TYPES[wanted])
    if wanted == "xlsx":
        from shared.adapters.documents.report_workbook import xlsx_of

        return _File(xlsx_of(report, language), TYPES[wanted])
    from shared.adapters.documents.report_page import page_of

    return _File(page_of(report, language).encode(), TYPES[wanted])
